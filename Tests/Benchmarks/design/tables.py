"""What the record of the study says, as tables."""
import math
import statistics

from compare import print_table
from compounds import composition
from design.units import is_near

COUNTS = [100, 1000]


def interval(found, of):
    """95 % of a share by Wilson, in percent."""
    if not of:
        return ""
    z, share = 1.96, found / of
    middle, half = share + z * z / 2 / of, z * math.sqrt(share * (1 - share) / of + z * z / 4 / of / of)
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{100 * max(0, low):.0f} to {100 * high:.0f}"


class Outcome:
    """What one list of proposals reaches of what was left out."""

    def __init__(self, unit, run):
        self.run, self.kind = run, unit["kind"]
        self.targets = [target for target in unit["targets"] if target["usable"]]
        self.best = max((proposal[1] for proposal in run["proposals"]), default=0)
        self.made = [composition(proposal[0]) for proposal in run["proposals"]]
        fractions = [composition(target["formula"]) for target in self.targets]
        self.rank = [
            next((place for place, made in enumerate(self.made, 1) if is_near(wanted, made)), math.inf)
            for wanted in fractions]
        self.inside = [
            place for place, proposal in enumerate(run["proposals"], 1) if proposal[3]]

    def reached(self, count, wanted=lambda target: True):
        chosen = [rank for rank, target in zip(self.rank, self.targets) if wanted(target)]
        return sum(rank <= count for rank in chosen), len(chosen)

    def groups(self, count):
        """Reached or not, by chemical system of the targets."""
        found = {}
        for rank, target in zip(self.rank, self.targets):
            found[target["system"]] = found.get(target["system"], False) or rank <= count
        return found


def total(pairs):
    pairs = list(pairs)
    return sum(found for found, _ in pairs), sum(of for _, of in pairs)


def mean_and_range(values, digits=0):
    values = list(values)
    text = f"{statistics.mean(values):.{digits if len(set(values)) == 1 else 1}f}"
    return text if min(values) == max(values) else f"{text} ({min(values)} to {max(values)})"


def outcomes(record):
    units = {unit["unit"]: unit for unit in record["units"]}
    return [Outcome(units[run["unit"]], run) for run in record["runs"]]


def by_seed(found):
    seeds = sorted({outcome.run["seed"] for outcome in found})
    return [[o for o in found if o.run["seed"] == seed] for seed in seeds]


def show(record, methods):
    everything = outcomes(record)
    for kind in ("system", "family"):
        found = [outcome for outcome in everything if outcome.kind == kind]
        if found:
            overview(kind, found, methods)
    families = [outcome for outcome in everything if outcome.kind == "family"]
    if families:
        by_family(families, methods)
    by_ease([outcome for outcome in everything if outcome.kind == "system"], methods)


def beside(found, seeds):
    """Systems that a method reaches and design does not, and the reverse, with seeds that both ran with."""
    design = {(o.run["unit"], o.run["seed"]): o for o in found if o.run["method"] == "design"}
    alone, other = [], []
    for seed in seeds:
        if not all((o.run["unit"], o.run["seed"]) in design for o in seed):
            continue
        pairs = [
            (mark, design[o.run["unit"], o.run["seed"]].groups(COUNTS[-1])[system])
            for o in seed for system, mark in o.groups(COUNTS[-1]).items()]
        alone.append(sum(mine and not theirs for mine, theirs in pairs))
        other.append(sum(theirs and not mine for mine, theirs in pairs))
    return f"{mean_and_range(alone)}, {mean_and_range(other)}" if alone else ""


def overview(kind, found, methods):
    units = len({outcome.run["unit"] for outcome in found})
    print(f"\n{'Systems' if kind == 'system' else 'Families'}, left out in {units} trainings\n")
    rows = []
    for method in methods:
        seeds = by_seed([outcome for outcome in found if outcome.run["method"] == method])
        if not seeds:
            continue
        cells = []
        for count in COUNTS:
            sums = [total(o.reached(count) for o in seed) for seed in seeds]
            cells.append(f"{mean_and_range(s for s, _ in sums)} of {sums[0][1]}")
        for count in COUNTS:
            marks = [[mark for o in seed for mark in o.groups(count).values()] for seed in seeds]
            shares = [sum(mark) for mark in marks]
            cells.append(
                f"{mean_and_range(shares)} of {len(marks[0])} "
                f"({interval(statistics.mean(shares), len(marks[0]))} %)")
        cells.append(beside(found, seeds))
        cells.append(mean_and_range(
            (sum(len([p for p in o.inside if p <= COUNTS[-1]]) for o in seed) for seed in seeds)))
        cells.append(f"{statistics.median(o.best for seed in seeds for o in seed):.3f}")
        cells.append(f"{statistics.median(o.run['seconds'] for seed in seeds for o in seed):.0f}")
        cells.append(str(len(seeds)))
        rows.append([method, *cells])
    print_table(
        ["method", *[f"reached, first {count}" for count in COUNTS],
         *[f"systems, first {count}" for count in COUNTS],
         "alone, design alone", f"in what was left out, first {COUNTS[-1]}", "best probability", "seconds",
         "seeds"], rows)


def by_family(found, methods):
    print(f"\nQuasicrystals of each family reached by the first {COUNTS[-1]}, mean of the seeds\n")
    rows = []
    present = [m for m in methods if any(o.run["method"] == m for o in found)]
    for name in dict.fromkeys(outcome.run["unit"] for outcome in found):
        cells = []
        for method in present:
            runs = [o for o in found if o.run["unit"] == name and o.run["method"] == method]
            values = [o.reached(COUNTS[-1])[0] for o in runs]
            inside = statistics.mean(len(o.inside) for o in runs) if runs else 0
            cells.append(f"{statistics.mean(values):.1f} ({inside:.0f})" if runs else "")
        size = next(len(o.targets) for o in found if o.run["unit"] == name)
        rows.append([name, str(size), *cells])
    print_table(["left out", "quasicrystals", *present], rows)


def by_ease(found, methods):
    """Systems: apart by what the model and its training say of the target itself."""
    if not found:
        return
    print(f"\nQuasicrystals of left-out systems reached by the first {COUNTS[-1]}, mean of the seeds\n")
    kinds = {
        "two elements": lambda t: t["system"].count("-") == 1,
        "three elements": lambda t: t["system"].count("-") == 2,
        "four elements": lambda t: t["system"].count("-") == 3,
        "one element replaced": lambda t: t["replaced"],
        "more than that": lambda t: not t["replaced"],
        "probability >= 0.5": lambda t: t["probability"] >= 0.5,
        "probability < 0.5": lambda t: t["probability"] < 0.5,
        "outside the domain": lambda t: t["grade"] == "outside",
    }
    rows = []
    for name, wanted in kinds.items():
        cells, of = [], 0
        for method in methods:
            seeds = by_seed([outcome for outcome in found if outcome.run["method"] == method])
            if seeds:
                sums = [total(o.reached(COUNTS[-1], wanted) for o in seed) for seed in seeds]
                of = sums[0][1]
                cells.append(f"{statistics.mean(s for s, _ in sums):.1f}")
        rows.append([name, str(of), *cells])
    present = [m for m in methods if any(o.run["method"] == m for o in found)]
    print_table(["target", "number", *present], rows)
