"""One flipped bit, in every kind of file that a run leaves."""

import json
import os
import queue

from .program import qscreen
from .trial import Trial
from .workspace import MINI, STAGES, Workspace

RECORDS = ".qscreen/"

#: Files that belong to no stage; a run writes them again where they are not as they should be.
LISTS = ("manifest.json", "SHA256SUMS")


def kind(name):
    """The kind of a file of a run: its ending, or what it is for the program itself."""
    if name.startswith(RECORDS):
        return "record"
    return name if name in LISTS else name.rpartition(".")[2]


def by_kind(names):
    """Names by kind, so that a draw gives a page of 700 kB no more than a table of 100 bytes."""
    kinds = {}
    for name in sorted(names):
        kinds.setdefault(kind(name), []).append(name)
    return [kinds[name] for name in sorted(kinds)]


def stage_of(name):
    """The stage that a file belongs to; nothing for the lists of the whole run."""
    if name.startswith(RECORDS):
        return name[len(RECORDS):-len(".json")]
    return name.split("/")[0] if "/" in name else None


def flip(path, draw, in_digits=False):
    """Flips one bit of a file, or of a digit in it; returns where."""
    with open(path, "r+b") as file:
        content = file.read()
        places = range(len(content))
        if in_digits:
            places = [place for place in places if content[place:place + 1].isdigit()]
        place = draw.choice(places)
        bit = draw.randrange(4 if in_digits else 8)
        file.seek(place)
        file.write(bytes([content[place] ^ 1 << bit]))
    return f"byte {place}, bit {bit}"


class Folders:
    """Copies of the finished run for the threads to damage; the run itself has to mend them."""

    def __init__(self, workspace, count=2):
        self.workspace = workspace
        self.free = queue.SimpleQueue()
        for number in range(count):
            self.free.put(workspace.copy(f"copy-{number}"))

    def borrow(self):
        return self.free.get()

    def give_back(self, folder):
        """A folder that was not mended must not spoil the next repetition."""
        if self.workspace.mistakes(folder):
            self.workspace.copy(os.path.basename(folder))
        self.free.put(folder)


def readers(reference):
    """The stages that read each stage, or what follows from it, by the records of the run."""
    reads = {}
    for stage in STAGES:
        with open(os.path.join(reference, RECORDS, f"{stage}.json"), encoding="utf-8") as file:
            reads[stage] = set(json.load(file)["stages"])
    found = {}
    for stage in reversed(STAGES):
        found[stage] = {other for other in STAGES if stage in reads[other]}
        for other in sorted(found[stage]):
            found[stage] |= found[other]
    return found


def planned(workspace, folder, **options):
    """How `plan` ended, and its reasons by the stages that are to run; none where it failed."""
    outcome = qscreen(
        "plan", workspace.pipeline, "--output", folder, "--json", timeout=20, **options)
    if outcome.status != 0:
        return outcome, None
    stages = json.loads(outcome.output)["stages"]
    return outcome, {
        stage["stage"]: stage["reasons"] for stage in stages if not stage["up_to_date"]}


def wrong_plan(reasons, name, after):
    """What a plan says otherwise than it should of one damaged file; nothing where all is well."""
    stage = stage_of(name)
    if stage is None:
        return f"stages to run without need: {reasons}" if reasons else None
    wanted = (
        "the record of its results is damaged" if name.startswith(RECORDS)
        else f"{name} is damaged: its SHA-256 is ")
    own = reasons.get(stage, [])
    if len(own) != 1 or not own[0].startswith(wanted):
        return f"reasons of {stage}: {own}"
    if reasons.keys() != after[stage] | {stage}:
        return f"stages to run: {sorted(reasons)}"
    for other in after[stage]:
        for reason in reasons[other]:
            if not reason.startswith("reads ") or not reason.endswith(", which runs first"):
                return f"reasons of {other}: {reasons[other]}"
    return None


def check_mended(report, where, workspace, folder, ran):
    """A run must end well, redo these stages and no others, and leave the reference's bytes."""
    outcome = workspace.run(folder, "--json", "--quiet", timeout=60)
    if not report.check(outcome.status == 0, where, f"run: {outcome}"):
        return
    did = json.loads(outcome.output)["ran"]
    report.check(did == ran, where, f"ran {did} instead of {ran}")
    wrong = workspace.mistakes(folder)
    report.check(not wrong, where, f"other bytes or leftovers: {wrong}")


def page(folder, output):
    """The report of a run folder, written to another place."""
    outcome = qscreen("report", folder, "--output", output, "--jobs", "1", timeout=20)
    text = None
    if os.path.exists(output):
        with open(output, "rb") as file:
            text = file.read()
        os.remove(output)
    return outcome, text


def check_page(report, where, folder, name, page_wanted):
    """`report DIR` names a damaged file, or makes the very page that it makes of a whole one."""
    output = folder + ".html"
    outcome, text = page(folder, output)
    if outcome.status == 0:
        what = f"report: silent damage, another page from a damaged {name}"
        report.check(text == page_wanted, where, what)
        report.count("pages without the damaged file")
    else:
        # A flip in the manifest reads as damage of the file that it misdescribes.
        named = name in outcome.messages or name == "manifest.json"
        wanted = outcome.status == 65 or name == "manifest.json" and outcome.status == 66
        report.check(
            wanted and named and folder in outcome.messages and not outcome.died and not text,
            where, f"report: {outcome}")
        report.count("pages refused")


def bit_flips(report, count):
    with Workspace(MINI) as workspace:
        kinds = by_kind(workspace.expected)
        after = readers(workspace.reference)
        folders = Folders(workspace)
        _, wanted = page(workspace.reference, workspace.at("wanted.html"))

        def one(index, _):
            draw = report.random(index)
            name = draw.choice(draw.choice(kinds))
            folder = folders.borrow()
            try:
                place = flip(os.path.join(folder, name), draw)
                where = f"#{index} {name} {place}"
                report.count(kind(name))
                outcome, reasons = planned(workspace, folder)
                if report.check(reasons is not None, where, f"plan: {outcome}"):
                    wrong = wrong_plan(reasons, name, after)
                    report.check(not wrong, where, f"plan: {wrong}")
                if draw.random() < 0.25:
                    check_page(report, where, folder, name, wanted)
                stage = stage_of(name)
                check_mended(report, where, workspace, folder, [stage] if stage else [])
            finally:
                folders.give_back(folder)

        report.each(range(count), one)


TRIALS = [
    Trial(
        "bit-flips", "one bit flipped in a run folder: `plan` names the file, `run` redoes its "
        "stage and nothing else, `report` never uses it", 4000, 80, bit_flips),
]
