"""One flipped bit in a file that a command reads by itself, where no manifest guards it."""

import hashlib
import os
import queue
import shutil

from .damage import RECORDS, flip
from .program import qscreen
from .trial import Trial
from .workspace import MINI, Workspace

FORMULAS = ("Al63Cu25Fe12", "Zn58Mg40Y2")
FILES = ("model.h5", "rules.json", "pareto.json")

#: A table with the quantities that the rules of the pipeline may speak of.
TABLE = """\
ave:x_ea_conventional,std:x_miracle_radius_pm,ave:x_pettifor_number
1.8,10,70
2.1,12,75
"""

#: Commands that read a model or rules, with the file that they write.
MODEL_READERS = (
    (("predict", *FORMULAS, "--json", "--model", "model.h5"), None),
    (("explain", *FORMULAS, "--json", "--top", "0", "--model", "model.h5"), None),
    (("map", "Al-Cu-Fe", "--divisions", "10", "--layers", "class,domain,uncertainty",
      "--model", "model.h5", "--output", "out.svg"), "out.svg"),
    (("export", "--model", "model.h5", "--onnx", "out.onnx"), "out.onnx"),
)
RULE_READERS = (
    (("predict", *FORMULAS, "--json", "--model", "model.h5", "--rules", "rules.json"), None),
    (("report", "--systems", "Al-Cu-Fe", "--divisions", "10", "--model", "model.h5",
      "--rules", "rules.json", "--output", "out.html"), "out.html"),
)
FORMULA_READERS = (
    (("symbolic", "--predict", "table.csv", "--model", "pareto.json"), None),
)
READERS = {
    "model.h5": MODEL_READERS, "rules.json": RULE_READERS, "pareto.json": FORMULA_READERS}


def readings(name):
    """The commands that take a file of a run by itself."""
    own = READERS.get(name, ())
    if not name.endswith(".h5"):
        return own
    return own + ((("inspect", name, "--json"), None),)


def read(folder, name, reading, **options):
    """How a command ended, and all that it told and wrote."""
    arguments, written = reading
    path = os.path.join(folder, written) if written else None
    if path and os.path.exists(path):
        os.remove(path)
    outcome = qscreen(*arguments, folder=folder, timeout=20, **options)
    told = [outcome.output]
    if arguments[0] == "inspect" and outcome.status == 0:
        # It tells the digest of the bytes that it has read, so those that mean nothing count too.
        with open(os.path.join(folder, name), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest().encode()
        told = [outcome.output.replace(digest, b"digest of the file")]
    if path and os.path.exists(path):
        with open(path, "rb") as file:
            told.append(file.read())
    return outcome, told


def check_reading(report, where, name, reading, found, wanted):
    """A damaged file is refused by name, or what it says is what the whole one says."""
    outcome, told = found
    where = f"{where}, {reading[0][0]}"
    if outcome.status == 0:
        if report.check(told == wanted, where, "silent damage: exit code 0 with other output"):
            report.count("read as before")
        return
    report.check(
        outcome.status == 65 and not outcome.died and name in outcome.messages
        and told == [b""], where, outcome)
    report.count("refused")


def loose_folders(workspace, names, texts, count=2):
    """Folders with copies of these files of the run and with these texts, side by side."""
    folders = queue.SimpleQueue()
    for number in range(count):
        folder = workspace.at(f"loose-{number}")
        os.makedirs(folder)
        for name, text in texts.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        for name in names:
            source = os.path.join(workspace.reference, name)
            shutil.copy(source, os.path.join(folder, os.path.basename(name)))
        folders.put(folder)
    return folders


def loose_flips(report, count):
    with Workspace(MINI) as workspace:
        sources = sorted(
            name for name in workspace.expected
            if not name.startswith(RECORDS)
            and (name.endswith(".h5") or os.path.basename(name) in FILES))
        folders = loose_folders(workspace, sources, {"table.csv": TABLE})
        folder = folders.get()
        cases = [
            (source, reading, read(folder, os.path.basename(source), reading)) for source in sources
            for reading in readings(os.path.basename(source))]
        folders.put(folder)
        for source, reading, (outcome, _) in cases:
            report.check(outcome.status == 0, source, f"undamaged: {reading[0]}: {outcome}")

        def one(index, _):
            draw = report.random(index)
            # All cases in turn, so that each gets its share.
            source, reading, (_, wanted) = cases[index % len(cases)]
            name = os.path.basename(source)
            folder = folders.get()
            try:
                # Most bits of a text break its form; those of digits only change its numbers.
                in_digits = name.endswith(".json") and draw.random() < 0.5
                place = flip(os.path.join(folder, name), draw, in_digits)
                where = f"#{index} {source} {place}"
                check_reading(report, where, name, reading, read(folder, name, reading), wanted)
            finally:
                shutil.copy(
                    os.path.join(workspace.reference, source), os.path.join(folder, name))
                folders.put(folder)

        report.each(range(count), one)


TRIALS = [
    Trial(
        "loose-flips", "one bit flipped in a file read outside its run folder: exit code 65 with "
        "its name, or the output of the whole file", 4000, 120, loose_flips),
]
