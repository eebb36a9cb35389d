"""Runs the `predict` of a NumPy file on a table for each of some models.

Reads JSON {"module": text, "columns": {..}, "models": [..]} and writes one list of values a model.
"""

import json
import sys

import numpy as np

task = json.load(sys.stdin)
scope = {}
exec(compile(task["module"], "models.py", "exec"), scope)
columns = {name: np.array(values, dtype=float) for name, values in task["columns"].items()}
json.dump([scope["predict"](columns, model).tolist() for model in task["models"]], sys.stdout)
