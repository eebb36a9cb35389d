"""Every key of a pipeline file: what it makes run again, and what it refuses."""

import json
import os
import re
import shutil

from .key_bench import Bench, block, text
from .key_cases import CASES, FOREST, LATER, affected
from .program import REPOSITORY, qscreen
from .trial import Trial
from .workspace import differences, tree


def documented_keys():
    """The keys in the README's table, with the name of their section before each."""
    with open(os.path.join(REPOSITORY, "README.md"), encoding="utf-8") as file:
        table = file.read().split("\n## Pipeline file\n")[1].split("\n## ")[0]
    keys, section = [], ""
    for line in table.splitlines():
        cell = line.split("|")[1].strip() if line.startswith("| ") else ""
        kind = re.match(r"(\w+): `", cell)
        if kind:
            section = {"forests": "model.forest:", "boosting": "model.boosting:"}[kind[1]]
        for name in re.findall(r"`([\w.]+)`", cell):
            before, dot, name = name.rpartition(".")
            section = before + dot if dot else section
            keys.append(section + name)
    return keys


def changed(settings, path, value, name=None):
    """Settings with another value of a key, or with another name for it."""
    if len(path) == 1:
        rest = dict(settings)
        if name:
            rest.pop(path[0], None)
        return {**rest, name or path[0]: value}
    inner = changed(settings.get(path[0], {}), path[1:], value, name)
    return {**settings, path[0]: inner}


def value_at(settings, path):
    for key in path:
        settings = settings.get(key, {}) if isinstance(settings, dict) else {}
    return settings


def line_of(lines, path):
    """The number of the line with a key, and the column of its name; both from 1."""
    start = 0
    for depth, key in enumerate(path):
        start = next(
            number for number in range(start, len(lines))
            if lines[number].startswith("  " * depth + key + ":"))
    return start + 1, 2 * (len(path) - 1) + 1


def check_plan(report, where, case, outcome, reasons):
    """Exactly the stages that depend on the key, each for the right reason."""
    if not report.check(reasons is not None, where, f"plan: {outcome}"):
        return
    wanted = affected(case.own)
    report.check(
        reasons.keys() == wanted, where,
        f"plan runs {sorted(reasons)} instead of {sorted(wanted)}")
    name = ".".join(case.path)
    for stage, own in reasons.items():
        # The file's name stands for the data in it.
        names = (name + ":", "input other.csv") if name == "dataset.path" else (name,)
        named = any(reason.startswith(names) for reason in own)
        report.check(named == (stage in case.own), where, f"reasons of {stage}: {own}")


def check_refusal(report, where, outcome, place, words):
    """Exit code 78, the place in the file, and one of these words."""
    report.check(
        outcome.status == 78 and outcome.messages.startswith(f"error: {place}")
        and outcome.messages.count("\n") == 1
        and any(word in outcome.messages[len(place):] for word in words), where, outcome)


def words_of(value):
    """What a message may quote of a wrong value: its words and numbers."""
    return re.findall(r"[A-Za-z_]+|[\d.]+", json.dumps(value))


def refusals(report, bench, case, base, number):
    """An unknown key, a wrong type and a wrong value, each named with its place."""
    name = case.path[-1]
    for kind, value, misspelt in (
            ("unknown key", case.value, name + "x"), ("wrong type", case.type, None),
            ("wrong value", case.wrong, None)):
        if kind == "wrong value" and (case.wrong is None or case.when is not None):
            continue
        where = f"{case.key}: {kind}"
        settings = changed(base, case.path, value, misspelt)
        lines = block(settings)
        path = [*case.path[:-1], misspelt] if misspelt else case.path
        pipeline = bench.write(f"wrong-{number}.yaml", "\n".join(lines) + "\n")
        line, column = line_of(lines, path)
        outcome = qscreen("plan", pipeline, "--output", bench.reference(base), timeout=30)
        place = f"{pipeline}:{line}:" + (f"{column}:" if misspelt else "")
        if isinstance(value, dict) and not misspelt:
            # The value begins on a line of its own, and what is wrong may stand there.
            place = f"{pipeline}:{line}" if outcome.messages.startswith(
                f"error: {pipeline}:{line}:") else f"{pipeline}:{line + 1}:"
        words = [f'"{misspelt}"' if misspelt else f'{name}"']
        if misspelt and case.key == "sweep.groups":
            # What needs the groups is read first, and misses one of them.
            words = ['"Late" is neither']
            place = f"{pipeline}:{line_of(lines, ['sweep', 'families'])[0]}:"
        words += words_of(value) if kind == "wrong value" else []
        check_refusal(report, where, outcome, place, words)
        report.count(kind)


def plans(report, count):
    documented = documented_keys()
    known = {case.key for case in CASES}
    for key in sorted(set(documented) ^ known):
        report.fail(key, "a key of the README without a case, or a case without such a key")
    cases = CASES[:count]
    with Bench([case.base or FOREST for case in cases]) as bench:
        def one(number, case):
            base = case.base or FOREST
            pipeline = bench.write(
                f"case-{number}.yaml", text(changed(base, case.path, case.value)))
            outcome, reasons = bench.plan(pipeline, bench.reference(base))
            check_plan(report, case.key, case, outcome, reasons)
            refusals(report, bench, case, base, number)

        report.each(cases, one)


def late_refusal(report, bench, where, case, base, number):
    """A wrong value that only a run can find: documented, and named."""
    pipeline = bench.write(
        f"late-{number}.yaml", text(changed(base, case.path, case.wrong)))
    folder = os.path.join(bench.path, f"late-{number}")
    outcome = bench.run(pipeline, folder)
    wanted = (65, 78) if case.when == LATER else (66,)
    report.check(
        outcome.status in wanted and outcome.messages.startswith("error: ")
        and outcome.messages.count("\n") == 1
        and any(word in outcome.messages for word in words_of(case.wrong)), where,
        f"wrong value: {outcome}")
    shutil.rmtree(folder, ignore_errors=True)


def key_runs(report, count):
    cases = report.random("order").sample(CASES, min(count, len(CASES)))
    with Bench([case.base or FOREST for case in cases]) as bench:
        def one(number, case):
            base = case.base or FOREST
            reference = bench.reference(base)
            folder, fresh = (
                os.path.join(bench.path, f"{name}-{number}") for name in ("again", "fresh"))
            shutil.copytree(reference, folder)
            before = bench.write(f"before-{number}.yaml", text(base))
            after = bench.write(
                f"after-{number}.yaml", text(changed(base, case.path, case.value)))
            outcome = bench.run(after, folder)
            if report.check(outcome.status == 0, case.key, f"run: {outcome}"):
                ran = set(json.loads(outcome.output)["ran"])
                report.check(
                    set(case.own) <= ran <= affected(case.own), case.key, f"ran {sorted(ran)}")
                outcome = bench.run(after, fresh)
                # What was kept must be what a run from nothing makes.
                wrong = differences(tree(folder), tree(fresh))
                report.check(not wrong, case.key, f"not as from nothing: {wrong}")
                outcome = bench.run(before, folder)
                wrong = differences(tree(folder), tree(reference))
                report.check(
                    outcome.status == 0 and not wrong, case.key,
                    f"changed back: {outcome}, differs: {wrong}")
            if case.when:
                late_refusal(report, bench, case.key, case, base, number)
            for path in (folder, fresh):
                shutil.rmtree(path, ignore_errors=True)

        report.each(cases, one)


TRIALS = [
    Trial(
        "keys", "a changed key runs the stages that depend on it and no others; an unknown key, "
        "a wrong type or value is refused with its place", len(CASES), len(CASES), plans),
    Trial(
        "key-runs", "a changed key gives the bytes of a run from nothing, changed back those of "
        "before", len(CASES), 3, key_runs),
]
