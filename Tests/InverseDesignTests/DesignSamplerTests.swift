import Basis
import Foundation
import Materials
import Testing

@testable import InverseDesign

/// Spaces small enough to count every alloy.
private struct Small {
    let prior: AlloyPrior
    let similarity: ElementSimilarity
    /// Every alloy of the space.
    let all: [Alloy]

    init(
        _ symbols: String, sizes: ClosedRange<Int>, total: Int, learned: Bool = true,
        concentration: Double = 1
    ) throws {
        let elements = symbols.split(separator: " ").compactMap { Element(symbol: String($0)) }
        let space = AlloySpace(elements: elements, sizes: sizes, total: total)
        similarity = try ElementSimilarity()
        let known = try ["Al63Cu25Fe12", "Al70Ni15Co15", "AlFe", "CuFe2"].map {
            try Composition($0)
        }
        prior = AlloyPrior(
            space: space,
            affinity: learned
                ? ElementAffinity(of: space.elements, in: known, similarity: similarity) : nil,
            concentration: concentration)
        var all = [Alloy]()
        func divide(_ chosen: [Element], _ parts: [Int], _ rest: Int) {
            if parts.count == chosen.count - 1 {
                if rest >= 1 { all.append(Alloy(elements: chosen, parts: parts + [rest])) }
                return
            }
            for next in stride(from: 1, to: rest, by: 1) {
                divide(chosen, parts + [next], rest - next)
            }
        }
        func choose(_ chosen: [Element], from start: Int, _ size: Int) {
            if chosen.count == size { return divide(chosen, [], total) }
            for next in start..<space.elements.count {
                choose(chosen + [space.elements[next]], from: next + 1, size)
            }
        }
        for size in sizes { choose([], from: 0, size) }
        self.all = all
    }
}

/// A likelihood with two peaks and a forbidden region.
private func sampleLikelihood(_ alloys: [Alloy]) -> [Double] {
    alloys.map { alloy in
        let first = Double(alloy.parts[0]) / Double(alloy.total)
        if first > 0.9 { return -.infinity }
        return 3 * cos(9 * first) - (alloy.elements.count == 2 ? 0.7 : 0)
    }
}

/// The sample likelihood, part of whose conditions are asked late.
private struct SampleTarget: AlloyTarget {
    var forbidsAll = false

    func logLikelihoods(_ alloys: [Alloy]) -> [Double] { sampleLikelihood(alloys) }

    func isAllowed(_ alloys: [Alloy]) -> [Bool] {
        alloys.map { !forbidsAll && isAllowedLate($0) }
    }
}

private func isAllowedLate(_ alloy: Alloy) -> Bool { !alloy.parts.contains(7) }

@Suite struct AlloyPriorTests {
    @Test(arguments: [
        ("Al Cu Fe", 1...3, true, 1.0), ("Al Cu Fe Ni", 2...4, true, 1.0),
        ("Al Cu Fe Ni", 2...4, true, 2.5), ("Al Cu Fe Ni Co", 1...5, false, 0.5),
    ])
    func theProbabilitiesOfAllAlloysSumToOne(
        symbols: String, sizes: ClosedRange<Int>, learned: Bool, concentration: Double
    ) throws {
        let small = try Small(
            symbols, sizes: sizes, total: 12, learned: learned, concentration: concentration)
        let sums = sizes.map { size in
            small.all.filter { $0.elements.count == size }
                .reduce(0) { $0 + exp(small.prior.logProbability(of: $1)) }
        }
        for sum in sums { #expect(abs(sum - 1 / Double(sizes.count)) < 1e-12) }
        let counts = sizes.map { size in small.all.count { $0.elements.count == size } }
        #expect(small.prior.space.systemCount == Double(Set(small.all.map(\.elements)).count))
        for (size, count) in zip(sizes, counts) {
            #expect(abs(small.prior.space.logCount(ofSize: size) - log(Double(count))) < 1e-12)
        }
    }

    @Test func pairsThatOccurTogetherAndTheirLikesAreMoreProbable() throws {
        let elements = try ["Al", "Cu", "Fe", "Ru", "Cl"].map {
            try #require(Element(symbol: $0))
        }.sorted()
        let affinity = ElementAffinity(
            of: elements, in: [try Composition("Al63Cu25Fe12"), try Composition("Al2Cu")],
            similarity: try ElementSimilarity())
        func value(_ first: String, _ second: String) throws -> Double {
            let places = try [first, second].map { symbol in
                try #require(elements.firstIndex { $0.symbol == symbol })
            }
            return affinity.values[places[0] * elements.count + places[1]]
        }
        #expect(try value("Al", "Fe") == value("Fe", "Al"))
        #expect(try value("Al", "Cu") > value("Al", "Ru"))
        #expect(try value("Al", "Ru") > value("Al", "Cl"))
        #expect(affinity.values.allSatisfy { $0 > 0 })
    }
}

@Suite struct AlloyTests {
    /// Elements and their parts as a table, for which nothing can go wrong.
    private func table(_ alloy: Alloy) -> [Element: Int] {
        Dictionary(uniqueKeysWithValues: zip(alloy.elements, alloy.parts))
    }

    @Test func stepsChangeWhatTheySayAndNothingElse() throws {
        var stream = RandomStream(seed: 8)
        let space = AlloySpace(elements: Element.allCases, sizes: 2...7, total: 1000)
        for _ in 0..<500 {
            let alloy = space.draw(&stream)
            let (first, second) = (alloy.elements[0], alloy.elements[alloy.size - 1])
            var new = Element.allCases[stream.below(118)]
            while alloy.contains(new) { new = Element.allCases[stream.below(118)] }
            let last = alloy.size - 1
            var expected = table(alloy)
            #expect(expected.count == alloy.size && alloy.total == 1000)
            expected[first] = alloy.parts[last]
            expected[second] = alloy.parts[0]
            #expect(table(alloy.exchanging(0, last)) == expected)
            expected = table(alloy)
            expected[first] = nil
            expected[new] = alloy.parts[0]
            #expect(table(alloy.replacing(0, by: new)) == expected)
            expected = table(alloy)
            expected[first] = nil
            expected[second]? += alloy.parts[0]
            let removed = alloy.removing(0, to: last)
            #expect(table(removed) == expected)
            guard alloy.parts[0] > 1 else { continue }
            let moved = 1 + stream.below(alloy.parts[0] - 1)
            expected = table(alloy)
            expected[first]? -= moved
            expected[new] = moved
            let added = alloy.adding(new, moved, from: 0)
            #expect(table(added) == expected)
            expected[new] = nil
            expected[second]? += moved
            #expect(table(alloy.transferring(moved, from: 0, to: last)) == expected)
            for other in [removed, added] {
                #expect(other.elements == other.elements.sorted())
                let copy = Alloy(
                    elements: other.elements.reversed(), parts: other.parts.reversed())
                #expect(copy == other && Set([copy, other, alloy]).count == 2)
                #expect(Alloy.precedes(other, alloy) != Alloy.precedes(alloy, other))
            }
        }
    }
}

@Suite struct AlloyMovesTests {
    @Test func everyStepHasAWayBackOfTheOppositeRatio() throws {
        let small = try Small("Al Cu Fe", sizes: 1...3, total: 6)
        let moves = AlloyMoves(space: small.prior.space, similarity: small.similarity)
        var stream = RandomStream(seed: 3)
        /// Ratios of the steps seen, by where they lead from and to.
        var seen = [[Alloy]: Set<Int>]()
        for alloy in small.all {
            for _ in 0..<3000 {
                guard let step = moves.step(from: alloy, &stream), step.alloy != alloy else {
                    continue
                }
                #expect(small.all.contains(step.alloy))
                seen[[alloy, step.alloy], default: []].insert(Int((step.logRatio * 1e9).rounded()))
            }
        }
        #expect(seen.count > 50)
        for (ends, ratios) in seen {
            #expect(seen[[ends[1], ends[0]]] == Set(ratios.map { -$0 }), "\(ends)")
        }
    }
}

@Suite struct SystemCapTests {
    @Test func noSystemExceedsItsShareAndMeansStay() throws {
        var stream = RandomStream(seed: 11)
        for _ in 0..<200 {
            let masses = (0..<(2 + stream.below(12))).map { _ in pow(stream.unit(), 6) }
            let sum = masses.reduce(0, +)
            let share = 0.05 + 0.5 * stream.unit()
            let capped = SystemCap.capped(masses.map { $0 / sum }, at: share)
            #expect(abs(capped.reduce(0, +) - 1) < 1e-12)
            let limit = max(share, 1 / Double(masses.count))
            #expect(capped.allSatisfy { $0 <= limit + 1e-12 && $0 > 0 })
        }
    }
}

@Suite struct DesignSamplerTests {
    @Test(arguments: [
        (1...3, true, 1.0, 1.0), (2...3, true, 2.0, 0.3), (2...3, false, 1.0, 0.5),
    ])
    func theDrawnDistributionIsThePosterior(
        sizes: ClosedRange<Int>, learned: Bool, concentration: Double, systemShare: Double
    ) throws {
        let small = try Small(
            "Al Cu Fe", sizes: sizes, total: 20, learned: learned, concentration: concentration)
        let likelihood = sampleLikelihood(small.all)
        let raw = zip(small.all, likelihood).map {
            isAllowedLate($0) ? exp(small.prior.logProbability(of: $0) + $1) : 0
        }
        let sum = raw.reduce(0, +)
        // Cells of equal probability, of alloys that lie together.
        let cells = 12
        var cell = [Alloy: Int]()
        var exact = [Double](repeating: 0, count: cells)
        var passed = 0.0
        for (alloy, value) in zip(small.all, raw) {
            let number = min(cells - 1, Int(passed / sum * Double(cells)))
            cell[alloy] = number
            exact[number] += value / sum
            passed += value
        }
        var parameters = DesignParameters()
        parameters.particles = 200
        parameters.finalMoves = 10
        parameters.systemShare = systemShare
        let seeds = 30
        let shares = try (0..<seeds).map { seed -> [Double] in
            var parameters = parameters
            parameters.seed = UInt64(seed)
            let sample = try DesignSampler(
                prior: small.prior, similarity: small.similarity, parameters: parameters
            ).run(SampleTarget())
            #expect(abs(sample.weights.reduce(0, +) - 1) < 1e-9)
            var found = [Double](repeating: 0, count: cells)
            for (alloy, weight) in zip(sample.alloys, sample.weights) {
                found[try #require(cell[alloy])] += weight
            }
            return found
        }
        let scores = (0..<cells).map { number -> Double in
            let values = shares.map { $0[number] }
            let mean = values.reduce(0, +) / Double(seeds)
            let variance =
                values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seeds - 1)
            return (mean - exact[number]) / (variance / Double(seeds)).squareRoot()
        }
        // 12 cells: the 99.9th percentile of chi-square is 33, and one in 10^4 beyond 4.5.
        #expect(scores.reduce(0) { $0 + $1 * $1 } < 36, "\(scores)")
        #expect(scores.allSatisfy { abs($0) < 4.5 }, "\(scores)")
    }

    @Test func oneSeedGivesOneSample() throws {
        let small = try Small("Al Cu Fe Ni", sizes: 2...4, total: 100)
        func run(_ seed: UInt64) throws -> DesignSample {
            var parameters = DesignParameters()
            parameters.particles = 100
            parameters.seed = seed
            return try DesignSampler(
                prior: small.prior, similarity: small.similarity, parameters: parameters
            ).run(SampleTarget())
        }
        let (first, again, other) = (try run(1), try run(1), try run(2))
        #expect(first.alloys == again.alloys)
        #expect(first.weights == again.weights)
        #expect(first.visited.map(\.alloy) == again.visited.map(\.alloy))
        #expect(first.alloys != other.alloys)
        #expect(first.steps.last?.inverseTemperature == 1)
        let values = first.visited.map(\.logLikelihood)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test func conditionsThatNothingMeetsAreSaid() throws {
        let small = try Small("Al Cu", sizes: 2...2, total: 10)
        let sampler = DesignSampler(
            prior: small.prior, similarity: small.similarity, parameters: DesignParameters())
        #expect(throws: DesignError.self) {
            try sampler.run(SampleTarget(forbidsAll: true))
        }
    }
}
