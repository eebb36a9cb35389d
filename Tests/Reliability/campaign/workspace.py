"""Small pipelines over the shipped tables, and what an undisturbed run of them writes."""

import csv
import hashlib
import os
import shutil
import tempfile

from .program import REPOSITORY, qscreen

#: One system at 10 at.%: every stage and every kind of artifact in about a second.
MINI = """\
title: Mini
dataset:
  path: small.csv
model:
  trees: 4
  max_depth: 6
validation:
  protocols: [system]
sweep:
  systems: [Al-Cu-Fe]
  divisions: 10
rules:
  count: 2
  descriptors: ["ave:x_ea_conventional", "std:x_miracle_radius_pm", "ave:x_pettifor_number"]
  surrogate_descriptors: ["ave:x_ea_conventional", "std:x_miracle_radius_pm"]
  maximum_terms: 1
  nulls: 2
  bootstraps: 1
  sampled: 300
maps:
  top: 1
  formats: [svg]
"""

#: 435 systems in 14 blocks, so that a kill often falls between two parts of a stage.
BLOCKS = MINI.replace(
    "systems: [Al-Cu-Fe]", "families: [Al-TM-TM]\n  block: 32")

STAGES = (
    "data", "features", "validation", "model", "sweep", "rules", "maps", "figures", "atlas",
    "report")


def small_table():
    """Every third known quasicrystal and approximant, every 400th ordinary crystal."""
    lines = ["formula,phase_class"]
    for name, step in (("quasicrystals", 3), ("approximants", 3), ("ordinary_crystals", 400)):
        path = os.path.join(REPOSITORY, "datasets", "compounds", f"{name}.csv")
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        lines += [f"{row['formula']},{row['phase_class']}" for row in rows[::step]]
    return "\n".join(lines) + "\n"


def tree(folder):
    """SHA-256 of every file in a folder by its path, links and empty folders too."""
    found = {}
    for above, folders, files in os.walk(folder):
        for name in folders:
            path = os.path.join(above, name)
            if not os.listdir(path):
                found[os.path.relpath(path, folder)] = "empty folder"
        for name in files:
            path = os.path.join(above, name)
            relative = os.path.relpath(path, folder)
            if relative == ".qscreen.lock":
                continue
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[relative] = hashlib.sha256(file.read()).hexdigest()
            else:
                found[relative] = "no regular file"
    return found


def differences(one, other):
    """Names that two results of :func:`tree` do not have in common with equal contents."""
    return sorted(
        name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


class Workspace:
    """A folder with a table, a pipeline and the folder of a finished run of it."""

    def __init__(self, pipeline=MINI, jobs=1):
        self.path = tempfile.mkdtemp(prefix="qscreen-reliability-")
        self.jobs = str(jobs)
        self.write("small.csv", small_table())
        self.pipeline = self.write("mini.yaml", pipeline)
        self.reference = self.at("reference")
        outcome = self.run(self.reference)
        if outcome.status != 0:
            raise RuntimeError(f"the undisturbed run failed: {outcome}")
        self.seconds = outcome.seconds
        self.expected = tree(self.reference)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def at(self, *names):
        return os.path.join(self.path, *names)

    def write(self, name, text):
        path = self.at(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def arguments(self, folder, *more):
        return ["run", self.pipeline, "--output", folder, "--jobs", self.jobs, *more]

    def run(self, folder, *more, **options):
        return qscreen(*self.arguments(folder, *more), **options)

    def copy(self, name):
        """A copy of the finished run, made anew."""
        path = self.at(name)
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.reference, path)
        return path

    def remove(self, name):
        shutil.rmtree(self.at(name), ignore_errors=True)

    def mistakes(self, folder):
        """What differs between a folder and the undisturbed run; nothing where all is well."""
        return differences(tree(folder), self.expected)
