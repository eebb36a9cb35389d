"""Trees of scikit-learn for the tables on standard input.

Input: JSON [{features: [[..]], labels, weights, queries: [[..]], criterion, depth, leaf}].
Output: for each table the class probabilities of the queries by a tree that sees all features, and
whether six random states agree on them: between equally good splits scikit-learn draws lots.
"""
import json
import sys

import numpy as np
from sklearn.tree import DecisionTreeClassifier


def grow(table, state):
    tree = DecisionTreeClassifier(
        criterion=table["criterion"], max_depth=table.get("depth"),
        min_samples_leaf=table["leaf"], random_state=state,
    )
    tree.fit(np.array(table["features"]), table["labels"], table.get("weights"))
    return tree.predict_proba(np.array(table["queries"]))


answers = []
for table in json.load(sys.stdin):
    first = grow(table, 0)
    agree = all(np.allclose(first, grow(table, state), atol=1e-12) for state in range(1, 6))
    answers.append({"probabilities": first.tolist(), "agree": agree})
json.dump(answers, sys.stdout)
