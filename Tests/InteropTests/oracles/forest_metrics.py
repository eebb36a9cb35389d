"""Metrics of scikit-learn for {truth, probabilities} on standard input, as JSON."""
import json
import sys
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")
answers = []
for case in json.load(sys.stdin):
    truth = np.array(case["truth"])
    shares = np.array(case["probabilities"])
    labels = list(range(shares.shape[1]))
    predicted = shares.argmax(1)
    report = metrics.precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0)
    answers.append({
        "confusion": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "precision": report[0].tolist(),
        "recall": report[1].tolist(),
        "f1": report[2].tolist(),
        "macroF1": metrics.f1_score(truth, predicted, average="macro"),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "matthews": metrics.matthews_corrcoef(truth, predicted),
        "averagePrecision": [
            metrics.average_precision_score(truth == k, shares[:, k])
            if (truth == k).any() else None
            for k in labels
        ],
        "brier": ((shares - np.eye(len(labels))[truth]) ** 2).sum(1).mean(),
        "logLoss": metrics.log_loss(truth, shares, labels=labels),
    })
json.dump(answers, sys.stdout)
