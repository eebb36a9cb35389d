"""Describes what xarray makes of a file from standard input, as JSON."""

import json
import sys
import tempfile

import numpy as np
import xarray


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.ravel().tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return value if isinstance(value, str) else repr(value)


def attributes(attrs):
    return {
        name: value if isinstance(value, list) else [value]
        for name, value in ((name, plain(np.asarray(value)) if isinstance(value, (list, tuple))
                             else plain(value)) for name, value in attrs.items())
    }


def describe(array):
    values = plain(array.values)
    return {
        "type": str(array.dtype), "dimensions": list(array.dims),
        "values": values if isinstance(values, list) else [values],
        "attributes": attributes(array.attrs),
    }


with tempfile.NamedTemporaryFile(suffix=".h5") as stream:
    stream.write(sys.stdin.buffer.read())
    stream.flush()
    with xarray.open_dataset(stream.name, engine="h5netcdf") as data:
        json.dump({
            "sizes": {name: int(size) for name, size in data.sizes.items()},
            "coordinates": {name: describe(array) for name, array in data.coords.items()},
            "variables": {name: describe(array) for name, array in data.data_vars.items()},
            "attributes": attributes(data.attrs),
        }, sys.stdout)
