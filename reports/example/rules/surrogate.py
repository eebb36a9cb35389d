import numpy as np

# Models by ascending number of terms: intercept, then (coefficient, bands) for each term.
# A band is (column, rising side, falling side); a side is (value where 0, value where 1).
MODELS = [
    (-5.915, [
        (7.107, [
            ("ave:x_ea_conventional", (1.9887008611348733, 2.038083022478958), (2.25000871459695, 2.1640489259258744)),
            ("share:groups_12_13", (0.0, 0.6), None),
            ("dev:num_d_valence", (0.17, 3.5), None),
            ("dev:covalent_radius_cordero", None, (25.0, 14.0)),
        ]),
    ]),
    (-5.969, [
        (4.021, [
            ("stoich:third_fraction", (0.0, 0.055), (0.204, 0.159)),
            ("spread:x_miracle_radius_pm", None, (0.106, 0.0722)),
            ("ave:x_ea_conventional", (1.16, 1.74), (2.5, 2.25)),
            ("min:density", None, (9.52, 2.86)),
        ]),
        (3.5624, [
            ("ave:x_ea_conventional", (1.74, 1.99), (2.25, 2.16)),
            ("share:groups_2_12_13", (0.106, 0.729), None),
            ("ave:num_d_valence", (1.64, 2.41), None),
            ("stoich:smallest_fraction", None, (0.226, 0.153)),
        ]),
    ]),
    (-5.9721, [
        (3.965, [
            ("stoich:third_fraction", (0.0, 0.055), (0.204, 0.159)),
            ("spread:x_miracle_radius_pm", None, (0.106, 0.0722)),
            ("ave:x_ea_conventional", (1.16, 1.74), (2.5, 2.25)),
            ("min:density", None, (9.52, 2.86)),
        ]),
        (3.335, [
            ("ave:x_ea_conventional", (1.74, 1.99), (2.25, 2.16)),
            ("share:groups_2_12_13", (0.106, 0.729), None),
            ("ave:num_d_valence", (1.64, 2.41), None),
            ("stoich:smallest_fraction", None, (0.226, 0.153)),
        ]),
        (1.937, [
            ("share:rare_earths_and_calcium", (0.141, 0.151), (0.169, 0.159)),
            ("base:x_ea_conventional", (0.0, 0.518), (2.61, 2.05)),
            ("max:covalent_radius_cordero", None, (204.0, 194.0)),
        ]),
    ]),
    (-5.984, [
        (3.247, [
            ("stoich:third_fraction", (0.0, 0.055), (0.204, 0.159)),
            ("spread:x_miracle_radius_pm", None, (0.106, 0.0722)),
            ("ave:x_ea_conventional", (1.16, 1.74), (2.5, 2.25)),
            ("min:density", None, (9.52, 2.86)),
        ]),
        (3.044, [
            ("ave:x_ea_conventional", (1.74, 1.99), (2.25, 2.16)),
            ("share:groups_2_12_13", (0.0, 0.709), None),
            ("ave:num_d_valence", (1.64, 2.41), None),
            ("stoich:smallest_fraction", None, (0.226, 0.153)),
        ]),
        (2.6256, [
            ("share:rare_earths_and_calcium", (0.141, 0.151), (0.169, 0.159)),
            ("base:x_ea_conventional", (0.0, 0.518), (2.61, 2.05)),
            ("dev:num_valance", (0.985, 1.52), (7.48, 5.26)),
        ]),
        (2.219, [
            ("share:groups_2_12_13", (0.632, 0.709), None),
            ("ave:num_d_valence", (0.497, 2.01), (7.76, 6.71)),
            ("ave:gs_volume_per", (12.0, 14.2), (19.8, 19.0)),
            ("solute:thermal_conductivity", (48.9, 73.2), None),
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
