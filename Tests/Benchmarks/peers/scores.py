"""How good out-of-fold probabilities are."""
from typing import NamedTuple

import numpy as np


class Scores(NamedTuple):
    plain: float
    """Log-loss with probabilities clipped at 1e-15; the rows that get a zero dominate it."""
    smoothed: float
    """Log-loss of (p T + 1/k) / (T + 1): T trees and one more that knows nothing of k classes."""
    macro_f1: float
    row_losses: np.ndarray
    """The smoothed log-loss of each row."""


def scores(probabilities, labels, trees):
    rows, classes = probabilities.shape
    probabilities = probabilities / probabilities.sum(1, keepdims=True)
    truth = probabilities[np.arange(rows), labels]
    row_losses = -np.log((truth * trees + 1 / classes) / (trees + 1))
    predicted = probabilities.argmax(1)
    hits = np.array([np.sum((predicted == c) & (labels == c)) for c in range(classes)])
    sizes = np.bincount(predicted, minlength=classes) + np.bincount(labels, minlength=classes)
    return Scores(
        float(-np.log(np.clip(truth, 1e-15, 1)).mean()), float(row_losses.mean()),
        float(np.mean(2 * hits / sizes)), row_losses)


def difference(one, two):
    """Mean and standard error of the difference of paired losses."""
    delta = one - two
    return delta.mean(), delta.std(ddof=1) / np.sqrt(len(delta))
