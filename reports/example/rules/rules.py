import numpy as np


def values(columns):
    """One array for each rule; columns maps names to arrays."""
    ave_electron_negativity = np.asarray(columns["ave:electron_negativity"], dtype=float)
    ave_first_ion_en = np.asarray(columns["ave:first_ion_en"], dtype=float)
    ave_melting_point = np.asarray(columns["ave:melting_point"], dtype=float)
    ave_mendeleev_number = np.asarray(columns["ave:mendeleev_number"], dtype=float)
    std_atomic_radius_rahm = np.asarray(columns["std:atomic_radius_rahm"], dtype=float)
    std_covalent_radius_cordero = np.asarray(columns["std:covalent_radius_cordero"], dtype=float)
    std_num_d_valence = np.asarray(columns["std:num_d_valence"], dtype=float)
    element_count = np.asarray(columns["element_count"], dtype=float)
    largest_fraction = np.asarray(columns["largest_fraction"], dtype=float)
    return [
        std_covalent_radius_cordero/ave_first_ion_en**2,
        ave_electron_negativity/np.sqrt(ave_mendeleev_number),
        std_num_d_valence/np.sqrt(ave_melting_point),
        std_atomic_radius_rahm*largest_fraction**2,
        element_count*np.sqrt(largest_fraction),
    ]


EDGES = [
    (0.10104, 0.2958),
    (0.1722, 0.207371),
    (0.09936, 0.18512),
    (3.09, 10.318),
    (1.876, 3.51),
]


def satisfied(columns):
    """One array of truth values for each rule; undefined is not met."""
    with np.errstate(all="ignore"):
        results = values(columns)
    return [np.isfinite(v) & (v >= a) & (v <= b) for v, (a, b) in zip(results, EDGES)]
