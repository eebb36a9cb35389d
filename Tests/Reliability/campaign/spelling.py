"""The same pipeline written otherwise: nothing may run again."""

import json
import os
import shutil

from .key_bench import Bench, text, wide_table
from .key_cases import FOREST
from .program import qscreen
from .trial import Trial
from .workspace import differences, tree

#: Defaults that a file may spell out.
DEFAULTS = {
    "dataset": {
        "formula_column": "formula", "class_column": "phase_class", "duplicates": "merge",
        "contradictions": "rarest", "decision_column": "decision",
        "keep": {"stability": ["stable"], "ac_flag": ["", "broad"]}},
    "descriptors": {"missing": "error"},
    "model": {
        "preset": "forest", "seed": 0, "gate_non_metals": False, "homologue_weight": 0,
        "calibration": "auto", "criterion": "entropy", "max_features": "log2",
        "min_samples_split": 2, "min_samples_leaf": 1, "splits": "best", "sampling": "all",
        "class_weights": "uniform"},
    "validation": {"folds": 5, "seed": 0, "repeats": 1},
    "sweep": {
        "target": "quasicrystal", "maps": "hits", "bits": 16, "block": 512, "threshold": "none",
        "skip_below": "none",
        "exclude": {"toxic": False, "radioactive": False, "price_above": "none", "elements": []}},
    "rules": {
        "target": "quasicrystal", "rungs": 0, "minimum_coverage": 0.9,
        "conjunction_coverage": 0.7, "coverage_weight": 1.4, "maximum_conditions": 4,
        "floor": 0.0025, "seed": 0},
    "maps": {
        "systems": [], "layers": [], "font_size": 7, "resolution": 300, "theme": "light",
        "names": True},
    "report": {"candidates": 200, "maps": 300},
}
COMMENTS = ("# a comment", "#", "# key: value", "#\tü – \u4f8b", "#!/bin/sh", "# - [ { ' \"")


def with_defaults(settings, defaults, draw):
    """Settings with some of the defaults spelled out."""
    result = dict(settings)
    for key, value in defaults.items():
        if isinstance(value, dict) and key != "keep":
            result[key] = with_defaults(settings.get(key, {}), value, draw)
            if not result[key]:
                del result[key]
        elif key not in result and draw.random() < 0.4:
            result[key] = value
    return result


def word(value, draw):
    """A scalar in one of the ways to write it."""
    if not isinstance(value, str):
        return json.dumps(value)
    ways = [json.dumps(value), "'" + value.replace("'", "''") + "'"]
    if value and value.replace("-", "").replace("_", "").replace(".", "").isalnum() \
            and not value[0].isdigit():
        ways.append(value)
    return draw.choice(ways)


def flow(value, draw):
    """A value in flow style, on one line."""
    space = " " * draw.randint(0, 2)
    if isinstance(value, dict):
        items = list(value.items())
        draw.shuffle(items)
        return "{" + ", ".join(
            f"{word(key, draw)}: {flow(item, draw)}" for key, item in items) + space + "}"
    if isinstance(value, list):
        return "[" + space + f",{space}".join(flow(item, draw) for item in value) + "]"
    return word(value, draw)


def written(settings, draw, depth=0, step=2):
    """Lines that say the same: other order, quotation marks, styles, comments, empty lines."""
    lines, indent = [], " " * depth
    items = list(settings.items())
    draw.shuffle(items)
    for key, value in items:
        while draw.random() < 0.2:
            lines.append(draw.choice(["", "   ", indent + draw.choice(COMMENTS)]))
        name = indent + word(key, draw) + ":"
        if isinstance(value, dict) and value and draw.random() < 0.7:
            lines += [name, *written(value, draw, depth + step, draw.choice([1, 2, 4]))]
        elif isinstance(value, list) and value and draw.random() < 0.5:
            lines += [name] + [f"{indent}{' ' * step}- {word(item, draw)}" for item in value]
        else:
            behind = "  " + draw.choice(COMMENTS) if draw.random() < 0.2 else ""
            lines.append(name + " " * draw.randint(1, 3) + flow(value, draw) + behind)
    return lines


def variant(draw):
    """The pipeline in one of its spellings."""
    settings = with_defaults(FOREST, DEFAULTS, draw) if draw.random() < 0.7 else FOREST
    if draw.random() < 0.1:
        return json.dumps(settings, indent=draw.choice([None, 1, 4]))
    lines = written(settings, draw)
    if draw.random() < 0.3:
        lines = ["---", *lines]
    if draw.random() < 0.2:
        lines += ["..."]
    return draw.choice(["\n", "\n", "\r\n"]).join(lines + [""])


def touch(folder, draw):
    """Gives every file and folder another time."""
    for above, _, names in os.walk(folder):
        for name in ["", *names]:
            at = draw.randint(0, 4_000_000_000)
            os.utime(os.path.join(above, name), (at, at))


def spellings(report, count):
    with Bench([FOREST]) as bench:
        reference = bench.reference(FOREST)
        expected = tree(reference)

        def one(index, _):
            draw = report.random(index)
            content = variant(draw)
            folder = os.path.join(bench.path, f"elsewhere-{index}") if index % 4 == 0 \
                else bench.path
            run = reference
            if folder != bench.path:
                # Neither where a run lies nor how its files are called takes part in anything.
                os.mkdir(folder)
                run = shutil.copytree(reference, os.path.join(folder, "run"))
                shutil.copy(os.path.join(bench.path, "small.csv"), folder)
            path = os.path.join(folder, f"spelling-{index}.yaml")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(content)
            touch(run, draw)
            outcome, reasons = bench.plan(path, run)
            if not report.check(reasons == {}, f"#{index}", f"{reasons or outcome}\n{content}"):
                return
            if folder != bench.path:
                outcome = bench.run(path, run)
                report.check(
                    outcome.status == 0 and json.loads(outcome.output)["ran"] == []
                    and not differences(tree(run), expected), f"#{index}", f"run: {outcome}")
                shutil.rmtree(folder)

        report.each(range(count), one)


def meaningless_change(table, draw):
    """A table with other bytes and the same compounds."""
    lines = table.splitlines()
    ways = [
        ("an empty line behind", table + "\n"),
        ("line ends of Windows", table.replace("\n", "\r\n")),
        ("no line end behind", table[:-1]),
        ("quotation marks", "\n".join(
            [lines[0]] + ['"' + line.replace(",", '","') + '"' for line in lines[1:]]) + "\n"),
        ("a byte order mark", "\ufeff" + table),
        ("a column more", "\n".join(
            line + (",note" if number == 0 else ",x") for number, line in enumerate(lines))
            + "\n"),
    ]
    return ways[draw % len(ways)]


def same_compounds(report, count):
    table = wide_table()
    with Bench([FOREST]) as bench:
        def one(index, _):
            name, content = meaningless_change(table, index)
            folder = os.path.join(bench.path, f"changed-{index}")
            os.mkdir(folder)
            with open(
                    os.path.join(folder, "small.csv"), "w", encoding="utf-8", newline="") as file:
                file.write(content)
            path = os.path.join(folder, "mini.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text(FOREST))
            again, fresh = os.path.join(folder, "again"), os.path.join(folder, "fresh")
            shutil.copytree(bench.reference(FOREST), again)
            for run in (again, fresh):
                outcome = qscreen(
                    "run", path, "--output", run, "--jobs", "1", "--quiet", timeout=120)
                report.check(outcome.status == 0, name, outcome)
            wrong = differences(tree(again), tree(fresh))
            report.check(not wrong, name, f"not as from nothing: {wrong}")
            shutil.rmtree(folder)

        report.each(range(count), one)


TRIALS = [
    Trial(
        "spellings", "other times, places, comments, order, quotation marks, styles, line ends, "
        "defaults spelled out: nothing runs again", 500, 60, spellings),
    Trial(
        "same-compounds", "a table with other bytes and the same compounds: the bytes of a run "
        "from nothing", 6, 2, same_compounds),
]
