"""Runs our command or a library on the table of a folder; each fit is a process of its own."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROCESS = HERE.parent / "peers/process.py"
CHOICES = ["best", "simplest", "accuracy"]
FORMULA = re.compile(r'^ *sympify\("(.*)", locals=', re.MULTILINE)


class Ours:
    """`qscreen symbolic`; options that the command does not have yet are left out, with a note."""

    def __init__(self, command, threads):
        self.command, self.threads = str(command), threads
        self.help = subprocess.run(
            [self.command, "symbolic", "--help"], capture_output=True, text=True, check=True).stdout

    def fit(self, folder, limit=None, **options):
        """Seconds, core seconds, peak memory in MiB, the formulas by choice and the entries of the front."""
        arguments = []
        for name, value in options.items():
            flag = "--" + name.replace("_", "-")
            if flag in self.help:
                arguments += [flag] if value is True else [flag, str(value)]
        with tempfile.TemporaryDirectory() as output:
            command = [
                sys.executable, PROCESS, *(["--limit", str(limit)] if limit else []), self.command,
                "symbolic", "--input", folder / "train.csv", "--target", "y",
                "--units", folder / "units.csv", "--output", output, "--jobs", self.threads, *arguments]
            run = subprocess.run([str(c) for c in command], capture_output=True, text=True)
            if run.returncode != 0:
                return {"error": (run.stderr.strip().splitlines() or ["failed"])[-1][:300]}
            figures = json.loads(run.stdout.strip().splitlines()[-1])
            front = json.loads((pathlib.Path(output) / "pareto.json").read_text())
            texts = FORMULA.findall((pathlib.Path(output) / "pareto.sympy.txt").read_text())
        entries = [
            entry | {"formula": text} for entry, text in zip(front["entries"], texts, strict=True)]
        formulas = {c: texts[front[c]] for c in CHOICES if isinstance(front.get(c), int)}
        return figures | {"formulas": formulas, "entries": entries}


class Peers:
    """The libraries; what was fitted is kept in `store`, as peers do not change with our engine."""

    def __init__(self, threads, store):
        self.threads, self.store = threads, store

    def fit(self, name, folder, seconds, limit, **options):
        table = (folder / "train.csv").read_bytes() + (HERE / "learners.py").read_bytes()
        key = [name, str(seconds), str(self.threads), json.dumps(options)]
        digest = hashlib.sha256(table + "|".join(key).encode()).hexdigest()[:24]
        kept = self.store / f"{name}-{digest}.json"
        if kept.exists():
            return json.loads(kept.read_text())
        command = [sys.executable, HERE / "learners.py", name, folder, seconds, self.threads]
        for option, value in options.items():
            command += ["--" + option, value]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
        try:
            run = subprocess.run(
                [str(c) for c in command], capture_output=True, text=True, timeout=limit,
                env=environment | {"OMP_NUM_THREADS": str(self.threads)})
        except subprocess.TimeoutExpired:
            found = {"error": f"stopped after {limit:g} s"}
        else:
            lines = (run.stderr if run.returncode else run.stdout).strip().splitlines()
            last = lines[-1] if lines else f"status {run.returncode}"
            found = {"error": last[:300]} if run.returncode else json.loads(last)
        self.store.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
        return found
