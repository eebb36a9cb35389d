import numpy as np


def values(columns):
    """One array for each rule; columns maps names to arrays."""
    ave_x_ea_conventional = np.asarray(columns["ave:x_ea_conventional"], dtype=float)
    stoich_third_fraction = np.asarray(columns["stoich:third_fraction"], dtype=float)
    spread_x_miracle_radius_pm = np.asarray(columns["spread:x_miracle_radius_pm"], dtype=float)
    ave_electron_negativity = np.asarray(columns["ave:electron_negativity"], dtype=float)
    std_x_ea_conventional = np.asarray(columns["std:x_ea_conventional"], dtype=float)
    with np.errstate(all="ignore"):
        return [
            ave_x_ea_conventional,
            stoich_third_fraction,
            spread_x_miracle_radius_pm,
            std_x_ea_conventional,
            ave_electron_negativity,
        ]


# (lower, upper) of each rule, in the unit of its formula.
EDGES = [
    (1.933, 2.26),
    (0.015, 0.2055),
    (-np.inf, 0.0962),
    (-np.inf, 1.38),
    (1.43, 1.797),
]
# Standard deviation of each formula over the rows that the rule covers.
SPREADS = [0.07547839531236585, 0.0427818115761742, 0.022481200017442634, 0.45540199124711267, 0.09640122472227126]
# All rules of one branch must hold.
BRANCHES = [[0, 1, 2, 3, 4]]


# A value at an edge, but for rounding, has the margin 0 and meets the rule.
EQUAL = 1e-09


def margins(columns):
    """Distance to the nearest edge for each rule: negative outside, NaN undefined."""
    result = []
    for v, (a, b), s in zip(values(columns), EDGES, SPREADS):
        with np.errstate(all="ignore"):
            m = np.minimum(v - a, b - v)
            m = np.where(np.abs(m) <= EQUAL * np.maximum(np.abs(v), s), 0.0, m)
        result.append(np.where(np.isfinite(v), m, np.nan))
    return result


def relative_margins(columns):
    """The margins over the spreads, so that rules compare."""
    return [m / s for m, s in zip(margins(columns), SPREADS)]


def satisfied(columns):
    """One array of truth values for each rule; undefined is not met."""
    return [m >= 0 for m in margins(columns)]


def inside(columns):
    """Whether each row meets all rules of one branch."""
    met = satisfied(columns)
    branches = [np.logical_and.reduce([met[i] for i in branch]) for branch in BRANCHES]
    return np.logical_or.reduce(branches)
