"""Writes every point of the maps in a sweep's file as CSV: formula, then decoded probabilities."""

import re
import sys

import xarray

with xarray.open_dataset(sys.argv[1], engine="h5netcdf") as data:
    names = [str(name) for name in data["class"].values]
    print(",".join(["formula"] + names))
    counts = data["point_counts"].values
    for label in data["map"].values:
        elements = re.split("-", str(label))
        values = data["probability"].sel(map=label).transpose("point", "class").values
        for point, row in zip(counts, values):
            formula = "".join(f"{e}{n}" for e, n in zip(elements, point) if n > 0)
            print(",".join([formula] + [repr(float(value)) for value in row]))
