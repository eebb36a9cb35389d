"""Walks the trees of a model file for rows of a feature file; prints CSV: formula, probabilities."""

import sys

import xarray

with xarray.open_dataset(sys.argv[1], engine="h5netcdf") as model, \
        xarray.open_dataset(sys.argv[2], engine="h5netcdf") as features:
    table = features["descriptor"].sel(feature=model["feature"].values)
    table = table.transpose("sample", "feature").values
    samples = [str(name) for name in features["sample"].values]
    names = [str(name) for name in model["class"].values]
    feature = model["split_feature"].values
    threshold = model["threshold"].values
    left, right = model["left"].values, model["right"].values
    leaf_start = model["leaf_start"].values
    shares = model["leaf_value"].values.astype(object)
    node_count = [int(n) for n in model["node_count"].values]
    number_count = [int(n) for n in model["leaf_number_count"].values]

print(",".join(["formula"] + names))
step = max(1, len(samples) // 40)
for row in range(0, len(samples), step):
    sums = [0] * len(names)
    first_node = first_share = 0
    for nodes, numbers in zip(node_count, number_count):
        node = 0
        while feature[first_node + node] >= 0:
            at = first_node + node
            node = left[at] if table[row, feature[at]] <= threshold[at] else right[at]
        start = first_share + int(leaf_start[first_node + node])
        for index in range(len(names)):
            sums[index] += int(shares[start + index])
        first_node += nodes
        first_share += numbers
    # Whole numbers up to here: one division, correctly rounded.
    total = len(node_count) << 30
    print(",".join([samples[row]] + [repr(value / total) for value in sums]))
