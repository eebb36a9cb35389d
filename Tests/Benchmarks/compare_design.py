#!/usr/bin/env python3
"""What `qscreen design` reaches of quasicrystals that were left out of training, beside other searches with
as many evaluations; called by `run design`, which builds and installs.

Chemical systems, in sets of which no two share two elements, or all compounds of one main element are left
out of training; then every method proposes alloys with that model. Every run goes to a record at once, and
what stands there is not run again: delete the folder to start anew.
"""
import argparse
import csv
import json
import pathlib
import sys
import time

from compare import HERE, print_machine
from compounds import write
from design import baselines, references, tables, units
from design.judge import GRADES, Judge, run

DESIGN = {
    "design": [],
    "search alone": ["--no-relatives"],
    "search, uniform prior": ["--no-relatives", "--prior", "uniform"],
    "search, ternaries": ["--no-relatives", "--sizes", "3"],
}
BASELINES = {
    "random search": baselines.random_search,
    "genetic algorithm": baselines.genetic,
    "coarse sweep": baselines.coarse_sweep,
    "replacement": baselines.replacement,
}
GRID = "grid, system named"
METHODS = [*DESIGN, *BASELINES, GRID]
FOLDER = HERE / ".build/design"


def table(path):
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


class Record:
    def __init__(self, path):
        self.path, self.units, self.runs = path, {}, {}
        if path.exists():
            for line in path.read_text().splitlines():
                self.keep(json.loads(line))

    def keep(self, entry):
        if "method" in entry:
            self.runs[entry["unit"], entry["method"], entry["seed"]] = entry
        else:
            self.units[entry["unit"]] = entry

    def add(self, entry):
        with open(self.path, "a") as handle:
            handle.write(json.dumps(entry) + "\n")
        self.keep(entry)

    def document(self):
        return {"units": list(self.units.values()), "runs": list(self.runs.values())}


class Study:
    def __init__(self, options):
        self.qscreen, self.count, self.folder = options.qscreen, options.count, pathlib.Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.record = Record(self.folder / "record.jsonl")
        self.judges = {}

    def judge(self, unit):
        """Of the model without the unit, which is trained once."""
        folder = self.folder / unit.name.replace(" ", "_")
        if not (folder / "model.h5").exists():
            folder.mkdir(exist_ok=True)
            write([(c.formula, c.name) for c in unit.training], folder / "train.csv")
            run(self.qscreen, "train", "--dataset", folder / "train.csv", "--output", folder / "model.h5")
        if unit.name not in self.judges:
            self.judges[unit.name] = Judge(self.qscreen, folder, unit.known)
        return self.judges[unit.name]

    def describe(self, unit):
        """The record's entry of the unit, with what the model says of each target."""
        judge = self.judge(unit)
        found = judge.predictions([target.formula for target in unit.targets])
        self.record.add({
            "unit": unit.name, "kind": unit.kind, "elements": judge.elements, "dropped": unit.dropped,
            "training": len(unit.training),
            "targets": [
                {"formula": target.formula, "system": target.system,
                 "probability": row["probabilities"]["quasicrystal"], "grade": row["domain"]["grade"],
                 "usable": all(symbol in judge.position for symbol in target.fractions),
                 "replaced": units.one_replaced(target.fractions, unit.known)}
                for target, row in zip(unit.targets, found)]})

    def designed(self, unit, method, seed):
        judge = self.judge(unit)
        folder = judge.folder / f"{method.replace(', ', '-').replace(' ', '-')}-{seed}"
        run(self.qscreen, "design", "--model", judge.model, "--seed", seed, "--count", self.count,
            "--output", folder, "--quiet", *DESIGN[method])
        trace, candidates = (table(folder / f"design/{name}.csv") for name in ("trace", "candidates"))
        return int(trace[-1]["evaluations"]), [
            [row["formula"], float(row["probability"]), row["domain"]] for row in candidates]

    def proposed(self, unit, method, seed):
        """With as many evaluations as the search of `design` took with that seed; the grid with what it needs."""
        judge, count = self.judge(unit), self.record.runs[unit.name, "design", seed]["evaluations"]
        alloys, chances, grades = (
            references.grid(judge, unit) if method == GRID else BASELINES[method](judge, count, seed))
        picked = judge.proposals(alloys, chances, grades, self.count)
        return len(alloys), [
            [judge.formula(alloys[row]), float(chances[row]), GRADES[grades[row]]] for row in picked]

    def run(self, unit, method, seed):
        if unit.name not in self.record.units:
            self.describe(unit)
        if (unit.name, method, seed) in self.record.runs:
            return
        begin = time.perf_counter()
        make = self.designed if method in DESIGN else self.proposed
        evaluations, proposals = make(unit, method, seed)
        self.record.add({
            "unit": unit.name, "method": method, "seed": seed, "evaluations": evaluations,
            "seconds": time.perf_counter() - begin,
            "proposals": [
                [*proposal, unit.holds(tables.composition(proposal[0]))] for proposal in proposals]})
        print(seed, unit.name, method, evaluations, f"{time.perf_counter() - begin:.0f} s",
              file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--count", type=int, default=1000, help="proposals of a method")
    parser.add_argument("--kinds", default="system,family", help="what is left out: system, family or both")
    parser.add_argument("--first", type=int, default=10_000, help="trainings of each kind; all by default")
    parser.add_argument(
        "--methods", default=";".join(METHODS),
        help="separated by semicolons; all by default. Others need that design has run with the seed")
    parser.add_argument("--folder", default=FOLDER, help="of models, lists and the record")
    parser.add_argument("--show", action="store_true", help="only print what the record holds")
    parser.add_argument("qscreen")
    options = parser.parse_args()
    methods = options.methods.split(";")
    study = Study(options)
    if not options.show:
        compounds = units.trusted()
        make = {"system": units.system_units, "family": units.family_units}
        left_out = [unit for kind in options.kinds.split(",") for unit in make[kind](compounds)[:options.first]]
        for seed in map(int, options.seeds.split(",")):
            for unit in left_out:
                for method in methods:
                    study.run(unit, method, seed)
    tables.show(study.record.document(), methods)
    import numpy
    print_machine([f"numpy {numpy.__version__}"])


if __name__ == "__main__":
    main()
