"""Kills, and kills of the run that was to mend them."""

import os
import signal
import time

from .program import finish, start
from .trial import Trial
from .workspace import BLOCKS, Workspace


def kill(workspace, folder, after):
    """Starts a run and kills it after so many seconds; whether it was still at work."""
    process = start(workspace.arguments(folder))
    time.sleep(after)
    was_running = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL) if was_running else None
    finish(process)
    return was_running


def killed(report, count, resumed):
    with Workspace(BLOCKS) as workspace:
        # Two runs at once take longer than one alone; measure what the kills are drawn from.
        def one(index, _):
            draw = report.random(index)
            folder = workspace.at(f"run-{index}")
            kills = 1 + (draw.randint(1, 3) if resumed else 0)
            for _ in range(kills):
                was_running = kill(workspace, folder, draw.uniform(0, 1.2 * workspace.seconds))
                report.count("kills" if was_running else "ended before the kill")
            left = [
                name for _, _, names in os.walk(folder) for name in names
                if name.endswith(".tmp")]
            report.count("temporary files found after kills", len(left))
            outcome = workspace.run(folder)
            if report.check(outcome.status == 0, f"#{index}", outcome):
                wrong = workspace.mistakes(folder)
                report.check(not wrong, f"#{index}", f"other bytes or leftovers: {wrong}")
            workspace.remove(f"run-{index}")

        report.each(range(count), one)


TRIALS = [
    Trial(
        "kill", "`kill -9` at a random instant, then run to the end: the same bytes, no leftovers",
        200, 20, lambda report, count: killed(report, count, resumed=False)),
    Trial(
        "kill-again", "one to three more kills of the runs that resume: the same", 50, 4,
        lambda report, count: killed(report, count, resumed=True)),
]
