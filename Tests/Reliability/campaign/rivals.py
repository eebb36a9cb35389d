"""Several runs on one folder, with a reader beside them."""

import os
import signal
import time

from .program import finish, qscreen, start
from .trial import Trial
from .workspace import BLOCKS, MINI, Workspace


def rivals(report, count):
    with Workspace(MINI) as mini, Workspace(BLOCKS) as blocks:
        def one(index, _):
            draw = report.random(index)
            workspace = blocks if index % 4 == 0 else mini
            where = f"#{index}"
            folder = workspace.at(f"run-{index}")
            waits = index % 3 == 0
            dies = index % 5 == 0
            number = draw.randint(2, 8)
            options = ["--wait"] if waits else []
            if index % 2 == 1:
                # Over a finished run, so that a reader meets whole results until they change.
                workspace.copy(f"run-{index}")
                options += ["--force", "sweep"]
            processes = [
                start(workspace.arguments(folder, *options)) for _ in range(number)]
            began = time.monotonic()
            if dies:
                # The one at work dies; whoever comes next must not meet its lock.
                time.sleep(draw.uniform(0, workspace.seconds))
                for process in processes:
                    if process.poll() is None:
                        os.kill(process.pid, signal.SIGKILL)
                        break
            for _ in range(3):
                read(report, where, workspace, folder)
                time.sleep(draw.uniform(0, 0.3))
            outcomes = [finish(process, began=began) for process in processes]
            winners = 0
            for outcome in outcomes:
                if outcome.status == 0:
                    winners += 1
                elif outcome.status == 75 and not waits:
                    report.count("refused with code 75")
                    report.check(
                        folder in outcome.messages and "in use by process " in outcome.messages,
                        where, f"does not name folder and holder: {outcome}")
                elif not (dies and outcome.status == -signal.SIGKILL):
                    report.fail(where, outcome)
            if waits:
                expected = number - (1 if dies else 0)
                report.check(
                    winners >= expected, where, f"{winners} of {expected} that wait worked")
            elif not dies:
                report.check(winners >= 1, where, "all were refused")
            outcome = workspace.run(folder)
            if report.check(outcome.status == 0, where, f"the next run: {outcome}"):
                wrong = workspace.mistakes(folder)
                report.check(not wrong, where, f"other bytes or leftovers: {wrong}")
            report.count("processes", number)
            workspace.remove(f"run-{index}")

        report.each(range(count), one)


def read(report, where, workspace, folder):
    """Reads a run at work: whole results of one run, or a word that there are none yet."""
    plan = qscreen("plan", workspace.pipeline, "--output", folder, "--json")
    report.check(plan.status == 0, where, f"plan beside a run: {plan}")
    page = workspace.at(f"page-{os.path.basename(folder)}.html")
    outcome = qscreen("report", folder, "--output", page)
    if outcome.status == 0:
        report.count("readers that found a whole run")
        with open(page, "rb") as written, open(
                os.path.join(workspace.reference, "report", "index.html"), "rb") as expected:
            report.check(written.read() == expected.read(), where, "the reader saw other results")
    else:
        report.count("readers told that nothing is finished")
        report.check(outcome.status in (65, 66), where, f"report beside a run: {outcome}")


TRIALS = [
    Trial(
        "rivals", "two to eight runs on one folder and a reader: one works, the others end with "
        "code 75 naming the holder, or wait with `--wait`; no stale lock after a kill",
        100, 6, rivals),
]
