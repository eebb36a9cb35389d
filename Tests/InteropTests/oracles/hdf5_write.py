"""Writes an HDF5 file with h5py to standard output, for the Swift reader."""

import io
import sys

import h5py
import numpy as np

NUMBERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"]

buffer = io.BytesIO()
with h5py.File(buffer, "w", libver=sys.argv[1]) as file:
    for name in NUMBERS:
        values = np.array([0, 1, 2, 100, 5, 6], dtype=name).reshape(2, 3)
        if values.dtype.kind in "if":
            values[0, 0] = -3
        file[name] = values
        file.create_dataset(
            "big-endian " + name, data=values.astype(values.dtype.newbyteorder(">")))
        file["scalar " + name] = values[1, 0]
    table = np.arange(5000, dtype="f8").reshape(50, 100) / 8
    file.create_dataset(
        "filtered", data=table, chunks=(16, 25), compression="gzip", shuffle=True,
        fletcher32=True)
    file.create_dataset(
        "fixed text", data=[text.encode() for text in ("QC", "AC", "τ")],
        dtype=h5py.string_dtype("utf-8", 8))
    file["ascii text"] = np.array([b"Al", b"Cu-Fe", b""])
    file["variable text"] = ["Al", "Cu-Fe"]
    file["truth"] = np.array([True, False])
    file["half"] = np.array([1.5], dtype="f2")
    file["complex"] = np.array([1 + 2j])
    file["null"] = h5py.Empty("f8")
    file.create_dataset("resizable", data=[1, 2, 3], maxshape=(None,), dtype="i4")
    file["group/inner"] = np.int16(7)
    file["soft"] = h5py.SoftLink("/f8")
    file["external"] = h5py.ExternalLink("other.h5", "/f8")
    layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
    layout[:] = h5py.VirtualSource("other.h5", "values", shape=(4,))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset(
        "outside", shape=(4,), dtype="f8", external=[("other.bin", 0, 32)])
    file["x"] = np.array([0.0, 0.5, 1.0])
    file["x"].make_scale("position")
    file["curve"] = np.array([1.0, 4.0, 9.0])
    file["curve"].dims[0].attach_scale(file["x"])
    file["curve"].dims[0].label = "x axis"
    file.attrs["number"] = np.float64(2.5)
    file.attrs["integers"] = np.array([1, 2, 3], dtype="i4")
    file.attrs["text"] = np.array("fixed", dtype=h5py.string_dtype("utf-8", 10))
    file.attrs["variable"] = "variable"

sys.stdout.buffer.write(buffer.getvalue())
