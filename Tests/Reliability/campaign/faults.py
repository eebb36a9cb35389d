"""Calls to the file system that fail, one at a time, in the unchanged program.

``faults/faults.c`` stands between the program and the C library (Linux only). A run without a
fault tells which calls there are; then each of them fails in each way that it can.
"""

import collections
import errno
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

from .program import REPOSITORY, finish, start
from .trial import Trial
from .workspace import MINI, STAGES, Workspace, tree

#: How each kind of call can fail: a value of errno; the call is not made, or with "after" it is;
#: "short" is half of the bytes and no failure.
WAYS = {
    "open-read": ["EIO", "EACCES", "EMFILE", "EINTR"],
    "open-write": ["EIO", "ENOSPC", "EACCES", "EROFS", "EINTR"],
    "open-folder": ["EIO", "EACCES", "EINTR"],
    "read": ["EIO", "EINTR", "short"],
    "write": ["EIO", "ENOSPC", "EDQUOT", "EINTR", "short", "EIO after"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "fsync-folder": ["EIO", "ENOSPC", "EINTR"],
    "rename": ["EIO", "ENOSPC", "EACCES", "EIO after"],
    "mkdir": ["ENOSPC", "EACCES", "EIO after"],
    "unlink": ["EIO", "EACCES", "EIO after"],
    "rmdir": ["EIO", "EACCES"],
    "close": ["EIO", "ENOSPC", "EINTR"],
    "ftruncate": ["EIO", "EINTR"],
    "flock": ["EIO", "EINTR"],
    "stat": ["EIO", "EACCES"],
    "fstat": ["EIO"],
    "opendir": ["EIO", "EACCES"],
    "readdir": ["EIO"],
}

#: The exit codes that a failure may end with.
CODES = {"EACCES": (66, 73), "EROFS": (73,)}

#: Calls that may fail without harm to the result, such as looking for a thing that is not needed.
#: Whatever else fails has to end the command: the result may not be on the disk.
SPARED = {"stat", "close", "ftruncate", "unlink", "rmdir"}


@dataclass(frozen=True)
class Fault:
    """The calls that are made to fail."""

    kind: str
    way: str
    #: The number of the first one among the calls of this kind, from 1.
    first: int
    times: int = 1

    @property
    def is_harmless(self):
        """Whether the program has to go on as if nothing had been."""
        return self.way in ("EINTR", "short")

    @property
    def codes(self):
        return CODES.get(self.way.split()[0], (74,))

    @property
    def environment(self):
        error, _, how = self.way.partition(" ")
        return {
            "FAULTS_KIND": self.kind, "FAULTS_FIRST": str(self.first),
            "FAULTS_TIMES": str(self.times),
            "FAULTS_HOW": "short" if error == "short" else how or "before",
            "FAULTS_ERROR": str(getattr(errno, error, 0)),
        }

    def __str__(self):
        last = f" to {self.first + self.times - 1}" if self.times > 1 else ""
        return f"{self.kind} {self.first}{last} {self.way}"


def every_fault(calls, random):
    """Every call that was seen, failing in every way; interruptions once or thrice in a row."""
    return [
        Fault(kind, way, number, random.choice([1, 3]) if way == "EINTR" else 1)
        for kind, ways in WAYS.items() for way in ways
        for number in range(1, calls.get(kind, 0) + 1)]


class Library:
    """The compiled library, and commands that it is loaded into."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="qscreen-faults-")
        swift = shutil.which("swift")
        beside = os.path.join(os.path.dirname(os.path.realpath(swift)), "clang") if swift else None
        compiler = next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), beside)
        if not compiler:
            raise RuntimeError("no C compiler; install cc, clang or gcc")
        source = os.path.join(REPOSITORY, "Tests", "Reliability", "faults", "faults.c")
        self.library = os.path.join(self.path, "faults.so")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", self.library, source, "-ldl"],
            check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def run(self, arguments, folder, name, fault=None, output=None):
        """Runs a command with a fault; how it ended and all calls as (struck, kind, path).

        Only calls on paths below ``folder`` count. Standard output goes to the file ``output``.
        """
        log = os.path.join(self.path, f"{name}.log")
        settings = {
            "LD_PRELOAD": self.library, "FAULTS_FOLDER": os.path.realpath(folder),
            "FAULTS_LOG": log, **(fault.environment if fault else {})}
        with open(output or os.devnull, "wb") as file:
            outcome = finish(start(arguments, environment=settings, stdout=file), timeout=60)
        calls = []
        with open(log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                struck = line.startswith("! ")
                kind, _, path = line[2 * struck:].rstrip("\n").partition(" ")
                calls.append((struck, kind, path))
        os.remove(log)
        return outcome, calls

    def count(self, *arguments, **options):
        """The calls of an undisturbed command by kind."""
        outcome, calls = self.run(*arguments, **options)
        if outcome.status != 0 or not calls:
            raise RuntimeError(f"undisturbed, with {len(calls)} calls: {outcome}")
        return collections.Counter(kind for _, kind, _ in calls)


def answer_mistakes(fault, struck, outcome, output=None):
    """What is wrong with how a command ended; ``struck`` is the path of the call."""
    if outcome.died or not outcome.is_documented or outcome.status == 70:
        return [str(outcome)]
    if outcome.status == 0:
        ends = not fault.is_harmless and fault.kind not in SPARED
        return ["exit code 0 though it failed"] if ends else []
    if fault.is_harmless:
        return [f"not survived: {outcome}"]
    # A temporary file is none of the user's business; the one it was to become is.
    place = re.sub(r"/\.([^/]+)\.qscreen-\d+-\d+\.tmp$", r"/\1", struck)
    place = "standard output" if place == output else place
    wrong = []
    if outcome.status not in fault.codes:
        wrong.append(f"exit code {outcome.status} where {fault.codes} were due")
    errors = [line for line in outcome.messages.splitlines() if line.startswith("error: ")]
    if len(errors) != 1 or not re.match(f"error: {re.escape(place)}: [^;]+; .", errors[0]):
        wrong.append(f"not one error with the place {place} and a remedy")
    return [f"{'; '.join(wrong)}: {outcome}"] if wrong else []


def folder_mistakes(folder, old, new, is_swept=True):
    """Parts of files, and claims on results that are not there, in the folder of a failed run."""
    found = tree(folder)
    wrong = []
    for name, digest in found.items():
        if name.endswith(".tmp"):
            if is_swept:
                wrong.append(f"left {name}")
        elif not name.endswith(".partial") and digest != "empty folder":
            if digest not in (old.get(name), new.get(name)):
                wrong.append(f"neither old nor new: {name}")
    claims = {}
    for name in found:
        stage = re.fullmatch(r"\.qscreen/(\w+)\.json", name)
        if name != "manifest.json" and not stage:
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            content = json.load(file)
        prefix = f"{stage[1]}/" if stage else ""
        for item in content["outputs" if stage else "artifacts"]:
            claims[prefix + item["name"]] = item["sha256"], name
    for path, (digest, by) in claims.items():
        if found.get(path) != digest:
            wrong.append(f"{by} claims {path}")
    return wrong


class Scenarios:
    """Runs to disturb: in a new folder, with a stage forced, over results of other parameters."""

    def __init__(self, workspace):
        self.workspace = workspace
        other = workspace.write(
            "other.yaml", MINI.replace("max_depth: 6", "max_depth: 5").replace(": 10\n", ": 12\n"))
        self.older = workspace.at("older")
        finish(start(["run", other, "--output", self.older, "--jobs", "1", "--quiet"]))
        self.old = tree(self.older)
        assert len(self.old) > 60 and self.old != workspace.expected
        self.names = ["new folder", "other parameters", *(f"forced {id}" for id in STAGES)]

    def prepare(self, scenario, folder):
        """Puts in place what is there before the run; returns its arguments."""
        more = ["--quiet"]
        if scenario == "other parameters":
            shutil.copytree(self.older, folder)
        elif scenario != "new folder":
            shutil.copytree(self.workspace.reference, folder)
            more += ["--force", scenario.split()[1]]
        return self.workspace.arguments(folder, *more)

    def plan(self, library, random):
        """All faults of a run in a new folder, and some of each other scenario, shuffled."""
        plan = []
        for scenario in self.names:
            folder = self.workspace.at("counted")
            shutil.rmtree(folder, ignore_errors=True)
            calls = library.count(
                self.prepare(scenario, folder), self.workspace.path, "counted",
                output=self.workspace.at("counted.txt"))
            faults = every_fault(calls, random)
            if scenario != "new folder":
                # The calls that only look are much the same in all of them.
                faults = random.sample(faults, min(60, len(faults)))
            plan += [(scenario, fault) for fault in faults]
        random.shuffle(plan)
        return plan


def faults(report, count):
    if not os.path.isdir("/proc/self/fd"):
        return report.count("skipped, this is not Linux")
    with Library() as library, Workspace(MINI) as workspace:
        scenarios = Scenarios(workspace)
        plan = scenarios.plan(library, report.random("plan"))
        report.count("known faults", len(plan))

        def one(index, item):
            scenario, fault = item
            where = f"#{index} ({scenario}; {fault})"
            folder, output = workspace.at(f"run-{index}"), workspace.at(f"run-{index}.txt")
            arguments = scenarios.prepare(scenario, folder)
            outcome, calls = library.run(
                arguments, workspace.path, index, fault, output=output)
            struck = [path for struck, _, path in calls if struck]
            if not report.check(struck, where, f"the fault did not strike: {outcome}"):
                return
            report.count(f"exit code {outcome.status}")
            wrong = answer_mistakes(fault, struck[0], outcome, output)
            if os.path.isdir(folder):
                wrong += folder_mistakes(
                    folder, scenarios.old, workspace.expected, fault.kind != "unlink")
            if outcome.status == 0:
                if not fault.is_harmless:
                    report.count(f"survived {fault.kind}")
                wrong += [f"exit code 0, but {name}" for name in workspace.mistakes(folder)]
            outcome = workspace.run(folder)
            if outcome.status != 0:
                wrong.append(f"the next run: {outcome}")
            wrong += [f"after the next run: {name}" for name in workspace.mistakes(folder)]
            report.check(not wrong, f"{where} at {struck[0]}", wrong[:5])
            workspace.remove(f"run-{index}")
            os.remove(output)

        report.each(plan[:count], one)


TRIALS = [
    Trial(
        "faults", "any one call to the file system fails: a message, no part of a file, the next "
        "run goes on", 6000, 40, faults),
]
