#!/usr/bin/env python3
"""The symbolic engine and its peers: recovery of laws, materials tables, speed of screening; called by
`run symbolic`, which builds and installs.

Writes every figure to .build/symbolic/results.json and prints tables.
"""
import argparse
import json
import os
import pathlib
import sys
from importlib.metadata import version

from compare import HERE, print_machine, print_table

sys.path.insert(0, str(HERE / "symbolic"))
import materials  # noqa: E402
import recovery  # noqa: E402
import screening  # noqa: E402
import surrogate  # noqa: E402
from engines import Ours, Peers  # noqa: E402

PARTS = ["planted", "generated", "feynman", "perovskites", "octets", "screening"]
PEERS = ["gplearn", "operon", "torchsisso"]
PACKAGES = ["gplearn", "pyoperon", "TorchSisso", "torch", "numpy", "sympy", "scikit-learn"]
WORK = HERE / ".build/symbolic"


def listed(allowed):
    def names(text):
        unknown = [name for name in text.split(",") if name not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(allowed)}")
        return text.split(",")

    return names


def cell(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value).replace("|", "\\|")


def show(title, rows):
    heading = list(dict.fromkeys(name for row in rows for name in row if name != "formula"))
    print(f"\n{title}\n")
    print_table(heading, [[cell(row.get(name)) for name in heading] for row in rows])
    for row in rows:
        if row.get("formula"):
            print(f"    {row['engine']}, {row.get('terms', '')}: {row['formula']}")


def options():
    parser = argparse.ArgumentParser(
        prog="run symbolic", description=__doc__.split("\n\n")[0].replace("\n", " "))
    parser.add_argument("--parts", type=listed(PARTS), default=PARTS, metavar="A,B",
                        help=f"of {', '.join(PARTS)}; the default is all")
    parser.add_argument("--peers", type=listed(PEERS), default=PEERS, metavar="A,B",
                        help=f"of {', '.join(PEERS)}; the default is all")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--noises", type=lambda text: [float(n) for n in text.split(",")], metavar="X,X",
                        help="shares of the spread; the default is 0, 0.01 and 0.05, for generated laws 0.01")
    parser.add_argument("--budget", type=float, default=60,
                        help="seconds that a peer may search, or as many as ours took; default 60")
    parser.add_argument("--threads", type=int, default=2, help="default 2")
    parser.add_argument("--complexity", type=int, default=13, help="nodes of a term; default 13")
    for name, rungs in (("planted", "auto"), ("feynman", "auto"), ("octets", "2"), ("perovskites", "3")):
        parser.add_argument(f"--{name}-rungs", default=rungs, help=f"default {rungs}")
    parser.add_argument("--search", default={}, metavar="A=X,B=Y",
                        type=lambda text: dict(part.split("=") for part in text.split(",")),
                        help="further options of our command in the recovery of laws, such as seed=1")
    parser.add_argument("--seed", type=int, default=1, help="of the part `generated`; default 1")
    parser.add_argument("--surrogate", type=pathlib.Path, metavar="CSV",
                        help="also explain the column `target` of this table, see symbolic/surrogate.py")
    return parser.parse_args()


def main():
    args = options()
    ours = Ours(os.environ["QSCREEN"], args.threads)
    peers = Peers(args.threads, WORK / "fits")
    names = [] if args.no_peers else args.peers
    settings = {name: getattr(args, f"{name}_rungs") for name in ("planted", "feynman", "octets", "perovskites")}
    settings |= {"complexity": args.complexity, "search": args.search, "seed": args.seed}
    target = WORK / "results.json"
    results = json.loads(target.read_text()) if target.exists() else {}

    def keep(part, **found):
        results[part] = found
        WORK.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(results, indent=1) + "\n")
        show(part, found["rows"])

    for part in args.parts:
        if part in ("planted", "generated", "feynman"):
            noises = args.noises or recovery.NOISES[part]
            rows, details = recovery.run(
                part, noises, ours, peers, names, args.budget, WORK / "tables", settings)
            keep(part, rows=rows, details=details)
        elif part == "perovskites":
            keep(part, rows=materials.perovskite_rows(ours, WORK / "tables", settings))
        elif part == "octets":
            keep(part, rows=materials.octet_rows(
                ours, peers, names, args.budget, WORK / "tables", settings))
        else:
            program = os.environ["SCREENING"]
            keep(part, rows=screening.rows(program, names, args.threads))
    if args.surrogate:
        keep("surrogate", rows=surrogate.rows(
            ours, args.surrogate, peers, names, args.budget))
    print_machine([f"{name} {version(name)}" for name in PACKAGES])


if __name__ == "__main__":
    main()
