"""Twenty planted laws of one to three terms over quantities of a materials table.

A law is a sum of terms, each scaled so that its standard deviation over the rows is the share given, plus 2. The columns
of a law are those that it uses and distractors, five to ten in all.
"""

# Name to (unit, low, high); values are uniform and independent.
QUANTITIES = {
    "r_A": ("angstrom", 1.1, 2.2), "r_B": ("angstrom", 1.1, 2.2), "r_C": ("angstrom", 1.1, 2.2),
    "chi_A": ("chi", 0.8, 3.2), "chi_B": ("chi", 0.8, 3.2),
    "E_A": ("eV", 1, 9), "E_B": ("eV", 1, 9),
    "T_m": ("K", 300, 3000), "T": ("K", 300, 1500),
    "V_A": ("angstrom^3", 10, 40), "V_B": ("angstrom^3", 10, 40),
    "G": ("GPa", 20, 200), "n_A": ("", 1, 6), "n_B": ("", 1, 6), "x": ("", 0.05, 0.95)}

# Terms as (share of the spread, formula).
LAWS = [
    [(1, "r_A/r_B")],
    [(1, "n_A*sqrt(T)")],
    [(1, "Abs(chi_A - chi_B)")],
    [(1, "(chi_A - chi_B)**2")],
    [(1, "log(V_A/V_B)")],
    [(1, "(r_A - r_B)/r_C")],
    [(1, "T*exp(-x)")],
    [(1, "r_A/r_B"), (0.7, "Abs(chi_A - chi_B)")],
    [(1, "sqrt(G*V_A)"), (0.7, "n_A**2")],
    [(1, "E_A/T"), (0.7, "log(r_A/r_B)")],
    [(1, "(chi_A - chi_B)**2"), (0.7, "1/r_A**3")],
    [(1, "(r_A + r_B)/r_C"), (0.7, "n_A*n_B")],
    [(1, "G*V_A/E_A"), (0.7, "x**2")],
    [(1, "Abs(E_A - E_B)/T"), (0.7, "sqrt(x)")],
    [(1, "r_A/r_B"), (0.7, "chi_A*chi_B"), (0.5, "T/E_A")],
    [(1, "Abs(r_A - r_B)"), (0.7, "n_A/n_B"), (0.5, "x**2")],
    [(1, "log(T/T_m)"), (0.7, "n_A*x"), (0.5, "r_A**3/V_A")],
    [(1, "(chi_A - chi_B)**2/E_A"), (0.7, "r_A*r_B"), (0.5, "sqrt(n_A)")],
    [(1, "1/(r_A*r_B)"), (0.7, "n_A*x"), (0.5, "E_A*E_B")],
    [(1, "n_A*n_B/(r_A + r_B)"), (0.7, "x**3"), (0.5, "log(E_A/E_B)")],
]
