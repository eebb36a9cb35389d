#!/usr/bin/env python3
"""Runs the benchmark programs and their peers alternately; called by `run`, which builds them.

Prints one table: ours, the peer's, the ratio and what is required of it. Figures are medians over
the rounds. "others" is the largest number of cores that other programs kept busy meanwhile.
"""
import argparse
import os
import pathlib
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

HERE = pathlib.Path(__file__).resolve().parent
RELEASE = HERE / ".build/release"
DATA = HERE / ".build/liu2021"
TABLE = "reference/xenonpy_training_data.csv"
QUIET = 0.1


def machine_seconds():
    """Core seconds that all programs have used since the machine started; Linux only."""
    try:
        with open("/proc/stat") as file:
            ticks = [int(x) for x in file.readline().split()[1:9]]
    except FileNotFoundError:
        return None
    user, nice, system, _, _, interrupt, soft, _ = ticks
    return (user + nice + system + interrupt + soft) / os.sysconf("SC_CLK_TCK")


def own_seconds():
    """Core seconds of this program and of those that it ran."""
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


class Watch:
    """The cores that other programs keep busy, on average."""

    def __init__(self):
        self.start, self.machine, self.own = time.monotonic(), machine_seconds(), own_seconds()

    def others(self):
        if self.machine is None:
            return float("nan")
        used = machine_seconds() - self.machine - (own_seconds() - self.own)
        return max(0.0, used / (time.monotonic() - self.start))


class Runner:
    def __init__(self, patience):
        self.patience = patience
        self.others = {}

    def wait_for_quiet(self):
        """Until other programs leave the machine alone for two seconds, or patience ends."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            watch = Watch()
            time.sleep(2)
            if not watch.others() > QUIET:
                return

    def run(self, topic, command):
        output = self.attempt(topic, command)
        if output is None:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        return output

    def attempt(self, topic, command, limit=None):
        """What the command prints; `None`, with a note on stderr, if it fails or takes longer
        than `limit` seconds."""
        self.wait_for_quiet()
        watch = Watch()
        load = os.getloadavg()[0]
        command = [str(part) for part in command]
        try:
            result = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            print(f"stopped after {limit:g} s: {' '.join(command)}", file=sys.stderr, flush=True)
            return None
        if result.returncode != 0:
            print(
                f"status {result.returncode}: {' '.join(command)}", file=sys.stderr, flush=True)
            return None
        others = watch.others()
        self.others[topic] = max(others, self.others.get(topic, 0.0))
        print(f"$ {' '.join(command)}    (others: {others:.2f} cores, load average {load:.2f})", file=sys.stderr)
        print(result.stdout, file=sys.stderr, flush=True)
        return result.stdout


def rates(output):
    """Name to (median rate, check) of a descriptors program."""
    line = re.compile(r"^(\S.*?)\s{2,}(\d+)\s+\d+\s+\d+\s+check (\S+)$", re.MULTILINE)
    return {name: (float(rate), float(check)) for name, rate, check in line.findall(output)}


def number(pattern, output):
    match = re.search(pattern, output)
    if not match:
        sys.exit(f"no '{pattern}' in: {output}")
    return float(match[1])


class Report:
    def __init__(self, runner):
        self.runner = runner
        self.rows = []
        self.failed = []

    def add(self, topic, title, ours, peer, peer_name, unit, better, minimum=None, digits=0):
        """`better` is +1 where more is better, -1 where less is."""
        ratio = ours / peer if better > 0 else peer / ours
        required = "" if minimum is None else f"> {minimum:,}x"
        self._row(topic, title, ours, peer, peer_name, unit, f"{ratio:,.2f}x", required, digits)
        if minimum is not None and not ratio > minimum:
            self.failed.append(f"{title}: {ratio:.2f}x")

    def add_difference(self, topic, title, ours, peer, peer_name, tolerance=None):
        difference = ours - peer
        required = "" if tolerance is None else f"within {tolerance}"
        self._row(topic, title, ours, peer, peer_name, "", f"{difference:+.4f}", required, 4)
        if tolerance is not None and not abs(difference) <= tolerance:
            self.failed.append(f"{title}: {difference:+.4f}")

    def _row(self, topic, title, ours, peer, peer_name, unit, comparison, required, digits):
        others = self.runner.others[topic]
        unit = f" {unit}" if unit else ""
        self.rows.append(
            [title, f"{ours:,.{digits}f}{unit}", f"{peer:,.{digits}f}{unit}", peer_name,
             comparison, required, f"{others:.2f}"])

    def show(self):
        heading = ["", "QuasiScreen", "peer", "which", "ratio", "required", "others"]
        print_table(heading, self.rows)


def print_table(heading, rows):
    rows = [heading, ["---"] * len(heading)] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(heading))]
    for row in rows:
        cells = [
            "-" * width if cell == "---" else cell.ljust(width)
            for cell, width in zip(row, widths)]
        print("| " + " | ".join(cells) + " |")


def descriptors(runner, report, rounds):
    ours, peers = {}, {}
    for _ in range(rounds):
        for found, command in (
            (ours, [RELEASE / "descriptors"]),
            (peers, [sys.executable, HERE / "peers/descriptors.py"]),
        ):
            for name, figure in rates(runner.run("descriptors", command)).items():
                found.setdefault(name, []).append(figure)

    def median(figures, name):
        return statistics.median(rate for rate, _ in figures[name])

    def compare(title, name, names, peer_name, minimum=None, same=True):
        """Against the fastest of the peer's versions, which must give the same numbers."""
        for other in names if same else []:
            one, two = ours[name][0][1], peers[other][0][1]
            if abs(one - two) > 1e-8 * abs(one):
                sys.exit(f"'{name}' gives {one}, but '{other}' gives {two}")
        best = max(median(peers, other) for other in names)
        report.add(
            "descriptors", title, median(ours, name), best, peer_name, "/s", 1, minimum)

    compare("parser", "parse formulas", ["parse formulas, regular expression"], "Python re")
    compare("parser", "parse formulas", ["parse formulas, pymatgen"], "pymatgen", same=False)
    mixed = "mixed compositions, 232 values"
    compare(
        "mixed descriptors", mixed, ["mixed compositions, matminer"], "matminer", 1000, same=False)
    kinds = ["grouped", "in blocks", "matrix product"]
    compare("mixed descriptors", mixed, [f"mixed compositions, {k}" for k in kinds], "NumPy", 1)
    compare(
        "one ternary grid", "ternary grid, 232 values", ["ternary grid, matrix product"], "NumPy",
        1)


def forest(runner, report, rounds, table):
    ours = [RELEASE / "forest"]
    peer = [sys.executable, HERE / "peers/forest.py"]
    runner.run("prepare", [*peer, "prepare", DATA, table])
    cores = os.cpu_count() or 1
    patterns = [r"trained in ([\d.]+)", r"judged in ([\d.]+)", r"peak memory ([\d.]+)"]
    for threads in sorted({1, cores}):
        topic = f"train {threads}"
        figures = {"ours": [], "peer": []}
        for _ in range(rounds):
            for name, command in (
                ("ours", [*ours, "train", DATA, threads]),
                ("peer", [*peer, "train", DATA, "--threads", threads]),
            ):
                output = runner.run(topic, command)
                figures[name].append([number(pattern, output) for pattern in patterns])
        one, two = (list(map(statistics.median, zip(*figures[n]))) for n in ("ours", "peer"))
        words = "1 thread" if threads == 1 else f"{threads} threads"
        for index, (name, unit, digits) in enumerate(
            (("training", "s", 2), ("judging", "s", 3), ("memory", "MiB", 0))
        ):
            report.add(
                topic, f"forest: {name}, {words}", one[index], two[index], "scikit-learn", unit,
                -1, digits=digits)
    scores = []
    for command in (
        [*ours, "validate", DATA, cores], [*peer, "validate", DATA, "--threads", cores]
    ):
        output = runner.run("validate", command)
        scores.append([number(r": macro-F1 ([\d.]+) \+-", output),
                       number(r"\+- [\d.]+, log-loss ([\d.]+)", output)])
    for index, (name, tolerance) in enumerate((("macro-F1", 0.02), ("log-loss", None))):
        report.add_difference(
            "validate", f"forest: {name}, 10 seeds", scores[0][index], scores[1][index],
            "scikit-learn", tolerance)


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            match = re.search(r"model name\s*: (.*)", file.read())
    except FileNotFoundError:
        match = None
    return match[1] if match else platform.processor() or platform.machine()


def print_machine(packages):
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    print(f"\n{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()};")
    print(re.sub(r"^.*?(Swift version \S+).*", r"\1", swift, flags=re.DOTALL) + ";")
    print(f"Python {platform.python_version()}, " + ", ".join(packages))


def paper_table(given):
    """The paper's data: the file itself, or a folder that holds it; `None` if neither."""
    table = pathlib.Path(given or "")
    table = table if table.is_file() else table / TABLE
    return table if given and table.is_file() else None


def add_options(parser):
    parser.add_argument("shared", metavar="data", nargs="?", default=os.environ.get("QSCREEN_SHARED"))
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    parser.add_argument(
        "--patience", type=float, default=60,
        help="seconds to wait for a quiet machine before each program; default 60")


def main():
    parser = argparse.ArgumentParser(prog="run", description=__doc__.splitlines()[0])
    add_options(parser)
    args = parser.parse_args()
    runner = Runner(args.patience)
    report = Report(runner)
    descriptors(runner, report, args.rounds)
    table = paper_table(args.shared)
    if table:
        forest(runner, report, args.rounds, table)
    else:
        where = f"not at {args.shared}" if args.shared else "no data given"
        print(f"forest left out: {where}; see README.md", file=sys.stderr)
    report.show()
    print_machine([f"{n} {version(n)}" for n in ("numpy", "matminer", "pymatgen", "scikit-learn")])
    print(f"medians; rounds: {args.rounds}")
    if report.failed:
        sys.exit("NOT MET: " + "; ".join(report.failed))


if __name__ == "__main__":
    main()
