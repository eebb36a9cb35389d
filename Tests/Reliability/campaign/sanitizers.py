"""The test suite and a whole pipeline under the address and the thread sanitizer."""

import os
import re
import subprocess

from .program import REPOSITORY
from .trial import Trial
from .workspace import MINI, Workspace

#: The XCTest runner itself leaks, and libdispatch is not built with the thread sanitizer.
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0",
    "TSAN_OPTIONS": "suppressions=" + os.path.join(
        REPOSITORY, "Tests", "Reliability", "thread.suppressions"),
}
#: What chooses code for the processor runs while the program is loaded, before the thread sanitizer
#: is there, and would crash.
ONE_TARGET = ["-Xcc", "-DQS_ONE_TARGET"]
FOUND = re.compile(r"SUMMARY: \w+Sanitizer: .*")


def swift(report, sanitizer, log, *arguments, **environment):
    """Runs a Swift command on the instrumented build; its exit code, the output in the log."""
    with open(log, "ab") as file:
        return subprocess.run(
            ["swift", arguments[0], "--package-path", REPOSITORY, "--scratch-path",
             os.path.dirname(log), f"--sanitize={sanitizer}", *ONE_TARGET, *arguments[1:]],
            stdout=file, stderr=subprocess.STDOUT, env={**os.environ, **OPTIONS, **environment},
        ).returncode


def sanitizers(report, count):
    for sanitizer in ("address", "thread")[:count]:
        build = os.environ.get("QSCREEN_SANITIZER_BUILDS") or os.path.join(REPOSITORY, ".build")
        # Compiled modules remember where they lie, so a link to a build folder will not do.
        build = os.path.realpath(os.path.join(build, f"sanitizer-{sanitizer}"))
        os.makedirs(build, exist_ok=True)
        log = os.path.join(build, "log.txt")
        open(log, "wb").close()
        if not report.check(
                swift(report, sanitizer, log, "build", "--build-tests") == 0, sanitizer,
                f"the build failed, see {log}"):
            continue
        # Tests start the program itself as users have it: the plain build is fast enough for
        # that, and the instrumented one runs every stage once on several threads.
        program = os.path.join(build, "debug", "qscreen")
        before = os.environ.get("QSCREEN_BINARY")
        os.environ.update(OPTIONS, QSCREEN_BINARY=program)
        try:
            with Workspace(MINI, jobs=4) as workspace:
                outcome = workspace.run(workspace.at("again"), timeout=1800)
                with open(log, "a", encoding="utf-8") as file:
                    file.write(outcome.messages)
                report.check(outcome.status == 0, f"{sanitizer}, a run", outcome)
                wrong = workspace.mistakes(workspace.at("again"))
                report.check(not wrong, f"{sanitizer}, a run", f"other bytes: {wrong}")
        finally:
            for name in OPTIONS:
                os.environ.pop(name)
            if before is None:
                os.environ.pop("QSCREEN_BINARY")
            else:
                os.environ["QSCREEN_BINARY"] = before
        status = swift(report, sanitizer, log, "test", "--skip-build")
        with open(log, encoding="utf-8", errors="replace") as file:
            text = file.read()
        tests = re.findall(r"Test run with (\d+) tests", text)
        report.count(f"tests under the {sanitizer} sanitizer", int(tests[-1]) if tests else 0)
        report.check(status == 0 and tests, f"{sanitizer}, the suite", f"failed, see {log}")
        for line in sorted(set(FOUND.findall(text))):
            report.fail(sanitizer, line)
        report.done += 1


TRIALS = [
    Trial(
        "sanitizers", "the test suite and a pipeline under the address and the thread sanitizer: "
        "clean", 2, 0, sanitizers),
]
