"""Candidates a second over 1,000 rows: our engine, TorchSISSO's screening and three ways in NumPy.

    screening.py KIND THREADS      one measurement, in a process of its own

KIND is chunks, moments, moments-single or torchsisso.
"""
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

import numpy as np

ROWS, FACTORS, ROUNDS = 1000, 1200, 2
# Variables, rungs, nodes of a term, residuals, operators.
OURS = [(26, 2, 11, 1, "algebraic"), (10, 2, 11, 1, "all"), (10, 2, 11, 3, "all")]
KINDS = ["chunks", "moments", "moments-single", "torchsisso"]


def table(factors):
    random = np.random.default_rng(20261126)
    x = random.uniform(0.5, 2.0, (ROWS, factors))
    y = x[:, 0] * x[:, 1] / x[:, 2] + random.standard_normal(ROWS)
    return x, y - y.mean()


def chunks(x, y):
    """Products of all pairs, one factor times the others at a time, correlated with the target."""
    count, best = 0, 0.0
    for first in range(x.shape[1]):
        products = x[:, first, None] * x[:, first:]
        products -= products.mean(axis=0)
        scores = (y @ products) ** 2 / np.einsum("ij,ij->j", products, products)
        best, count = max(best, scores.max()), count + len(scores)
    return count, best


def moments(x, y):
    """The same products from matrix products: sums of a b, of a^2 b^2 and of a r b."""
    rows, count, best = len(y), 0, 0.0
    squares = x * x
    for start in range(0, x.shape[1], 256):
        left = slice(start, start + 256)
        mean = x[:, left].T @ x[:, start:] / rows
        square = squares[:, left].T @ squares[:, start:] / rows
        with_target = (x[:, left] * y[:, None]).T @ x[:, start:]
        scores = with_target ** 2 / np.maximum(square - mean * mean, 1e-12)
        best, count = max(best, float(scores.max()) / rows), count + scores.size
    return count, best


def torchsisso(threads):
    """Construction and screening of TorchSISSO, pairs by four operators of few columns, as it stores all."""
    import contextlib
    import pandas
    import torch
    from TorchSisso import SissoModel
    torch.set_num_threads(threads)
    x, y = table(60)
    frame = pandas.DataFrame(np.column_stack([y, x]), columns=["y", *(f"q_{i}" for i in range(60))])
    model = SissoModel(frame, ["+", "-", "*", "/"], n_expansion=2, n_term=1, k=20)
    with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(quiet):
        model.fit()
    return 60 + 5 * 60 * 59 // 2


def measure(kind, threads):
    x, y = table(FACTORS)
    if kind == "moments-single":
        x, y = x.astype(np.float32), y.astype(np.float32)
    work = chunks if kind == "chunks" else moments
    if kind == "torchsisso":
        import TorchSisso  # noqa: F401, so that loading it is not timed
    else:
        work(x[:, :64], y)
    start, cores = time.monotonic(), time.process_time()
    count = torchsisso(threads) if kind == "torchsisso" else work(x, y)[0]
    seconds, cores = time.monotonic() - start, time.process_time() - cores
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "candidates": count, "seconds": seconds, "core seconds": cores, "peak": peak}))


def attempt(kind, threads):
    variables = {f"{name}_NUM_THREADS": str(threads) for name in ("OPENBLAS", "OMP", "MKL")}
    # A core type or a cache size forced on OpenBLAS would slow NumPy down.
    kept = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    run = subprocess.run(
        [sys.executable, __file__, kind, str(threads)], capture_output=True, text=True, env=kept | variables)
    if run.returncode != 0:
        return {"error": (run.stderr.strip().splitlines() or ["failed"])[-1][:200]}
    return json.loads(run.stdout.strip().splitlines()[-1])


def attempt_ours(program, case, threads):
    """The engine's screening alone; its seconds hold the rescoring in double precision too."""
    variables, rungs, complexity, residuals, operators = case
    process = pathlib.Path(__file__).resolve().parent.parent / "peers/process.py"
    command = [program, variables, rungs, complexity, residuals, threads, operators]
    run = subprocess.run(
        [sys.executable, process, *map(str, command)], capture_output=True, text=True)
    lines = run.stdout.strip().splitlines()
    if run.returncode != 0 or len(lines) < 2:
        return {"error": (run.stderr.strip().splitlines() or ["failed"])[-1][:200]}
    one = json.loads(lines[-2])
    return {"candidates": one["candidates"], "seconds": one["seconds"],
            "core seconds": one["core_seconds"], "peak": json.loads(lines[-1])["peak"]}


def summary(engine, threads, attempts):
    good = [a for a in attempts if "error" not in a]
    best = min(good, key=lambda a: a["seconds"]) if good else attempts[0]
    rate = best["candidates"] / best["seconds"] / 1e6 if good else None
    core = best["candidates"] / best["core seconds"] / 1e6 if good else None
    return {"engine": engine, "threads": threads, "million a second": rate,
            "million a core second": core} | best


def rows(program, names, threads):
    found = []
    for count in sorted({1, threads}):
        for case in OURS:
            engine = f"quasiscreen: {case[4]}, rungs {case[1]}, residuals {case[3]}"
            attempts = [attempt_ours(program, case, count) for _ in range(ROUNDS)]
            found.append(summary(engine, count, attempts))
        for kind in KINDS:
            if kind == "torchsisso" and kind not in names:
                continue
            found.append(summary(kind, count, [attempt(kind, count) for _ in range(ROUNDS)]))
    return found


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2]))
