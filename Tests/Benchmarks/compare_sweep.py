#!/usr/bin/env python3
"""The whole-table sweep beside the engines that would run the same forest otherwise; called by
`run sweep`, which builds and installs.

Trains the paper's forest, screens ternary systems with it and with every engine, and prints the
comparison, the cost against trees, divisions and systems, and which goals are met. Exit status 1
if a goal is missed.
"""
import argparse
import csv
import datetime
import hashlib
import itertools
import json
import math
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys

from compare import (
    HERE, RELEASE, Runner, add_options, paper_table, print_machine, print_table, processor)

ROOT = HERE.parents[1]
ELEMENTS = ROOT / "datasets/elements/elements.csv"
FOLDER = HERE / ".build/sweep"
TREES = [50, 200, 500, 2000]
DIVISIONS = [20, 50, 100, 200, 400]
COUNTS = [10, 100, 1000, 10_000, math.comb(94, 3)]
WHOLE = COUNTS[-1]
PARTS = ["descriptors", "evaluation", "summary", "output"]
COMPARED = 8
"""Systems at whose points the probabilities of engines are compared with ours."""
ARGUMENT = 10_000
"""Systems that fit into an argument of a command."""

FOOT = """\
ms/system: milliseconds for the points of one ternary system on {threads} threads, the model loaded
    and warm; a peer's without descriptors, those of NumPy (one thread) beside it. Of calls with 1
    and 8 systems the faster counts ("at once"). core ms: the same, summed over the cores.
free, counted: the peer's time over ours, its descriptors free of charge or counted; ours always
    computes its own.
forest: "same" runs our trees; "own" is one that the library grew on the same compounds, as many
    trees at settings as near as it allows.
> 1e-6: share of {points:,} points where a probability differs from ours by more; "other way" by so
    much that a tree went another way, as features rounded to float32 can make it. YDF counts votes.
peak: MiB of the process, with Python and its libraries for the peers."""


def all_systems():
    """Every ternary of the element table, elements and systems in alphabetical order."""
    with open(ELEMENTS, newline="") as handle:
        symbols = sorted(row[0] for row in list(csv.reader(handle))[1:])
    return ["-".join(three) for three in itertools.combinations(symbols, 3)]


def evenly(systems, count):
    return [systems[i * len(systems) // count] for i in range(count)]


def slope(points):
    """The exponent b of y ~ x^b by least squares over (x, y)."""
    xs, ys = ([math.log(value) for value in column] for column in zip(*points))
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    return (sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
            / sum((x - mean_x) ** 2 for x in xs))


class Bench:
    def __init__(self, args, runner):
        self.args, self.runner = args, runner
        self.qscreen = os.environ.get("QSCREEN") or ROOT / ".build/release/qscreen"
        self.systems = all_systems()
        self.drawn = random.Random(args.seed).sample(self.systems, len(self.systems))
        FOLDER.mkdir(parents=True, exist_ok=True)

    def process(self, topic, command, limit=None):
        """The JSON lines of a command, then that on its process; `None` if it fails."""
        wrapper = [sys.executable, HERE / "peers/process.py"]
        wrapper += ["--limit", limit] if limit else []
        output = self.runner.attempt(topic, wrapper + command)
        if output is None:
            return None
        return [json.loads(line) for line in output.splitlines() if line.startswith("{")]

    def others(self, topic):
        return f"{self.runner.others.get(topic, float('nan')):.2f}"

    def train(self, table):
        dataset = FOLDER / "dataset"
        shutil.rmtree(dataset, ignore_errors=True)
        self.runner.run(
            "prepare", [self.qscreen, "import-xenonpy", table, "--output", dataset])
        self.dataset = dataset

    def model(self, trees):
        """The paper's forest with so many trees, on all of its rows."""
        path = FOLDER / f"trees-{trees}.h5"
        self.runner.run("prepare", [
            self.qscreen, "train", "--preset", "liu2021", "--trees", trees, "--dataset",
            self.dataset, "--duplicates", "keep", "--contradictions", "keep", "--output", path,
            "--jobs", self.args.threads])
        return path

    def list_of(self, systems):
        path = FOLDER / "systems.txt"
        path.write_text("".join(f"{system}\n" for system in systems))
        return path

    def kernel(self, topic, model, systems, divisions=100, probabilities=None):
        command = [
            RELEASE / "sweep", model, self.list_of(systems), divisions, self.args.threads]
        found = self.process(topic, command + ([probabilities] if probabilities else []))
        if found is None:
            sys.exit("our own sweep fails")
        return {
            **found[0], "peak": found[1]["peak"],
            "per_system": found[0]["seconds"] / len(systems),
            "cores": found[0]["core_seconds"] / len(systems)}

    def sized(self, topic, model, divisions=100):
        """So many drawn systems that screening them takes `--least` seconds."""
        count, most = 10, len(self.drawn)
        while True:
            found = self.kernel(topic, model, self.drawn[:count], divisions)
            if found["seconds"] >= self.args.least or count == most:
                return found
            needed = 1.2 * self.args.least / found["per_system"]
            count = min(most, max(2 * count, math.ceil(needed)))

    def sweep(self, topic, model, systems, maps):
        """`qscreen sweep` as a whole; `systems` is a list, or `None` for the whole table."""
        output = FOLDER / "output"
        shutil.rmtree(output, ignore_errors=True)
        chosen = ["--elements", "all"] if systems is None else ["--systems", ",".join(systems)]
        found = self.process(
            topic,
            [self.qscreen, "sweep", *chosen, "--model", model, "--output", output, "--jobs",
             self.args.threads, "--maps", maps, "--quiet"], self.args.limit)
        if found is None:
            return None
        size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file())
        shutil.rmtree(output)
        count = WHOLE if systems is None else len(systems)
        return {**found[-1], "systems": count, "maps": maps, "mib": size / 1048576}


class Engines:
    """The peers on one model."""

    def __init__(self, bench, model):
        self.bench, self.model = bench, model
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
        self.folder = FOLDER / f"engines-{digest[:16]}"
        self.folder.mkdir(exist_ok=True)
        self.script = [sys.executable, HERE / "peers/engines.py"]
        self.versions, self.kinds, self.figures = {}, {}, {}

    def build(self, chosen):
        output = subprocess.run(
            [str(part) for part in self.script] + ["versions"], stdout=subprocess.PIPE, text=True,
            check=True).stdout
        bench = self.bench
        bench.runner.run("prepare", [
            bench.qscreen, "export", "--onnx", self.folder / "ours.onnx", "--model", self.model])
        for line in output.splitlines():
            name, kind, version = line.split("\t")
            if chosen and name not in chosen:
                continue
            done = self.folder / f"{name}.built"
            if not done.exists():
                command = [*self.script, "build", name, self.model, self.folder]
                command += ["--threads", bench.args.threads]
                if bench.process("prepare", command, bench.args.limit) is None:
                    print(f"{name} left out: building it failed", file=sys.stderr)
                    continue
                done.touch()
            self.versions[name], self.kinds[name] = version, kind

    def time(self, systems, reference):
        bench, listed = self.bench, self.folder / "systems.txt"
        listed.write_text("\n".join(systems) + "\n")
        for name in list(self.versions):
            command = [
                *self.script, "time", name, self.model, self.folder, listed, "--reference",
                reference, "--threads", bench.args.threads, "--seconds", bench.args.seconds]
            found = bench.process(f"engine {name}", command, bench.args.limit)
            if found is None:
                print(f"{name} left out: it does not run", file=sys.stderr)
                del self.versions[name]
                self.figures.pop(name, None)
            else:
                self.figures.setdefault(name, []).append(found[0])

    def medians(self):
        return {
            name: {**found[0], **{
                key: statistics.median(f[key] for f in found)
                for key in ("descriptors", "evaluation", "cores", "peak")},
                "version": self.versions[name]}
            for name, found in self.figures.items()}


class Goals:
    def __init__(self):
        self.rows = []

    def add(self, name, required, measured, met):
        """`met` is `None` where nothing was measured."""
        self.rows.append({"goal": name, "required": required, "measured": measured, "met": met})

    def show(self):
        word = {True: "yes", False: "NO", None: "not measured"}
        print_table(
            ["goal", "required", "measured", "met"],
            [[r["goal"], r["required"], r["measured"], word[r["met"]]] for r in self.rows])

    @property
    def missed(self):
        return [f"{r['goal']}: {r['measured']}" for r in self.rows if r["met"] is False]


def compare_engines(bench, model, record):
    """Ours and the peers, alternately."""
    args = bench.args
    engines = Engines(bench, model)
    if not args.no_peers:
        engines.build(args.engines)
    reference = FOLDER / "reference.f64"
    compared = min(COMPARED, args.systems)
    bench.kernel("reference", model, bench.drawn[:compared], probabilities=reference)
    count = bench.sized("ours", model)["systems"]
    ours = []
    for _ in range(args.rounds):
        ours.append(bench.kernel("ours", model, bench.drawn[:count]))
        engines.time(bench.drawn[: args.systems], reference)
    record["ours"] = {
        "systems": count, "peak": max(o["peak"] for o in ours),
        "per_system": statistics.median(o["per_system"] for o in ours),
        "cores": statistics.median(o["cores"] for o in ours), "sums": ours[0]["sums"],
        "parts": ours[0]["parts"], "rounds": [o["per_system"] for o in ours]}
    record["engines"] = engines.medians()
    for name, found in record["engines"].items():
        found["others"] = bench.runner.others[f"engine {name}"]


def show_engines(bench, record):
    ours = record["ours"]["per_system"]
    rows = [[
        "QuasiScreen", "", f"{1000 * ours:,.3f}", f"{1000 * record['ours']['cores']:,.3f}", "", "",
        "", str(record["ours"]["systems"]), "", "", "", f"{record['ours']['peak']:.0f}",
        bench.others("ours")]]
    for name, e in sorted(record["engines"].items(), key=lambda item: item[1]["evaluation"]):
        same = "compared" in e
        rows.append([
            name, e["kind"] + (f", {e['note']}" if e["note"] else ""),
            f"{1000 * e['evaluation']:,.3f}", f"{1000 * e['cores']:,.3f}",
            f"{1000 * e['descriptors']:,.3f}",
            f"{e['evaluation'] / ours:,.2f}x",
            f"{(e['evaluation'] + e['descriptors']) / ours:,.2f}x", str(e["systems"]),
            str(e["batch"]), f"{e['differ'] / e['compared']:.2%}" if same else "",
            f"{e['another_way'] / e['compared']:.2%}" if same else "", f"{e['peak']:.0f}",
            f"{e['others']:.2f}"])
    print_table(
        ["engine", "forest", "ms/system", "core ms", "descriptors", "free", "counted", "systems",
         "at once", "> 1e-6", "other way", "peak", "others"], rows)


def measure_processes(bench, model, record):
    """The command as a whole, over the kinds of maps."""
    args, per_system = bench.args, record["ours"]["per_system"]
    affordable = max(10, int(args.limit / 20 / per_system))
    systems = None if args.whole_table else bench.drawn[: min(args.process_systems, affordable)]
    record["processes"] = {}
    for _ in range(1 if args.whole_table else args.rounds):
        for maps in ("none", "hits", "all"):
            found = bench.sweep(f"process {maps}", model, systems, maps)
            if found:
                record["processes"].setdefault(maps, []).append(found)


def process_median(record, maps, name="seconds"):
    runs = record["processes"].get(maps)
    return statistics.median(run[name] for run in runs) if runs else None


def show_processes(bench, record):
    rows = []
    for maps, runs in record["processes"].items():
        seconds = process_median(record, maps)
        rows.append([
            maps, f"{runs[0]['systems']:,}", f"{seconds:.2f}",
            f"{1000 * seconds / runs[0]['systems']:.3f}",
            f"{process_median(record, maps, 'core_seconds'):.2f}",
            f"{max(run['peak'] for run in runs):.0f}", f"{runs[0]['mib']:.1f}",
            bench.others(f"process {maps}")])
    print_table(
        ["qscreen sweep --maps", "systems", "s", "ms/system", "core s", "peak MiB", "output MiB",
         "others"], rows)


def measure_curves(bench, record):
    args = bench.args
    curves = record["curves"] = {"trees": [], "divisions": [], "systems": []}
    for trees in args.curve_trees:
        found = bench.sized(f"trees {trees}", bench.model(trees))
        curves["trees"].append({"value": trees, **found})
    model = bench.model(args.trees)
    for divisions in DIVISIONS:
        found = bench.sized(f"divisions {divisions}", model, divisions)
        curves["divisions"].append({"value": divisions, **found})
    for count in COUNTS:
        expected = count * record["ours"]["per_system"]
        if expected > args.limit:
            print(f"{count} systems left out: they would take {expected:,.0f} s", file=sys.stderr)
            continue
        systems = evenly(bench.systems, count)
        found = bench.kernel(f"systems {count}", model, systems)
        if count <= ARGUMENT or count == WHOLE:
            listed = None if count == WHOLE else systems
            found["process"] = bench.sweep(f"systems {count}", model, listed, "none")
        curves["systems"].append({"value": count, **found})


def show_curves(bench, record):
    rows = []
    for what, points in record["curves"].items():
        for point in points:
            total = sum(point["parts"].values())
            shares = [
                f"{point['parts'][part] / total:.0%}" if total and part in point["parts"] else "-"
                for part in PARTS]
            process = point.get("process")
            rows.append([
                what, f"{point['value']:,}", f"{point['systems']:,}", f"{point['seconds']:.3f}",
                f"{1000 * point['per_system']:.3f}",
                f"{1e9 * point['per_system'] / point['points']:.1f}", *shares,
                f"{process['seconds']:.2f}" if process else "", f"{point['peak']:.0f}",
                bench.others(f"{what} {point['value']}")])
    print_table(
        ["against", "", "systems", "s", "ms/system", "ns/point", *PARTS, "qscreen s", "peak MiB",
         "others"], rows)


def judge(bench, record):
    goals, args = Goals(), bench.args
    ours = record["ours"]["per_system"]
    processes = record.get("processes") or {}
    whole = args.whole_table and "none" in processes
    if whole:
        # The command as a whole, with reading, ranking and writing: the harder test.
        ours = max(ours, process_median(record, "none") / WHOLE)
    add_engine_goals(goals, record["engines"], ours)
    seconds = process_median(record, "none") if whole else ours * WHOLE
    text = f"{seconds:,.1f} s" + ("" if whole else " by extrapolation")
    goals.add(
        f"whole table, {args.trees} trees", "<= 30 s", text, seconds <= 30 if whole else None)
    runs = [run for found in processes.values() for run in found]
    peak = max((run["peak"] for run in runs), default=None)
    goals.add(
        "peak memory of qscreen sweep", "<= 1,024 MiB", f"{peak:,.0f} MiB" if peak else "",
        peak <= 1024 if peak else None)
    if "none" in processes and "all" in processes:
        ratio = process_median(record, "all") / process_median(record, "none")
        goals.add("storing all maps", "<= 2x the time of none", f"{ratio:.2f}x", ratio <= 2)
    add_curve_goals(goals, record.get("curves") or {})
    return goals


def add_engine_goals(goals, engines, ours):
    found = engines.get("scikit-learn")
    if found:
        ratio = found["evaluation"] / ours
        goals.add("over scikit-learn", ">= 500x", f"{ratio:,.1f}x", ratio >= 500)
        share = found["differ"] / found["compared"]
        goals.add(
            "points where scikit-learn differs > 1e-6", "<= 10%", f"{share:.2%}", share <= 0.1)
    same = {name: e["evaluation"] for name, e in engines.items() if e["kind"] == "same"}
    if same:
        fastest = min(same, key=same.get)
        ratio = same[fastest] / ours
        goals.add(
            "over the fastest engine with the same forest", ">= 300x",
            f"{ratio:,.1f}x ({fastest})", ratio >= 300)


def add_curve_goals(goals, curves):
    for what, limit, words in (("systems", 1.05, "linear"), ("trees", 0.95, "sub-linear")):
        # Below half a second what happens once a run would count.
        points = [
            (p["value"], p["seconds"] if what == "systems" else p["per_system"])
            for p in curves.get(what, []) if p["seconds"] >= 0.5]
        power = slope(points) if len(points) > 1 else None
        goals.add(
            f"time against {what}: {words}", f"exponent <= {limit}",
            f"{power:.3f}" if power is not None else "",
            power <= limit if power is not None else None)


def options():
    parser = argparse.ArgumentParser(
        prog="run sweep", description=__doc__.split("\n\n")[0].replace("\n", " "))
    add_options(parser)
    parser.add_argument("--trees", type=int, default=500, help="of the forest; default 500")
    parser.add_argument("--threads", type=int, default=2, help="default 2")
    parser.add_argument("--systems", type=int, default=32, help="for the peers; default 32")
    parser.add_argument("--seed", type=int, default=0, help="draws the systems; default 0")
    parser.add_argument(
        "--engines", type=lambda text: text.split(","), metavar="A,B",
        help="of those in peers/engines.py; the default is all")
    parser.add_argument(
        "--seconds", type=float, default=10,
        help="that a peer screens for at each size of a call; default 10")
    parser.add_argument(
        "--least", type=float, default=2, help="seconds that our kernel screens for; default 2")
    parser.add_argument(
        "--limit", type=float, default=900,
        help="seconds for building a peer and for any one run; default 900")
    parser.add_argument(
        "--process-systems", type=int, default=2000,
        help="systems for qscreen sweep; default 2000, fewer where they would take long")
    parser.add_argument(
        "--curve-trees", type=lambda text: [int(n) for n in text.split(",")], default=TREES,
        metavar="N,N", help="default " + ",".join(map(str, TREES)))
    parser.add_argument(
        "--whole-table", action="store_true", help="qscreen sweep --elements all, once per kind")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-curves", action="store_true")
    parser.add_argument(
        "--record", type=pathlib.Path, default=FOLDER / "record.json",
        help="JSON of all figures; default .build/sweep/record.json")
    return parser.parse_args()


def main():
    args = options()
    table = paper_table(args.shared)
    if not table:
        sys.exit("the sweep needs the paper's data; see README.md")
    runner = Runner(args.patience)
    bench = Bench(args, runner)
    bench.train(table)
    model = bench.model(args.trees)
    record = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processor": processor(), "cores": os.cpu_count(),
        "settings": {key: value for key, value in vars(args).items()
                     if key not in ("shared", "record")},
        "model_sha256": hashlib.sha256(model.read_bytes()).hexdigest()}

    def save():
        record["others"] = runner.others
        args.record.write_text(json.dumps(record, indent=1) + "\n")

    compare_engines(bench, model, record)
    save()
    measure_processes(bench, model, record)
    save()
    if not args.no_curves:
        measure_curves(bench, record)
    goals = judge(bench, record)
    record["goals"] = goals.rows
    save()
    show_engines(bench, record)
    print()
    show_processes(bench, record)
    if not args.no_curves:
        print()
        show_curves(bench, record)
    print()
    goals.show()
    print("\n" + FOOT.format(threads=args.threads, points=min(COMPARED, args.systems) * 5151))
    versions = [e["version"] for e in record["engines"].values()]
    print_machine(sorted({v for listed in versions for v in listed.split(", ")}))
    print(
        f"{args.trees} trees; {args.threads} threads; rounds: {args.rounds}; seed {args.seed}; "
        f"record: {args.record}")
    if goals.missed:
        sys.exit("NOT MET:\n  " + "\n  ".join(goals.missed))


if __name__ == "__main__":
    main()
