"""The same work as the `descriptors` benchmark in Python, on one thread.

NumPy computes the same 232 values (the checks agree); matminer's `ElementProperty` (Magpie preset)
computes 132 of its own. Needs requirements.txt; runs from anywhere: python descriptors.py
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import csv
import pathlib
import re
import time

import numpy as np
from matminer.featurizers.composition import ElementProperty
from pymatgen.core import Composition

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Draws:
    """Knuth's MMIX generator, as in the Swift benchmark."""

    def __init__(self, state):
        self.state = state

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def make_formulas(count, symbols):
    draws = Draws(2021)
    formulas = []
    for _ in range(count):
        size = 2 + draws.below(3)
        chosen = []
        while len(chosen) < size:
            candidate = draws.below(94)
            if candidate not in chosen:
                chosen.append(candidate)
        formulas.append("".join(f"{symbols[c]}{1 + draws.below(99)}" for c in chosen))
    return formulas


def measure(name, items, task):
    check = task()
    rates = []
    start = time.perf_counter()
    while len(rates) < 7 or time.perf_counter() - start < 2:
        begin = time.perf_counter()
        check = task()
        rates.append(items / (time.perf_counter() - begin))
        if time.perf_counter() - start > 60:
            break
    rates.sort()
    n = len(rates)
    columns = "".join(f"{r:12.0f}" for r in (rates[n // 2], rates[n // 10], rates[n * 9 // 10]))
    print(f"{name:<36}{columns}  check {check:.9g}", flush=True)


with open(ROOT / "datasets/elements/elements.csv", newline="") as file:
    lines = list(csv.reader(file))
symbols = [line[0] for line in lines[1:]]
table = np.array([[float(x) for x in line[1:59]] for line in lines[1:]])
number = {symbol: i for i, symbol in enumerate(symbols)}
width = table.shape[1]
formulas = make_formulas(35_000, symbols)
token = re.compile(r"([A-Z][a-z]?)(\d*\.?\d*)")


def parse(formula):
    pairs = sorted((number[s], float(x or 1)) for s, x in token.findall(formula))
    total = sum(x for _, x in pairs)
    return [i for i, _ in pairs], [x / total for _, x in pairs]


parsed = [parse(f) for f in formulas]
by_size = {}
for row, (elements, _) in enumerate(parsed):
    by_size.setdefault(len(elements), []).append(row)
groups = [
    (
        np.array(rows),
        np.array([parsed[r][0] for r in rows]),
        np.array([parsed[r][1] for r in rows]),
    )
    for rows in by_size.values()
]
weights = np.zeros((len(parsed), len(symbols)))
for row, (elements, fractions) in enumerate(parsed):
    weights[row, elements] = fractions


def mixed_grouped():
    """Compositions of one size together, no padding, element by element."""
    out = np.empty((len(parsed), 4 * width))
    for rows, elements, fractions in groups:
        x = [table[elements[:, e]] for e in range(elements.shape[1])]
        w = [fractions[:, e, None] for e in range(elements.shape[1])]
        mean = sum(a * b for a, b in zip(w, x))
        out[rows, :width] = mean
        out[rows, width : 2 * width] = sum(a * (b - mean) ** 2 for a, b in zip(w, x))
        out[rows, 2 * width : 3 * width] = np.maximum.reduce(x)
        out[rows, 3 * width :] = np.minimum.reduce(x)
    return out[-1, 60]


BLOCK = 512


def mixed_blocks():
    """The same in blocks that stay in the cache, every intermediate written in place."""
    out = np.empty((len(parsed), 4 * width))
    block = np.empty((BLOCK, 4 * width))
    spare = np.empty((BLOCK, width))
    for rows, elements, fractions in groups:
        for start in range(0, len(rows), BLOCK):
            part = elements[start : start + BLOCK]
            x = [table[part[:, e]] for e in range(part.shape[1])]
            w = [fractions[start : start + BLOCK, e, None] for e in range(part.shape[1])]
            some, scratch = block[: len(part)], spare[: len(part)]
            mean, variance, high, low = np.split(some, 4, axis=1)
            mean[:] = 0
            variance[:] = 0
            for a, b in zip(w, x):
                np.multiply(a, b, out=scratch)
                mean += scratch
            for a, b in zip(w, x):
                np.subtract(b, mean, out=scratch)
                scratch *= scratch
                scratch *= a
                variance += scratch
            np.maximum(x[0], x[1], out=high)
            np.minimum(x[0], x[1], out=low)
            for b in x[2:]:
                np.maximum(high, b, out=high)
                np.minimum(low, b, out=low)
            out[rows[start : start + BLOCK]] = some
    return out[-1, 60]


squares = table**2


def mixed_product():
    """Moments by matrix product (loses digits of the variance), extremes group by group."""
    out = np.empty((len(parsed), 4 * width))
    mean = np.matmul(weights, table, out=out[:, :width])
    np.matmul(weights, squares, out=out[:, width : 2 * width])
    out[:, width : 2 * width] -= mean**2
    for rows, elements, _ in groups:
        x = [table[elements[:, e]] for e in range(elements.shape[1])]
        out[rows, 2 * width : 3 * width] = np.maximum.reduce(x)
        out[rows, 3 * width :] = np.minimum.reduce(x)
    return out[-1, 60]


n = 100
grid = np.array([(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]) / n
corners = table[[number[s] for s in ("Al", "Cu", "Fe")]]
corner_squares = corners**2
present = grid > 0
kinds = [(mask, np.all(present == mask, axis=1)) for mask in np.unique(present, axis=0)]
kinds = [(corners[mask].max(0), corners[mask].min(0), np.flatnonzero(rows)) for mask, rows in kinds]
rows_out = np.empty((len(grid), 4 * width))
inside = max(kinds, key=lambda kind: len(kind[2]))


def ternary_product():
    """Moments by matrix product into a reused array; extremes of inner points broadcast."""
    mean = np.matmul(grid, corners, out=rows_out[:, :width])
    np.matmul(grid, corner_squares, out=rows_out[:, width : 2 * width])
    rows_out[:, width : 2 * width] -= mean * mean
    rows_out[:, 2 * width : 3 * width] = inside[0]
    rows_out[:, 3 * width :] = inside[1]
    for high, low, rows in kinds:
        if rows is not inside[2]:
            rows_out[rows, 2 * width : 3 * width] = high
            rows_out[rows, 3 * width :] = low
    return rows_out[2000, 60]


print(f"numpy {np.__version__}")
print("items per second                          median         10%         90%")
measure(
    "parse formulas, regular expression", len(formulas),
    lambda: sum(parse(f)[1][0] for f in formulas))
measure("mixed compositions, grouped", len(parsed), mixed_grouped)
measure("mixed compositions, in blocks", len(parsed), mixed_blocks)
measure("mixed compositions, matrix product", len(parsed), mixed_product)
measure("ternary grid, matrix product", len(grid), ternary_product)

# More formulas than pymatgen's cache of 512 holds, so that each one is really parsed.
measure(
    "parse formulas, pymatgen", 2000,
    lambda: sum(Composition(f).num_atoms for f in formulas[:2000]))
some = [Composition(f) for f in formulas[:300]]
magpie = ElementProperty.from_preset("magpie", impute_nan=False)
measure(
    "mixed compositions, matminer", len(some),
    lambda: sum(magpie.featurize(c)[0] for c in some))
