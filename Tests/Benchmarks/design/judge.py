"""What the model says of alloys, and the list of proposals that is made of it as `qscreen design` does."""
import csv
import json
import subprocess

import numpy as np

from compounds import composition

TOTAL = 1000
GRADES = ["inside", "edge", "outside"]
LEAST = 0.03
"""Of `qscreen design --distance`: proposals keep this far from quasicrystals of the training."""
APART = 0.02
PER_SYSTEM = 3
BATCH = 50_000


def run(qscreen, *arguments):
    return subprocess.run(
        [qscreen, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


class Judge:
    """Alloys are tuples of (position of the element, parts of 1,000), by position."""

    def __init__(self, qscreen, folder, known):
        self.qscreen, self.folder, self.model = qscreen, folder, folder / "model.h5"
        self.elements = self.usable_elements()
        self.position = {symbol: index for index, symbol in enumerate(self.elements)}
        # A quasicrystal with an element that no alloy may have is a little farther from all.
        self.known = [
            [(self.position[s], share) for s, share in compound.fractions.items() if s in self.position]
            for compound in known]

    def usable_elements(self):
        """Those that `qscreen design` may use: known from training and not settling the class."""
        with open(self.folder / "train.csv", newline="") as handle:
            seen = sorted({s for row in csv.DictReader(handle) for s in composition(row["formula"])})
        documents = self.predictions(seen)
        # The class of a composition with such an element is certain, so no error is expected.
        return [
            symbol for symbol, document in zip(seen, documents)
            if not (document["uncertainty"] == 0 and document["probabilities"]["ordinary"] == 1)]

    def predictions(self, formulas):
        path = self.folder / "asked.csv"
        with open(path, "w") as handle:
            handle.write("formula\n" + "\n".join(formulas) + "\n")
        return json.loads(
            run(self.qscreen, "predict", "--input", path, "--model", self.model, "--neighbours", 0, "--json"))

    def formula(self, alloy):
        return "".join(f"{self.elements[index]}{parts}" for index, parts in alloy)

    def fractions(self, alloy):
        return {self.elements[index]: parts / TOTAL for index, parts in alloy}

    def assess(self, alloys):
        """Probability of quasicrystal and domain grade of each."""
        chances, grades = [], []
        for start in range(0, len(alloys), BATCH):
            for row in self.predictions([self.formula(a) for a in alloys[start:start + BATCH]]):
                chances.append(row["probabilities"]["quasicrystal"])
                grades.append(GRADES.index(row["domain"]["grade"]))
        return np.array(chances), np.array(grades)

    def dense(self, alloys):
        result = np.zeros((len(alloys), len(self.elements)))
        for row, alloy in enumerate(alloys):
            for index, parts in alloy:
                result[row, index] = parts / TOTAL
        return result

    def keeps_distance(self, alloys):
        """Whether each is far enough from every known quasicrystal."""
        shares = self.dense(alloys)
        nearest = np.zeros(len(alloys))
        for compound in self.known:
            shared = sum(np.minimum(shares[:, index], share) for index, share in compound)
            nearest = np.maximum(nearest, shared)
        return 1 - nearest >= LEAST - 1e-12

    def proposals(self, alloys, chances, grades, count):
        """The best different ones: by domain grade, then falling probability, few of a system.

        As `qscreen design` picks from what it visited: of alloys that meet the conditions, the 50
        most probable for each that is wanted.
        """
        order = sorted(np.flatnonzero(grades < 2).tolist(), key=lambda row: (-chances[row], alloys[row]))
        considered = []
        for start in range(0, len(order), BATCH):
            rows = order[start:start + BATCH]
            considered += [r for r, far in zip(rows, self.keeps_distance([alloys[r] for r in rows])) if far]
            if len(considered) >= 50 * count:
                break
        considered = sorted(considered[:50 * count], key=lambda row: grades[row])
        taken = np.zeros((count, len(self.elements)))
        used, picked = {}, []
        for row in considered:
            system = tuple(index for index, _ in alloys[row])
            if used.get(system, 0) == PER_SYSTEM:
                continue
            shares = self.dense([alloys[row]])
            if len(picked) and np.minimum(taken[:len(picked)], shares).sum(axis=1).max() > 1 - APART + 1e-12:
                continue
            taken[len(picked)] = shares
            used[system] = used.get(system, 0) + 1
            picked.append(row)
            if len(picked) == count:
                break
        return picked
