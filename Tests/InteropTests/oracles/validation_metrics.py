"""Judges of the validation figures: scikit-learn and scipy, as JSON from JSON on standard input."""
import json
import math
import sys
import warnings

import numpy as np
from scipy import stats
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")


def weighted(case):
    """Figures where every row counts with a weight: what a bootstrap replicate is made of."""
    truth = np.array(case["truth"])
    shares = np.array(case["probabilities"])
    weights = np.array(case["weights"], dtype=float)
    predicted = shares.argmax(1)
    labels = list(range(shares.shape[1]))
    squares = ((shares - np.eye(len(labels))[truth]) ** 2).sum(1)
    figures = {
        "macro_f1": metrics.f1_score(truth, predicted, average="macro", sample_weight=weights),
        "matthews_correlation": metrics.matthews_corrcoef(
            truth, predicted, sample_weight=weights),
        "accuracy": metrics.accuracy_score(truth, predicted, sample_weight=weights),
        "brier": np.average(squares, weights=weights),
        "log_loss": metrics.log_loss(truth, shares, labels=labels, sample_weight=weights),
    }
    for name, classes in zip(case["targetNames"], case["targets"]):
        positive = np.isin(truth, classes)
        called = np.isin(predicted, classes)
        scores = sum(shares[:, k] for k in classes)
        values = metrics.precision_recall_fscore_support(
            positive, called, average="binary", sample_weight=weights, zero_division=0)
        figures[f"precision {name}"] = values[0]
        figures[f"recall {name}"] = values[1]
        figures[f"f1 {name}"] = values[2]
        figures[f"prevalence {name}"] = np.average(positive, weights=weights)
        figures[f"average_precision {name}"] = metrics.average_precision_score(
            positive, scores, sample_weight=weights)
    return figures


def platt(case):
    """Unpenalised logistic regression on each row twice, weighted with its smoothed target."""
    shares = np.clip(np.array(case["shares"]), case["floor"], 1 - case["floor"])
    positive = np.array(case["positives"])
    scores = np.log(shares) - np.log1p(-shares)
    hits = positive.sum()
    targets = np.where(positive, (hits + 1) / (hits + 2), 1 / (len(positive) - hits + 2))
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(
        np.concatenate([scores, scores])[:, None],
        np.repeat([1, 0], len(scores)),
        sample_weight=np.concatenate([targets, 1 - targets]))
    return {"slope": fit.coef_[0, 0], "intercept": fit.intercept_[0]}


def reliability(case):
    observed, predicted = calibration_curve(
        case["positives"], case["shares"], n_bins=case["bins"], strategy="quantile")
    return {"observed": observed.tolist(), "predicted": predicted.tolist()}


def isotonic(case):
    fitted = IsotonicRegression().fit_transform(case["shares"], case["errors"])
    order = np.argsort(case["shares"])
    rising = fitted[order]
    return {
        "pools": rising[np.concatenate([[True], np.diff(rising) > 1e-12])].tolist(),
        "spearman": stats.spearmanr(case["shares"], case["errors"])[0],
        "spearmanOfTies": stats.spearmanr(
            np.round(case["shares"], 1), np.round(case["errors"], 1))[0],
    }


def wilson(case):
    hits, rows = case
    interval = stats.binomtest(hits, rows).proportion_ci(method="wilson")
    return [interval.low, interval.high]


def clusters(case):
    correlation = np.abs(np.corrcoef(np.array(case["features"]), rowvar=False))
    distance = squareform(1 - correlation, checks=False)
    result = {}
    for linkage in ["single", "complete"]:
        labels = hierarchy.fcluster(
            hierarchy.linkage(distance, linkage), 1 - case["threshold"], "distance")
        groups = [np.flatnonzero(labels == k).tolist() for k in np.unique(labels)]
        result[linkage] = sorted(groups)
    return result


def conformal(case):
    shares = np.array(case["probabilities"])
    truth = np.array(case["truth"])
    least = []
    for label in range(shares.shape[1]):
        scores = np.sort(1 - shares[truth == label, label])
        rank = math.ceil((len(scores) + 1) * (1 - case["alpha"]) - 1e-9)
        least.append(1 - scores[rank - 1] if rank <= len(scores) else 0)
    return least


request = json.load(sys.stdin)
json.dump({
    "weighted": [weighted(case) for case in request["weighted"]],
    "platt": [platt(case) for case in request["binary"]],
    "reliability": [reliability(case) for case in request["binary"]],
    "isotonic": [isotonic(case) for case in request["binary"]],
    "wilson": [wilson(case) for case in request["wilson"]],
    "clusters": [clusters(case) for case in request["clusters"]],
    "conformal": [conformal(case) for case in request["conformal"]],
}, sys.stdout)
