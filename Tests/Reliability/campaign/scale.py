"""Large tables, fine grids, little memory, no threads, many files: all within bounds."""

import csv
import os
import random
import resource
import shutil
import signal
import time
from dataclasses import dataclass

from .program import Outcome, binary, qscreen, start
from .trial import Trial
from .workspace import MINI, Workspace, differences, tree

GIBIBYTE = 1 << 30

#: No command here may take more memory than that.
MEMORY = 2 * GIBIBYTE

#: Open files of a process at any time; some belong to the runtime and to the threads.
DESCRIPTORS = 64

#: A user without processes, so that a limit on their number is exact.
OTHER_USER = 64213

ELEMENTS = (
    "Al Cu Fe Ni Co Mg Zn Yb Cd Ca Ti Zr Pd Mn Ga Sc Ag Au In Sn Li Na K V Cr Y Nb Mo Ru Rh La Ce "
    "Pr Nd Sm Gd Tb Dy Ho Er").split()


@dataclass(frozen=True)
class Size:
    """How large everything is."""

    rows: int
    divisions: int
    elements: int
    protocols: tuple


#: 100,000 rows, 0.1 at.%, 9,880 systems in 2,470 files.
LARGE = Size(100_000, 1000, 40, ("random",))

#: The same in seconds: 10,000 rows, 816 systems in 204 files, no validation.
SMALL = Size(10_000, 1000, 18, ())


@dataclass
class Measured:
    """How a command ended and what it took."""

    outcome: Outcome
    #: Processor seconds of all threads, which other programs hardly change.
    seconds: float
    #: The largest resident set in bytes.
    memory: int
    #: How many files were open, each few milliseconds.
    descriptors: list


def measured(workspace, *arguments, limit=None, timeout=900):
    """Runs a command and watches it."""
    text = workspace.at("printed.txt")
    began = time.monotonic()
    hung = False
    descriptors = []

    def restrict():
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    with open(text, "wb") as printed, open(text + ".err", "wb") as errors:
        process = start(arguments, stdout=printed, stderr=errors, preexec_fn=restrict)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            try:
                descriptors.append(len(os.listdir(f"/proc/{process.pid}/fd")))
            except OSError:
                pass  # It has just ended, or this is not Linux.
            if time.monotonic() - began > timeout and not hung:
                hung = True
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.003)
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(text, "rb") as printed, open(text + ".err", "rb") as errors:
        outcome = Outcome(
            process.returncode, printed.read(), errors.read().decode("utf-8", "replace"),
            time.monotonic() - began, hung)
    scale = 1024 if os.uname().sysname == "Linux" else 1
    return Measured(
        outcome, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale, descriptors)


class Parts:
    """What is tried; each method tells the report what it found."""

    def __init__(self, workspace, report, size):
        self.workspace = workspace
        self.report = report
        self.size = size
        self.model = workspace.at("model.h5")
        self.run(
            "train", "--dataset", workspace.at("small.csv"), "--trees", "20", "--output",
            self.model)

    def run(self, *arguments, limit=None):
        """Runs a command that has to end well within the memory."""
        result = measured(self.workspace, *arguments, limit=limit)
        name = " ".join(arguments)[:60]
        self.report.check(result.outcome.status == 0, name, result.outcome)
        self.report.check(
            result.memory < MEMORY, name, f"{result.memory / GIBIBYTE:.2f} GiB of memory")
        self.report.largest("MiB of memory at most", result.memory >> 20)
        return result

    def table(self, rows):
        """A table of distinct and repeated compositions of common elements."""
        draw = random.Random(f"{self.report.seed}/table/{rows}")
        path = self.workspace.at(f"table-{rows}.csv")
        with open(path, "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["formula", "phase_class"])
            for _ in range(rows):
                one, two, three = draw.sample(ELEMENTS[:20], 3)
                x = draw.randint(1, 900)
                y = draw.randint(1, 999 - x)
                name = ("quasicrystal", "approximant", "ordinary")[(x + y) % 3 if x > 300 else 2]
                lines.writerow([f"{one}{x}{two}{y}{three}{1000 - x - y}", name])
        return path

    def tables(self):
        """Twice the rows take at most three times as long."""
        forest = ["--trees", "4", "--max-depth", "6", "--jobs", "1"]
        out = self.workspace.at("features.csv")
        commands = {
            "featurize": lambda table: ["featurize", "--input", table, "--output", out],
            "predict": lambda table: ["predict", "--json", "--input", table, "--model", self.model],
            "train": lambda table: [
                "train", "--dataset", table, *forest, "--output", self.workspace.at("large.h5")],
            **{f"validate {protocol}": lambda table, protocol=protocol: [
                "validate", "--dataset", table, "--protocol", protocol, "--folds", "2", *forest]
               for protocol in self.size.protocols}}
        half, whole = self.table(self.size.rows // 2), self.table(self.size.rows)
        for name, command in commands.items():
            few, many = self.run(*command(half)), self.run(*command(whole))
            if name == "featurize":
                with open(out, "rb") as file:
                    lines = sum(1 for _ in file) - 1
                self.report.check(lines == self.size.rows, name, f"{lines} rows")
            if name == "predict":
                found = many.outcome.output.count(b'"predicted_class"')
                self.report.check(found == self.size.rows, name, f"{found} rows")
            ratio = many.seconds / few.seconds
            if ratio > 3:  # Once may be an accident of the machine.
                few, again = self.run(*command(half)), self.run(*command(whole))
                ratio = min(many.seconds, again.seconds) / few.seconds
            self.report.largest("times as long for twice the rows, at most", round(ratio, 2))
            self.report.check(ratio <= 3, name, f"twice the rows take {ratio:.2f} times as long")

    def grid(self):
        """Every point of a fine grid is there."""
        steps = self.size.divisions
        points = (steps + 1) * (steps + 2) // 2
        common = ["Al-Cu-Fe", "--divisions", str(steps), "--model", self.model, "--output"]
        folder = self.workspace.at("fine")
        self.run("sweep", "--systems", *common, folder, "--maps", "all")
        block = os.path.join(folder, "sweep", "blocks", "block-00000.h5")
        told = [line.split() for line in qscreen("inspect", block).output.decode().splitlines()]
        self.report.check(
            ["point", str(points)] in [words[:2] for words in told]
            and any(words[:1] == ["probability"] and f"point={points}" in words for words in told),
            "grid", f"not {points} points: {told}")
        for name in ("fine.svg", "fine.png"):
            self.run("map", *common, self.workspace.at(name))
            self.report.check(os.path.getsize(self.workspace.at(name)) > 10_000, name, "is small")

    def memory(self):
        """With 2 GiB of addresses all goes well; with too few nothing false is left behind."""
        folder = self.workspace.at("narrow")
        table = self.table(self.size.rows)
        if os.uname().sysname != "Linux":
            self.report.count("skipped, the address space is bound on Linux only")
            return
        self.run(*self.workspace.arguments(folder), limit=MEMORY)
        wrong = self.workspace.mistakes(folder)
        self.report.check(not wrong, "2 GiB of addresses", wrong)
        self.run(
            "featurize", "--input", table, "--output", self.workspace.at("narrow.h5"),
            "--jobs", "2", limit=MEMORY)
        sweep = ["sweep", "--systems", "Al-Cu-Fe", "--divisions", "1000", "--maps", "all",
                 "--model", self.model, "--jobs", "1", "--output"]
        expected, again = self.workspace.at("roomy"), self.workspace.at("cramped")
        self.run(*sweep, expected)
        for mebibytes in range(120, 400, 70):
            result = measured(self.workspace, *sweep, again, limit=mebibytes << 20)
            # The language's runtime ends a process that gets no memory.
            self.report.count("ended for want of memory", result.outcome.status != 0)
            self.run(*sweep, again)
            wrong = differences(tree(expected), tree(again))
            self.report.check(not wrong, f"after {mebibytes} MiB of addresses", wrong)
            self.workspace.remove("cramped")

    def threads(self):
        """Where no more threads may be started the work is done, or a message tells why not."""
        workspace = self.workspace
        program, out = workspace.at("program"), workspace.at("others")
        shutil.copy(binary(), program)
        os.mkdir(out)
        for path in (workspace.path, out):
            os.chmod(path, 0o777)
        for limit in (1, 2):
            def restrict(limit=limit):
                resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))
                if os.geteuid() == 0:  # The limit does not bind root.
                    os.setgroups([])
                    os.setgid(OTHER_USER)
                    os.setuid(OTHER_USER)

            arguments = workspace.arguments(os.path.join(out, str(limit)))[:-2]
            outcome = qscreen(
                *arguments, "--jobs", "2", program=program, preexec_fn=restrict, timeout=10)
            self.report.check(
                not outcome.died and outcome.is_documented
                and (outcome.status == 0 or "error: " in outcome.messages),
                f"{limit} threads for this user", outcome)

    def descriptors(self):
        """Thousands of files are written and the number of open ones does not grow."""
        elements = ELEMENTS[:self.size.elements]
        result = self.run(
            "sweep", "--elements", ",".join(elements), "--divisions", "10", "--maps", "all",
            "--block", "4", "--model", self.model, "--output", self.workspace.at("many"))
        systems = len(elements) * (len(elements) - 1) * (len(elements) - 2) // 6
        blocks = len(os.listdir(self.workspace.at("many", "sweep", "blocks")))
        self.report.check(blocks == -(-systems // 4), "descriptors", f"{blocks} blocks")
        seen = result.descriptors
        if not seen:
            self.report.count("skipped, no /proc")
            return
        self.report.largest("open files at most", max(seen))
        middle = len(seen) // 2
        # What is open by chance at the moment of looking differs by a file a thread or two.
        self.report.check(
            max(seen) < DESCRIPTORS and max(seen[middle:]) <= max(seen[:middle]) + 8,
            "descriptors", f"{max(seen[:middle])} open at first, {max(seen[middle:])} later")


def scale(report, count, size):
    with Workspace(MINI) as workspace:
        parts = Parts(workspace, report, size)
        # One after the other: they measure.
        report.each(
            [parts.grid, parts.descriptors, parts.memory, parts.tables, parts.threads][:count],
            lambda _, part: part(), threads=1)


TRIALS = [
    Trial(
        "scale", "100,000 rows, 0.1 at.%, 9,880 systems: linear time, less than 2 GiB, no open "
        "files left", 5, 0, lambda report, count: scale(report, count, LARGE)),
    Trial(
        "scale-small", "the same with 10,000 rows and 816 systems", 0, 5,
        lambda report, count: scale(report, count, SMALL)),
]
