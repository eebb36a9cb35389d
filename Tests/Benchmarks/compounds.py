"""The project's known compounds, for studies that hide some of them."""
import csv
import pathlib
import re

DATASETS = pathlib.Path(__file__).resolve().parents[2] / "datasets/compounds"
TABLES = ["quasicrystals", "approximants", "neighbour_phases", "ordinary_crystals"]
TOKEN = re.compile(r"([A-Z][a-z]?)([0-9.]*)|(\()|\)([0-9.]*)")


def composition(formula):
    """Fractions by symbol; for the formulas of the tables, which are known to parse."""
    levels = [{}]
    for symbol, amount, opening, factor in TOKEN.findall(formula):
        if symbol:
            levels[-1][symbol] = levels[-1].get(symbol, 0) + float(amount or 1)
        elif opening:
            levels.append({})
        else:
            for inner, value in levels.pop().items():
                levels[-1][inner] = levels[-1].get(inner, 0) + value * float(factor or 1)
    total = sum(levels[0].values())
    return {symbol: value / total for symbol, value in levels[0].items()}


def known():
    """The rows of all tables."""
    rows = []
    for table in TABLES:
        with open(DATASETS / f"{table}.csv", newline="") as handle:
            rows += list(csv.DictReader(handle))
    return rows


def write(rows, path):
    """Pairs of formula and class as a table that `qscreen train` reads."""
    with open(path, "w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["formula", "phase_class"])
        writer.writerows(rows)
