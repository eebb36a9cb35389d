"""Results as JSON files, one a trial, and as the table of RESULTS.md."""

import glob
import json
import os
import platform
import subprocess
import time

from .program import REPOSITORY

BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"


def commit():
    """The commit of this checkout, marked where sources have changed since."""
    def git(*arguments):
        return subprocess.run(
            ["git", "-C", REPOSITORY, *arguments], capture_output=True, text=True).stdout.strip()
    changed = "+" if git("status", "--porcelain", "--untracked-files=no", "Sources") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


def write(folder, trial, report):
    """Writes the result of a trial to a folder, over an earlier one."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{trial.name}.json"), "w", encoding="utf-8") as file:
        json.dump({
            "trial": trial.name, "promise": trial.promise, "done": report.done,
            "failures": report.failures, "notes": report.notes, "seed": report.seed,
            "commit": commit(), "seconds": round(report.seconds, 1),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "machine": f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}",
        }, file, indent=1, sort_keys=True)
        file.write("\n")


def table(folder, trials):
    """The results in a folder as a Markdown table, in the order of the trials."""
    order = [trial.name for trial in trials]
    found = []
    for path in glob.glob(os.path.join(folder, "*.json")):
        with open(path, encoding="utf-8") as file:
            found.append(json.load(file))
    found.sort(key=lambda result: order.index(result["trial"]))
    lines = [
        "| trial | passes when | done | failed | seconds | seed | commit |",
        "|---|---|---:|---:|---:|---:|---|"]
    for result in found:
        lines.append(
            f"| `{result['trial']}` | {result['promise']} | {result['done']:,} | "
            f"{len(result['failures'])} | {result['seconds']:,.0f} | {result['seed']} | "
            f"{result['commit']} |")
    lines.append("")
    for result in found:
        if result["notes"]:
            notes = "; ".join(
                f"{name} {value:,}" for name, value in sorted(result["notes"].items()))
            lines.append(f"- `{result['trial']}`: {notes}.")
    return "\n".join(lines) + "\n"


def renew(document, folder, trials):
    """Puts the table between the marks of a document."""
    with open(document, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    with open(document, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + table(folder, trials) + END + after)
