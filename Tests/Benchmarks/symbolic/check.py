"""Whether a formula is the law: its expanded form, term by term, and its error on rows without noise."""
import numpy as np
import sympy

from problems import evaluate, parse
from shape import in_sums, shape, split

NEGLIGIBLE = 1e-3
TOLERANCE = 0.05


def tidied(formula, columns):
    """Sums within functions, denominators and roots with a leading coefficient of one and without a common factor,
    parts below a thousandth dropped: |1.1691 a - 1.1688 b| becomes 1.1691 |a - 0.9997 b|. Libraries that fit every
    constant print such sums."""
    if not formula.args:
        return formula
    arguments = [tidied(argument, columns) for argument in formula.args]
    within = isinstance(formula, (sympy.Abs, sympy.log)) or (
        formula.is_Pow and not (formula.exp.is_Integer and formula.exp.is_positive))
    whole = sympy.expand(arguments[0])
    if not within or not whole.is_Add:
        return formula.func(*arguments)
    parts = [split(part) for part in whole.args]
    sizes = [float(np.mean(np.abs(evaluate(n * t, columns)))) for n, t in parts]
    parts = [part for part, size in zip(parts, sizes) if size > NEGLIGIBLE * max(sizes)]
    parts.sort(key=lambda part: (part[1].is_number, shape(part[1])))
    leading = parts[0][0]
    common, parts = without_common([(n / leading, t) for n, t in parts])
    inside = sum(n * t for n, t in parts)
    if isinstance(formula, sympy.Abs):
        return sympy.Abs(leading) * common * sympy.Abs(inside)
    if isinstance(formula, sympy.log):
        return sympy.log(sympy.Abs(leading)) + sympy.log(common) + sympy.log(inside * sympy.sign(leading))
    return (sympy.Abs(leading) * common) ** formula.exp * (inside * sympy.sign(leading)) ** formula.exp


def without_common(parts):
    """The powers of columns that all parts of a sum share, and the parts without them."""
    powers = [term.as_powers_dict() for _, term in parts]
    common = sympy.Integer(1)
    for symbol in sorted(set().union(*(term.free_symbols for _, term in parts)), key=str):
        exponents = [own.get(symbol, sympy.Integer(0)) for own in powers]
        if all(exponent.is_number for exponent in exponents):
            common *= symbol ** min(exponents)
    return common, [(number, term / common) for number, term in parts]


def terms_of(formula, columns):
    """Term to coefficient of the expanded formula, without the constant and without terms whose spread over
    the rows is below a thousandth of the whole."""
    formula = tidied(in_sums(sympy.expand(sympy.expand_log(formula.doit()))), columns)
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


def agree(found, expected, allowed):
    """Whether two sets of terms have the same shapes, and numbers that differ by no more than a share of the expected ones."""
    def listed(terms):
        return sorted((text, [number, *numbers]) for (text, numbers), number in
                      ((shape(term), number) for term, number in terms.items()))

    pairs = list(zip(listed(found), listed(expected)))
    return len(found) == len(expected) and all(
        a == b and len(m) == len(n) and all(abs(x - y) <= allowed * abs(y) for x, y in zip(m, n))
        for (a, m), (b, n) in pairs)


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


def becomes(formula, law, columns, allowed, iterations=20):
    """Whether the formula is the law, up to a constant, once its own numbers are moved by no more than the allowed
    share: 1/(1.02/x - 0.5) is x/(1 - x/2). Gauss and Newton's steps with differences for derivatives."""
    numbers = sorted(formula.atoms(sympy.Float), key=float)
    start = np.array([float(number) for number in numbers])
    if not len(start) or not np.all(start):
        return False
    slots = [sympy.Symbol(f"number_{i}") for i in range(len(start))]
    function = sympy.lambdify(
        [*slots, *(sympy.Symbol(n, positive=True) for n in columns)], formula.xreplace(dict(zip(numbers, slots))), "numpy")

    def rest(values):
        with np.errstate(all="ignore"):
            left = function(*values, *columns.values()) - law
            return left - left.mean()

    # Shares of the numbers, so that steps are of one size.
    shares, spread = np.ones(len(start)), np.std(law)
    for _ in range(iterations):
        left = rest(shares * start)
        if not np.all(np.isfinite(left)):
            return False
        if np.std(left) < 1e-7 * spread:
            return bool(np.all(abs(shares - 1) <= allowed))
        slopes = np.empty((len(law), len(start)))
        for i in range(len(start)):
            moved = shares.copy()
            moved[i] += 1e-6
            slopes[:, i] = (rest(moved * start) - left) / 1e-6
        if not np.all(np.isfinite(slopes)):
            return False
        shares = shares - np.linalg.lstsq(slopes, left, rcond=1e-10)[0]
    return False


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
        exact = agree(found, expected, allowed)
    except (ArithmeticError, TypeError, ValueError, RecursionError):
        exact = False
    if not exact:
        # The same function in another form, such as a*b/(a + b) for 1/(1/a + 1/b).
        law, values = evaluate(truth, columns), evaluate(formula, columns)
        slope, shift = np.polyfit(law, values, 1)
        rest = np.std(values - slope * law - shift)
        exact = rest < 1e-9 * np.std(law) and abs(slope - 1) <= allowed or becomes(formula, law, columns, allowed)
    return {"exact": bool(exact), "accurate": bool(r_squared > 0.999), "r_squared": float(r_squared)}
