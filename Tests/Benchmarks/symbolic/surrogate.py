"""Short explanations of a model's output, out of fold: ours, lasso, a small tree, PyOperon and gplearn.

The table is a CSV file: `target` (such as a forest's logit), `weight`, `fold` and, optionally, `label` (0 or 1); every
other column of numbers is a descriptor. Each fold is predicted by what was fitted without it.
"""
import csv
import pathlib
import tempfile

import numpy as np
from sklearn.linear_model import lars_path
from sklearn.metrics import average_precision_score
from sklearn.tree import DecisionTreeRegressor

from problems import evaluate, write_table

SPECIAL = ("target", "weight", "fold", "label")


def read(path):
    with open(path, newline="") as file:
        head, *rows = csv.reader(file)
    columns = {}
    for name, texts in zip(head, zip(*rows)):
        try:
            columns[name] = np.array(texts, float)
        except ValueError:
            continue
    missing = [name for name in ("target", "weight", "fold") if name not in columns]
    if missing:
        raise SystemExit(f"{path} has no column of numbers named {missing[0]}")
    return {n: c for n, c in columns.items() if np.isfinite(c).all()}


def lasso(x, y, weights, out, count=10):
    """Least squares on the first `count` descriptors that the lasso path takes up."""
    mean, scale = np.average(x, axis=0, weights=weights), x.std(axis=0) + 1e-300
    root = np.sqrt(weights)[:, None]
    centre = np.average(y, weights=weights)
    _, active, _ = lars_path(
        root * (x - mean) / scale, root[:, 0] * (y - centre), method="lasso", max_iter=count)
    design = np.column_stack([np.ones(len(x)), x[:, active]])
    solution = np.linalg.lstsq(root * design, root[:, 0] * y, rcond=None)[0]
    return np.column_stack([np.ones(len(out)), out[:, active]]) @ solution


def tree(x, y, weights, out):
    return DecisionTreeRegressor(max_depth=3, random_state=0).fit(x, y, sample_weight=weights).predict(out)


def formulas(fit, folder, inside, names, columns, weights, choice):
    """What the chosen formula of a fit to the inside rows says for all rows; no weights but by repetition."""
    random = np.random.default_rng(0)
    drawn = random.choice(np.flatnonzero(inside), inside.sum(), p=weights[inside] / weights[inside].sum())
    table = {f"q_{i}": columns[n][drawn] for i, n in enumerate(names)} | {"y": columns["target"][drawn]}
    write_table(folder / "train.csv", table)
    (folder / "units.csv").write_text("name,unit\n")
    found = fit(folder)
    if "error" in found:
        return np.full(len(weights), np.nan)
    return evaluate(found["formulas"][choice], {f"q_{i}": columns[n] for i, n in enumerate(names)})


def rows(ours, path, peers, names, budget):
    columns = read(path)
    descriptors = [n for n in columns if n not in SPECIAL and columns[n].std() > 0]
    x = np.column_stack([columns[n] for n in descriptors])
    y, weights, fold = columns["target"], columns["weight"], columns["fold"]
    predicted = {}

    def keep(engine, inside, values):
        predicted.setdefault(engine, np.full(len(y), np.nan))[~inside] = values[~inside]

    with tempfile.TemporaryDirectory() as temporary:
        for number in np.unique(fold):
            inside = fold != number
            keep("lasso, 10 descriptors", inside, lasso(x[inside], y[inside], weights[inside], x))
            keep("tree of depth 3", inside, tree(x[inside], y[inside], weights[inside], x))
            folder = pathlib.Path(temporary)
            engines = {"quasiscreen, 4 terms": (lambda f: ours.fit(f, terms=4, rungs=2), "best")}
            for name in set(names) - {"torchsisso"}:
                engines[name] = (lambda f, n=name: peers.fit(n, f, budget, 3 * budget + 60), "chosen")
            for name, (fit, choice) in engines.items():
                keep(name, inside, formulas(fit, folder, inside, descriptors, columns, weights, choice))
    spread = np.average((y - np.average(y, weights=weights)) ** 2, weights=weights)
    found = []
    for name, values in predicted.items():
        # A formula that is undefined for a row says the mean there.
        lost = ~np.isfinite(values)
        values = np.clip(np.where(lost, np.average(y, weights=weights), values), y.min(), y.max())
        row = {"engine": name, "R2": 1 - np.average((values - y) ** 2, weights=weights) / spread,
               "undefined": int(lost.sum())}
        if "label" in columns:
            row["average precision"] = float(
                average_precision_score(columns["label"], values, sample_weight=weights))
        found.append(row)
    return found
