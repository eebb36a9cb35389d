"""Planted laws and equations of physics: how often each engine finds the law."""
import json
import statistics
import sys

from check import judge
import generated
from feynman import EQUATIONS
from laws import LAWS
from problems import feynman, planted, read_table

NOISES = {"planted": [0.0, 0.01, 0.05], "generated": [0.01], "feynman": [0.0, 0.01, 0.05]}


def folders(kind, noise, work, seed):
    work = work / kind
    if kind == "generated":
        return [generated.generated(i, seed, noise, work / f"{seed}.{i + 1}-{noise}")
                for i in range(generated.COUNT)]
    if kind == "planted":
        return [planted(i, noise, work / f"{i + 1}-{noise}") for i in range(len(LAWS))]
    return [feynman(name, noise, work / f"{name}-{noise}") for name in EQUATIONS]


def judged(fit, folder):
    """The judgement of each formula of a fit."""
    problem = json.loads((folder / "problem.json").read_text())
    train, test = read_table(folder / "train.csv"), read_table(folder / "test.csv")
    found = {c: judge(text, problem, train, test) for c, text in fit.get("formulas", {}).items()}
    for entry in fit.get("entries", []):
        if judge(entry["formula"], problem, train, test)["exact"]:
            found["on the front"] = {"exact": True, "accurate": True}
    return found


def fit_ours(ours, kind, folder, settings):
    """Laws drawn from a seed are searched with the defaults of the command. The searches are not repeated without
    each fold: peers do nothing of the kind within their seconds."""
    chosen = {} if kind == "generated" else {
        "terms": 3, "rungs": settings[kind]}
    if chosen and settings[kind] != "auto":
        chosen["max_complexity"] = settings["complexity"]
    return ours.fit(folder, **chosen, **settings["search"], no_validate=True)


def run(kind, noises, ours, peers, names, budget, work, settings):
    """Rows of the table: kind, noise, engine, choice, exact, accurate, problems, median seconds."""
    rows, details = [], []
    for noise in noises:
        fits = {}
        for folder in folders(kind, noise, work, settings["seed"]):
            problem = json.loads((folder / "problem.json").read_text())
            mine = fit_ours(ours, kind, folder, settings)
            seconds = max(budget, mine.get("seconds", 0.0))
            results = {"quasiscreen": mine}
            for name in names:
                options = {"terms": problem["count"]} if name == "torchsisso" else {}
                results[name] = peers.fit(name, folder, round(seconds), 3 * seconds + 60, **options)
            for name, fit in results.items():
                found = judged(fit, folder)
                fits.setdefault(name, []).append((fit, found))
                details.append({
                    "kind": kind, "noise": noise, "problem": problem["name"], "engine": name,
                    "seconds": fit.get("seconds"), "peak": fit.get("peak"), "error": fit.get("error"),
                    "judged": found, "formulas": fit.get("formulas")})
            said = ", ".join(
                name + " " + ("exact" if any(j["exact"] for j in pairs[-1][1].values()) else
                              "accurate" if any(j["accurate"] for j in pairs[-1][1].values()) else "-")
                for name, pairs in fits.items())
            print(f"{kind} {noise:g} {problem['name']}: {said}", file=sys.stderr, flush=True)
        for name, pairs in fits.items():
            choices = sorted({c for _, found in pairs for c in found})
            for choice in choices or ["none"]:
                count = {
                    what: sum(found.get(choice, {}).get(what, False) for _, found in pairs)
                    for what in ("exact", "accurate")}
                rows.append({
                    "kind": kind, "noise": noise, "engine": name, "choice": choice, **count,
                    "problems": len(pairs), "failed": sum("error" in fit for fit, _ in pairs),
                    "seconds": statistics.median(fit.get("seconds", float("nan")) for fit, _ in pairs),
                    "peak": max((fit.get("peak", 0.0) for fit, _ in pairs))})
    return rows, details
