#!/usr/bin/env python3
"""Four-panel ternary maps beside mpltern; called by `run maps`, which builds and installs.

Both draw the same class probabilities of one system at 1 at.%: predicted classes, two probabilities in 20
steps with three contour lines, and an uncertainty; grid, ticks, titles, colour bars, known compounds.
mpltern starts with everything in memory and imported; ours is the whole command less a command that starts,
reads the model and draws one class panel on a grid of one step.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time
from importlib.metadata import version

from compare import HERE, print_machine, print_table

FORMATS = ["svg", "pdf", "png"]


def seconds(action, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ours(qscreen, model, system, rounds, folder):
    def command(*options):
        subprocess.run(
            [qscreen, "map", system, "--model", model, *options], check=True, stdout=subprocess.DEVNULL)

    start = seconds(
        lambda: command("--layers", "class", "--divisions", "1", "--output", str(folder / "start.svg")), rounds)
    result = {"start and model": (start, None)}
    for ending in FORMATS:
        path = folder / f"ours.{ending}"
        whole = seconds(lambda: command("--output", str(path)), rounds)
        result[ending] = (whole - start, path.stat().st_size)
    return result


def probabilities(qscreen, model, system, folder):
    import h5py

    subprocess.run(
        [qscreen, "sweep", "--systems", system, "--maps", "all", "--model", model, "--quiet",
         "--output", str(folder / "sweep")], check=True, stdout=subprocess.DEVNULL)
    block = next((folder / "sweep/sweep/blocks").glob("*.h5"))
    with h5py.File(block) as file:
        maps = file["probability"]
        return file["point_counts"][...] / 100, maps[0] * maps.attrs["scale_factor"]


def figure(points, values, system):
    """The same four panels; the caller saves and closes."""
    import matplotlib.pyplot as plt
    import mpltern  # noqa: F401
    import numpy as np

    names = system.split("-")
    uncertainty = np.sqrt(values.max(axis=1) * (1 - values.max(axis=1)))
    page = plt.figure(figsize=(170 / 25.4, 190 / 25.4))
    layers = [
        ("Predicted class", values.argmax(axis=1), None),
        ("Probability of quasicrystal", values[:, 0], "magma_r"),
        ("Probability of approximant", values[:, 1], "magma_r"),
        ("Uncertainty", uncertainty, "viridis_r"),
    ]
    for number, (title, field, colours) in enumerate(layers):
        axes = page.add_subplot(2, 2, number + 1, projection="ternary", ternary_sum=100.0)
        if colours is None:
            axes.tricontourf(*(100 * points.T), field, levels=[-0.5, 0.5, 1.5, 2.5],
                             colors=["#e69f00", "#56b4e9", "#f2f2f2"], hatches=["//", "\\\\", None])
        else:
            highest = 0.5 if number == 3 else 1.0
            filled = axes.tricontourf(*(100 * points.T), field, levels=np.linspace(0, highest, 21), cmap=colours)
            if number < 3:
                axes.tricontour(*(100 * points.T), field, levels=[0.25, 0.5, 0.75], colors="k", linewidths=0.6)
            page.colorbar(filled, ax=axes, orientation="horizontal", shrink=0.7)
        axes.set_tlabel(f"at.% {names[0]}")
        axes.set_llabel(f"at.% {names[1]}")
        axes.set_rlabel(f"at.% {names[2]}")
        axes.grid(alpha=0.3)
        axes.set_title(title, pad=22)
    page.suptitle(system)
    return page


def peer(points, values, system, rounds, folder):
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    result = {}
    for ending in FORMATS:
        path = folder / f"mpltern.{ending}"

        def draw():
            page = figure(points, values, system)
            page.savefig(path, dpi=300)
            plt.close(page)

        draw()
        result[ending] = (seconds(draw, rounds), path.stat().st_size)
    return result


def main():
    parser = argparse.ArgumentParser(prog="run maps", description=__doc__)
    parser.add_argument("--system", default="Al-Cu-Fe")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the figures of both")
    parser.add_argument("--model", default=str(HERE / "../../reports/quickstart/model/model.h5"))
    parser.add_argument("qscreen", help="a release build of qscreen; `run` gives it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        if options.keep:
            folder = options.keep
            folder.mkdir(parents=True, exist_ok=True)
        own = ours(options.qscreen, options.model, options.system, options.rounds, folder)
        points, values = probabilities(options.qscreen, options.model, options.system, folder)
        other = peer(points, values, options.system, options.rounds, folder)
    print_machine([f"{name} {version(name)}" for name in ["mpltern", "matplotlib", "numpy"]])
    rows = [["start and model", f"{1000 * own['start and model'][0]:.0f}", "", "", "", ""]]
    for ending in FORMATS:
        (mine, size), (theirs, their_size) = own[ending], other[ending]
        rows.append([ending, f"{1000 * mine:.0f}", f"{1000 * theirs:.0f}", f"{theirs / mine:.1f}",
                     f"{size / 1000:.0f}", f"{their_size / 1000:.0f}"])
    print_table(["format", "ours ms", "mpltern ms", "ratio", "ours kB", "mpltern kB"], rows)


if __name__ == "__main__":
    main()
