"""Kills, and kills of the run that was to mend them."""

import os
import shutil
import signal
import time

from .program import finish, start
from .trial import Trial
from .workspace import BLOCKS, Workspace


def kill(workspace, folder, after):
    """Starts a run and kills it after so many seconds; whether it was still at work."""
    process = start(workspace.arguments(folder))
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    return finish(process).status == -signal.SIGKILL


def killed(report, count, resumed):
    with Workspace(BLOCKS) as workspace:
        def one(index, _):
            draw = report.random(index)
            folder = workspace.at(f"run-{index}")
            left = 1 + (draw.randint(1, 3) if resumed else 0)
            while left > 0:
                if kill(workspace, folder, draw.uniform(0, workspace.seconds)):
                    left -= 1
                    report.count(f"kills in {at_work(folder)}")
                else:
                    shutil.rmtree(folder)
            report.count("temporary files that the kills left", temporary_files(folder))
            outcome = workspace.run(folder)
            if report.check(outcome.status == 0, f"#{index}", outcome):
                wrong = workspace.mistakes(folder)
                report.check(not wrong, f"#{index}", f"other bytes or leftovers: {wrong}")
            workspace.remove(f"run-{index}")

        report.each(range(count), one)


def at_work(folder):
    """The stage that a dead run was at, by the journal that it left."""
    records = os.path.join(folder, ".qscreen")
    for name in os.listdir(records) if os.path.isdir(records) else ():
        if name.endswith(".partial"):
            return name[:-len(".partial")]
    return "no stage"


def temporary_files(folder):
    return sum(name.endswith(".tmp") for _, _, names in os.walk(folder) for name in names)


TRIALS = [
    Trial(
        "kill", "`kill -9` at a random instant, then run to the end: the same bytes, no leftovers",
        200, 20, lambda report, count: killed(report, count, resumed=False)),
    Trial(
        "kill-again", "one to three more kills of the runs that resume: the same", 50, 4,
        lambda report, count: killed(report, count, resumed=True)),
]
