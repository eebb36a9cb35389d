"""The retrospective study: what a campaign starts from, and the pool in which the known ones are hidden."""
import ast
import csv
import math
import random
import subprocess

from compounds import composition, known, write

PROPERTIES = [
    "x_miracle_radius_pm", "x_miedema_phi_V", "x_miedema_nws13_du", "x_miedema_V23_cm2", "electron_negativity",
    "x_ea_conventional", "x_ea_raynor", "x_pettifor_number", "x_cohesive_energy_eV", "x_melting_point_K",
    "x_bulk_modulus_GPa", "first_ion_en", "num_d_valence", "num_valance", "num_p_valence", "period"]


def key(formula):
    return tuple(sorted((symbol, round(value, 7)) for symbol, value in composition(formula).items()))


def paper_ordinary(table):
    """Formulas of the ordinary compounds of the paper's training split."""
    with open(table, newline="") as handle:
        return [
            "".join(f"{symbol}{amount:g}" for symbol, amount in ast.literal_eval(row["composition"]).items())
            for row in csv.DictReader(handle) if row["label"] == "OTHERS" and row["for_test"] == "False"]


def make(seed, table, ordinary=20_000, positives=None):
    """Training and pool, each a list of (formula, class); no composition stands in both.

    `positives` keeps that many quasicrystals and as many approximants of the training split, drawn by the
    seed; the others join the pool.
    """
    stream = random.Random(seed)
    rows = known()
    rare = [row for row in rows if row["phase_class"] != "ordinary"]
    start = [row for row in rare if row["liu2021_split"] == "train"]
    if positives:
        kept = []
        for name in ("quasicrystal", "approximant"):
            kept += stream.sample([row for row in start if row["phase_class"] == name], positives)
        start = kept
    seen, training, pool = set(), [], []

    def add(target, formula, name):
        mark = key(formula)
        if mark not in seen:
            seen.add(mark)
            target.append((formula, name))

    for row in start:
        add(training, row["formula"], row["phase_class"])
    for row in rare:
        add(pool, row["formula"], row["phase_class"])
    for formula in paper_ordinary(table):
        add(training, formula, "ordinary")
    # Flagged rows may be approximants in disguise: nobody knows what their outcome should be.
    rest = [row["formula"] for row in rows if row["phase_class"] == "ordinary" and not row.get("ac_flag")]
    stream.shuffle(rest)
    size = len(pool) + ordinary
    for formula in rest:
        if len(pool) < size:
            add(pool, formula, "ordinary")
    stream.shuffle(pool)
    return training, pool


def stoichiometry(formula):
    shares = sorted(composition(formula).values(), reverse=True)
    return [
        len(shares), -sum(share * math.log(share) for share in shares), shares[0],
        shares[1] if len(shares) > 1 else 0, shares[2] if len(shares) > 2 else 0, shares[-1],
        math.sqrt(sum(share * share for share in shares))]


def descriptors(qscreen, rows, folder):
    """The descriptors of our default model, scaled to mean 0 and standard deviation 1."""
    import numpy as np

    write(rows, folder / "all.csv")
    subprocess.run(
        [qscreen, "featurize", "--input", str(folder / "all.csv"), "--output", str(folder / "features.csv"),
         "--properties", ",".join(PROPERTIES), "--statistics", "ave,std", "--missing", "impute"],
        check=True, capture_output=True)
    values = np.loadtxt(
        folder / "features.csv", delimiter=",", skiprows=1, usecols=range(1, 2 * len(PROPERTIES) + 1))
    values = np.hstack([values, [stoichiometry(formula) for formula, _ in rows]])
    return (values - values.mean(axis=0)) / values.std(axis=0)
