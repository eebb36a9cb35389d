"""The forest of a QuasiScreen model file in the words of other libraries.

The trees stay the same, split by split: `value <= threshold` goes left, and a leaf holds the shares
of the classes. What differs is what the libraries keep: scikit-learn and those that take the forest
from it round the features to float32 and compare them with float64 thresholds.
"""
import csv

import h5py
import numpy as np

from data import ELEMENTS, PROPERTIES

ONE = 2**30
"""Leaves hold shares of the classes in units of 2^-30."""


class Forest:
    """The arrays of the trees, and the training compounds, in the order of the file."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.classes = [name.decode() for name in file["class"]]
            names = [name.decode().split(":")[0] for name in file["feature"]]
            expected = [s for s in ("ave", "var", "max", "min") for _ in range(PROPERTIES)]
            if names != expected or file.attrs["gate_elements"]:
                raise SystemExit(f"{path} is no model of the preset liu2021")
            self.columns = len(names)
            ends = np.cumsum(file["node_count"])
            leaf_ends = np.cumsum(file["leaf_number_count"])
            arrays = {
                name: file[name][:]
                for name in (
                    "split_feature", "threshold", "left", "right", "leaf_start", "leaf_value",
                    "cover")}
            self._fractions = file["fraction"][:]
            self._elements = [name.decode() for name in file["element"]]
            self.labels = file["class_index"][:]
        self.trees = []
        for index, end in enumerate(ends):
            nodes = slice(end - file_count(ends, index), end)
            numbers = slice(leaf_ends[index] - file_count(leaf_ends, index), leaf_ends[index])
            tree = {name: array[nodes] for name, array in arrays.items() if name != "leaf_value"}
            tree["leaf_value"] = arrays["leaf_value"][numbers]
            self.trees.append(tree)

    @property
    def leaves(self):
        return sum(int(np.sum(tree["split_feature"] < 0)) for tree in self.trees)

    def shares(self, tree):
        """Of each class in each node; those of inner nodes are sums over their leaves."""
        count = len(self.classes)
        leaf = tree["split_feature"] < 0
        found = np.zeros((len(leaf), count))
        found[leaf] = tree["leaf_value"][tree["leaf_start"][leaf][:, None] + np.arange(count)] / ONE
        weighted = found * tree["cover"][:, None]
        for node in np.flatnonzero(~leaf)[::-1]:  # children stand behind their parent
            weighted[node] = weighted[tree["left"][node]] + weighted[tree["right"][node]]
        found[~leaf] = weighted[~leaf] / weighted[~leaf].sum(1, keepdims=True)
        return found

    def depth(self, tree):
        depths = np.zeros(len(tree["left"]), dtype=int)
        for node in np.flatnonzero(tree["split_feature"] >= 0):
            depths[[tree["left"][node], tree["right"][node]]] = depths[node] + 1
        return int(depths.max())

    def training_rows(self):
        """Descriptors, float32, and labels of the compounds that the forest has learnt from."""
        table = element_table()
        values = np.array([table[name] for name in self._elements])
        features = np.empty((len(self.labels), 4 * PROPERTIES), dtype=np.float32)
        for row, fractions in enumerate(self._fractions):
            present = fractions > 0
            pool(fractions[None, present], values[present], features[row : row + 1])
        return features, self.labels.astype(np.int32)


def file_count(ends, index):
    return ends[index] - (ends[index - 1] if index else 0)


def element_table():
    with open(ELEMENTS, newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    return {row[0]: np.array([float(x) for x in row[1 : PROPERTIES + 1]]) for row in rows}


def pool(weights, values, out):
    """Mean, variance, maximum and minimum of the rows of `values`, all of them present."""
    mean = weights @ values
    out[:, :PROPERTIES] = mean
    variance = np.zeros_like(mean)
    for weight, value in zip(weights.T, values):
        variance += weight[:, None] * (value - mean) ** 2
    out[:, PROPERTIES : 2 * PROPERTIES] = variance
    out[:, 2 * PROPERTIES : 3 * PROPERTIES] = values.max(0)
    out[:, 3 * PROPERTIES :] = values.min(0)


class Grid:
    """The descriptors of ternary systems at every point of a grid, in the order of ours: the first
    element by the alphabet is the first corner."""

    def __init__(self, divisions=100):
        points = [
            (i, j, divisions - i - j)
            for i in range(divisions + 1) for j in range(divisions + 1 - i)]
        self.points = np.array(points) / divisions
        present = self.points > 0
        self._kinds = [
            (mask, np.flatnonzero(np.all(present == mask, axis=1)))
            for mask in np.unique(present, axis=0)]
        self._table = element_table()

    def descriptors(self, systems, dtype, precision=None):
        """Shape [systems x points, 232]; an absent element takes no part in anything. Values are
        rounded to `precision`, the default being `dtype` itself."""
        count = len(self.points)
        out = np.empty((len(systems) * count, 4 * PROPERTIES), dtype=dtype)
        for index, system in enumerate(systems):
            values = np.array([self._table[name] for name in sorted(system.split("-"))])
            part = out[index * count : (index + 1) * count]
            for mask, rows in self._kinds:
                block = np.empty((len(rows), 4 * PROPERTIES), dtype=precision or dtype)
                pool(self.points[rows][:, mask], values[mask], block)
                part[rows] = block
        return out


def scikit_learn(forest, threads):
    """A `RandomForestClassifier` that holds our trees."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.tree._tree import NODE_DTYPE, Tree

    count, columns = len(forest.classes), forest.columns
    generator = np.random.default_rng(0)
    model = RandomForestClassifier(
        len(forest.trees), max_depth=1, n_jobs=threads, bootstrap=False)
    model.fit(
        generator.standard_normal((4 * count, columns)).astype(np.float32),
        np.arange(4 * count) % count)
    for estimator, own in zip(model.estimators_, forest.trees):
        leaf = own["split_feature"] < 0
        nodes = np.zeros(len(leaf), dtype=NODE_DTYPE)
        nodes["left_child"], nodes["right_child"] = own["left"], own["right"]
        nodes["feature"] = np.where(leaf, -2, own["split_feature"])
        nodes["threshold"] = np.where(leaf, -2.0, own["threshold"])
        nodes["n_node_samples"] = np.maximum(own["cover"].round(), 1)
        nodes["weighted_n_node_samples"] = own["cover"]
        tree = Tree(columns, np.array([count], dtype=np.intp), 1)
        tree.__setstate__({
            "max_depth": forest.depth(own), "node_count": len(nodes), "nodes": nodes,
            "values": np.ascontiguousarray(forest.shares(own)[:, None, :])})
        estimator.tree_ = tree
    return model


def lightgbm_text(forest):
    """Our trees as a LightGBM model. Its leaves hold one number, so each tree stands there once for
    every class but the last, whose probability is what the others leave."""
    scored = len(forest.classes) - 1
    texts = []
    for index, tree in enumerate(forest.trees):
        # Raw scores are sums.
        shares = forest.shares(tree) / len(forest.trees)
        for label in range(scored):
            lines = one_lightgbm_tree(tree, shares[:, label])
            texts.append("\n".join([f"Tree={index * scored + label}", *lines, "", "", ""]))
    lines = [
        "tree", "version=v4", f"num_class={scored}", f"num_tree_per_iteration={scored}",
        "label_index=0", f"max_feature_idx={forest.columns - 1}",
        f"objective=multiclass num_class:{scored}",
        "feature_names=" + " ".join(f"f{i}" for i in range(forest.columns)),
        "feature_infos=" + " ".join(["[-1e300:1e300]"] * forest.columns),
        "tree_sizes=" + " ".join(str(len(text)) for text in texts), "", ""]
    return "\n".join(lines) + "".join(texts) + "end of trees\n\npandas_categorical:null\n"


def one_lightgbm_tree(tree, values):
    leaf = tree["split_feature"] < 0
    place = np.where(leaf, -np.cumsum(leaf), np.cumsum(~leaf) - 1)  # leaf n is -n - 1
    inner, leaves = int(np.sum(~leaf)), int(np.sum(leaf))

    def row(name, numbers):
        return f"{name}=" + " ".join(map(repr, np.asarray(numbers).tolist()))

    text = [f"num_leaves={leaves}", "num_cat=0"]
    text += [
        row("split_feature", tree["split_feature"][~leaf]), row("split_gain", [0] * inner),
        row("threshold", tree["threshold"][~leaf]), row("decision_type", [0] * inner),
        row("left_child", place[tree["left"][~leaf]]),
        row("right_child", place[tree["right"][~leaf]]), row("leaf_value", values[leaf]),
        row("leaf_weight", [1] * leaves), row("leaf_count", [1] * leaves),
        row("internal_value", [0] * inner), row("internal_weight", [1] * inner),
        row("internal_count", [1] * inner), "is_linear=0", "shrinkage=1"]
    return text
