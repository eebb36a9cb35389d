"""Stored maps of a sweep as whole numbers, for comparison with what a report's viewer unpacks.

Argument: the folder of a sweep. Prints {system: {"counts": [[class 0, ...], ...], "quantum": number}}.
"""
import json
import pathlib
import sys

import h5py

folder = pathlib.Path(sys.argv[1])
result = {}
for path in sorted((folder / "blocks").glob("*.h5")):
    with h5py.File(path) as file:
        maps = file["probability"]
        for label, counts in zip(file["map"].asstr()[...], maps[...].tolist()):
            result[label.strip()] = {"counts": counts, "quantum": float(maps.attrs["scale_factor"])}
json.dump(result, sys.stdout)
