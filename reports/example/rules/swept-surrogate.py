import numpy as np

# Models by ascending number of terms: intercept, then (coefficient, bands) for each term.
# A band is (column, rising side, falling side); a side is (value where 0, value where 1).
MODELS = [
    (-5.346716066582034, [
        (6.08549906519511, [
            ("ave:x_ea_conventional", (1.44, 1.95), (2.4, 2.15)),
            ("stoich:smallest_fraction", None, (0.19, 0.159)),
            ("dev:first_ion_en", (0.166, 0.624), None),
            ("dev:covalent_radius_cordero", None, (27.8, 15.5)),
        ]),
    ]),
    (-5.58944339405665, [
        (4.83726113709099, [
            ("ave:x_ea_conventional", (1.44, 1.95), (2.4, 2.15)),
            ("stoich:smallest_fraction", None, (0.19, 0.159)),
            ("dev:first_ion_en", (0.166, 0.624), None),
            ("dev:covalent_radius_cordero", None, (27.8, 15.5)),
        ]),
        (2.677759380101484, [
            ("dev:x_melting_point_K", (65.3, 132.0), (341.0, 281.0)),
            ("ave:x_ea_raynor", (0.213, 1.53), (2.38, 2.11)),
            ("spread:x_miracle_radius_pm", (0.0214, 0.0343), (0.123, 0.107)),
            ("max:num_valance", (7.05, 12.0), (22.0, 12.0)),
        ]),
    ]),
    (-5.714842109857695, [
        (3.87395560826667, [
            ("ave:x_ea_conventional", (1.44, 1.95), (2.4, 2.15)),
            ("stoich:smallest_fraction", None, (0.19, 0.159)),
            ("dev:first_ion_en", (0.166, 0.624), None),
            ("dev:covalent_radius_cordero", None, (27.8, 15.5)),
        ]),
        (2.689419423069328, [
            ("ave:x_ea_raynor", (0.213, 1.53), (2.38, 2.11)),
            ("dev:x_melting_point_K", (65.3, 132.0), (384.0, 304.0)),
            ("max:density", None, (10.5, 7.15)),
            ("solute:x_ea_raynor", (-2.06, -1.0), None),
        ]),
        (1.8842718327188483, [
            ("stoich:third_fraction", (0.03, 0.05), (0.214, 0.15)),
            ("ave:x_ea_raynor", (-0.527, 0.213), (2.38, 2.19)),
            ("stoich:largest_fraction", (0.394, 0.66), None),
            ("ave:electron_negativity", (1.29, 1.34), (1.89, 1.84)),
        ]),
    ]),
    (-5.9004015746088525, [
        (2.7374942280130425, [
            ("ave:x_ea_conventional", (1.44, 1.95), (2.4, 2.15)),
            ("stoich:smallest_fraction", None, (0.19, 0.159)),
            ("dev:first_ion_en", (0.166, 0.454), None),
            ("dev:covalent_radius_cordero", None, (27.8, 15.5)),
        ]),
        (2.719987398103976, [
            ("ave:x_ea_raynor", (0.213, 1.53), (2.38, 2.11)),
            ("dev:x_melting_point_K", (65.3, 132.0), (384.0, 304.0)),
            ("max:density", None, (10.5, 7.15)),
            ("solute:x_ea_raynor", (-2.06, -1.0), None),
        ]),
        (1.9958703480876365, [
            ("ave:x_ea_raynor", (0.213, 1.53), (2.38, 2.11)),
            ("stoich:third_fraction", (0.0, 0.02), (0.214, 0.15)),
            ("share:groups_12_13", (0.0153, 0.15), None),
            ("stoich:mixing_entropy", None, (1.08, 0.874)),
        ]),
        (1.3384820037511589, [
            ("stoich:smallest_fraction", None, (0.19, 0.159)),
            ("dev:num_valance", (0.675, 2.89), None),
            ("stoich:third_fraction", (0.06, 0.08), (0.214, 0.15)),
            ("ave:thermal_conductivity", (56.5, 120.0), None),
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
