import numpy as np

# Models by ascending number of terms: intercept, then (coefficient, bands) for each term.
# A band is (column, rising side, falling side); a side is (value where 0, value where 1).
MODELS = [
    (-5.3302, [
        (5.88, [
            ("ave:x_ea_conventional", (1.447, 1.955), (2.411, 2.15)),
            ("stoich:smallest_fraction", None, (0.2235, 0.1648)),
            ("dev:first_ion_en", (0.1623, 0.5482), None),
            ("ave:density", None, (15.73, 5.012)),
        ]),
    ]),
    (-5.637, [
        (4.2, [
            ("ave:x_ea_conventional", (1.4, 2.0), (2.4, 2.2)),
            ("stoich:smallest_fraction", None, (0.22, 0.15)),
            ("stoich:mixing_entropy", (0.36, 0.81), None),
            ("ave:density", None, (16.0, 5.0)),
        ]),
        (3.154, [
            ("ave:x_ea_raynor", (0.23, 1.6), (2.4, 2.1)),
            ("std:electron_negativity", (0.056, 0.11), (0.3, 0.22)),
            ("dev:covalent_radius_cordero", None, (28.0, 15.0)),
            ("max:first_ion_en", (6.2, 9.4), None),
        ]),
    ]),
    (-5.9796, [
        (3.375, [
            ("ave:x_ea_conventional", (1.447, 1.955), (2.411, 2.15)),
            ("stoich:smallest_fraction", None, (0.2235, 0.1648)),
            ("stoich:second_fraction", (0.06898, 0.165), None),
            ("ave:density", None, (15.73, 5.286)),
        ]),
        (3.175, [
            ("ave:x_ea_raynor", (0.2264, 1.553), (2.383, 2.136)),
            ("std:electron_negativity", (0.0559, 0.1134), (0.2974, 0.2231)),
            ("dev:covalent_radius_cordero", None, (27.66, 14.93)),
            ("max:first_ion_en", (6.238, 9.394), None),
        ]),
        (1.507, [
            ("stoich:smallest_fraction", (0.04, 0.07), (0.1895, 0.15)),
            ("dev:first_ion_en", (0.1623, 0.7139), None),
            ("ave:x_ea_raynor", None, (2.666, 2.383)),
            ("max:x_melting_point_K", (917.4, 1246.0), None),
        ]),
    ]),
    (-5.9836, [
        (3.304, [
            ("ave:x_ea_conventional", (1.447, 1.955), (2.411, 2.15)),
            ("stoich:smallest_fraction", None, (0.2235, 0.15)),
            ("stoich:second_fraction", (0.06898, 0.165), None),
            ("ave:density", None, (15.73, 5.286)),
        ]),
        (3.194, [
            ("ave:x_ea_raynor", (0.2264, 1.553), (2.383, 2.136)),
            ("std:electron_negativity", (0.0559, 0.1134), (0.2974, 0.2231)),
            ("dev:covalent_radius_cordero", None, (27.66, 14.93)),
            ("max:first_ion_en", (6.238, 9.394), None),
        ]),
        (1.475, [
            ("stoich:third_fraction", (0.14, 0.15), (0.2084, 0.1695)),
            ("dev:x_melting_point_K", None, (624.5, 281.6)),
            ("dev:num_valance", (1.196, 2.658), None),
            ("stoich:smallest_fraction", None, (0.2235, 0.15)),
        ]),
        (1.4, [
            ("stoich:smallest_fraction", (0.04, 0.07), (0.1895, 0.15)),
            ("dev:first_ion_en", (0.1623, 0.7139), None),
            ("ave:x_ea_raynor", None, (2.666, 2.383)),
            ("max:x_melting_point_K", (917.4, 1246.0), None),
        ]),
    ]),
]


def band(x, *sides):
    value = np.ones_like(x)
    for side in sides:
        if side is not None:
            value = np.minimum(value, (x - side[0]) / (side[1] - side[0]))
    return np.maximum(value, 0.0)


def predict(columns, model=-1):
    """The values of a model for a mapping from column names to arrays."""
    intercept, terms = MODELS[model]
    result = intercept
    for coefficient, bands in terms:
        product = 1.0
        for name, up, down in bands:
            product = product * band(np.asarray(columns[name], dtype=float), up, down)
        result = result + coefficient * product
    return result
