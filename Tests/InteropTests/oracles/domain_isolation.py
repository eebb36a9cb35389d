"""Isolation in whitened principal components by NumPy and scikit-learn, as JSON.

Standard input: {features, queries, groups, share, limit, neighbours}.
"""
import json
import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

case = json.load(sys.stdin)
features = np.array(case["features"])
groups = np.array(case["groups"])
k = case["neighbours"]
scaler = StandardScaler().fit(features)
# Singular values of the standardised table: another way to the axes than the correlation matrix.
pca = PCA(whiten=True, svd_solver="full").fit(scaler.transform(features))
count = int(np.searchsorted(np.cumsum(pca.explained_variance_ratio_), case["share"]) + 1)
count = min(count, case["limit"])
# scikit-learn whitens with n - 1 degrees of freedom.
scale = np.sqrt(len(features) / (len(features) - 1))


def coordinates(table):
    return pca.transform(scaler.transform(table))[:, :count] * scale


train = coordinates(features)
distances = []
for row, group in enumerate(groups):
    others = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(train[groups != group])
    distances.append(others.kneighbors(train[row:row + 1])[0].mean())
found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(train).kneighbors(
    coordinates(np.array(case["queries"])))[0].mean(1)
json.dump({
    "varianceShares": pca.explained_variance_ratio_[:count].tolist(),
    "trainingDistances": [float(value) for value in distances],
    "distances": found.tolist(),
    "percentiles": [float((np.array(distances) < value).mean()) for value in found],
}, sys.stdout)
