"""Tables with a known or a published answer, each a folder: train.csv, test.csv, units.csv and problem.json.

The target is the column `y`; other columns have the prefix `q_`, so that no name means something to a library.
"""
import csv
import json
import math
import pathlib
import re
import zlib

import numpy as np
import sympy

from feynman import EQUATIONS, UNITS
from laws import LAWS, QUANTITIES

DATA = pathlib.Path(__file__).resolve().parent / "data"
NOISES = [0.0, 0.01, 0.05]
FUNCTIONS = {"pi", "sqrt", "log", "exp", "sin", "cos", "asin", "tanh"}


def symbols(names):
    """Positive, as all columns of these tables are: sqrt(x**2) is x."""
    return {name: sympy.Symbol(name, positive=True) for name in names}


def parse(text, names):
    return sympy.sympify(text, locals=symbols(names))


def evaluate(formula, columns):
    """A formula (text or SymPy) over a mapping of columns, as float64."""
    formula = parse(formula, columns) if isinstance(formula, str) else formula
    function = sympy.lambdify([sympy.Symbol(n, positive=True) for n in columns], formula, "numpy")
    rows = len(next(iter(columns.values())))
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(function(*columns.values()), float), (rows,))


def write_table(path, columns):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*(column.tolist() for column in columns.values())))


def read_table(path):
    with open(path, newline="") as file:
        head, *rows = csv.reader(file)
    return dict(zip(head, np.array(rows, float).T))


def save(folder, name, columns, target, clean, units, rows, unit=None, **facts):
    """The first `rows` rows train; the others test and have no noise."""
    folder.mkdir(parents=True, exist_ok=True)
    table = {f"q_{n}": c for n, c in columns.items()}
    write_table(folder / "train.csv", {n: c[:rows] for n, c in (table | {"y": target}).items()})
    write_table(folder / "test.csv", {n: c[rows:] for n, c in (table | {"y": clean}).items()})
    with open(folder / "units.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [["name", "unit"], *([f"q_{n}", unit] for n, unit in units.items()),
             *([] if unit is None else [["y", unit]])])
    (folder / "problem.json").write_text(json.dumps({"name": name} | facts, indent=1) + "\n")
    return folder


def renamed(formula, names):
    """The formula over columns with the prefix."""
    parsed = parse(formula, names)
    return str(parsed.xreplace({s: sympy.Symbol(f"q_{s.name}", positive=True) for s in parsed.free_symbols}))


def noisy(clean, noise, rows, random):
    return clean + noise * clean[:rows].std() * random.standard_normal(len(clean))


def planted(number, noise, folder, rows=200):
    """Law `number`, from 0; 1,000 further rows test it."""
    random = np.random.default_rng([20261124, number])
    law = LAWS[number]
    used = sorted(set().union(*(map(str, parse(f, QUANTITIES).free_symbols) for _, f in law)))
    others = [name for name in QUANTITIES if name not in used]
    random.shuffle(others)
    names = used + others[:max(0, 5 + number % 6 - len(used))]
    random.shuffle(names)
    columns = {n: random.uniform(*QUANTITIES[n][1:], rows + 1000) for n in names}
    clean, terms = np.full(rows + 1000, 2.0), []
    for share, formula in law:
        values = evaluate(formula, columns)
        coefficient = float(f"{share / values[:rows].std():.4g}")
        clean = clean + coefficient * values
        terms.append([coefficient, renamed(formula, QUANTITIES)])
    return save(
        folder, f"law {number + 1}", columns, noisy(clean, noise, rows, random), clean,
        {n: QUANTITIES[n][0] for n in names}, rows, intercept=2.0, terms=terms, noise=noise,
        count=len(law))


def feynman(name, noise, folder, rows=1000):
    """An equation of the AI Feynman data base; 1,000 further rows test it."""
    formula, ranges = EQUATIONS[name]
    random = np.random.default_rng([20261125, zlib.crc32(name.encode())])
    names = sorted(set(re.findall(r"[A-Za-z_]\w*", formula)) - FUNCTIONS)
    columns = {n: random.uniform(*ranges.get(n, (1, 5)), rows + 1000) for n in names}
    clean = evaluate(formula, columns)
    expanded = sympy.expand(parse(renamed(formula, names), [f"q_{n}" for n in names]))
    terms = [[float(number), str(term)] for number, term in (
        part.as_independent(*part.free_symbols, as_Add=False)
        for part in sympy.Add.make_args(expanded))]
    units = {n: UNITS.get(n, "") for n in names}
    return save(
        folder, name, columns, noisy(clean, noise, rows, random), clean, units, rows,
        target_unit(formula, units), intercept=0.0, terms=terms, noise=noise,
        count=min(len(terms), 3))


BASES = ["m", "kg", "s", "K", "ampere"]
DERIVED = {"N": "kg*m/s^2", "J": "kg*m^2/s^2", "W": "kg*m^2/s^3", "Pa": "kg/(m*s^2)", "C": "ampere*s",
           "V": "kg*m^2/(s^3*ampere)", "T": "kg/(s^2*ampere)", "F": "ampere^2*s^4/(kg*m^2)"}


def target_unit(formula, units):
    """The unit of a formula's value, by the powers with which it grows as the base units shrink."""
    def size(unit, halved):
        names = {n: 2.0 if n == halved else 1.0 for n in BASES}
        for name, text in DERIVED.items():
            names[name] = eval(text.replace("^", "**"), {}, dict(names))
        return eval(unit.replace("^", "**") or "1", {}, names)

    random = np.random.default_rng(1)
    columns = {n: random.uniform(0.1, 2, 200) for n in units}
    powers = {}
    for base in BASES:
        scaled = {n: c * size(units[n], base) for n, c in columns.items()}
        with np.errstate(invalid="ignore"):
            ratio = np.nanmedian(np.abs(evaluate(formula, scaled) / evaluate(formula, columns)))
        powers[base] = math.log2(ratio)
    assert all(abs(2 * p - round(2 * p)) < 1e-6 for p in powers.values()), (formula, powers)
    parts = [f"{base}^({round(2 * p)}/2)" if round(2 * p) % 2 else f"{base}^{round(p)}"
             for base, p in powers.items() if round(2 * p)]
    return "*".join(parts)


def perovskites():
    """Columns, units, label, split and the two published tolerance factors."""
    with open(DATA / "perovskites.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    get = lambda name: np.array([float(row[name]) for row in rows])
    columns = {"r_A": get("r_A"), "r_B": get("r_B"), "r_X": get("r_X"), "n_A": get("n_A"),
               "n_B": get("n_B"), "n_X": np.where(get("r_X") == 1.40, 2.0, 1.0)}
    units = {n: "angstrom" if n.startswith("r") else "" for n in columns}
    a, b, x, n = columns["r_A"], columns["r_B"], columns["r_X"], columns["n_A"]
    t = (a + x) / (math.sqrt(2) * (b + x))
    tau = x / b - n * (n - (a / b) / np.log(a / b))
    train = np.array([row["split"] == "train" for row in rows])
    return columns, units, get("perovskite"), train, t, tau


def octets():
    with open(DATA / "octets.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [n for n in rows[0] if n not in ("A", "B", "energy_difference")]
    columns = {n: np.array([float(row[n]) for row in rows]) for n in names}
    units = {n: "angstrom" if n.startswith("r_") else "" if n[0] in "Zp" else "eV" for n in names}
    return columns, units, np.array([float(row["energy_difference"]) for row in rows])
