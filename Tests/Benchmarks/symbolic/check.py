"""Whether a formula is the law: its expanded form, term by term, and its error on rows without noise."""
import numpy as np
import sympy

from problems import evaluate, parse

NEGLIGIBLE = 1e-3
TOLERANCE = 0.05


def split(part):
    """The number in a product and the rest; pi is a number."""
    return part.as_independent(*part.free_symbols, as_Add=False) if part.free_symbols else (part, sympy.Integer(1))


def tidied(formula, columns):
    """Sums within functions, denominators and roots with a leading coefficient of one and the others rounded to
    two digits, parts below a thousandth dropped: |1.1691 a - 1.1688 b| becomes 1.1691 |a - b|. Libraries that
    fit every constant print such sums."""
    if not formula.args:
        return formula
    arguments = [tidied(argument, columns) for argument in formula.args]
    within = isinstance(formula, (sympy.Abs, sympy.log, sympy.exp)) or (
        formula.is_Pow and not (formula.exp.is_Integer and formula.exp.is_positive))
    if not within or not sympy.expand(arguments[0]).is_Add or isinstance(formula, sympy.exp):
        return formula.func(*arguments)
    parts = [split(part) for part in sympy.Add.make_args(sympy.expand(arguments[0]))]
    sizes = [float(np.mean(np.abs(evaluate(n * t, columns)))) for n, t in parts]
    parts = [part for part, size in zip(parts, sizes) if size > NEGLIGIBLE * max(sizes)]
    parts.sort(key=lambda part: (part[1].is_number, str(part[1])))
    leading = parts[0][0]
    inside = sum(sympy.nsimplify(float(f"{float(n / leading):.2g}")) * t for n, t in parts)
    if isinstance(formula, sympy.Abs):
        return sympy.Abs(leading) * sympy.Abs(inside)
    if isinstance(formula, sympy.log):
        return sympy.log(sympy.Abs(leading)) + sympy.log(inside * sympy.sign(leading))
    return sympy.Abs(leading) ** formula.exp * (inside * sympy.sign(leading)) ** formula.exp


def terms_of(formula, columns):
    """Term to coefficient of the expanded formula, without the constant and without terms whose spread over
    the rows is below a thousandth of the whole."""
    formula = tidied(sympy.expand(sympy.expand_log(formula.doit())), columns)
    formula = sympy.expand(sympy.expand_log(formula))
    parts = [split(part) for part in sympy.Add.make_args(formula)]
    spread = float(np.std(evaluate(formula, columns)))
    found = {}
    for number, term in parts:
        if term.free_symbols:
            found[term] = found.get(term, 0.0) + float(number)
    return {
        term: number for term, number in found.items()
        if not abs(number) * np.std(evaluate(term, columns)) < NEGLIGIBLE * spread}


def standard_errors(problem, columns):
    """Relative standard errors of the true coefficients, by least squares over the true terms."""
    values = [evaluate(formula, columns) for _, formula in problem["terms"]]
    design = np.column_stack([np.ones(len(columns["y"])), *values])
    solution, residual, *_ = np.linalg.lstsq(design, columns["y"], rcond=None)
    rest = columns["y"] - design @ solution
    variance = rest @ rest / max(1, len(rest) - design.shape[1])
    # The pseudo-inverse, as terms of an equation may depend on each other.
    errors = np.sqrt(np.diag(np.linalg.pinv(design.T @ design)) * variance)[1:]
    return max(e / abs(c) for e, (c, _) in zip(errors, problem["terms"]))


def judge(text, problem, train, test):
    """`exact`: the terms are those of the law, coefficients within 5 % or three standard errors.
    `accurate`: R2 above 0.999 on the test rows, as SRBench counts (doi:10.48550/arXiv.2107.14351)."""
    try:
        formula = parse(text, train)
        values = evaluate(formula, {n: c for n, c in test.items() if n != "y"})
        with np.errstate(all="ignore"):
            r_squared = 1 - np.mean((values - test["y"]) ** 2) / np.var(test["y"])
    except (ArithmeticError, TypeError, ValueError, SyntaxError, AttributeError, NameError) as error:
        return {"exact": False, "accurate": False, "r_squared": None, "error": str(error)[:200]}
    columns = {n: c for n, c in train.items() if n != "y"}
    truth = sum(c * parse(t, train) for c, t in problem["terms"])
    expected = terms_of(truth, columns)
    allowed = max(TOLERANCE, 3 * standard_errors(problem, train))
    try:
        found = terms_of(formula, columns)
        exact = set(found) == set(expected) and all(
            abs(found[t] - expected[t]) <= allowed * abs(expected[t]) for t in expected)
    except (ArithmeticError, TypeError, ValueError, RecursionError):
        exact = False
    if not exact:
        # The same function in another form, such as a*b/(a + b) for 1/(1/a + 1/b).
        law, values = evaluate(truth, columns), evaluate(formula, columns)
        slope, shift = np.polyfit(law, values, 1)
        rest = np.std(values - slope * law - shift)
        exact = rest < 1e-9 * np.std(law) and abs(slope - 1) <= allowed
    return {"exact": bool(exact), "accurate": bool(r_squared > 0.999), "r_squared": float(r_squared)}
