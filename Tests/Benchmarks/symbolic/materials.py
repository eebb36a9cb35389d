"""The perovskite and octet tables: our engine beside published descriptors and, for octets, TorchSISSO."""
import numpy as np
from sklearn.metrics import roc_auc_score

from problems import evaluate, octets, perovskites, save


def part(columns, keep):
    return {name: column[keep] for name, column in columns.items()}


def prepared(folder, columns, target, units, train, test):
    """The table of a split, train rows first; columns with the prefix."""
    order = np.concatenate([train, test])
    save(folder, folder.name, part(columns, order), target[order], target[order], units, len(train))
    return folder


def chosen(fit, terms, loss):
    """The formula of at most so many terms with the lowest training loss, as SISSO chooses."""
    able = [entry for entry in fit["entries"] if len(entry["terms"]) <= terms]
    return min(able, key=lambda entry: entry[loss])["formula"]


def values(formula, columns):
    return evaluate(formula, {f"q_{name}": column for name, column in columns.items()})


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def octet_rows(ours, peers, names, budget, work, settings):
    """Root mean square errors in eV: all 82 in training, and of ten folds left out."""
    columns, units, target = octets()
    every = np.arange(len(target))
    folds = np.random.default_rng(20261124).permutation(len(target)) % 10
    splits = [(every, every)] + [(every[folds != k], every[folds == k]) for k in range(10)]
    errors = {}
    for number, (train, test) in enumerate(splits):
        folder = prepared(work / "octets" / f"{number}", columns, target, units, train, test)
        fit = ours.fit(folder, terms=3, rungs=settings["octets"], max_complexity=settings["complexity"])
        if "error" in fit:
            return [{"engine": "quasiscreen", "error": fit["error"]}]
        for terms in (1, 2, 3):
            rest = values(chosen(fit, terms, "training_loss"), part(columns, test)) - target[test]
            errors.setdefault(("quasiscreen", terms), []).append(rest)
            if number == 0:
                errors[("quasiscreen", terms, "formula")] = chosen(fit, terms, "training_loss")
        errors.setdefault(("quasiscreen", "seconds"), []).append(fit["seconds"])
        if "torchsisso" not in names:
            continue
        peer = peers.fit("torchsisso", folder, budget, 600, expansions=2, terms=3)
        errors.setdefault(("torchsisso", "seconds"), []).append(peer.get("seconds", float("nan")))
        for terms in (1, 2, 3):
            text = peer.get("formulas", {}).get("chosen" if terms == 3 else f"{terms} terms")
            rest = values(text, part(columns, test)) - target[test] if text else np.full(len(test), np.nan)
            errors.setdefault(("torchsisso", terms), []).append(rest)
    rows = []
    for engine in ("quasiscreen", "torchsisso"):
        for terms in (1, 2, 3):
            rests = errors.get((engine, terms))
            if rests:
                rows.append({
                    "engine": engine, "terms": terms, "training": rms(rests[0]),
                    "left out": rms(np.concatenate(rests[1:])),
                    "mean of folds": float(np.mean([rms(r) for r in rests[1:]])),
                    "seconds": float(np.median(errors[(engine, "seconds")])),
                    "formula": errors.get((engine, terms, "formula"))})
    published = zip((1, 2, 3), (0.125912, 0.0931541, 0.0725522), (0.15597, 0.12273, 0.10921))
    rows += [
        {"engine": "SISSO++ (published)", "terms": terms, "training": training, "mean of folds": left}
        for terms, training, left in published]
    return rows


def accuracy(truth, positive):
    return float(np.mean((truth == 1) == positive))


def perovskite_rows(ours, work, settings):
    """Accuracy and AUC on the test rows of the published split, and out of fold over five folds of all."""
    columns, units, label, train, t, tau = perovskites()
    every = np.arange(len(label))
    folds = np.random.default_rng(20261124).permutation(len(label)) % 5
    splits = [(every[train], every[~train])]
    splits += [(every[folds != k], every[folds == k]) for k in range(5)]
    scores = {}
    for number, (inside, outside) in enumerate(splits):
        folder = prepared(work / "perovskites" / f"{number}", columns, label, units, inside, outside)
        fit = ours.fit(
            folder, terms=2, rungs=settings["perovskites"], max_complexity=settings["complexity"],
            loss="logistic")
        if "error" in fit:
            return [{"engine": "quasiscreen", "error": fit["error"]}]
        logistic = "--loss" in ours.help
        for choice, formula in fit["formulas"].items():
            score = values(formula, part(columns, outside)) - (0 if logistic else 0.5)
            scores.setdefault(choice, []).append((outside, score))
            if number == 0:
                scores[choice + " formula"] = formula
    rows = []
    for name, lists in list(scores.items()):
        if name.endswith(" formula"):
            continue
        outside = np.concatenate([rows for rows, _ in lists[1:]])
        score = np.concatenate([score for _, score in lists[1:]])
        rows.append({
            "engine": f"quasiscreen, {name}", "formula": scores[name + " formula"],
            "test accuracy": accuracy(label[~train], lists[0][1] > 0),
            "test AUC": float(roc_auc_score(label[~train], lists[0][1])),
            "accuracy": accuracy(label[outside], score > 0),
            "AUC": float(roc_auc_score(label[outside], score))})
    for name, inside, score in (
        ("Goldschmidt's t, 0.825 to 1.059", (t > 0.825) & (t < 1.059), -np.abs(t - 0.942)),
        ("Bartel's tau < 4.18", tau < 4.18, -tau)):
        rows.append({
            "engine": name, "test accuracy": accuracy(label[~train], inside[~train]),
            "test AUC": float(roc_auc_score(label[~train], score[~train])),
            "accuracy": accuracy(label, inside), "AUC": float(roc_auc_score(label, score))})
    return rows
