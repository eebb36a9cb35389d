"""Signals that ask the program to end, at random instants."""

import os
import shutil
import signal
import time

from .program import finish, start
from .trial import Trial
from .workspace import BLOCKS, Workspace

#: Seconds within which the program must be gone.
ANSWER = 0.2


def signals(report, count):
    kinds = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE]
    with Workspace(BLOCKS) as workspace:
        def one(index, _):
            kind = kinds[index % len(kinds)]
            where = f"#{index} {kind.name}"
            folder = workspace.at(f"run-{index}")
            outcome, answer = struck(workspace, folder, kind, report.random(index))
            if kind == signal.SIGPIPE:
                # A reader that is gone shows where something is written, not by dying of it.
                report.check(outcome.status == 0, where, outcome)
            else:
                report.largest(f"slowest answer to {kind.name} in ms", round(answer * 1000))
                report.check(answer <= ANSWER, where, f"answered after {answer:.3f} s")
                report.check(outcome.status == 130, where, outcome)
                report.check(
                    f"kept in {folder}" in outcome.messages
                    or "nothing of this command is kept" in outcome.messages, where,
                    f"does not say what is kept: {outcome}")
                report.check(outcome.output == b"", where, "half a result was printed")
            outcome = workspace.run(folder)
            if report.check(outcome.status == 0, where, outcome):
                wrong = workspace.mistakes(folder)
                report.check(not wrong, where, f"other bytes or leftovers: {wrong}")
            workspace.remove(f"run-{index}")

        report.each(range(count), one)


def struck(workspace, folder, kind, draw):
    """Starts runs until a signal meets one at work; how it ended and after how many seconds."""
    while True:
        process = start(workspace.arguments(folder))
        began = time.monotonic()
        while process.poll() is None and not answers(process.pid):
            time.sleep(0.001)
        time.sleep(draw.uniform(0, workspace.seconds))
        if process.poll() is None:
            sent = time.monotonic()
            os.kill(process.pid, kind)
            # Reading the pipes to their end would add the time of this program to its own.
            process.wait(timeout=60)
            answer = time.monotonic() - sent
            outcome = finish(process, began=began)
            if kind == signal.SIGPIPE or outcome.status != 0:
                return outcome, answer
        else:
            finish(process)
        # It had ended, or was just about to.
        shutil.rmtree(folder)


def answers(number):
    """Whether the program has taken over the signals; while it is loaded no code of its own can."""
    try:
        with open(f"/proc/{number}/status", encoding="ascii") as file:
            blocked = next(line for line in file if line.startswith("SigBlk:")).split()[1]
    except (OSError, StopIteration):
        return False
    return bool(int(blocked, 16) >> (signal.SIGTERM - 1) & 1)


TRIALS = [
    Trial(
        "signals", "SIGINT, SIGTERM, SIGHUP, SIGPIPE at a random instant: answered within 0.2 s "
        "with code 130 (SIGPIPE: worked on), and the next run continues", 200, 12, signals),
]
