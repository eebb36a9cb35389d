"""Carries out trials and writes what came of them."""

import argparse
import os
import signal
import sys

from . import (
    damage, disk, faults, faults_commands, hostile, keys, kills, loose, results, rivals, sameness,
    sanitizers, scale, signals, spelling, strange)
from .program import binary
from .trial import carry_out

MODULES = [
    kills, signals, faults, faults_commands, disk, damage, loose, strange, rivals, sameness, keys,
    spelling, hostile, scale, sanitizers]


def main():
    trials = [trial for module in MODULES for trial in module.TRIALS]
    parser = argparse.ArgumentParser(prog="Tests/Reliability/run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TRIAL", help="the trials; default: all")
    parser.add_argument("--short", action="store_true", help="few repetitions, for every commit")
    parser.add_argument("--count", type=int, help="repetitions of each trial")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--list", action="store_true", help="name the trials and stop")
    parser.add_argument("--results", metavar="FOLDER", help="write a JSON file a trial there")
    parser.add_argument(
        "--renew", metavar="FILE", help="then put the table of all results there into a document")
    options = parser.parse_args()
    if options.list:
        for trial in trials:
            print(f"{trial.name:<16}{trial.long:>7}{trial.short:>6}  {trial.promise}")
        return 0
    unknown = set(options.names) - {trial.name for trial in trials}
    if unknown:
        parser.error(f"no trial {', '.join(sorted(unknown))}; --list names them")
    if not os.access(binary(), os.X_OK):
        parser.error(f"no program at {binary()}; build it or set QSCREEN_BINARY")

    # A signal that is ignored here (nohup, a job in the background of a script) would be ignored
    # by the programs under trial too; one that is handled is back to its default there.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)

    failed = 0
    for trial in trials:
        if options.names and trial.name not in options.names:
            continue
        count = options.count or (trial.short if options.short else trial.long)
        if count == 0:
            continue
        report = carry_out(trial, count, options.seed)
        failed += len(report.failures)
        notes = "; ".join(f"{name}: {value}" for name, value in sorted(report.notes.items()))
        print(
            f"{trial.name}: {report.done} done, {len(report.failures)} failed, "
            f"{report.seconds:.0f} s" + (f" ({notes})" if notes else ""), flush=True)
        if options.results:
            results.write(options.results, trial, report)
    if options.results and options.renew:
        results.renew(options.renew, options.results, trials)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
