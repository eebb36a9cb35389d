"""What bounds every search: the same model asked about the left-out systems by name."""
import itertools

from design.baselines import parts_of


def systems(judge, unit):
    """Those with something to reach, of elements that the model knows."""
    names = dict.fromkeys(target.system for target in unit.targets)
    return [name for name in names if all(symbol in judge.position for symbol in name.split("-"))]


def grid(judge, unit):
    """Every composition of the systems at 1 at.%, or 2 at.% from four elements on."""
    alloys = []
    for system in systems(judge, unit):
        positions = sorted(judge.position[symbol] for symbol in system.split("-"))
        divisions = 100 if len(positions) < 4 else 50
        for cuts in itertools.combinations(range(1, divisions), len(positions) - 1):
            ends = [0, *cuts, divisions]
            alloys.append(tuple(zip(positions, parts_of(
                [end - start for start, end in itertools.pairwise(ends)]))))
    return alloys, *judge.assess(alloys)
