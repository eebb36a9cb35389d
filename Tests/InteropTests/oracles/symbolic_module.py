"""Runs a NumPy rules file on a table: {"module": text, "columns": {..}} -> truth values by rule."""

import json
import sys

import numpy as np

task = json.load(sys.stdin)
scope = {}
exec(compile(task["module"], "rules.py", "exec"), scope)
columns = {name: np.array(values, dtype=float) for name, values in task["columns"].items()}
json.dump([verdict.tolist() for verdict in scope["satisfied"](columns)], sys.stdout)
