import numpy as np


def values(columns):
    """One array for each rule; columns maps names to arrays."""
    ave_x_ea_conventional = np.asarray(columns["ave:x_ea_conventional"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    spread_x_miracle_radius_pm = np.asarray(columns["spread:x_miracle_radius_pm"], dtype=float)
    std_electron_negativity = np.asarray(columns["std:electron_negativity"], dtype=float)
    ave_num_d_valence = np.asarray(columns["ave:num_d_valence"], dtype=float)
    with np.errstate(all="ignore"):
        return [
            share_groups_12_13,
            spread_x_miracle_radius_pm,
            std_electron_negativity,
            ave_num_d_valence,
            ave_x_ea_conventional,
        ]


# (lower, upper) of each rule, in the unit of its formula.
EDGES = [
    (0.32, 0.89),
    (0.011, 0.0961),
    (0.0942, 0.3),
    (2.1, 8.99),
    (1.93, 2.24),
]
# Standard deviation of each formula over the rows that the rule covers.
SPREADS = [0.12855395886758408, 0.021344402467748585, 0.05018475334730058, 2.378122432868126, 0.07336043242827141]
# All rules of one branch must hold.
BRANCHES = [[0, 1, 2, 3, 4]]


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
