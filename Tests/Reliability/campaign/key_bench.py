"""Pipelines written as text, and finished runs of them to start from."""

import csv
import io
import json
import os
import shutil
import tempfile

from .program import qscreen
from .workspace import small_table


def block(settings, depth=0):
    """A pipeline in block style, one key a line; the values of inner lists in flow style."""
    lines = []
    for key, value in settings.items():
        if isinstance(value, dict) and value:
            lines += [f"{'  ' * depth}{key}:"] + block(value, depth + 1)
        else:
            lines.append(f"{'  ' * depth}{key}: {json.dumps(value)}")
    return lines


def text(settings):
    return "\n".join(block(settings)) + "\n"


def wide_table():
    """The small table with more columns to choose from; `label` and `origin` differ a little."""
    rows = list(csv.DictReader(io.StringIO(small_table())))
    text = "formula,phase_class,name,label,origin\n"
    for number, row in enumerate(rows):
        label = "ordinary" if number == 0 else row["phase_class"]
        origin = "a" if number % 50 == 1 else "b"
        text += f"{row['formula']},{row['phase_class']},{row['formula']},{label},{origin}\n"
    return text


class Bench:
    """A folder with a table and the finished runs of the pipelines that the cases start from."""

    def __init__(self, bases):
        self.path = tempfile.mkdtemp(prefix="qscreen-reliability-")
        table = wide_table()
        self.write("small.csv", table)
        self.write("other.csv", "\n".join(table.splitlines()[:-1]) + "\n")
        self.bases = []
        for base in bases:
            if base not in self.bases:
                self.bases.append(base)
        for number, base in enumerate(self.bases):
            outcome = self.run(self.write(f"base-{number}.yaml", text(base)), self.reference(base))
            if outcome.status != 0:
                raise RuntimeError(f"the run to start from failed: {outcome}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def reference(self, base):
        return os.path.join(self.path, f"reference-{self.bases.index(base)}")

    def write(self, name, content):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        return path

    @staticmethod
    def run(pipeline, folder):
        return qscreen(
            "run", pipeline, "--output", folder, "--jobs", "1", "--quiet", "--json", timeout=120)

    @staticmethod
    def plan(pipeline, folder):
        """How `plan` ended, and the reasons by the stages that are to run."""
        outcome = qscreen("plan", pipeline, "--output", folder, "--json", timeout=30)
        if outcome.status != 0:
            return outcome, None
        return outcome, {
            stage["stage"]: stage["reasons"] for stage in json.loads(outcome.output)["stages"]
            if not stage["up_to_date"]}
