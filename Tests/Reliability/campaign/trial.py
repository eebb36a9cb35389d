"""A trial: a promise, how often it is tried, and what came of it."""

import os
import random
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field


@dataclass
class Trial:
    """One row of the results.

    ``body`` is called with a :class:`Report` and the number of repetitions.
    """

    name: str
    promise: str
    long: int
    short: int
    body: object


@dataclass
class Report:
    """Counts and failures of one trial; may be told from several threads."""

    name: str
    seed: int
    done: int = 0
    failures: list = field(default_factory=list)
    #: Counts worth telling, such as how many kills fell into which stage.
    notes: dict = field(default_factory=dict)
    seconds: float = 0.0
    _lock: object = field(default_factory=threading.Lock, repr=False)

    def random(self, index):
        """Random numbers of one repetition; the same whatever ran before it."""
        return random.Random(f"{self.seed}/{self.name}/{index}")

    def count(self, note, by=1):
        with self._lock:
            self.notes[note] = self.notes.get(note, 0) + by

    def largest(self, note, value):
        with self._lock:
            self.notes[note] = max(self.notes.get(note, value), value)

    def fail(self, where, what):
        with self._lock:
            self.failures.append(f"{where}: {what}")
            print(f"    FAILED {self.name} {where}: {what}", flush=True)

    def check(self, condition, where, what):
        """Notes a failure unless the condition holds; returns the condition."""
        if not condition:
            self.fail(where, what)
        return bool(condition)

    def each(self, items, body, threads=None):
        """Calls ``body(index, item)`` for every item, several at once; counts each as done."""
        def one(pair):
            index, item = pair
            try:
                body(index, item)
            except Exception:  # A broken trial must not pass for a good one.
                self.fail(f"#{index}", traceback.format_exc(limit=3))
            with self._lock:
                self.done += 1

        with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
            list(pool.map(one, enumerate(items)))


def carry_out(trial, count, seed):
    """Runs a trial and returns its report."""
    report = Report(trial.name, seed)
    began = time.monotonic()
    try:
        trial.body(report, count)
    except Exception:
        report.fail("trial", traceback.format_exc())
    report.seconds = time.monotonic() - began
    return report
