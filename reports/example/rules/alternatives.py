import numpy as np


def values(columns):
    """One array for each rule; columns maps names to arrays."""
    ave_x_ea_conventional = np.asarray(columns["ave:x_ea_conventional"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    spread_x_miracle_radius_pm = np.asarray(columns["spread:x_miracle_radius_pm"], dtype=float)
    base_x_ea_conventional = np.asarray(columns["base:x_ea_conventional"], dtype=float)
    with np.errstate(all="ignore"):
        return [
            share_groups_12_13,
            ave_x_ea_conventional,
            spread_x_miracle_radius_pm,
            share_rare_earths_and_calcium,
            base_x_ea_conventional,
        ]


# (lower, upper) of each rule, in the unit of its formula.
EDGES = [
    (0.379, 0.89),
    (2.008, 2.192),
    (0.0079, 0.0856),
    (0.148, 0.162),
    (0.75, 2.1),
]
# Standard deviation of each formula over the rows that the rule covers.
SPREADS = [0.11664987933589735, 0.046839951338427575, 0.02063737950769427, 0.004117624362140176, 0.2923006299024465]
# All rules of one branch must hold.
BRANCHES = [[0, 1, 2], [3, 4]]


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
