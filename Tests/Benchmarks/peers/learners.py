#!/usr/bin/env python3
"""Forests of other libraries at one setting, beside the Swift program `forest`.

    learners.py fit DIR LEARNER     one fit of all rows: seconds and peak memory
    learners.py folds DIR LEARNER   writes out-of-fold probabilities, DIR/LEARNER-TREES.f64
    learners.py versions            which learners can be imported, with their versions

The setting: trees as deep as the data ask for, leaves of one row, int(sqrt(columns)) columns drawn
at each node, entropy where a library offers it; random forests draw a bootstrap sample per tree,
extremely randomised trees see all rows. Each library differs where it must; docstrings say how.
"""
import argparse
import importlib
import importlib.metadata
import math
import os
import sys
import warnings

import numpy as np

from data import load
from process import Measurement

warnings.filterwarnings("ignore")


class ScikitLearn:
    """Exact splits; entropy; float32 in memory by row, which is what it works on."""

    module, package = "sklearn.ensemble", "scikit-learn"
    criterion = "entropy"

    def __init__(self, name, bootstrap):
        self.kind = getattr(importlib.import_module(self.module), name)
        self.bootstrap = bootstrap

    def hand_over(self, features, labels):
        return np.ascontiguousarray(features, dtype=np.float32), labels

    def fit(self, data, trees, threads, seed):
        return self.kind(
            trees, criterion=self.criterion, max_features="sqrt", bootstrap=self.bootstrap,
            n_jobs=threads, random_state=seed,
        ).fit(*data)

    def probabilities(self, model, features):
        return model.predict_proba(features.astype(np.float32))


class Intelex(ScikitLearn):
    """Histograms of at most 256 bins; Gini, the only criterion it speeds up."""

    module, package = "sklearnex.ensemble", "scikit-learn-intelex"
    criterion = "gini"

    def fit(self, data, trees, threads, seed):
        model = super().fit(data, trees, threads, seed)
        if not hasattr(model, "_onedal_estimator"):
            raise SystemExit("scikit-learn-intelex fell back on scikit-learn")
        return model


class LightGBM:
    """Gradient trees on histograms, one per class and round; 63.2 % of the rows without
    replacement in place of a bootstrap sample; its own default size of trees, 31 leaves of at least
    20 rows, since it fills histograms of all columns at each node: `deep` takes minutes."""

    module, package = "lightgbm", "lightgbm"

    def __init__(self, size=None):
        self.library = importlib.import_module(self.module)
        self.size = size or {}

    def hand_over(self, features, labels):
        return np.ascontiguousarray(features, dtype=np.float32), labels

    def fit(self, data, trees, threads, seed):
        features, labels = data
        columns = features.shape[1]
        settings = {
            "boosting": "rf", "objective": "multiclass", "num_class": int(labels.max()) + 1,
            "bagging_freq": 1, "bagging_fraction": 0.632,
            "feature_fraction_bynode": math.isqrt(columns) / columns,
            "num_threads": threads, "seed": seed, "verbosity": -1, **self.size,
        }
        return self.library.train(settings, self.library.Dataset(features, labels), trees)

    def probabilities(self, model, features):
        return model.predict(features.astype(np.float32))


class XGBoost:
    """Gradient trees on histograms of 256 bins, one per class; 63.2 % of the rows without
    replacement in place of a bootstrap sample."""

    module, package = "xgboost", "xgboost"

    def __init__(self):
        self.library = importlib.import_module(self.module)

    def hand_over(self, features, labels):
        return np.ascontiguousarray(features, dtype=np.float32), labels

    def fit(self, data, trees, threads, seed):
        features, labels = data
        columns = features.shape[1]
        settings = {
            "objective": "multi:softprob", "num_class": int(labels.max()) + 1,
            "num_parallel_tree": trees, "learning_rate": 1.0, "subsample": 0.632,
            "colsample_bynode": math.isqrt(columns) / columns, "max_depth": 0,
            "min_child_weight": 0, "reg_lambda": 1e-5, "tree_method": "hist",
            "nthread": threads, "seed": seed,
        }
        rows = self.library.QuantileDMatrix(features, labels, nthread=threads)
        return self.library.train(settings, rows, num_boost_round=1)

    def probabilities(self, model, features):
        return model.inplace_predict(features.astype(np.float32))


class YDF:
    """Exact splits; entropy; leaves hold the shares of the classes, not the winner."""

    module, package = "ydf", "ydf"

    def __init__(self):
        self.library = importlib.import_module(self.module)
        self.library.verbose(0)

    def hand_over(self, features, labels):
        return {"x": np.ascontiguousarray(features, dtype=np.float32), "label": labels}

    def fit(self, data, trees, threads, seed):
        return self.library.RandomForestLearner(
            label="label", num_trees=trees, num_threads=threads, random_seed=seed,
            max_depth=-1, min_examples=1, num_candidate_attributes=0, winner_take_all=False,
            compute_oob_performances=False,
        ).train(data)

    def probabilities(self, model, features):
        found = model.predict({"x": features.astype(np.float32)})
        ordered = np.empty_like(found)
        ordered[:, [int(name) for name in model.label_classes()]] = found
        return ordered


LEARNERS = {
    "scikit-learn-forest": lambda: ScikitLearn("RandomForestClassifier", True),
    "scikit-learn-extra": lambda: ScikitLearn("ExtraTreesClassifier", False),
    "intelex-forest": lambda: Intelex("RandomForestClassifier", True),
    "intelex-extra": lambda: Intelex("ExtraTreesClassifier", False),
    "lightgbm-forest": LightGBM,
    "lightgbm-deep": lambda: LightGBM(
        {"num_leaves": 4096, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 0.0,
         "histogram_pool_size": 256}),
    "xgboost-forest": XGBoost,
    "ydf-forest": YDF,
}
KINDS = {
    "scikit-learn": ScikitLearn, "intelex": Intelex, "lightgbm": LightGBM, "xgboost": XGBoost,
    "ydf": YDF,
}


def fit(args):
    features, labels, _ = load(args.directory)
    learner = LEARNERS[args.learner]()
    # A small fit first: loading code and starting threads is not training.
    generator = np.random.default_rng(0)
    small = learner.hand_over(
        generator.standard_normal((300, features.shape[1])), np.arange(300, dtype=np.int32) % 3)
    learner.fit(small, 2, args.threads, 0)
    data = learner.hand_over(features, labels)
    del features, small
    with Measurement() as measured:
        model = learner.fit(data, args.trees, args.threads, 0)
    del model
    print(measured.line(args.learner))


def folds(args):
    features, labels, all_folds = load(args.directory)
    learner = LEARNERS[args.learner]()
    result = np.empty((len(labels), labels.max() + 1))
    for number in range(all_folds[0].max() + 1):
        test = all_folds[0] == number
        data = learner.hand_over(features[~test], labels[~test])
        model = learner.fit(data, args.trees, args.threads, 0)
        result[test] = learner.probabilities(model, features[test])
    path = os.path.join(args.directory, f"{args.learner}-{args.trees}.f64")
    result.tofile(path)
    print(f"{args.learner}: wrote {path}")


def versions():
    for name, kind in KINDS.items():
        try:
            importlib.import_module(kind.module)
            print(f"{name}\t{kind.package} {importlib.metadata.version(kind.package)}")
        except Exception as error:  # whatever keeps a library from loading
            print(f"{name} left out: {error}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("versions")
    for name in ("fit", "folds"):
        command = commands.add_parser(name)
        command.add_argument("directory")
        command.add_argument("learner", choices=LEARNERS)
        command.add_argument("--trees", type=int, default=200)
        command.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.command == "versions":
        versions()
    else:
        {"fit": fit, "folds": folds}[args.command](args)


if __name__ == "__main__":
    main()
