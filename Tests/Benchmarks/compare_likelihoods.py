#!/usr/bin/env python3
"""What a search for alloys asks of a model, beside ONNX Runtime; called by `run likelihoods`.

The program `likelihoods` of this package judges mixed alloys as `qscreen design` does; ONNX Runtime gets the
descriptors of the same alloys and the same model as `qscreen export --onnx` writes it, calibration included.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

from compare import Watch, print_machine, print_table
from compounds import DATASETS

GOAL = 1_000_000


def peer(path, rows, threads, rounds):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        # Blocks that stay in the cache, which favours it.
        for first in range(0, len(rows), 4096):
            session.run(None, {name: rows[first:first + 4096]})
        times.append(time.perf_counter() - start)
    return len(rows) / sorted(times[1:])[rounds // 2]


def main():
    import numpy as np

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model file; by default one is trained on datasets/compounds")
    parser.add_argument("--alloys", type=int, default=200_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("qscreen")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        model = options.model or str(folder / "model.h5")
        if not options.model:
            subprocess.run(
                [options.qscreen, "train", "--dataset", str(DATASETS), "--output", model], check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(
            [options.qscreen, "export", "--model", model, "--onnx", str(folder / "model.onnx")], check=True,
            stdout=subprocess.DEVNULL)
        watch = Watch()
        output = subprocess.run(
            [os.environ["LIKELIHOODS"], model, str(options.alloys), str(options.threads), str(options.rounds),
             str(folder / "features.bin")], check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(output)
        ours_others = watch.others()
        rows = np.fromfile(folder / "features.bin").reshape(-1, found.pop("columns")).astype(np.float32)
        watch = Watch()
        other = peer(str(folder / "model.onnx"), rows, options.threads, options.rounds)
        peer_others = watch.others()
    names = {
        "likelihoods": "likelihood: conditions, descriptors, model",
        "domains": "domain of the likeliest tenth",
        "descriptors": "descriptors alone",
        "compiled_model": "model alone",
        "walked_model": "model alone, trees walked",
    }
    lines = [[names[key], f"{found[key]:,.0f}", f"{ours_others:.2f}"] for key in names]
    lines.append(["ONNX Runtime, model alone", f"{other:,.0f}", f"{peer_others:.2f}"])
    print_table(["what", "alloys a second", "others"], lines)
    print(f"\nmodel alone over ONNX Runtime: {found['compiled_model'] / other:.1f}x, "
          f"over walking: {found['compiled_model'] / found['walked_model']:.1f}x")
    is_met = found["likelihoods"] >= GOAL
    print(f"goal, likelihoods a second: at least {GOAL:,}: {'yes' if is_met else 'NO'}\n")
    print_machine([f"{name} {version(name)}" for name in ("numpy", "onnxruntime")])
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
