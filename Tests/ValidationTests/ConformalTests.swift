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
                #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
            }
            let size = try #require(coverage.overall.meanSize)
            #expect(size > 0.9 && size < 3)
        }
    }

    @Test func coverageIsMeasuredAcrossFolds() throws {
        // Each fold's rows of class 0 have another probability: calibrated on itself each would
        // be covered, calibrated on the other the lower fold is not.
        let shares = (0..<40).map { $0 < 20 ? 0.9 : 0.6 }
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
