"""The same bytes at any number of threads and in any surroundings."""

import os
import shutil

from .program import qscreen
from .trial import Trial
from .workspace import BLOCKS, MINI, Workspace, differences, tree

#: Everything in the pipeline file that takes a seed.
SEEDED = (("model:\n", "model:\n  seed: {seed}\n"), ("rules:\n", "rules:\n  seed: {seed}\n"),
          ("validation:\n", "validation:\n  seed: {seed}\n"))


def threads(report, count):
    """Every seed is run at three or more numbers of threads, each in a process of its own."""
    with Workspace(BLOCKS) as workspace:
        def one(index, _):
            seed, jobs = index // 3, (1, 2 + index // 3 % 3, 5 + index // 3 % 4)[index % 3]
            text = BLOCKS
            for old, new in SEEDED:
                text = text.replace(old, new.format(seed=seed))
            pipeline = workspace.write(f"seed-{seed}-{index}.yaml", text)
            folder = workspace.at(f"run-{index}")
            outcome = qscreen("run", pipeline, "--output", folder, "--jobs", str(jobs))
            if report.check(outcome.status == 0, f"seed {seed}, {jobs} threads", outcome):
                found[index] = tree(folder)
            workspace.remove(f"run-{index}")

        found = {}
        report.each(range(count), one)
        for index in found:
            first = found.get(index - index % 3)
            if first is not None:
                wrong = differences(found[index], first)
                report.check(not wrong, f"#{index} (seed {index // 3})", f"other bytes: {wrong}")
        distinct = {frozenset(files.items()) for files in found.values()}
        report.count("seeds", len(range(0, count, 3)))
        # Seeds that changed nothing would make this trial an empty one.
        report.check(
            len(distinct) == len(range(0, count, 3)), "seeds", f"{len(distinct)} different runs")


def surroundings():
    """Environment, folder name and mask of permissions of each run."""
    nowhere = "/nonexistent"
    return [
        ("plain", {}, "plain", None),
        ("no environment at all but PATH", "empty", "empty", None),
        ("HOME unset", {"HOME": None}, "home", None),
        ("HOME does not exist", {"HOME": nowhere, "TMPDIR": nowhere}, "nowhere", None),
        ("German numbers", {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}, "german", None),
        ("Turkish letters", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR"}, "turkish", None),
        ("C locale", {"LC_ALL": "C", "LANG": "C"}, "c", None),
        ("a locale that is not there", {"LC_ALL": "xx_YY.UTF-8"}, "missing", None),
        ("Arabic digits", {"LC_ALL": "ar_EG.UTF-8", "LANG": "ar_EG"}, "arabic", None),
        ("time zone before UTC", {"TZ": "Pacific/Kiritimati"}, "zone-one", None),
        ("time zone after UTC", {"TZ": "America/Adak"}, "zone-two", None),
        ("a time zone that is not there", {"TZ": ":/no/zone"}, "zone-three", None),
        ("closed mask", {}, "closed", 0o077),
        ("open mask", {}, "open", 0o000),
        ("spaces and quotes in paths", {}, "it's a \"test\" of $HOME & more", None),
        ("unicode in paths", {}, "Ünï-cødé 準結晶 \u0065\u0301 \U0001f52c", None),
        ("dashes and dots in paths", {}, "-x --output..", None),
        ("a long path", {}, "/".join(["deep" * 20] * 8), None),
        ("colours and a narrow terminal", {"COLUMNS": "3", "TERM": "dumb", "NO_COLOR": "1"},
         "narrow", None),
    ]


def environment(report, count):
    cases = surroundings()
    with Workspace(MINI) as workspace:
        def one(index, case):
            name, settings, folder, mask = case
            home = workspace.at("places", folder)
            os.makedirs(home)
            for file in ("small.csv", "mini.yaml"):
                shutil.copy(workspace.at(file), home)
            if settings == "empty":
                settings = {name: None for name in os.environ if name != "PATH"}
            more = {} if mask is None else {"umask": mask}
            # Once by absolute paths, once from within the folder.
            for output, where in (("out", home), (os.path.join(home, "out two"), None)):
                pipeline = "mini.yaml" if where else os.path.join(home, "mini.yaml")
                outcome = qscreen(
                    "run", pipeline, "--output", output, folder=where, environment=settings,
                    **more)
                if report.check(outcome.status == 0, name, outcome):
                    wrong = workspace.mistakes(os.path.join(home, output))
                    report.check(not wrong, name, f"other bytes: {wrong}")

        report.each(cases[:count], one)


TRIALS = [
    Trial(
        "threads", "1 to 8 threads x 20 seeds, separate processes: the same bytes", 60, 6,
        threads),
    Trial(
        "environment", "locale, time zone, umask, spaces and unicode in paths, HOME unset: the "
        "same bytes", len(surroundings()), 6, environment),
]
