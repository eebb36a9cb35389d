import numpy as np


def values(columns):
    """One array for each rule; columns maps names to arrays."""
    ave_x_ea_conventional = np.asarray(columns["ave:x_ea_conventional"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    spread_x_miracle_radius_pm = np.asarray(columns["spread:x_miracle_radius_pm"], dtype=float)
    with np.errstate(all="ignore"):
        return [
            spread_x_miracle_radius_pm,
            share_groups_12_13,
            ave_x_ea_conventional,
            share_rare_earths_and_calcium,
            ave_x_ea_conventional,
        ]


# (lower, upper) of each rule, in the unit of its formula.
EDGES = [
    (0.0081, 0.0866),
    (0.38, 0.89),
    (2.01, 2.204),
    (0.149, 0.152),
    (1.3, 2.32),
]
# Standard deviation of each formula over the rows that the rule covers.
SPREADS = [0.019939523649370326, 0.11616277144364641, 0.04998109989617631, 0.0002665171693832071, 0.13041638074690476]
# All rules of one branch must hold.
BRANCHES = [[0, 1, 2], [3, 4]]


def margins(columns):
    """Distance to the nearest edge for each rule: negative outside, NaN undefined."""
    return [
        np.where(np.isfinite(v), np.minimum(v - a, b - v), np.nan)
        for v, (a, b) in zip(values(columns), EDGES)
    ]


def relative_margins(columns):
    """The margins over the spreads, so that rules compare."""
    return [m / s for m, s in zip(margins(columns), SPREADS)]


def satisfied(columns):
    """One array of truth values for each rule; undefined is not met."""
    return [
        np.isfinite(v) & (v >= a) & (v <= b)
        for v, (a, b) in zip(values(columns), EDGES)
    ]


def inside(columns):
    """Whether each row meets all rules of one branch."""
    met = satisfied(columns)
    branches = [np.logical_and.reduce([met[i] for i in branch]) for branch in BRANCHES]
    return np.logical_or.reduce(branches)
