import Basis
import Materials
import Testing

@testable import InverseDesign

@Suite struct ExperimentChooserTests {
    /// Random ternaries of six metals on a grid of 2 at.%, each once, with a committee of three.
    private struct Sample {
        var candidates: [Composition]
        var members: Matrix
        var known: (compositions: [Composition], isHit: [Bool])

        init(seed: UInt64, count: Int = 150) throws {
            var stream = RandomStream(seed: seed)
            let metals = ["Al", "Cu", "Fe", "Co", "Ni", "Pd"].compactMap { Element(symbol: $0) }
            func draw() throws -> Composition {
                var chosen = metals
                stream.shuffle(&chosen)
                let first = 1 + stream.below(48)
                let second = 1 + stream.below(49 - first)
                return try Composition(
                    amounts: [
                        (chosen[0], Double(first)), (chosen[1], Double(second)),
                        (chosen[2], Double(50 - first - second)),
                    ])
            }
            var seen = Set<Composition>()
            var candidates = [Composition]()
            while candidates.count < count {
                let composition = try draw()
                if seen.insert(composition).inserted { candidates.append(composition) }
            }
            self.candidates = candidates
            members = Matrix(
                rows: 3, columns: count, values: (0..<3 * count).map { _ in stream.unit() })
            var compositions = [Composition]()
            while compositions.count < 40 {
                let composition = try draw()
                if seen.insert(composition).inserted { compositions.append(composition) }
            }
            known = (compositions, compositions.map { _ in stream.unit() < 0.5 })
        }

        func chooser(
            _ evidence: LocalEvidence = LocalEvidence(range: 0.2, strength: 2), threads: Int = 1
        ) throws -> ExperimentChooser {
            try ExperimentChooser(
                candidates: candidates, members: members, outcomes: known, evidence: evidence,
                threads: threads)
        }
    }

    @Test(arguments: BatchStrategy.allCases)
    func noTwoSuggestionsAreCloserThanTheLimits(strategy: BatchStrategy) throws {
        for seed in UInt64(1)...8 {
            let sample = try Sample(seed: seed)
            var stream = RandomStream(seed: seed)
            let limits = BatchLimits(
                minimumDistance: 0.3 * stream.unit(), perSystem: 1 + stream.below(3))
            let pending = Array(sample.known.compositions.prefix(2))
            let picks = try sample.chooser().batch(
                size: 12, strategy: strategy, limits: limits, pending: pending, remaining: 40,
                stream: RandomStream(seed: seed))
            #expect(!picks.isEmpty)
            #expect(Set(picks.map(\.candidate)).count == picks.count)
            let made = pending + picks.map { sample.candidates[$0.candidate] }
            var used = [ChemicalSystem: Int]()
            for (position, composition) in made.enumerated() where position >= pending.count {
                for other in made[..<position] {
                    #expect(composition.distance(to: other) >= limits.minimumDistance)
                }
            }
            for composition in made.dropFirst(pending.count) {
                used[composition.system, default: 0] += 1
            }
            #expect(used.values.allSatisfy { $0 <= limits.perSystem })
        }
    }

    @Test(arguments: BatchStrategy.allCases)
    func theSameSeedGivesTheSameBatchAtAnyThreadCount(strategy: BatchStrategy) throws {
        let sample = try Sample(seed: 3)
        func batch(threads: Int, seed: UInt64) throws -> [ExperimentChooser.Pick] {
            try sample.chooser(threads: threads).batch(
                size: 10, strategy: strategy, limits: BatchLimits(), remaining: 50,
                stream: RandomStream(seed: seed))
        }
        let first = try batch(threads: 1, seed: 7)
        #expect(first.count == 10)
        #expect(try batch(threads: 4, seed: 7) == first)
        if strategy == .random || strategy == .thompson {
            #expect(try batch(threads: 1, seed: 8) != first)
        }
    }

    @Test func whatIsSaidOfASuggestionDoesNotHangOnTheStrategy() throws {
        let sample = try Sample(seed: 9, count: 2300)
        let chooser = try sample.chooser()
        let all = chooser.batch(
            size: 2300, strategy: .random, limits: BatchLimits(minimumDistance: 0, perSystem: 2300),
            remaining: 2300, stream: RandomStream(seed: 1))
        #expect(Set(all.map(\.candidate)).count == 2300)
        #expect(all.allSatisfy { $0.probability > 0 && $0.spread > 0 })
        let best = chooser.batch(
            size: 1, strategy: .improvement, limits: BatchLimits(), remaining: 1,
            stream: RandomStream(seed: 1))
        #expect(all.first { $0.candidate == best.first?.candidate } == best.first)
    }

    @Test func greedyTakesTheMostProbableOnes() throws {
        let sample = try Sample(seed: 4)
        let picks = try sample.chooser().batch(
            size: 20, strategy: .greedy, limits: BatchLimits(minimumDistance: 0, perSystem: 1000),
            remaining: 20, stream: RandomStream(seed: 0))
        let means = sample.candidates.indices.map { column in
            (0..<3).reduce(0) { $0 + sample.members[$1, column] } / 3
        }
        let best = means.indices.sorted { (means[$1], $0) < (means[$0], $1) }
        #expect(picks.map(\.candidate) == Array(best.prefix(20)))
    }

    @Test func theLastSuggestionOfABudgetHasNothingToLearnFor() throws {
        for seed in UInt64(1)...6 {
            let sample = try Sample(seed: seed)
            let limits = BatchLimits(minimumDistance: 0, perSystem: 1000)
            let chooser = try sample.chooser()
            let last = chooser.batch(
                size: 1, strategy: .improvement, limits: limits, remaining: 1,
                stream: RandomStream(seed: 0))
            let chances = chooser.live.indices.map { place in
                chooser.evidence.chance(
                    prior: chooser.mean[place], hits: chooser.known[place].hits,
                    count: chooser.known[place].count)
            }
            #expect(last.first?.chance == chances.max())
        }
    }

    @Test func withBudgetLeftWhatTeachesMoreComesFirst() throws {
        // Two compositions of equal chance: one among many that it tells of, one alone.
        let alone = try Composition("Zn60Mg30Y10")
        let crowd = try (0..<12).map { try Composition("Al\(700 + 5 * $0)Cu300") }
        let candidates = [alone] + crowd
        let chooser = try ExperimentChooser(
            candidates: candidates,
            members: Matrix(rows: 1, columns: candidates.count, repeating: 0.4),
            outcomes: ([], []), evidence: LocalEvidence(range: 0.1, strength: 1), threads: 1)
        func first(remaining: Int) -> Int? {
            chooser.batch(
                size: 1, strategy: .improvement, limits: BatchLimits(), remaining: remaining,
                stream: RandomStream(seed: 0)
            ).first?.candidate
        }
        #expect(first(remaining: 1) == 0)
        #expect(first(remaining: 6) != 0)
    }

    @Test func aPendingSuggestionTakesTheInterestOutOfItsNeighbourhood() throws {
        let candidates = try ["Al70Cu30", "Al71Cu29", "Zn60Mg40"].map { try Composition($0) }
        let chooser = try ExperimentChooser(
            candidates: candidates, members: Matrix(rows: 1, columns: 3, values: [0.9, 0.9, 0.85]),
            outcomes: ([], []), evidence: .none, threads: 1)
        func batch(pending: [Composition]) -> [Int] {
            chooser.batch(
                size: 3, strategy: .greedy, limits: BatchLimits(minimumDistance: 0.05),
                pending: pending, remaining: 9, stream: RandomStream(seed: 0)
            ).map(\.candidate)
        }
        #expect(batch(pending: []) == [0, 2])
        #expect(batch(pending: [try Composition("Al70.5Cu29.5")]) == [2])
    }

    @Test func thompsonAsksEveryMember() throws {
        let candidates = try ["Al70Cu30", "Zn60Mg40", "Ti50Ni50"].map { try Composition($0) }
        let chooser = try ExperimentChooser(
            candidates: candidates,
            members: Matrix(rows: 3, columns: 3, values: [1, 0, 0.9, 0, 1, 0.9, 0.3, 0.3, 1]),
            outcomes: ([], []), evidence: .none, threads: 1)
        let picks = chooser.batch(
            size: 3, strategy: .thompson, limits: BatchLimits(), remaining: 9,
            stream: RandomStream(seed: 2))
        #expect(Set(picks.map(\.candidate)) == [0, 1, 2])
    }
}
