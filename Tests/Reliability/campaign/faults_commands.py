"""Calls that fail in the commands which write single files, and those which print."""

import hashlib
import os
import re
import shutil

from .faults import Library, answer_mistakes, every_fault
from .program import qscreen
from .trial import Trial
from .workspace import MINI, Workspace, differences, tree

#: What stands in the place of a result before a command replaces it.
BEFORE = "what was there before\n"


class Commands:
    """Commands by name: their arguments and the files that they write to the folder ``out``."""

    def __init__(self, workspace):
        self.workspace = workspace
        model = workspace.at("reference", "model", "model.h5")
        table = workspace.write("line.csv", "x,y\n" + "".join(
            f"{x},{3 * x * x + 1}\n" for x in range(1, 21)))
        formulas = workspace.write("formulas.csv", "formula\nAl63Cu25Fe12\nZn58Mg40Y2\n")
        self.results = {
            "train": ["model.h5"], "featurize": ["features.h5"], "map": ["a.svg", "a.png"],
            "export": ["model.onnx"], "report": ["report.html"], "predict": [], "symbolic": [],
            "sweep": []}
        self.arguments = {
            "train": ["--dataset", workspace.at("small.csv"), "--trees", "4", "--output", "{0}"],
            "featurize": ["--input", formulas, "--output", "{0}"],
            "map": ["Al-Cu-Fe", "--divisions", "10", "--model", model, "--output", "{0}",
                    "--output", "{1}"],
            "export": ["--model", model, "--onnx", "{0}"],
            "report": [workspace.reference, "--output", "{0}"],
            "predict": ["--input", formulas, "--model", model],
            "symbolic": ["--input", table, "--target", "y", "--terms", "1", "--output", "{out}"],
            "sweep": ["--systems", "Al-Cu-Fe", "--divisions", "10", "--model", model, "--output",
                      "{out}", "--quiet"]}
        self.names = sorted(self.results)
        self.expected = {}
        self.printed = {}

    def command(self, name, out):
        """The whole command line."""
        files = [os.path.join(out, file) for file in self.results[name]]
        one = ["--jobs", "1"] if name not in ("map", "export") else []
        return [name, *(part.format(*files, out=out) for part in self.arguments[name]), *one]

    def prepare(self, name, out, is_filled):
        """Makes the folder, with other files in the places of the results or none."""
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        for file in self.results[name] if is_filled else []:
            with open(os.path.join(out, file), "w", encoding="utf-8") as stream:
                stream.write(BEFORE)

    def plan(self, library, random):
        """Every fault of every command, shuffled; learns what undisturbed commands write."""
        plan = []
        for name in self.names:
            out, text = self.workspace.at("undisturbed"), self.workspace.at("undisturbed.txt")
            self.prepare(name, out, is_filled=False)
            calls = library.count(
                self.command(name, out), self.workspace.path, "undisturbed", output=text)
            self.expected[name] = tree(out)
            self.printed[name] = printed(text, out)
            plan += [(name, fault) for fault in every_fault(calls, random)]
        random.shuffle(plan)
        return plan


def printed(path, out):
    """What a command printed, without the folder that differs between repetitions."""
    with open(path, "rb") as file:
        return file.read().replace(os.fsencode(out), b"OUT")


def whole_or_old(found, expected, fault):
    """Files that are neither the old nor the new ones; what a failure may leave aside."""
    wrong = []
    for name, digest in found.items():
        old = name in expected and digest == hashlib.sha256(BEFORE.encode()).hexdigest()
        if name.endswith(".tmp"):
            if fault.kind != "unlink":
                wrong.append(f"left {name}")
        elif not old and not name.endswith(".partial") and digest != "empty folder":
            if digest != expected.get(name):
                wrong.append(f"neither old nor new: {name}")
    return wrong


def commands(report, count):
    if not os.path.isdir("/proc/self/fd"):
        return report.count("skipped, this is not Linux")
    with Library() as library, Workspace(MINI) as workspace:
        all_commands = Commands(workspace)
        plan = all_commands.plan(library, report.random("plan"))
        report.count("known faults", len(plan))

        def one(index, item):
            name, fault = item
            where = f"#{index} ({name}; {fault})"
            out, text = workspace.at(f"out-{index}"), workspace.at(f"out-{index}.txt")
            all_commands.prepare(name, out, report.random(index).random() < 0.5)
            command = all_commands.command(name, out)
            outcome, calls = library.run(command, workspace.path, index, fault, output=text)
            struck = [path for struck, _, path in calls if struck]
            if not report.check(struck, where, f"the fault did not strike: {outcome}"):
                return
            report.count(f"exit code {outcome.status}")
            expected = all_commands.expected[name]
            wrong = answer_mistakes(fault, struck[0], outcome, text)
            wrong += whole_or_old(tree(out), expected, fault)
            if outcome.status == 0:
                if not fault.is_harmless:
                    report.count(f"survived {fault.kind}")
                wrong += [f"exit code 0, but {file}" for file in differences(tree(out), expected)]
                if printed(text, out) != all_commands.printed[name]:
                    wrong.append("exit code 0, but it printed something else")
            outcome = qscreen(*command)
            if outcome.status != 0:
                wrong.append(f"the next one: {outcome}")
            wrong += [f"after the next one: {file}" for file in differences(tree(out), expected)]
            report.check(not wrong, f"{where} at {re.sub('^.*/(?=out-)', '', struck[0])}", wrong)
            workspace.remove(f"out-{index}")
            os.remove(text)

        report.each(plan[:count], one)


TRIALS = [
    Trial(
        "faults-commands", "the same for commands that write one file or print: the old file, the "
        "new one, or none", 3000, 20, commands),
]
