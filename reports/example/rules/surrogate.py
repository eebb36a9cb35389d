import numpy as np

# Models by ascending number of terms: intercept, then (coefficient, bands) for each term.
# A band is (column, rising side, falling side); a side is (value where 0, value where 1).
MODELS = [
    (-5.933998171975017, [
        (6.900709476635041, [
            ("ave:x_ea_conventional", (1.987, 2.071), (2.303, 2.196)),
            ("dev:covalent_radius_cordero", None, (22.8, 14.52)),
            ("dev:num_d_valence", (0.1671, 3.785), None),
            ("share:groups_2_12_13", (0.1874, 0.6336), None),
        ]),
    ]),
    (-5.947435783653001, [
        (6.344170440526051, [
            ("ave:x_ea_conventional", (1.987, 2.071), (2.303, 2.196)),
            ("dev:covalent_radius_cordero", None, (24.64, 10.73)),
            ("dev:num_d_valence", (0.1671, 3.346), None),
            ("share:groups_2_12_13", (0.1064, 0.6336), None),
        ]),
        (5.61968162522855, [
            ("share:zinc_group", (0.3653, 0.6514), None),
            ("stoich:mixing_entropy", (0.6744, 0.7023), (0.9055, 0.8933)),
            ("ave:x_ea_conventional", None, (2.303, 2.001)),
        ]),
    ]),
    (-5.971065353604129, [
        (5.807783985114861, [
            ("share:zinc_group", (0.1583, 0.6514), (0.9119, 0.7671)),
            ("share:rare_earths_and_calcium", (0.0, 0.0103), (0.1688, 0.157)),
            ("solute:x_ea_conventional", (1.05, 1.576), (2.641, 2.329)),
        ]),
        (4.67254865548086, [
            ("ave:x_ea_conventional", (1.987, 2.071), (2.303, 2.196)),
            ("dev:covalent_radius_cordero", None, (24.64, 10.73)),
            ("dev:num_d_valence", (0.1671, 3.346), None),
            ("share:groups_2_12_13", (0.1064, 0.6336), None),
        ]),
        (2.8754772758237905, [
            ("stoich:third_fraction", (0.0, 0.05504), (0.2038, 0.1609)),
            ("ave:x_ea_raynor", (1.25, 1.543), (2.1, 2.002)),
            ("dev:covalent_radius_cordero", None, (20.95, 7.97)),
            ("dev:x_ea_raynor", None, (2.461, 1.805)),
        ]),
    ]),
    (-5.9797016492343715, [
        (5.143779999728548, [
            ("share:zinc_group", (0.1583, 0.3653), None),
            ("share:rare_earths_and_calcium", (0.0, 0.0103), (0.2044, 0.1688)),
            ("stoich:mixing_entropy", (0.5042, 0.6373), (0.9532, 0.9055)),
        ]),
        (3.937090776089224, [
            ("ave:x_ea_conventional", (1.987, 2.071), (2.303, 2.196)),
            ("dev:covalent_radius_cordero", None, (24.64, 10.73)),
            ("dev:num_d_valence", (0.1671, 3.346), None),
            ("share:groups_2_12_13", (0.1064, 0.6336), None),
        ]),
        (2.31995018899373, [
            ("stoich:smallest_fraction", (0.07503, 0.09171), (0.2011, 0.1564)),
            ("dev:covalent_radius_cordero", None, (17.06, 6.938)),
            ("share:groups_12_13", (0.1835, 0.6516), None),
            ("ave:dipole_polarizability", None, (68.94, 66.37)),
        ]),
        (2.1393943121952206, [
            ("stoich:third_fraction", (0.0, 0.03054), (0.2038, 0.1695)),
            ("ave:x_ea_raynor", (1.25, 1.543), (2.1, 2.002)),
            ("dev:covalent_radius_cordero", None, (20.95, 10.17)),
            ("dev:x_ea_raynor", None, (2.155, 1.871)),
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
