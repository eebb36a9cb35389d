"""Laws drawn from a seed: one to three terms over three to twelve columns, constants inside functions included.

A term is a pattern with its columns and constants drawn. It is kept if no simpler function of the same columns comes
near it: least squares over all pairs of the rivals below must leave 3 % of the spread, three times the usual noise.
The terms of a law are scaled to shares of the spread, and no two of them correlate above 0.8.
"""
import itertools

import numpy as np
import sympy

from problems import evaluate, noisy, save

COUNT = 60
ROWS = 300

# Letters a to c are columns, k is a constant.
PLAIN = [
    "a*b", "a/b", "a**2", "sqrt(a)", "log(a)", "exp(-a)", "1/a", "Abs(a - b)", "(a - b)**2", "sqrt(a*b)", "a*b/c",
    "a/(b*c)", "log(a/b)", "a*exp(-b)", "a*sqrt(b)", "a**2/b", "a*b*c", "Abs(a - b)/c", "(a + b)/c", "a/(b + c)",
    "a*b/(a + b)", "a*log(b)", "sqrt(a/b)", "exp(-a/b)", "(a - b)/c", "sin(a)", "cos(a)", "a*sin(b)", "a*cos(b)",
    "1/(a*b)", "a**3"]
CONSTANT = ["sin(k*a)", "cos(k*a)", "exp(-k*a)", "1/(a + k)", "log(a + k)", "Abs(a - k)", "a*exp(-k*b)", "a/(b + k)"]
SHARES = [1, 0.8, 0.6]


def rivals(column):
    return [column, column**2, np.sqrt(column), np.log(column), 1 / column]


def separable(values, columns):
    """Whether the values are more than a sum of two simple functions of single columns or their products."""
    simple = [function for column in columns for function in rivals(column)]
    simple += [a * b for a, b in itertools.combinations(columns, 2)]
    spread = values.std()
    simple = [s for s in simple if abs(np.corrcoef(s, values)[0, 1]) < 1 - 1e-9]
    for first, second in itertools.combinations_with_replacement(simple, 2):
        design = np.column_stack([np.ones_like(values), first, second])
        rest = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
        if rest.std() < 0.03 * spread:
            return False
    return True


def term(random, names, columns):
    """A formula over the columns, as SymPy, and its values."""
    while True:
        pattern = str(random.choice(CONSTANT if random.random() < 0.25 else PLAIN))
        present = {symbol.name for symbol in sympy.sympify(pattern).free_symbols}
        letters = [letter for letter in "abc" if letter in present]
        chosen = random.choice(names, len(letters), replace=False)
        constant = float(f"{random.uniform(0.5, 2.5):.2g}")
        formula = sympy.sympify(pattern).subs({"k": constant} | {
            letter: sympy.Symbol(str(name), positive=True) for letter, name in zip(letters, chosen)}, simultaneous=True)
        values = evaluate(formula, columns)
        if separable(values, [columns[name] for name in chosen]):
            return formula, values


def law(random, names, columns):
    while True:
        count = random.choice([1, 2, 3], p=[0.4, 0.35, 0.25])
        terms = [term(random, names, columns) for _ in range(count)]
        if all(abs(np.corrcoef(a[1], b[1])[0, 1]) < 0.8 for a, b in itertools.combinations(terms, 2)):
            return terms


def generated(number, seed, noise, folder):
    """Law `number`, from 0, of a seed; 1,000 further rows test it."""
    random = np.random.default_rng([20261201, seed, number])
    names = [f"x{i}" for i in range(3 + number % 10)]
    columns = {}
    for name in names:
        low = random.uniform(0.3, 1.5)
        columns[name] = random.uniform(low, low + random.uniform(2, 4), ROWS + 1000)
    clean, terms = np.full(ROWS + 1000, 2.0), []
    for share, (formula, values) in zip(SHARES, law(random, names, columns)):
        coefficient = float(f"{share / values[:ROWS].std():.4g}")
        clean = clean + coefficient * values
        renamed = formula.xreplace({s: sympy.Symbol("q_" + s.name, positive=True) for s in formula.free_symbols})
        terms.append([coefficient, str(renamed)])
    return save(
        folder, f"generated {seed}.{number + 1}", columns, noisy(clean, noise, ROWS, random), clean,
        dict.fromkeys(names, ""), ROWS, intercept=2.0, terms=terms, noise=noise, count=len(terms))
