"""Parses formulas with SymPy and evaluates them, as written for SymPy and for NumPy.

Reads JSON {"files": [text], "symbols": [..], "points": [[..]], "numpy": [text]} and writes, for each
formula of the files in order, its values at the points: {"sympy": [[..]], "numpy": [[..]]}.
"""

import json
import sys

import numpy as np
from sympy import lambdify

task = json.load(sys.stdin)
points = np.array(task["points"], dtype=float)

sympy_values = []
for text in task["files"]:
    scope = {}
    exec(compile(text, "formulas.py", "exec"), scope)
    formulas = [rule[0] for rule in scope["RULES"]] if "RULES" in scope else scope["MODELS"]
    symbols = [scope["SYMBOLS"][name] for name in task["symbols"]]
    for formula in formulas:
        stray = formula.free_symbols - set(symbols)
        if stray:
            sys.exit(f"unknown symbols {stray} in {formula}")
        function = lambdify(symbols, formula, modules="math")
        sympy_values.append([float(function(*point)) for point in points])

numpy_values = []
columns = {name: points[:, index] for index, name in enumerate(task["symbols"])}
for text in task["numpy"]:
    values = eval(text, {"np": np}, columns)
    numpy_values.append(np.broadcast_to(values, len(points)).tolist())

json.dump({"sympy": sympy_values, "numpy": numpy_values}, sys.stdout)
