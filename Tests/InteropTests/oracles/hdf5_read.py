"""Describes an HDF5 file from standard input as JSON: every dataset, filter, attribute, scale."""

import io
import json
import struct
import sys

import h5py
import numpy as np


def rotate(value, bits):
    return ((value << bits) | (value >> (32 - bits))) & 0xFFFFFFFF


def lookup3(data):
    """Bob Jenkins' hash of 2006, the checksum of HDF5 metadata."""
    mask = 0xFFFFFFFF
    a = b = c = (0xDEADBEEF + len(data)) & mask
    while len(data) > 12:
        x, y, z = struct.unpack("<III", data[:12])
        a, b, c = (a + x) & mask, (b + y) & mask, (c + z) & mask
        a = ((a - c) & mask) ^ rotate(c, 4)
        c = (c + b) & mask
        b = ((b - a) & mask) ^ rotate(a, 6)
        a = (a + c) & mask
        c = ((c - b) & mask) ^ rotate(b, 8)
        b = (b + a) & mask
        a = ((a - c) & mask) ^ rotate(c, 16)
        c = (c + b) & mask
        b = ((b - a) & mask) ^ rotate(a, 19)
        a = (a + c) & mask
        c = ((c - b) & mask) ^ rotate(b, 4)
        b = (b + a) & mask
        data = data[12:]
    if not data:
        return c
    x, y, z = struct.unpack("<III", data.ljust(12, b"\0"))
    a, b, c = (a + x) & mask, (b + y) & mask, (c + z) & mask
    for shift, target in ((14, "c"), (11, "a"), (25, "b"), (16, "c"), (4, "a"), (14, "b"), (24, "c")):
        if target == "c":
            c = ((c ^ b) - rotate(b, shift)) & mask
        elif target == "a":
            a = ((a ^ c) - rotate(c, shift)) & mask
        else:
            b = ((b ^ a) - rotate(a, shift)) & mask
    return c


def plain(value):
    """Values as JSON takes them; bytes are text, floating point as its shortest form."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.ravel().tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return value if isinstance(value, str) else repr(value)


def as_list(value):
    return value if isinstance(value, list) else [value]


def attributes(item):
    hidden = ("DIMENSION_LIST", "REFERENCE_LIST")
    return {
        name: {"type": str(item.attrs.get_id(name).dtype), "values": as_list(plain(value))}
        for name, value in item.attrs.items() if name not in hidden
    }


image = sys.stdin.buffer.read()
result = {
    "superblock": image[8],
    "checksumIsRight": lookup3(image[:44]) == struct.unpack("<I", image[44:48])[0],
    "datasets": {},
    "order": [],
}
with h5py.File(io.BytesIO(image), "r") as file:
    result["attributes"] = attributes(file)

    def visit(name, item):
        result["order"].append(name)
        if not isinstance(item, h5py.Dataset):
            return
        result["datasets"][name] = {
            "type": str(item.dtype),
            "shape": list(item.shape),
            "values": as_list(plain(item[()])),
            "chunks": list(item.chunks or []),
            "filters": [
                text for text, is_on in (
                    ("shuffle", item.shuffle),
                    (f"{item.compression} {item.compression_opts}", item.compression),
                    ("fletcher32", item.fletcher32)) if is_on],
            "attributes": attributes(item),
            "scales": [[scale.name for scale in dim.values()] for dim in item.dims],
            "labels": [dim.label for dim in item.dims],
            "isScale": item.is_scale,
        }

    file.visititems(visit)

json.dump(result, sys.stdout)
