"""Finds every system of a sweep by its index; prints JSON of what stands in the places named."""

import json
import os
import sys

import xarray

folder = sys.argv[1]
result = {}
with xarray.open_dataset(os.path.join(folder, "index.h5"), engine="h5netcdf") as index:
    for system in index["system"].values:
        entry = index.sel(system=system)
        name = str(index["block_file"].values[int(entry["block"])])
        with xarray.open_dataset(os.path.join(folder, name), engine="h5netcdf") as block:
            summary = block.isel(system=int(entry["row"]))
            assert str(summary["system"].item()) == str(system)
            best = float(summary["best_probability"].sel({"class": "quasicrystal"}))
            parts = int(entry["fixed_parts"])
            mark = f"_fixed_{parts}" if parts > 0 else ""
            found = block["probability" + mark].isel({"map" + mark: int(entry["map_row"])})
            assert str(found["map" + mark].item()) == str(system)
            largest = float(found.sel({"class": "quasicrystal"}).max())
        result[str(system)] = {"file": name, "best": best, "largest": largest}
json.dump(result, sys.stdout)
