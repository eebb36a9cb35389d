"""Things in the place of a file that do not belong there: rests, foreign files, pipes, folders."""

import json
import os

from .damage import RECORDS, Folders, by_kind, kind, planned, stage_of
from .foreign import CONTENTS, FORMS, UNDETECTED, VERSIONS, clear, h5py, put
from .loose import READERS, TABLE, loose_folders, read
from .trial import Trial
from .workspace import MINI, Workspace

#: A user that may read little; root may read everything.
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}


def give_to_nobody(folder):
    """Lets the user that runs the program work in a folder, where the files are root's."""
    for above, _, names in os.walk(folder):
        for path in [above] + [os.path.join(above, name) for name in names]:
            os.chown(path, 65534, 65534, follow_symlinks=False)


def names_it(outcome, path):
    """Whether a command ended by refusing: documented, no bug, one line that names the place."""
    lines = outcome.messages.strip().splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    return (
        not outcome.died and outcome.is_documented and outcome.status not in (0, 70)
        and len(errors) == 1 and lines[-1] == errors[0] and os.path.basename(path) in errors[0])


class Run:
    """The place of a kind of artifact in a finished run."""

    def __init__(self, workspace, folders, names):
        self.workspace, self.folders, self.names = workspace, folders, names

    def __str__(self):
        return f"{kind(self.names[0])} of a run"

    def contents(self, name):
        with open(os.path.join(self.workspace.reference, name), "rb") as file:
            return file.read()

    def attempt(self, report, where, form, draw):
        name = draw.choice(self.names)
        own = self.contents(name)
        others = [content for content in map(self.contents, self.names) if content != own]
        foreign = self.contents(
            "sweep/index.h5" if name.startswith("model") else "model/model.h5")
        folder = self.folders.borrow()
        try:
            path = os.path.join(folder, name)
            if not put(form, path, draw.choice(others) if others else None, foreign, draw):
                report.count("not to be had")
                return
            self.check(report, f"{where} {name}", form, folder, name)
        finally:
            self.folders.give_back(folder)

    def reasons(self, form, name):
        """The beginnings of the reasons that a plan may give."""
        if not name.startswith(RECORDS):
            return f"{name} is damaged: ", f"{name} is missing"
        # Without its record a stage has never run.
        return "the record of its results is damaged", "never run"

    def check(self, report, where, form, folder, name):
        path = os.path.join(folder, name)
        options = {}
        if form == "unreadable" and NOBODY:
            give_to_nobody(folder)
            options = NOBODY
        outcome, reasons = planned(self.workspace, folder, **options)
        stage = stage_of(name)
        if reasons is None:
            # What may not be read may still be whole, so that is for its owner to decide.
            if report.check(
                    form == "unreadable" and names_it(outcome, path), where, f"plan: {outcome}"):
                report.count("refused until it can be read")
                outcome = self.workspace.run(folder, "--quiet", timeout=60, **options)
                report.check(names_it(outcome, path), where, f"run: {outcome}")
                os.chmod(path, 0o644)
        elif stage is None:
            report.check(not reasons, where, f"plan: {reasons}")
            if form == "unreadable":
                outcome = self.workspace.run(folder, "--quiet", timeout=60, **options)
                report.check(names_it(outcome, path), where, f"run: {outcome}")
                os.chmod(path, 0o644)
                report.count("refused until it can be read")
        else:
            own = reasons.get(stage, [])
            report.check(
                any(reason.startswith(self.reasons(form, name)) for reason in own), where,
                f"plan: {own}")
        outcome = self.workspace.run(folder, "--quiet", timeout=60, **options)
        if form == "folder with a file":
            report.check(
                outcome.status == 73 and names_it(outcome, path), where, f"run: {outcome}")
            report.check(
                os.path.exists(os.path.join(path, "mine.txt")), where, "a foreign file is gone")
            clear(path)
            report.count("refused until moved away")
            outcome = self.workspace.run(folder, "--quiet", timeout=60)
        report.check(outcome.status == 0, where, f"run: {outcome}")
        wrong = self.workspace.mistakes(folder)
        if report.check(not wrong, where, f"other bytes or leftovers: {wrong}"):
            report.count("made again")


class Input:
    """The place of a file that a user gives to a command."""

    def __init__(self, workspace, folders, name, reading, strict):
        self.workspace, self.folders, self.name = workspace, folders, name
        self.reading, self.strict = reading, strict
        folder = folders.get()
        with open(os.path.join(folder, name), "rb") as file:
            self.content = file.read()
        outcome, self.wanted = read(folder, name, reading)
        folders.put(folder)
        if outcome.status != 0:
            raise RuntimeError(f"{reading} failed on a whole file: {outcome}")

    def __str__(self):
        return f"{self.name} of {self.reading[0][0]}"

    def attempt(self, report, where, form, draw):
        folder = self.folders.get()
        path = os.path.join(folder, self.name)
        try:
            other, foreign = (
                self.content_of(folder, name) for name in (self.sibling(), "index.h5"))
            if put(form, path, other, foreign, draw):
                self.check(report, where, form, folder)
            else:
                report.count("not to be had")
        finally:
            clear(path)
            with open(path, "wb") as file:
                file.write(self.content)
            self.folders.put(folder)

    def sibling(self):
        ending = os.path.splitext(self.name)[1]
        return {".h5": "features.h5", ".json": "checks.json", ".csv": "nulls.csv",
                ".yaml": "nulls.csv"}[ending]

    @staticmethod
    def content_of(folder, name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    def check(self, report, where, form, folder):
        options = {}
        if form == "unreadable" and NOBODY:
            give_to_nobody(folder)
            options = NOBODY
        outcome, told = read(folder, self.name, self.reading, **options)
        if outcome.status == 0:
            if told == self.wanted:
                report.count("read as before")
            elif self.reading[0][0] == "inspect" and self.is_told(form, told):
                report.count("told what it is")
            elif self.strict or form not in UNDETECTED:
                report.fail(where, "taken without a word, with other output")
            else:
                report.count("a text that is whole as far as one can tell")
            return
        if form in CONTENTS or form in VERSIONS or form.startswith("HDF5"):
            wanted = 78 if self.name.endswith(".yaml") else 65
        else:
            wanted = 66
        report.check(
            outcome.status == wanted and names_it(outcome, self.name), where, outcome)
        report.count("refused")

    @staticmethod
    def is_told(form, told):
        """Whether `inspect` says of a whole file of another kind or version what it is."""
        about = json.loads(told[0])
        if form in VERSIONS:
            return about["schema_version"] == VERSIONS[form]
        return about["schema"] != "quasiscreen.model"


TABLE_OF_FORMULAS = "formula\nAl63Cu25Fe12\nZn58Mg40Y2\n"


def inputs(workspace):
    """The places of files that commands take, each with what it says of a whole one."""
    names = [
        "model/model.h5", "rules/rules.json", "rules/pareto.json", "sweep/index.h5",
        "features/features.h5", "rules/checks.json", "rules/nulls.csv"]
    folders = loose_folders(workspace, names, {
        "table.csv": TABLE, "formulas.csv": TABLE_OF_FORMULAS,
        "small.csv": open(workspace.at("small.csv"), encoding="utf-8").read(),
        "mini.yaml": MINI})
    predict = ("predict", "--json", "--model", "model.h5")
    tables = [
        ("small.csv", (("run", "mini.yaml", "--until", "data", "--output", "data"), None)),
        ("small.csv", (("train", "--dataset", "small.csv", "--trees", "2", "--output", "new.h5"),
                       "new.h5")),
        ("mini.yaml", (("plan", "mini.yaml", "--output", "none", "--json"), None)),
        ("formulas.csv", ((*predict, "--input", "formulas.csv"), None)),
        ("formulas.csv", (("featurize", "--input", "formulas.csv", "--output", "f.csv"), "f.csv")),
        ("table.csv", (("symbolic", "--predict", "table.csv", "--model", "pareto.json"), None)),
    ]
    strict = [(name, reading) for name in READERS for reading in READERS[name]]
    strict.append(("model.h5", (("inspect", "model.h5", "--json"), None)))
    return [
        Input(workspace, folders, name, reading, number >= len(tables))
        for number, (name, reading) in enumerate(tables + strict)]


def strange_files(report, count):
    if h5py is None:
        report.count("no h5py, so no files of other schema versions")
    with Workspace(MINI) as workspace:
        os.chmod(workspace.path, 0o755)
        folders = Folders(workspace)
        places = [Run(workspace, folders, names) for names in by_kind(workspace.expected)]
        places += inputs(workspace)
        cases = [(place, form) for place in places for form in FORMS]
        report.random("order").shuffle(cases)

        def one(index, _):
            place, form = cases[index % len(cases)]
            place.attempt(report, f"#{index} {place}: {form}", form, report.random(index))

        report.each(range(count), one)


TRIALS = [
    Trial(
        "strange-files", "something else in the place of a result or an input: named and made "
        "again, or refused with its path", 700, 100, strange_files),
]
