#!/usr/bin/env python3
"""Random forest of scikit-learn beside ours, on the data of Liu et al. 2021.

    forest.py prepare DIR TABLE   writes features, labels and folds; TABLE is the paper's data,
                                  xenonpy_training_data.csv
    forest.py train DIR           one fit of all rows: seconds, peak memory
    forest.py validate DIR        macro-F1, stratified 5-fold, every seed

The Swift program `forest` reads the same DIR and knows the same two measurements.
Needs requirements.txt.
"""
import argparse
import time

import numpy as np

import data
from process import peak_memory


def prepare(args):
    from sklearn.model_selection import StratifiedKFold

    compositions, labels = data.paper(args.table)
    features = data.descriptors(compositions)
    folds = np.empty((args.seeds, len(labels)), dtype=np.int32)
    for seed in range(args.seeds):
        splitter = StratifiedKFold(5, shuffle=True, random_state=seed)
        for number, (_, test) in enumerate(splitter.split(features, labels)):
            folds[seed, test] = number
    data.write(args.directory, features, labels, folds)
    print(f"{features.shape[0]} rows, {features.shape[1]} features, {args.seeds} seeds")


def forest(seed, threads):
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        200, criterion="entropy", max_depth=25, max_features="log2", bootstrap=False,
        random_state=seed, n_jobs=threads,
    )


def train(args):
    features, labels, _ = data.load(args.directory)
    learner = forest(0, args.threads)
    idle = peak_memory()
    before = time.perf_counter()
    model = learner.fit(features, labels)
    fitting = time.perf_counter() - before
    memory = peak_memory()
    before = time.perf_counter()
    model.predict_proba(features)
    judging = time.perf_counter() - before
    print(
        f"scikit-learn: trained in {fitting:.2f} s, peak memory {memory:.0f} MiB "
        f"({idle:.0f} before), judged in {judging:.3f} s")


def validate(args):
    from sklearn.metrics import f1_score, log_loss

    features, labels, folds = data.load(args.directory)
    figures = []
    for seed, fold_of_row in enumerate(folds[: args.seeds]):
        probabilities = np.empty((len(labels), len(data.CLASSES)))
        for number in range(fold_of_row.max() + 1):
            test = fold_of_row == number
            model = forest(seed, args.threads).fit(features[~test], labels[~test])
            probabilities[test] = model.predict_proba(features[test])
        score = f1_score(labels, probabilities.argmax(1), average="macro")
        figures.append((score, log_loss(labels, probabilities)))
        print(f"seed {seed}: macro-F1 {score:.4f}, log-loss {figures[-1][1]:.5f}")
    score, loss = np.mean(figures, 0)
    spread = np.std([f[0] for f in figures])
    print(f"scikit-learn: macro-F1 {score:.5f} +- {spread:.4f}, log-loss {loss:.5f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["prepare", "train", "validate"])
    parser.add_argument("directory")
    parser.add_argument("table", nargs="?", help="the paper's data, for prepare")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.command == "prepare" and not args.table:
        parser.error("prepare needs the path of xenonpy_training_data.csv")
    {"prepare": prepare, "train": train, "validate": validate}[args.command](args)


if __name__ == "__main__":
    main()
