"""Full disks, closed outputs and folders that may not be written.

A disk is a small tmpfs in a mount namespace of its own, which needs root or a system that lets
users make namespaces; where there is none those repetitions are skipped and counted.
"""

import os
import re
import resource
import shutil
import subprocess

from .faults import folder_mistakes
from .program import Outcome, binary, qscreen
from .trial import Trial
from .workspace import MINI, STAGES, Workspace, differences, tree

#: Runs the command on a disk of $1 kB at $3, remounts it with the options $2 in between, and puts
#: what is there after the first command and at the end into the folder $4. Where $5 names a
#: folder, the disk begins with its contents.
ON_A_DISK = """
mount -t tmpfs -o size=$1k none "$3" || exit 99
[[ -z $5 ]] || cp -a "$5/." "$3/"
options=$2; disk=$3; kept=$4; shift 5
[[ $options != rw,* ]] || mount -o remount,ro "$disk"
"$@" >"$kept/1.out" 2>"$kept/1.err" </dev/null; echo $? >"$kept/1.status"
cp -a "$disk" "$kept/first"
mount -o "remount,$options" "$disk" || exit 99
"$@" >"$kept/2.out" 2>"$kept/2.err" </dev/null; echo $? >"$kept/2.status"
cp -a "$disk" "$kept/second"
"""


def namespace():
    """The command that makes a mount namespace; ``None`` where that is not allowed."""
    for flags in ("-m", "-Urm"):
        command = ["unshare", flags]
        try:
            made = subprocess.run(
                [*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
        except FileNotFoundError:
            return None
        if made.returncode == 0:
            return command
    return None


def used(folder, names):
    """The kilobytes that these files take on a disk with pages of 4 kB."""
    return sum(-(-os.path.getsize(os.path.join(folder, name)) // 4096) * 4 for name in names)


def contents(path):
    """The names in a folder or the bytes of a file; ``None`` where there is nothing."""
    if os.path.isdir(path):
        return sorted(os.listdir(path))
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def wrong_answer(outcome, place, codes=(73, 74)):
    """What is wrong with how a command ended that could not write."""
    errors = [line for line in outcome.messages.splitlines() if line.startswith("error: ")]
    good = outcome.status in codes and len(errors) == 1 and re.match(
        f"error: [^;]*{re.escape(place)}[^;]*: [^;]+; .", errors[0])
    return [] if good and not outcome.died else [f"no code of {codes} or no message: {outcome}"]


class Cases:
    """Each method tries one obstacle and returns what went wrong."""

    def __init__(self, workspace, report):
        self.workspace = workspace
        self.report = report
        self.namespace = namespace()
        self.model = workspace.at("reference", "model", "model.h5")

    def all(self):
        """Every case as its name, function and arguments."""
        cases = [(f"disk full in {stage}", self.full, stage) for stage in STAGES]
        cases += [(f"read-only, {what}", self.read_only, what) for what in ("empty", "finished")]
        cases += [(f"files of at most {kb} kB", self.limited, kb) for kb in (1, 20, 100, 300, 600)]
        for redirection in (">&-", ">/dev/full", "| head -0", "2>&-", "2>/dev/full", ">&- 2>&-",
                            "<&- >&- 2>&-"):
            cases += [(f"{command} {redirection}", self.redirected, command, redirection)
                      for command in ("run", "predict", "train", "--help")]
        cases += [(f"{command} to {what}", self.misplaced, command, what)
                  for command in ("run", "train", "featurize", "map", "export", "sweep")
                  for what in ("a path below a file", "what it cannot replace", "/proc")]
        return cases

    def on_a_disk(self, kilobytes, options, start=""):
        """Runs the pipeline twice on a disk; both outcomes and folders, or ``None``."""
        if not self.namespace:
            self.report.count("skipped, no mount namespace")
            return None
        place = self.workspace.at(f"disk-{kilobytes}-{bool(start)}")
        disk, kept = os.path.join(place, "disk"), os.path.join(place, "kept")
        os.makedirs(disk)
        os.makedirs(kept)
        script = subprocess.run(
            [*self.namespace, "bash", "-c", ON_A_DISK, "bash", str(kilobytes), options, disk, kept,
             start, binary(), *self.workspace.arguments(os.path.join(disk, "run"))],
            capture_output=True, text=True, timeout=120)
        if script.returncode != 0:
            raise RuntimeError(f"the disk: {script.stderr}")
        ends = []
        for number, copy in (("1", "first"), ("2", "second")):
            with open(os.path.join(kept, f"{number}.status"), encoding="utf-8") as file:
                status = int(file.read())
            with open(os.path.join(kept, f"{number}.err"), encoding="utf-8") as file:
                # The shell tells a signal as 128 more.
                status = 128 - status if status > 128 and status != 130 else status
                ends.append((Outcome(status, b"", file.read(), 0),
                             os.path.join(kept, copy, "run")))
        return ends

    def full(self, stage):
        """The disk has room for the stages before this one and half of it."""
        expected = self.workspace.expected
        before = STAGES[:STAGES.index(stage)]
        room = 8  # the lock and a journal
        for id in before:
            names = [name for name in expected if name.startswith(f"{id}/")]
            room += used(self.workspace.reference, [*names, f".qscreen/{id}.json"])
        own = [name for name in expected if name.startswith(f"{stage}/")]
        ends = self.on_a_disk(room + used(self.workspace.reference, own) // 8 * 4, "size=64m")
        if not ends:
            return []
        (first, left), (second, done) = ends
        wrong = wrong_answer(first, "/disk")
        met = re.search(r"stage (\w+): disk full", first.messages)
        self.report.count(f"disk full in stage {met[1] if met else 'none'}")
        if os.path.isdir(left):
            wrong += folder_mistakes(left, {}, expected)
        wrong += [str(second)] if second.status else self.workspace.mistakes(done)
        for id in re.findall(r"^(\w+): done", first.messages, re.MULTILINE):
            if f"{id}: up to date" not in second.messages:
                wrong.append(f"{id} was finished and ran again")
        return wrong

    def read_only(self, what):
        """A disk that may only be read, then also written."""
        start = ""
        if what == "finished":
            start = self.workspace.at("start")
            shutil.copytree(self.workspace.reference, os.path.join(start, "run"))
            os.remove(os.path.join(start, "run", "maps", "Al-Cu-Fe.svg"))
        ends = self.on_a_disk(65536, "rw,size=64m", start)
        if not ends:
            return []
        (first, left), (second, done) = ends
        wrong = wrong_answer(first, "/disk/run", (73,))
        if start and differences(tree(left), tree(os.path.join(start, "run"))):
            wrong.append("changed what may only be read")
        return wrong + ([str(second)] if second.status else self.workspace.mistakes(done))

    def limited(self, kilobytes):
        """No file may be larger (ulimit -f), then the limit is lifted."""
        limit = kilobytes * 1024
        folder = self.workspace.at(f"limited-{kilobytes}")
        outcome = self.workspace.run(
            folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        wrong = wrong_answer(outcome, folder, (74,)) + folder_mistakes(
            folder, {}, self.workspace.expected)
        outcome = self.workspace.run(folder)
        return wrong + ([str(outcome)] if outcome.status else self.workspace.mistakes(folder))

    def redirected(self, command, redirection):
        """Standard output or error is closed, full, or has nobody who reads."""
        name = "".join(character if character.isalnum() else "-" for character in redirection)
        out = self.workspace.at(f"{command}{name}")
        model = os.path.join(out, "model.h5")
        arguments = {
            "run": self.workspace.arguments(out), "--help": ["--help"],
            "predict": ["predict", "Al63Cu25Fe12", "--model", self.model],
            "train": ["train", "--dataset", self.workspace.at("small.csv"), "--trees", "4",
                      "--output", model]}[command]
        script = f'"$0" "$@" {redirection}\nexit "${{PIPESTATUS[0]}}"'
        outcome = qscreen("-c", script, binary(), *arguments, program=shutil.which("bash"))
        reads = not redirection.startswith(("2", "<&- 2"))
        if outcome.died or outcome.status != (74 if reads else 0):
            return [f"exit code {74 if reads else 0} was due: {outcome}"]
        wrong = []
        if reads and "2>" not in redirection and command != "--help":
            wrong += wrong_answer(outcome, "standard output", (74,))
        if command == "run":
            wrong += self.workspace.mistakes(out)
        if command == "train":
            again = self.workspace.at(f"again{name}.h5")
            qscreen(*arguments[:-1], again)
            with open(model, "rb") as one, open(again, "rb") as other:
                wrong += [] if one.read() == other.read() else ["another model"]
        return wrong

    def misplaced(self, command, what):
        """The result has no place."""
        base = self.workspace.at(f"place-{command}-{what.replace(' ', '-').replace('/', '')}")
        suffix = {"map": ".svg", "featurize": ".csv"}.get(command, "")
        if what == "/proc":
            place = f"/proc/qscreen{suffix}"
        elif what.startswith("a path"):
            place = os.path.join(self.workspace.at("small.csv"), f"result{suffix}")
        else:
            place = base + suffix
            if command in ("run", "sweep"):
                with open(place, "w", encoding="utf-8") as file:
                    file.write("mine\n")
            else:
                os.makedirs(os.path.join(place, "mine"))
        standing = os.path.dirname(place) if what.startswith("a path") else place
        before = contents(standing)
        outcome = qscreen(command, *{
            "run": self.workspace.arguments("")[1:2],
            "train": ["--dataset", self.workspace.at("small.csv"), "--trees", "4"],
            "featurize": ["Al63Cu25Fe12"],
            "map": ["Al-Cu-Fe", "--divisions", "10", "--model", self.model],
            "export": ["--model", self.model],
            "sweep": ["--systems", "Al-Cu-Fe", "--divisions", "10", "--model", self.model],
        }[command], "--onnx" if command == "export" else "--output", place)
        root = "/proc" if what == "/proc" else os.path.dirname(place)
        wrong = wrong_answer(outcome, root)
        return wrong + ([] if contents(standing) == before else ["changed what was in its place"])


def disk(report, count):
    with Workspace(MINI) as workspace:
        cases = Cases(workspace, report)
        chosen = cases.all()
        report.random("order").shuffle(chosen)

        def one(_, case):
            name, function, *arguments = case
            wrong = function(*arguments)
            report.check(not wrong, name, wrong[:5])

        report.each(chosen[:count], one)


TRIALS = [
    Trial(
        "disk", "full disks, size limits, closed outputs, places that cannot be written: code 73 "
        "or 74, then the same bytes", 63, 24, disk),
]
