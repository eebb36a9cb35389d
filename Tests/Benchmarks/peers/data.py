#!/usr/bin/env python3
"""The data sets of the benchmarks, written as plain arrays that every program reads alike.

    data.py prepare NAME DIR [TABLE]

NAME is `paper` (TABLE is the data of Liu et al. 2021, xenonpy_training_data.csv), `compounds`
(this project's own tables) or `synthetic` (continuous features without ties). DIR gets
features.f64 [rows, features], labels.i32 [rows] and folds.i32 [seeds, rows].
"""
import argparse
import ast
import csv
import os
import pathlib
import re

import numpy as np

CLASSES = ["OTHERS", "QC", "AC"]
PROPERTIES = 58
FOLDS = 5
DATASETS = pathlib.Path(__file__).resolve().parents[3] / "datasets"
ELEMENTS = DATASETS / "elements/elements.csv"
TABLES = [
    ("ordinary_crystals", 0), ("neighbour_phases", 0), ("quasicrystals", 1), ("approximants", 2)]


def descriptors(compositions):
    """Weighted mean, weighted variance, maximum and minimum of each element property."""
    with open(ELEMENTS, newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    values = {row[0]: np.array([float(x) for x in row[1 : PROPERTIES + 1]]) for row in rows}
    features = np.empty((len(compositions), 4 * PROPERTIES))
    for index, composition in enumerate(compositions):
        present = [(name, amount) for name, amount in composition.items() if amount > 0]
        matrix = np.array([values[name] for name, _ in present])
        weights = np.array([amount for _, amount in present])
        weights = weights / weights.sum()
        mean = weights @ matrix
        variance = weights @ (matrix - mean) ** 2
        features[index] = np.concatenate([mean, variance, matrix.max(0), matrix.min(0)])
    # scikit-learn splits on float32; rounding here gives all programs the same numbers.
    return features.astype(np.float32).astype(np.float64)


def paper(path):
    """Compositions and labels of Liu et al. 2021."""
    with open(path, newline="") as handle:
        rows = list(csv.DictReader(handle))
    labels = np.array([CLASSES.index(row["label"]) for row in rows], dtype=np.int32)
    return [ast.literal_eval(row["composition"]) for row in rows], labels


def parse(formula):
    """Amounts by element; knows numbers and round brackets, which is what the tables hold."""
    levels = [{}]
    for name, opening, closing, number in re.findall(
        r"([A-Z][a-z]?|(\()|(\)))(\d*\.?\d*)", formula
    ):
        amount = float(number or 1)
        if opening:
            levels.append({})
        elif closing:
            for element, inner in levels.pop().items():
                levels[-1][element] = levels[-1].get(element, 0) + amount * inner
        else:
            levels[-1][name] = levels[-1].get(name, 0) + amount
    return levels[0]


def compounds():
    """Compositions and labels of this project's tables under its default rules.

    A composition with two labels belongs to the class with fewer rows. Then only stable compounds
    stay, and no ordinary crystals that are flagged as approximants in more than a broad sense or
    excluded by a decision; then one row a composition.
    """
    rows, size = [], [0, 0, 0]
    for name, label in TABLES:
        with open(DATASETS / f"compounds/{name}.csv", newline="") as handle:
            table = list(csv.DictReader(handle))
        size[label] += len(table)
        for row in table:
            composition = parse(row["formula"])
            total = sum(composition.values())
            key = tuple(sorted((e, round(x / total, 8)) for e, x in composition.items()))
            kept = (
                row.get("stability", "stable") == "stable"
                and row.get("ac_flag", "") in ("", "broad") and row.get("decision") != "exclude")
            rows.append((key, composition, label, kept))
    owner = {}
    for key, _, label, _ in rows:
        if key not in owner or size[label] < size[owner[key]]:
            owner[key] = label
    compositions, labels, seen = [], [], set()
    for key, composition, label, kept in rows:
        if kept and owner[key] == label and key not in seen:
            seen.add(key)
            compositions.append(composition)
            labels.append(label)
    return compositions, np.array(labels, dtype=np.int32)


def synthetic(rows=10_000, columns=232, seed=0):
    """Gaussian features, no value twice in a column; three classes, a noisy function of twelve."""
    generator = np.random.default_rng(seed)
    features = np.empty((rows, columns), dtype=np.float32)
    for column in features.T:
        column[:] = generator.standard_normal(rows, dtype=np.float32)
        while True:
            _, first = np.unique(column, return_index=True)
            if len(first) == rows:
                break
            repeated = np.setdiff1d(np.arange(rows), first)
            column[repeated] = generator.standard_normal(len(repeated), dtype=np.float32)
    x = features.T.astype(np.float64)
    scores = np.stack([
        1.5 * x[0] * x[1] + np.sin(2 * x[2]) + x[3],
        x[4] ** 2 - 1 + np.where(x[5] > 0.5, 1.5, -0.5) + x[6] * x[7],
        np.abs(x[8]) - 0.8 + x[9] + np.where(x[10] * x[11] > 0, 1.0, -1.0),
    ])
    labels = np.argmax(scores + 0.5 * generator.gumbel(size=scores.shape), axis=0)
    return features.astype(np.float64), labels.astype(np.int32)


def grouped_folds(compositions, seed=0):
    """No chemical system stands on both sides of a split."""
    from sklearn.model_selection import GroupKFold

    groups = ["-".join(sorted(e for e, x in c.items() if x > 0)) for c in compositions]
    splitter = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    folds = np.empty(len(groups), dtype=np.int32)
    for number, (_, test) in enumerate(splitter.split(np.zeros((len(groups), 1)), groups=groups)):
        folds[test] = number
    return folds


def write(directory, features, labels, folds):
    os.makedirs(directory, exist_ok=True)
    features.tofile(os.path.join(directory, "features.f64"))
    labels.tofile(os.path.join(directory, "labels.i32"))
    folds.astype(np.int32).tofile(os.path.join(directory, "folds.i32"))


def load(directory):
    labels = np.fromfile(os.path.join(directory, "labels.i32"), dtype=np.int32)
    features = np.fromfile(os.path.join(directory, "features.f64"))
    folds = np.fromfile(os.path.join(directory, "folds.i32"), dtype=np.int32)
    return features.reshape(len(labels), -1), labels, folds.reshape(-1, len(labels))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["prepare"])
    parser.add_argument("name", choices=["paper", "compounds", "synthetic"])
    parser.add_argument("directory")
    parser.add_argument("table", nargs="?", help="the paper's data")
    args = parser.parse_args()
    if args.name == "paper" and not args.table:
        parser.error("paper needs the path of xenonpy_training_data.csv")
    if args.name == "synthetic":
        features, labels = synthetic()
        # Every row is a system of its own.
        folds = np.random.default_rng(1).permutation(len(labels)) % FOLDS
    else:
        compositions, labels = paper(args.table) if args.name == "paper" else compounds()
        features, folds = descriptors(compositions), grouped_folds(compositions)
    write(args.directory, features, labels, folds)
    counts = ", ".join(str(n) for n in np.bincount(labels))
    print(f"{args.name}: {features.shape[0]} rows, {features.shape[1]} features, classes {counts}")


if __name__ == "__main__":
    main()
