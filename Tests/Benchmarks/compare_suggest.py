#!/usr/bin/env python3
"""Campaigns on known compounds beside PHYSBO; called by `run suggest`, which builds and installs.

A campaign starts from the paper's training split and reveals the class of what it suggests, nothing else. Its
pool is every other known quasicrystal and approximant among 20,000 ordinary compounds. A start of few
positives keeps only that many quasicrystals and approximants of the split. Seeds draw the ordinary compounds,
the few, and what is random in the methods.
"""
import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from compare import paper_table, print_machine, print_table
from compounds import write
from suggest import study

FREE = ["--distance", "0", "--per-system", "10000"]
OURS = {
    "improvement": ["--strategy", "improvement"],
    "thompson": ["--strategy", "thompson"],
    "greedy, committee": ["--strategy", "greedy", *FREE],
    "greedy": ["--strategy", "greedy", "--members", "1", *FREE],
    "uncertainty": ["--strategy", "uncertainty"],
    "random": ["--strategy", "random", "--members", "1", *FREE],
}
COUNTS = [50, 100, 200]


def command(qscreen, *arguments):
    result = subprocess.run([qscreen, "suggest", *arguments, "--json"], capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr)
    return json.loads(result.stdout)


def campaign(qscreen, folder, options, truth, target, batch, budget, seed):
    """Formulas in the order in which they were suggested."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        place, results = f"{scratch}/campaign", f"{scratch}/results.csv"
        report = command(
            qscreen, "--candidates", str(folder / "pool.csv"), "--model", str(folder / "model.h5"), "--target", target,
            "--batch", str(batch), "--budget", str(budget), "--seed", str(seed), "--output", place, *options)
        order = []
        while report["open"]:
            made = [entry["formula"] for entry in report["open"]]
            order += made
            with open(results, "w", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow(["formula", "outcome"])
                writer.writerows([formula, truth[formula]] for formula in made)
            report = command(qscreen, place, "--results", results)
        return order


def unchanged(qscreen, folder, pool, target, budget):
    """The ranking of the model as it was at the start."""
    result = subprocess.run(
        [qscreen, "predict", "--input", str(folder / "pool.csv"), "--model", str(folder / "model.h5"), "--json"],
        check=True, capture_output=True, text=True)
    wanted = target.split(",")
    chances = [sum(row["probabilities"][name] for name in wanted) for row in json.loads(result.stdout)]
    order = sorted(range(len(pool)), key=lambda row: (-chances[row], row))
    return [pool[row][0] for row in order[:budget]]


def physbo(features, training, pool, target, score, budget, seed, basis, epochs):
    import numpy as np
    import physbo as peer

    wanted = target.split(",")
    labels = np.array([float(name in wanted) for _, name in training + pool])
    # With its own settings PHYSBO learns the width of its kernel for several minutes on 7,500 compounds.
    config = peer.misc.SetConfig()
    config.learning.is_disp = False
    config.learning.max_epoch = max(10, epochs)
    config.learning.num_init_params_search = 5
    config.learning.max_epoch_init_params_search = max(10, epochs // 5)
    config.learning.eval_size = 1000
    policy = peer.search.discrete.Policy(
        test_X=features, config=config, initial_data=(np.arange(len(training)), labels[:len(training)]))
    policy.set_seed(seed)
    # One at a time, which favours it: batches of its own take a minute each on 20,000 candidates.
    policy.bayes_search(
        max_num_probes=budget, num_search_each_probe=1, simulator=lambda action: labels[action], score=score,
        interval=0, num_rand_basis=basis, is_disp=False)
    chosen = policy.history.chosen_actions[len(training):len(training) + budget]
    return [(training + pool)[row][0] for row in chosen]


def hits(order, truth, target, counts):
    wanted = target.split(",")
    return [sum(truth[formula] in wanted for formula in order[:count]) for count in counts]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--budget", type=int, default=200)
    parser.add_argument("--ordinary", type=int, default=20_000)
    parser.add_argument("--starts", default="paper,5", help="paper, or numbers of positives to keep of each class")
    parser.add_argument("--targets", default="quasicrystal+approximant,quasicrystal")
    parser.add_argument("--methods", default="", help="separated by semicolons; all of them by default")
    parser.add_argument("--basis", type=int, default=500, help="random features of PHYSBO")
    parser.add_argument("--epochs", type=int, default=50, help="passes in which PHYSBO learns its kernel")
    parser.add_argument("data", nargs="?", default=os.environ.get("QSCREEN_SHARED"))
    parser.add_argument("qscreen")
    options = parser.parse_args()
    table = paper_table(options.data)
    if table is None:
        sys.exit("name the paper's data: training_data.csv, or a folder with reference/xenonpy_training_data.csv")
    counts = [count for count in COUNTS if count <= options.budget]
    names = [*OURS, "the model at the start", "PHYSBO TS", "PHYSBO EI"]
    if options.methods:
        names = options.methods.split(";")
    for start in options.starts.split(","):
        results, seconds = {}, {}
        for seed in map(int, options.seeds.split(",")):
            with tempfile.TemporaryDirectory() as scratch:
                folder = pathlib.Path(scratch)
                training, pool = study.make(
                    seed, table, options.ordinary, None if start == "paper" else int(start))
                write(training, folder / "train.csv")
                write(pool, folder / "pool.csv")
                truth = dict(pool)
                subprocess.run(
                    [options.qscreen, "train", "--dataset", str(folder / "train.csv"), "--output",
                     str(folder / "model.h5")], check=True, capture_output=True)
                features = None
                for target in options.targets.replace("+", "&").split(","):
                    target = target.replace("&", ",")
                    for name in names:
                        begin = time.perf_counter()
                        if name in OURS:
                            order = campaign(
                                options.qscreen, folder, OURS[name], truth, target, options.batch, options.budget,
                                seed)
                        elif name.startswith("PHYSBO"):
                            if features is None:
                                features = study.descriptors(options.qscreen, training + pool, folder)
                            order = physbo(
                                features, training, pool, target, name.split()[1], options.budget, seed,
                                options.basis, options.epochs)
                        else:
                            order = unchanged(options.qscreen, folder, pool, target, options.budget)
                        found = hits(order, truth, target, counts)
                        results.setdefault((target, name), []).append(found)
                        seconds.setdefault((target, name), []).append(time.perf_counter() - begin)
                        print(start, seed, target, name, found, file=sys.stderr, flush=True)
        for target in dict.fromkeys(target for target, _ in results):
            in_pool = sum(name in target.split(",") for _, name in pool)
            print(f"\nStart {start}, wanted {target}: {in_pool} among {len(pool)}, batches of {options.batch}, "
                  f"seeds {options.seeds}; mean hits and their range\n")
            rows = []
            for name in names:
                found = results[target, name]
                cells = []
                for position in range(len(counts)):
                    values = [run[position] for run in found]
                    cells.append(f"{statistics.mean(values):.1f} ({min(values)} to {max(values)})")
                rows.append([name, *cells, f"{statistics.median(seconds[target, name]):.0f}"])
            print_table(["method", *[f"after {count}" for count in counts], "seconds"], rows)
    from importlib.metadata import version
    print_machine([f"physbo {version('physbo')}"])


if __name__ == "__main__":
    main()
