"""Looks single values up by their labels, the way a reader of the files would; prints JSON."""

import json
import sys

import numpy as np
import xarray

features_path, validation_path, candidates_path = sys.argv[1:]
result = {}
with xarray.open_dataset(features_path, engine="h5netcdf") as data:
    # Elements stand in the order of atomic number.
    row = data["descriptor"].sel(sample="Al63Fe12Cu25")
    result["mean"] = float(row.sel(feature="ave:atomic_number"))
    result["largest"] = float(row.sel(feature="max:atomic_number"))
    result["unit"] = str(data["feature_unit"].sel(feature="ave:density").item())
with xarray.open_dataset(validation_path, engine="h5netcdf") as data:
    names = [str(name) for name in data["class"].values]
    truth = data["truth"].values
    predicted = data["probability"].transpose("sample", "class").values.argmax(axis=1)
    counted = np.zeros((len(names), len(names)), dtype=int)
    np.add.at(counted, (truth, predicted), 1)
    result["counted"] = counted.tolist()
    result["stored"] = data["confusion_matrix"].values.tolist()
with xarray.open_dataset(candidates_path, engine="h5netcdf") as data:
    result["candidates"] = [str(name) for name in data["candidate"].values]
    result["probabilities"] = [float(value) for value in data["probability"].values]
    result["sums"] = [float(value) for value in data["fraction"].sum("element").values]
json.dump(result, sys.stdout)
