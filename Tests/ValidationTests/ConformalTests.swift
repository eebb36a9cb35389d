import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct ConformalTests {
    private func matrix(_ shares: [Double]) -> Matrix {
        Matrix(rows: shares.count, columns: 2, values: shares.flatMap { [$0, 1 - $0] })
    }

    @Test func thresholdIsTheRankedNonconformity() throws {
        // Nine rows of class 0: rank ceil(10 * 0.8) = 8 of falling probability.
        let own = [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5]
        let sets = try ConformalSets(
            calibrating: matrix(own), labels: own.map { _ in 0 }, classCount: 2, alpha: 0.2)
        #expect(sets.leastProbability == [0.2, 0])
        #expect(sets.calibrationRows == [9, 0])
        #expect(sets.set(for: [0.2, 0.8]) == [0, 1])
        #expect(sets.set(for: [0.19, 0.81]) == [1])
        let data = try JSONEncoder().encode(sets)
        #expect(try JSONDecoder().decode(ConformalSets.self, from: data) == sets)
    }

    @Test func ranksDoNotSufferFromRounding() {
        #expect(ConformalSets.rank(rows: 99, alpha: 0.1) == 90)
        #expect(ConformalSets.rank(rows: 9, alpha: 0.3) == 7)
        #expect(ConformalSets.rank(rows: 19, alpha: 0.05) == 19)
        #expect(ConformalSets.rank(rows: 18, alpha: 0.05) == 19)
        #expect(ConformalSets.rank(rows: 100, alpha: 0.1) == 91)
    }

    @Test func fewRowsPutTheClassIntoEverySet() throws {
        let sets = try ConformalSets(
            calibrating: matrix([1, 1, 1]), labels: [0, 0, 1], classCount: 2, alpha: 0.1)
        #expect(sets.leastProbability == [0, 0])
        #expect(sets.set(for: [0, 1]) == [0, 1])
    }

    @Test func everyClassIsCoveredAsPromised() throws {
        let outcome = try Fixture.random(rows: 6000)
        for alpha in [0.05, 0.1, 0.2] {
            let coverage = try ConformalCoverage(
                of: outcome, alpha: alpha, groups: (0..<6000).map { "\($0)" }, replicates: 100,
                stream: RandomStream(seed: 1), threads: 2)
            #expect(coverage.overall.rows == 6000)
            #expect(coverage.perClass.map(\.target) == Fixture.names)
            for figures in coverage.perClass {
                let interval = try #require(figures.coverage)
                // Ties only add to the coverage.
                #expect(interval.upper >= 1 - alpha)
                #expect(interval.lower <= interval.estimate && interval.estimate <= interval.upper)
            }
            let size = try #require(coverage.overall.meanSize)
            #expect(size > 0.9 && size < 3)
        }
    }

    @Test func coverageIsMeasuredAcrossFolds() throws {
        // Each fold's rows of class 0 have another probability, below that of class 1 so that only
        // the threshold lets it in: calibrated on itself each would
        // be covered, calibrated on the other the lower fold is not.
        let shares = (0..<40).map { $0 < 20 ? 0.4 : 0.1 }
        let outcome = try Fixture.outcome(
            shares.map { [$0, 1 - $0] }, truth: shares.map { _ in 0 },
            folds: (0..<40).map { $0 / 20 }, names: ["a", "b"])
        let coverage = try ConformalCoverage(
            of: outcome, alpha: 0.1, groups: (0..<40).map { "\($0 % 10)" }, replicates: 20,
            stream: RandomStream(seed: 1), threads: 1)
        #expect(coverage.overall.coverage?.estimate == 0.5)
        // The groups are balanced, so nothing varies; class b has no row and is in every set.
        #expect(coverage.overall.coverage?.lower == 0.5)
        #expect(coverage.overall.meanSize == 1.5)
        #expect(coverage.overall.single == 0.5 && coverage.overall.empty == 0)
        #expect(coverage.perClass[1].coverage == nil && coverage.perClass[1].meanSize == nil)
    }

    @Test func theMostProbableClassIsAlwaysIn() throws {
        // Ten easy rows of class 0 ask for .99; a row of .6 had an empty set.
        let own = [0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99]
        let sets = try ConformalSets(
            calibrating: matrix(own + own.map { 1 - $0 }),
            labels: own.map { _ in 0 } + own.map { _ in 1 }, classCount: 2)
        #expect(sets.leastProbability == [0.99, 0.99])
        #expect(sets.set(for: [0.6, 0.4]) == [0])
        var stream = RandomStream(seed: 5)
        for _ in 0..<200 {
            let share = stream.unit()
            #expect(!sets.set(for: [share, 1 - share]).isEmpty)
        }
    }

    @Test func groupsHaveThresholdsOfTheirOwnPulledToThePool() throws {
        // A large easy group and hard ones of 200, 20 and 2 rows.
        var (shares, groups) = ([Double](), [String]())
        for (name, count, low, high) in [
            ("easy", 2000, 0.9, 1.0), ("hard", 200, 0.3, 0.8), ("some", 20, 0.3, 0.8),
            ("few", 2, 0.3, 0.8),
        ] {
            for row in 0..<count {
                shares.append(low + (high - low) * (Double(row) + 0.5) / Double(count))
                groups.append(name)
            }
        }
        let sets = try ConformalSets(
            calibrating: matrix(shares), labels: shares.map { _ in 0 }, groups: groups,
            classCount: 2)
        let least = Dictionary(
            uniqueKeysWithValues: sets.groups.map { ($0.name, $0.leastProbability[0]) })
        let pool = sets.leastProbability[0]
        let (hard, some, few) = (
            try #require(least["hard"]), try #require(least["some"]), try #require(least["few"])
        )
        #expect(pool > 0.75 && (0.3...0.37).contains(hard))
        #expect(hard < some && some < few && few <= pool)
        // A group that nobody has seen has the thresholds of all rows.
        #expect(sets.set(for: [0.5, 0.5], group: "hard").contains(0))
        #expect(!sets.set(for: [0.45, 0.55], group: "other").contains(0))
        #expect(sets.groups.map(\.name) == ["easy", "few", "hard", "some"])
        #expect(sets.groups.map { $0.calibrationRows[0] } == [2000, 2, 200, 20])
    }

    /// A thousand rows that are never wrong beside 300 hard ones of the same class: together they
    /// are covered for 90 % and more, the hard ones alone for a third.
    @Test func easyRowsDoNotSupplyTheCoverageOfHardOnes() throws {
        var stream = RandomStream(seed: 8)
        let isHard = (0..<1300).map { $0 % 13 < 3 }
        let shares = isHard.map { $0 ? 0.5 + 0.49 * stream.unit() : 0.999 }
        let outcome = try Fixture.outcome(
            shares.map { [$0, 1 - $0] }, truth: shares.map { _ in 0 },
            folds: shares.indices.map { $0 % 5 }, names: ["a", "b"])
        // Truths that are not the most probable class, so that only thresholds can cover them.
        let low = try Fixture.outcome(
            zip(shares, isHard).map { $1 ? [$0 / 2.1, 1 - $0 / 2.1] : [$0, 1 - $0] },
            truth: shares.map { _ in 0 }, folds: shares.indices.map { $0 % 5 },
            names: ["a", "b"])
        let groups = shares.indices.map { "\($0)" }
        let kinds = isHard.map { $0 ? Optional("hard") : nil }
        for outcome in [outcome, low] {
            let coverage = try ConformalCoverage(
                of: outcome, groups: groups, kinds: kinds, replicates: 50,
                stream: RandomStream(seed: 1), threads: 1)
            #expect(coverage.overall.rows == 300 && coverage.untouchedRows == 1000)
            let measured = try #require(coverage.overall.coverage?.estimate)
            #expect(measured >= 0.87)
            let own = try #require(coverage.perGroup.first)
            #expect(own.group == "hard" && own.target == nil && own.coverage?.estimate == measured)
            #expect(coverage.perGroup.count == 3)
        }
        let sets = try low.conformalSets(alpha: 0.1, kinds: kinds)
        #expect(zip(sets, isHard).allSatisfy { ($0 == nil) == !$1 })
    }

    /// A class that is hard in one small group has the threshold of the others: it is said.
    @Test func aGroupWhoseClassIsMissedIsNamed() throws {
        var stream = RandomStream(seed: 4)
        let rows = (0..<607).map { row -> (truth: Int, share: Double, kind: String) in
            let isRare = row >= 400
            let isHard = row >= 600
            let share = isHard ? 0.05 : isRare ? 0.6 + 0.4 * stream.unit() : 0.1 * stream.unit()
            return (isRare ? 1 : 0, share, isHard ? "small" : row % 2 == 0 ? "large" : "small")
        }
        let outcome = try Fixture.outcome(
            rows.map { [1 - $0.share, $0.share] }, truth: rows.map(\.truth),
            folds: rows.indices.map { $0 < 600 ? $0 % 5 : 0 }, names: ["common", "rare"],
            protocol: .system)
        var kinds: [String?] = rows.map(\.kind)
        for row in 400..<600 { kinds[row] = "large" }
        let coverage = try ConformalCoverage(
            of: outcome, groups: rows.indices.map { "\($0)" }, kinds: kinds, replicates: 50,
            stream: RandomStream(seed: 1), threads: 1)
        let found = try #require(coverage.shortfalls.first)
        #expect(coverage.shortfalls.count == 1)
        #expect(found.group == "small" && found.target == "rare" && found.rows == 7)
        #expect(found.covered < 3)
        #expect(try outcome.shortfalls(alpha: 0.1, kinds: kinds) == coverage.shortfalls)
        // Chance may miss one of a few.
        #expect(
            ConformalShortfall(group: "g", target: "t", covered: 2, rows: 3, alpha: 0.1) == nil)
    }

    @Test func badInputIsRefused() throws {
        for alpha in [0, 1, -0.1, .nan] {
            #expect(throws: ValidationError.self) {
                try ConformalSets(
                    calibrating: matrix([1]), labels: [0], classCount: 2, alpha: alpha)
            }
        }
        let outcome = try Fixture.random(rows: 40)
        #expect(throws: ValidationError.countMismatch(what: "groups", found: 1, expected: 40)) {
            try ConformalCoverage(
                of: outcome, groups: ["a"], stream: RandomStream(seed: 1), threads: 1)
        }
    }
}
