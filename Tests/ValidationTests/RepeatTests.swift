import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct RepeatTests {
    private func outcome(_ predicted: [Int], seed: UInt64) throws -> ValidationOutcome {
        try CrossValidation.run(
            folds: [
                Fold(name: "0", train: [2, 3], test: [0, 1]),
                Fold(name: "1", train: [0, 1], test: [2, 3]),
            ], labels: [0, 0, 1, 1], classNames: ["a", "b"], protocol: .system, seed: seed
        ) { fold in
            var shares = Matrix(rows: 2, columns: 2)
            for (position, row) in fold.test.enumerated() { shares[position, predicted[row]] = 1 }
            return shares
        }
    }

    @Test func figuresAreSummarisedOverSeeds() throws {
        let summary = try RepeatSummary(of: [
            outcome([0, 0, 1, 1], seed: 1), outcome([0, 1, 1, 1], seed: 2),
            outcome([0, 0, 0, 0], seed: 3),
        ])
        #expect(summary.seeds == [1, 2, 3] && summary.protocol == .system)
        let accuracy = try #require(summary.figure("accuracy"))
        #expect(accuracy.mean == 0.75 && accuracy.standardDeviation == 0.25)
        #expect(accuracy.minimum == 0.5 && accuracy.maximum == 1 && accuracy.count == 3)
        // The third run calls nothing b, so its precision is undefined.
        let precision = try #require(summary.figure("precision", of: "b"))
        #expect(precision.count == 2)
        #expect(abs(try #require(precision.mean) - 5.0 / 6) < 1e-15)
        let data = try JSONEncoder().encode(summary)
        #expect(try JSONDecoder().decode(RepeatSummary.self, from: data) == summary)
    }

    @Test func oneRunHasNoDeviation() throws {
        let summary = try RepeatSummary(of: [outcome([0, 0, 1, 1], seed: 1)])
        #expect(summary.figure("macro_f1")?.mean == 1)
        #expect(summary.figure("macro_f1")?.standardDeviation == nil)
        #expect(summary.figure("precision_at_10", of: "a")?.mean == nil)
    }

    @Test func equalRunsHaveNoSpread() throws {
        #expect(Spread([0.1, 0.1, 0.1])?.standardDeviation == 0)
        #expect(Spread([0.1, 0.1, 0.1])?.mean == 0.1)
        #expect(Spread([]) == nil)
    }

    @Test func runsThatDoNotBelongTogetherAreRefused() throws {
        #expect(throws: ValidationError.self) { try RepeatSummary(of: []) }
        let one = try outcome([0, 0, 1, 1], seed: 1)
        #expect(throws: ValidationError.self) { try RepeatSummary(of: [one, one]) }
        let other = try Fixture.random(rows: 30)
        #expect(throws: ValidationError.self) { try RepeatSummary(of: [one, other]) }
    }
}
