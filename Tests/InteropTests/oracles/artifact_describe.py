"""Opens HDF5 files with h5py and with xarray and says how they are labelled, as JSON by path."""

import json
import sys

import h5py
import xarray


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def with_h5py(path):
    """The dimension scales of every dataset, axis by axis; empty names where there is none."""
    scales = {}
    with h5py.File(path, "r") as file:
        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                item[()]
                if not item.is_scale:
                    scales[name] = [
                        [scale.name.lstrip("/") for scale in axis.values()] for axis in item.dims
                    ]
        file.visititems(visit)
        root = {name: text(value) for name, value in file.attrs.items()
                if not hasattr(value, "shape") or value.shape == ()}
    return {"scales": scales, "attributes": root}


def with_xarray(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        data.load()
        return {
            "sizes": {name: int(size) for name, size in data.sizes.items()},
            "coordinates": sorted(data.coords),
            "variables": {
                name: {
                    "dimensions": list(array.dims), "type": str(array.dtype),
                    "long_name": str(array.attrs.get("long_name", "")),
                }
                for name, array in data.data_vars.items()
            },
        }


json.dump({path: {"h5py": with_h5py(path), "xarray": with_xarray(path)} for path in sys.argv[1:]},
          sys.stdout)
