#!/usr/bin/env python3
"""Forests of other libraries beside ours: one table of speed, memory and accuracy; called by
`run peers`, which builds and installs.

Each figure comes from a process of its own. The fits of all learners alternate, medians are taken
over the rounds; then every learner's out-of-fold probabilities are scored on the same five folds.
Exit status 1 if a peer is faster, smaller or more accurate than ours.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys

import numpy as np

from compare import (
    HERE, RELEASE, Runner, add_options, number, paper_table, print_machine, print_table)

sys.path.insert(0, str(HERE / "peers"))
from data import load  # noqa: E402
from scores import difference, scores  # noqa: E402

DATASETS = ["paper", "compounds", "synthetic"]
PEERS = [
    "intelex-forest", "intelex-extra", "scikit-learn-forest", "scikit-learn-extra",
    "lightgbm-forest", "xgboost-forest", "ydf-forest"]
OPTIONAL = ["lightgbm-deep"]
PATTERNS = {
    "seconds": r"fitted in ([\d.]+)", "core seconds": r"([\d.]+) core seconds",
    "peak": r"peak memory ([\d.]+)", "before": r"\(([\d.]+) before\)"}
FOOT = """\
fit: seconds from the arrays in memory to the model, so with each library's own encoding; a small
    fit came before. core s: the same, summed over the cores.
ratio: the peer's seconds over ours, forest against forest, extremely randomised trees (extra)
    against theirs where ours are built, else against our forest.
peak, growth: MiB of the process during the fit; growth is over the state just before it.
log-loss: probabilities clipped at 1e-15, as trees give exact zeros; smoothed: of
    (p T + 1/3) / (T + 1), T trees. "+-" is the standard error of the difference from ours.
setting: sqrt(columns) columns a node, depth unlimited, leaves of 1 row; bootstrap for forests, none
    for extra; entropy, but Gini in scikit-learn-intelex. LightGBM: gradient trees of 31 leaves, at
    least 20 rows each (its defaults), one per class; XGBoost: gradient trees, one per class; both
    on 63.2 % of the rows.
others: cores that other programs kept busy, the worst of the runs behind a row."""


class Bench:
    def __init__(self, args, runner):
        self.args, self.runner = args, runner
        self.figures, self.failed = {}, set()

    def command(self, action, folder, learner, trees):
        threads = self.args.threads
        if learner.startswith("quasiscreen"):
            return [RELEASE / "forest", action, folder, learner, trees, threads]
        script = [sys.executable, HERE / "peers/learners.py"]
        return [*script, action, folder, learner, "--trees", trees, "--threads", threads]

    def attempt(self, action, folder, learner, trees):
        key = (folder.name, trees, learner)
        if key in self.failed:
            return None
        topic = " ".join(map(str, key))
        limit = self.args.limit * (1 if action == "fit" else 5)
        output = self.runner.attempt(topic, self.command(action, folder, learner, trees), limit)
        if output is None:
            self.failed.add(key)
        return output

    def fits(self, folder, learners, trees):
        for _ in range(self.args.rounds):
            for learner in learners:
                output = self.attempt("fit", folder, learner, trees)
                if output is not None:
                    found = {n: number(p, output) for n, p in PATTERNS.items()}
                    self.figures.setdefault((folder.name, trees, learner), []).append(found)

    def figure(self, key, name):
        return statistics.median(found[name] for found in self.figures[key])


def kind(learner):
    return learner.rsplit("-", 1)[1]


def ours_for(learner, ours):
    """Extremely randomised trees stand beside ours where there are any."""
    extra = [name for name in ours if kind(name) == "extra"]
    return extra[0] if kind(learner) == "extra" and extra else ours[0]


class Table:
    def __init__(self, bench, ours):
        self.bench, self.ours = bench, ours
        self.rows, self.unmet = [], []

    def add(self, folder, learners, trees):
        labels, losses = load(folder)[1], {}
        for learner in learners:
            key = (folder.name, trees, learner)
            if key not in self.bench.figures:
                self.rows.append([folder.name, str(trees), learner, "not finished"] + [""] * 9)
                continue
            measured = self.speed(key)
            found = None if self.bench.args.no_scores else self.scored(folder, learner, trees)
            if found is None:
                measured += [""] * 3
            else:
                found = scores(found, labels, trees)
                losses[learner] = found.row_losses
                measured += self.accuracy(key, found, losses)
            others = f"{self.bench.runner.others[' '.join(map(str, key))]:.2f}"
            self.rows.append([folder.name, str(trees), learner, *measured, others])

    def scored(self, folder, learner, trees):
        if self.bench.attempt("folds", folder, learner, trees) is None:
            return None
        return np.fromfile(folder / f"{learner}-{trees}.f64").reshape(len(load(folder)[1]), -1)

    def speed(self, key):
        name, trees, learner = key
        mine = (name, trees, ours_for(learner, self.ours))
        figure = self.bench.figure
        seconds, peak = figure(key, "seconds"), figure(key, "peak")
        growth = peak - figure(key, "before")
        ratios = ["", ""]
        if learner not in self.ours and mine in self.bench.figures:
            for index, what in enumerate(("seconds", "peak")):
                ratio = figure(key, what) / figure(mine, what)
                ratios[index] = f"{ratio:.2f}x"
                if ratio < 1:
                    self.unmet.append(
                        f"{' '.join(map(str, key))}: {ratio:.2f} of our "
                        + ("time" if what == "seconds" else "memory"))
        return [
            f"{seconds:.2f}", ratios[0], f"{figure(key, 'core seconds'):.2f}", f"{peak:.0f}",
            ratios[1], f"{growth:.0f}"]

    def accuracy(self, key, found, losses):
        name, trees, learner = key
        smoothed = f"{found.smoothed:.4f}"
        mine = ours_for(learner, self.ours)
        if learner not in self.ours and mine in losses:
            mean, error = difference(losses[learner], losses[mine])
            smoothed += f" +- {error:.4f}"
            if mean < -2 * error:
                self.unmet.append(
                    f"{' '.join(map(str, key))}: smoothed log-loss {-mean:.4f} below ours")
        return [f"{found.plain:.4f}", smoothed, f"{found.macro_f1:.3f}"]

    def show(self):
        print_table(
            ["data", "trees", "learner", "fit s", "ratio", "core s", "peak", "ratio", "growth",
             "log-loss", "smoothed", "macro-F1", "others"], self.rows)


def installed():
    """Package versions of the peers that load; those that do not are named on stderr."""
    command = [sys.executable, HERE / "peers/learners.py", "versions"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(line.split("\t") for line in output.splitlines())


def our_learners():
    """The learners that the Swift program names in its usage."""
    usage = subprocess.run([RELEASE / "forest"], stdout=subprocess.PIPE, text=True).stdout
    names = list(dict.fromkeys(re.findall(r"quasiscreen-\w+", usage)))
    return names or sys.exit(f"no learners in: {usage}")


def choose(args, found):
    ours = our_learners()
    peers = [n for n in PEERS + OPTIONAL if n.rsplit("-", 1)[0] in found]
    if args.learners:
        return ours, [n for n in ours + peers if n in args.learners or n in ours]
    return ours, ours + [n for n in peers if n not in OPTIONAL]


def names_of(allowed):
    def names(text):
        unknown = [name for name in text.split(",") if name not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(allowed)}")
        return text.split(",")

    return names


def main():
    parser = argparse.ArgumentParser(
        prog="run peers", description=__doc__.split("\n\n")[0].replace("\n", " "))
    add_options(parser)
    parser.add_argument(
        "--sets", type=names_of(DATASETS), default=DATASETS, metavar="A,B",
        help=f"of {', '.join(DATASETS)}; the default is all")
    parser.add_argument(
        "--trees", type=lambda text: [int(n) for n in text.split(",")], default=[200, 500],
        metavar="N,N", help="default 200,500")
    parser.add_argument("--threads", type=int, default=2, help="default 2")
    parser.add_argument(
        "--learners", type=names_of(PEERS + OPTIONAL), metavar="A,B",
        help=f"peers, of {', '.join(PEERS + OPTIONAL)}; the default is all but "
        + ", ".join(OPTIONAL))
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds that a fit may take; default 600")
    parser.add_argument("--no-scores", action="store_true", help="speed and memory alone")
    args = parser.parse_args()
    runner = Runner(args.patience)
    bench = Bench(args, runner)
    found = installed()
    ours, learners = choose(args, found)
    table = Table(bench, ours)
    paper = paper_table(args.shared)
    for name in args.sets:
        if name == "paper" and not paper:
            print("paper left out: its data are not given; see README.md", file=sys.stderr)
            continue
        folder = pathlib.Path(HERE / ".build/peers-data" / name)
        script = [sys.executable, HERE / "peers/data.py", "prepare", name, folder]
        runner.run("prepare", script + ([paper] if name == "paper" else []))
        for trees in args.trees:
            bench.fits(folder, learners, trees)
            table.add(folder, learners, trees)
    table.show()
    print("\n" + FOOT)
    print_machine([f"numpy {np.__version__}", *found.values()])
    print(f"{args.threads} threads; rounds: {args.rounds}; load average now "
          f"{os.getloadavg()[0]:.2f}")
    if table.unmet:
        sys.exit("NOT MET:\n  " + "\n  ".join(table.unmet))


if __name__ == "__main__":
    main()
