"""Fits one table with one library and prints a JSON object.

    learners.py NAME FOLDER SECONDS THREADS [--terms N]

NAME is gplearn, operon or torchsisso; FOLDER as `problems.py` writes it. The object holds `seconds`, `peak` (MiB) and
`formulas`, name of the choice to text for SymPy.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import resource
import sys
import time

import numpy as np
import sympy

from problems import read_table

SEED = 20261124


def gplearn(x, y, names, args):
    """Settings of gplearn's own example; it runs until the law is exact or time is up."""
    from gplearn.genetic import SymbolicRegressor
    model = SymbolicRegressor(
        population_size=5000, generations=1, stopping_criteria=1e-6 * float(np.std(y)),
        function_set=("add", "sub", "mul", "div", "sqrt", "log", "abs", "inv", "sin", "cos"),
        p_crossover=0.7, p_subtree_mutation=0.1, p_hoist_mutation=0.05, p_point_mutation=0.1,
        max_samples=0.9, parsimony_coefficient=0.01, n_jobs=args.threads, random_state=SEED,
        warm_start=True)
    end = time.monotonic() + args.seconds
    best = None
    while time.monotonic() < end:
        model.fit(x, y)
        program = model._program
        if best is None or program.raw_fitness_ < best.raw_fitness_:
            best = program
        if best.raw_fitness_ <= model.stopping_criteria:
            break
        model.set_params(generations=model.generations + 1)
    text = re.sub(r"\bX(\d+)\b", lambda found: names[int(found[1])], str(best))
    functions = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b, "sqrt": lambda a: sympy.sqrt(sympy.Abs(a)),
        "log": lambda a: sympy.log(sympy.Abs(a)), "abs": sympy.Abs, "inv": lambda a: 1 / a,
        "sin": sympy.sin, "cos": sympy.cos}
    symbols = {name: sympy.Symbol(name, positive=True) for name in names}
    return {"chosen": str(sympy.sympify(text, locals=functions | symbols))}


def operon(x, y, names, args):
    """Settings of Operon in SRBench, formulas of up to 30 nodes; the choice is by description length."""
    from pyoperon.sklearn import SymbolicRegressor
    model = SymbolicRegressor(
        allowed_symbols="add,sub,mul,div,constant,variable,sqrt,square,exp,log,abs,sin,cos",
        offspring_generator="basic", optimizer_iterations=5, max_length=30, tournament_size=5,
        objectives=["r2", "length"], epsilon=1e-6, population_size=1000, generations=10**6,
        max_evaluations=10**9, max_time=int(args.seconds), n_threads=args.threads, random_state=SEED,
        model_selection_criterion="minimum_description_length", uncertainty=[args.error])
    model.fit(x, y)
    return {"chosen": model.get_model_string(model.model_, 12, names).replace("^", "**")}


def torchsisso(x, y, names, args):
    """Three expansions (its default, rung 2 as in the papers of SISSO), 20 features a term (its default); one formula for each number of
    terms, the last one is the choice."""
    import pandas
    from TorchSisso import SissoModel
    table = pandas.DataFrame(np.column_stack([y, x]), columns=["y", *names])
    model = SissoModel(
        table, ["+", "-", "*", "/", "exp", "ln", "^-1", "pow(2)", "pow(3)", "pow(1/2)"],
        n_expansion=args.expansions, n_term=args.terms, k=20)
    equations = model.fit()[3]
    return {
        "chosen" if index + 1 == len(equations) else f"{index + 1} terms":
            re.sub(r"\bln\b", "log", text.replace("^1/2", "^(1/2)").replace("^", "**"))
        for index, text in enumerate(equations)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=["gplearn", "operon", "torchsisso"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("threads", type=int)
    parser.add_argument("--terms", type=int, default=3)
    parser.add_argument("--expansions", type=int, default=3)
    parser.add_argument("--memory", type=float, default=6, help="GiB")
    args = parser.parse_args()
    limit = int(args.memory * 2**30)
    if args.name == "torchsisso":
        # PyTorch reserves address space beyond what it uses.
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        import torch
        torch.set_num_threads(args.threads)
    table = read_table(args.folder / "train.csv")
    names = [name for name in table if name != "y"]
    x, y = np.column_stack([table[name] for name in names]), table["y"]
    problem = args.folder / "problem.json"
    noise = json.loads(problem.read_text()).get("noise", 0.1) if problem.exists() else 0.1
    args.error = max(noise, 1e-3) * float(np.std(y))
    start = time.monotonic()
    with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(quiet):
        formulas = globals()[args.name](x, y, names, args)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "seconds": time.monotonic() - start, "peak": usage.ru_maxrss / 1024, "formulas": formulas}))


if __name__ == "__main__":
    sys.exit(main())
