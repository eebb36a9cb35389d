#!/usr/bin/env python3
"""Counts the instructions of a fixed sweep under valgrind and compares them with the figure in
instructions.json; called by `run instructions`, which builds.

A count hardly depends on what else the machine does, so that a regression shows without a quiet
one. It is not a time: valgrind 3.19 knows no AVX-512, so that the AVX2 kernels are counted, and no
caches. The forest is trained on this project's own compounds. Only what happens inside the call of
the engine counts, so that reading the model does not. Exit status 1 if the count is off by more
than `--tolerance`, in either direction.
"""
import argparse
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = HERE / ".build/instructions"
EXPECTED = HERE / "instructions.json"
TREES, DIVISIONS = 200, 100
SYSTEMS = [
    "Al-Cu-Fe", "Al-Co-Ni", "Al-Mn-Pd", "Cd-Yb-Zn", "Ho-Mg-Zn", "Ag-In-Yb", "Ni-Ti-Zr", "Au-Ga-Tb",
    "Al-Ir-Os", "Cr-Ni-Si", "Ca-Cu-Ga", "Sc-Zn-Zr", "B-Fe-Nd", "La-O-Sr", "C-Si-W", "F-Li-P",
    "Cl-K-Na", "Pb-Te-Tl", "He-Pu-U", "Hg-Pt-Rb"]
COUNTED = len(SYSTEMS) + 1
"""With the one that warms up the program."""
ENTRY = "*EngineV6screen*KF"
"""Swift's name of the function `screen` of `Engine`, without its closures."""


def left_out(reason):
    print(f"instructions left out: {reason}", file=sys.stderr)
    sys.exit(0)


def check_machine():
    if not shutil.which("valgrind"):
        left_out("valgrind is not installed")
    try:
        flags = re.search(r"flags\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    except FileNotFoundError:
        flags = None
    if platform.machine() != "x86_64" or not flags or "avx2" not in flags[1].split():
        left_out("the figure belongs to x86-64 with AVX2")


def output(command, **options):
    return subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True,
        **options).stdout


def program():
    """The benchmark without its debug information, which valgrind 3.19 cannot read."""
    path = FOLDER / "sweep"
    output(["strip", "--strip-debug", "-o", path, HERE / ".build/release/sweep"])
    return path


def model():
    path = FOLDER / "model.h5"
    qscreen = os.environ.get("QSCREEN") or ROOT / ".build/release/qscreen"
    output([
        qscreen, "train", "--preset", "liu2021", "--trees", TREES, "--dataset",
        ROOT / "datasets/compounds", "--output", path, "--jobs", "0"])
    return path


def count(binary, model):
    """Instructions inside the engine on one thread, and what it found."""
    listed = FOLDER / "systems.txt"
    listed.write_text("".join(f"{system}\n" for system in SYSTEMS))
    profile = FOLDER / "callgrind.out"
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}",
         f"--toggle-collect={ENTRY}", str(binary), str(model), str(listed), str(DIVISIONS), "1"],
        env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not found or found[1] == "0":
        sys.exit(f"valgrind counts nothing:\n{result.stdout}{result.stderr}")
    return int(found[1]), json.loads(result.stdout)["sums"]


def swift_version():
    text = output(["swift", "--version"], stderr=subprocess.DEVNULL)
    match = re.search(r"Swift version \S+", text)
    return match[0] if match else text.strip()


def measured():
    FOLDER.mkdir(parents=True, exist_ok=True)
    binary, path = program(), model()
    instructions, sums = count(binary, path)
    return {
        "instructions": instructions, "systems": COUNTED,
        "divisions": DIVISIONS, "trees": TREES, "sums": sums,
        "model_sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "swift": swift_version()}


def main():
    parser = argparse.ArgumentParser(
        prog="run instructions", description=__doc__.split("\n\n")[0].replace("\n", " "))
    parser.add_argument("--update", action="store_true", help=f"rewrite {EXPECTED.name}")
    parser.add_argument(
        "--tolerance", type=float, default=2, help="per cent; default 2")
    args = parser.parse_args()
    check_machine()
    found = measured()
    points = COUNTED * (DIVISIONS + 1) * (DIVISIONS + 2) // 2
    print(
        f"{found['instructions']:,} instructions, {found['instructions'] / points:,.0f} a grid "
        "point")
    if args.update:
        EXPECTED.write_text(json.dumps(found, indent=1) + "\n")
        print(f"wrote {EXPECTED}")
        return
    if not EXPECTED.exists():
        sys.exit(f"no {EXPECTED.name}: run instructions --update")
    expected = json.loads(EXPECTED.read_text())
    change = 100 * (found["instructions"] / expected["instructions"] - 1)
    print(f"expected {expected['instructions']:,}: {change:+.2f} %")
    for key, words in (
        ("model_sha256", "the model file is another one"), ("swift", "the compiler is another one"),
        ("sums", "the probabilities are others")):
        if found[key] != expected[key]:
            print(f"note: {words} than when the figure was written", file=sys.stderr)
    if abs(change) > args.tolerance:
        sys.exit(
            f"NOT MET: the count is off by more than {args.tolerance:g} %; if that is meant, "
            "run instructions --update")


if __name__ == "__main__":
    main()
