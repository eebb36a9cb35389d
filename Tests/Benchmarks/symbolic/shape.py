"""The shape of a formula and its numbers: two formulas are one law if they have one shape and numbers that agree.

Numbers are the coefficients of sums and products, inside functions too. Exponents that are numbers belong to the shape.
"""
import math

import sympy
from sympy.simplify.fu import TR8

TRIGONOMETRIC = (sympy.sin, sympy.cos)
QUARTER = math.pi / 2
NEAR_QUARTER = 0.05


def in_sums(formula):
    """Products and powers of sines and cosines as sums of them, so that 1 - cos(2 x) and 2 sin(x)**2 are one form."""
    if not formula.has(*TRIGONOMETRIC):
        return formula
    formula = formula.replace(lambda part: part.func in TRIGONOMETRIC, lambda part: shifted(part.func, part.args[0]))
    return sympy.expand(TR8(sympy.expand(formula)))


def shifted(function, argument):
    """A sine or cosine without a shift by quarter turns: fitted shifts are near whole ones only."""
    argument = sympy.expand(argument)
    number, rest = argument.as_coeff_Add()
    turns = round(float(number) / QUARTER)
    if rest.is_number or abs(float(number) - turns * QUARTER) > NEAR_QUARTER or number == 0:
        return function(argument)
    return turned(function, rest, turns)


def turned(function, rest, turns):
    """The sine or cosine of `rest` and some quarter turns."""
    sine, cosine = sympy.sin(rest), sympy.cos(rest)
    first = 0 if function is sympy.sin else 1
    return [sine, cosine, -sine, -cosine][(first + turns) % 4]


def shape(formula):
    """The formula as text with `#` for its numbers, and the numbers in the order of the text."""
    number, rest = split(formula)
    if rest == 1:
        return "#", [number]
    text, numbers = bare(rest)
    return "# * " + text, [number, *numbers]


def bare(formula):
    """The shape of a formula without a leading number."""
    if formula.is_Symbol:
        return formula.name, []
    if formula.is_Add:
        return joined([shape(part) for part in formula.args], " + ")
    if formula.is_Mul:
        return joined([bare(part) for part in formula.args], " * ")
    if formula.is_Pow and formula.exp.is_number:
        text, numbers = bare(formula.base)
        return f"{text}^{round(float(formula.exp), 6):g}", numbers
    parts = [shape(part) for part in formula.args]
    return f"{formula.func.__name__}({', '.join(t for t, _ in parts)})", [n for _, own in parts for n in own]


def split(part):
    """The number in a product and the rest."""
    if not part.free_symbols:
        return float(part), sympy.Integer(1)
    number, rest = part.as_independent(*part.free_symbols, as_Add=False)
    return float(number), rest


def joined(parts, sign):
    parts = sorted(parts)
    return "(" + sign.join(text for text, _ in parts) + ")", [n for _, own in parts for n in own]
