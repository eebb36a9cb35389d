"""What bounds the searches: the same model asked about the left-out systems by name, and about all ternaries."""
import csv
import itertools
import json
import subprocess

from compounds import composition
from design.baselines import parts_of
from design.judge import LEAST, PER_SYSTEM, run


def systems(unit):
    return list(dict.fromkeys(target.system for target in unit.targets))


def grid(judge, unit):
    """Every composition of the systems at 1 at.%, or 2 at.% from four elements on."""
    alloys = []
    for system in systems(unit):
        positions = sorted(judge.position[symbol] for symbol in system.split("-"))
        divisions = 100 if len(positions) < 4 else 50
        for cuts in itertools.combinations(range(1, divisions), len(positions) - 1):
            ends = [0, *cuts, divisions]
            alloys.append(tuple(zip(positions, parts_of(
                [end - start for start, end in itertools.pairwise(ends)]))))
    return alloys, *judge.assess(alloys)


def listed(path):
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


def named(qscreen, judge, unit, seed):
    """`qscreen design` for each system alone; evaluations and proposals."""
    proposals, evaluations = [], 0
    for system in systems(unit):
        folder, symbols = judge.folder / f"named-{system}-{seed}", system.split("-")
        try:
            run(qscreen, "design", "--model", judge.model, "--seed", seed, "--count", PER_SYSTEM,
                "--elements", ",".join(symbols), "--sizes", len(symbols), "--output", folder, "--quiet")
        except subprocess.CalledProcessError as error:
            if "meet the conditions" not in error.stderr:
                raise
            continue
        proposals += [
            [row["formula"], float(row["probability"]), row["domain"]]
            for row in listed(folder / "design/candidates.csv")]
        evaluations += json.loads((folder / "design/account.json").read_text())["evaluations"]
    return evaluations, proposals


def sweep(qscreen, judge, count):
    """`qscreen sweep` over every ternary at 5 at.%, with the conditions of `qscreen design`."""
    folder = judge.folder / "sweep"
    run(qscreen, "sweep", "--elements", ",".join(judge.elements), "--divisions", 20, "--maps", "none",
        "--model", judge.model, "--output", folder)
    used, proposals = {}, []
    for row in listed(folder / "sweep/candidates.csv"):
        fractions = composition(row["formula"])
        known = (sum(min(share, fractions.get(judge.elements[index], 0)) for index, share in compound)
                 for compound in judge.known)
        if row["domain"] == "outside" or 1 - max(known) < LEAST or used.get(row["system"], 0) == PER_SYSTEM:
            continue
        used[row["system"]] = used.get(row["system"], 0) + 1
        proposals.append([row["formula"], float(row["probability_quasicrystal"]), row["domain"]])
    return proposals[:count]
