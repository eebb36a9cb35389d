"""Other ways to spend as many evaluations as `qscreen design`; each returns what it evaluated."""
import itertools
import math
import random

import numpy as np

from design.judge import TOTAL

SIZES = (2, 3, 4, 5)


def parts_of(shares, total=TOTAL):
    """Whole parts, 1 at least, that add up to the total and are nearest to the shares."""
    whole = sum(shares)
    exact = [max(1, share / whole * total) for share in shares]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for place in range(abs(total - sum(parts))):
        if sum(parts) < total:
            parts[order[place % len(parts)]] += 1
        else:
            parts[max(range(len(parts)), key=parts.__getitem__)] -= 1
    return parts


def alloy_of(amounts):
    """The alloy with these amounts by position."""
    positions = sorted(amounts)
    return tuple(zip(positions, parts_of([amounts[index] for index in positions])))


def even(stream, elements):
    """As `qscreen design` begins: sizes, elements and parts evenly."""
    size = stream.choice(SIZES)
    cuts = [0, *sorted(stream.sample(range(1, TOTAL), size - 1)), TOTAL]
    chosen = stream.sample(range(elements), size)
    return tuple(sorted(zip(chosen, (end - start for start, end in itertools.pairwise(cuts)))))


def random_search(judge, count, seed):
    stream = random.Random(seed)
    alloys = list({even(stream, len(judge.elements)): None for _ in range(count)})
    return alloys, *judge.assess(alloys)


def coarse_sweep(judge, count, seed):
    """Interior points of ternaries: all of them at as fine a step as there are evaluations for, but
    10 at.% at least, for which systems are drawn."""
    systems = list(itertools.combinations(range(len(judge.elements)), 3))
    divisions = 10
    while math.comb(divisions, 2) * len(systems) <= count:
        divisions += 1
    points = [
        (first, second, divisions - first - second)
        for first in range(1, divisions - 1) for second in range(1, divisions - first)]
    random.Random(seed).shuffle(systems)
    alloys = [
        tuple(zip(system, parts_of(point)))
        for system in systems[:count // len(points) + 1] for point in points][:count]
    return alloys, *judge.assess(alloys)


def replacement(judge, count, seed):
    """Every known quasicrystal with one element replaced by another, then with two, drawn evenly."""
    stream, elements = random.Random(seed), range(len(judge.elements))
    known = [dict(compound) for compound in judge.known if len(compound) >= 2]

    def replaced(amounts, old, new):
        return {new if index == old else index: share for index, share in amounts.items()}

    alloys = {}
    for amounts in known:
        for old in amounts:
            for new in elements:
                if new not in amounts:
                    alloys[alloy_of(replaced(amounts, old, new))] = None
    alloys = dict.fromkeys(list(alloys)[:count])
    while len(alloys) < count:
        amounts = stream.choice(known)
        for old in stream.sample(sorted(amounts), 2):
            amounts = replaced(
                amounts, old, stream.choice([index for index in elements if index not in amounts]))
        alloys[alloy_of(amounts)] = None
    alloys = list(alloys)
    return alloys, *judge.assess(alloys)


class Genetic:
    """The fittest of parents and children survive, 2 % of them from one chemical system at most, as in
    `qscreen design`; nothing is evaluated, or charged, twice."""

    population = 2000
    children = 4000
    tournament = 3
    crossover = 0.5
    share = 0.02

    def __init__(self, judge, count, seed):
        self.judge, self.count, self.stream = judge, count, random.Random(seed)
        self.elements = len(judge.elements)
        self.alloys, self.chances, self.grades, self.fitness = {}, [], [], []

    def run(self):
        stream = self.stream
        fresh = {}
        while len(fresh) < min(self.count, self.children):
            fresh[even(stream, self.elements)] = None
        population = self.survivors(self.evaluate(list(fresh)))
        while len(self.alloys) < self.count:
            fresh = {}
            wanted = min(self.children, self.count - len(self.alloys))
            for _ in range(20 * wanted):
                child = self.child(population)
                if child and child not in self.alloys:
                    fresh[child] = None
                    if len(fresh) == wanted:
                        break
            if not fresh:
                break
            population = self.survivors(population + self.evaluate(list(fresh)))
        return list(self.alloys), np.array(self.chances), np.array(self.grades)

    def evaluate(self, alloys):
        """Their numbers; what breaks a condition is worth nothing."""
        first = len(self.alloys)
        chances, grades = self.judge.assess(alloys)
        allowed = self.judge.keeps_distance(alloys) & (grades < 2)
        self.alloys.update((alloy, first + place) for place, alloy in enumerate(alloys))
        self.chances += chances.tolist()
        self.grades += grades.tolist()
        self.fitness += np.where(allowed, chances, -1).tolist()
        return [(first + place, alloy) for place, alloy in enumerate(alloys)]

    def survivors(self, candidates):
        room, used, kept = int(self.share * self.population), {}, []
        for number, alloy in sorted(candidates, key=lambda one: -self.fitness[one[0]]):
            system = tuple(index for index, _ in alloy)
            if used.get(system, 0) < room:
                used[system] = used.get(system, 0) + 1
                kept.append((number, alloy))
                if len(kept) == self.population:
                    break
        return kept

    def parent(self, population):
        chosen = self.stream.choices(population, k=self.tournament)
        return max(chosen, key=lambda one: self.fitness[one[0]])[1]

    def child(self, population):
        first = self.parent(population)
        if self.stream.random() < self.crossover:
            alloy = self.crossed(dict(first), dict(self.parent(population)))
            return alloy if self.stream.random() < 0.5 else self.mutated(dict(alloy))
        return self.mutated(dict(first))

    def crossed(self, first, second):
        """Elements of both first, then of either, as many as one of the parents has; amounts between
        those of the parents."""
        size = len(self.stream.choice([first, second]))
        both = [index for index in first if index in second]
        either = [index for index in {**first, **second} if index not in both]
        self.stream.shuffle(both)
        self.stream.shuffle(either)
        weight = self.stream.random()
        amounts = {}
        for index in (both + either)[:size]:
            if index in first and index in second:
                amounts[index] = weight * first[index] + (1 - weight) * second[index]
            else:
                amounts[index] = first.get(index) or second[index]
        return alloy_of(amounts)

    def mutated(self, amounts):
        """The moves of `qscreen design`, as often, but any element replaces any other; `None` for a
        move that leads nowhere."""
        stream, kind = self.stream, self.stream.random()
        moved = min(TOTAL - 1, int(math.exp(stream.random() * math.log(TOTAL))))
        if kind < 0.6:
            source, target = stream.sample(sorted(amounts), 2)
            if kind >= 0.5:
                amounts[source], amounts[target] = amounts[target], amounts[source]
            elif amounts[source] > moved:
                amounts[source] -= moved
                amounts[target] += moved
            else:
                return None
        elif kind < 0.8:
            new = stream.randrange(self.elements)
            if new in amounts:
                return None
            amounts[new] = amounts.pop(stream.choice(sorted(amounts)))
        elif kind < 0.9:
            new, donor = stream.randrange(self.elements), stream.choice(sorted(amounts))
            if len(amounts) == SIZES[-1] or new in amounts or amounts[donor] <= moved:
                return None
            amounts[donor] -= moved
            amounts[new] = moved
        else:
            if len(amounts) == SIZES[0]:
                return None
            gone, receiver = stream.sample(sorted(amounts), 2)
            amounts[receiver] += amounts.pop(gone)
        return tuple(sorted(amounts.items()))


def genetic(judge, count, seed):
    return Genetic(judge, count, seed).run()
