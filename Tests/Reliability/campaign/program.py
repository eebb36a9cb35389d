"""Starts the program and tells how it ended."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))

#: The exit codes that the help documents, apart from success.
DOCUMENTED = (64, 65, 66, 70, 73, 74, 75, 78, 130)


def binary():
    """The program under trial: $QSCREEN_BINARY, or the release build of this checkout."""
    return os.environ.get("QSCREEN_BINARY") or os.path.join(
        REPOSITORY, ".build", "release", "qscreen")


@dataclass
class Outcome:
    """How a command ended."""

    status: int
    output: bytes
    messages: str
    seconds: float
    #: Whether it was stopped because it took too long.
    hung: bool = False

    @property
    def died(self):
        """Whether a signal ended it: a trap, a crash, a hang that was stopped."""
        return self.status < 0 or self.hung

    @property
    def is_documented(self):
        return self.status == 0 or self.status in DOCUMENTED

    def __str__(self):
        if self.hung:
            return f"hung for {self.seconds:.0f} s"
        if self.status < 0:
            return f"ended by {signal.Signals(-self.status).name}: {self.messages[-300:]}"
        return f"exit code {self.status}: {self.messages[-300:].strip()}"


def start(arguments, folder=None, environment=None, program=None, **more):
    """Starts the command in the background, in a process group of its own."""
    settings = dict(os.environ)
    for name, value in (environment or {}).items():
        if value is None:
            settings.pop(name, None)
        else:
            settings[name] = value
    options = {
        "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options.update(more)
    return subprocess.Popen(
        [program or binary(), *arguments], cwd=folder, env=settings, start_new_session=True,
        **options)


def finish(process, timeout=120, began=None):
    """Waits for a started command; one that takes too long is killed and said to hang."""
    began = time.monotonic() if began is None else began
    hung = False
    try:
        output, messages = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, messages = process.communicate()
        hung = True
    return Outcome(
        process.returncode, output or b"", (messages or b"").decode("utf-8", "replace"),
        time.monotonic() - began, hung)


def qscreen(*arguments, timeout=120, **options):
    """Runs the command to its end."""
    began = time.monotonic()
    return finish(start(arguments, **options), timeout, began)
