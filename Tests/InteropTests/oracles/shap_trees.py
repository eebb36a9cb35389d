"""Trees of scikit-learn and their Shapley values by the package shap.

Input: JSON [{features: [[..]], labels, weights, queries: [[..]], depth, candidates}]; the numbers are
of single precision, to which scikit-learn rounds.
Output: for each table a tree {feature, threshold, left, right, values: [[..]], cover}, the expected
probabilities and contributions: [query][feature][class], path-dependent.
"""
import json
import sys

import numpy as np
import shap
from sklearn.tree import DecisionTreeClassifier

answers = []
for table in json.load(sys.stdin):
    model = DecisionTreeClassifier(
        max_depth=table.get("depth"), max_features=table["candidates"], random_state=0)
    model.fit(np.array(table["features"]), table["labels"], table.get("weights"))
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    tree = model.tree_
    inner = tree.children_left >= 0
    answers.append({
        "feature": np.where(inner, tree.feature, -1).tolist(),
        "threshold": np.where(inner, tree.threshold, 0).tolist(),
        "left": tree.children_left.tolist(),
        "right": tree.children_right.tolist(),
        "values": (tree.value[:, 0] / tree.value[:, 0].sum(1, keepdims=True)).tolist(),
        "cover": tree.weighted_n_node_samples.tolist(),
        "base": np.ravel(explainer.expected_value).tolist(),
        "contributions": explainer.shap_values(np.array(table["queries"])).tolist(),
    })
json.dump(answers, sys.stdout)
