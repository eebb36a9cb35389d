import Basis
import Foundation
import Learning
import Testing

@testable import Validation

@Suite struct CrossValidationTests {
    private let labels = [0, 0, 1, 0, 1, 2]
    private let names = ["ordinary", "quasicrystal", "approximant"]
    private let folds = [
        Fold(name: "a", train: [1, 3, 4, 5], test: [0, 2]),
        Fold(name: "b", train: [0, 2, 4], test: [1, 3, 5]),
    ]

    private func run(
        _ folds: [Fold], predict: (Fold) throws -> Matrix
    ) throws -> ValidationOutcome {
        try CrossValidation.run(
            folds: folds, labels: labels, classNames: names, protocol: .system, seed: 7,
            predict: predict)
    }

    /// Certain of the class given for each row.
    private func certain(_ classes: [Int], _ fold: Fold) -> Matrix {
        var result = Matrix(rows: fold.test.count, columns: 3)
        for (position, row) in fold.test.enumerated() { result[position, classes[row]] = 1 }
        return result
    }

    @Test func predictionsReturnToTheirRows() throws {
        let outcome = try run(folds) { certain([0, 0, 1, 1, 9, 2], $0) }
        #expect(outcome.predictions.map(\.row) == [0, 1, 2, 3, 5])
        #expect(outcome.predictions.map(\.predicted) == [0, 0, 1, 1, 2])
        #expect(outcome.predictions.map(\.truth) == [0, 0, 1, 0, 2])
        #expect(outcome.foldOfRow == [0, 1, 0, 1, nil, 1])
        #expect(outcome.untestedRows == [4])
        #expect(outcome.notes == ["rows in no fold, not tested: 1"])
        #expect(outcome.confusionMatrix.counts == [[2, 1, 0], [0, 1, 0], [0, 0, 1]])
        #expect(outcome.folds.map(\.trainRows) == [4, 3])
        #expect(outcome.folds.map(\.testRows) == [2, 3])
        #expect(outcome.folds[0].macroF1 == 1)
        #expect(abs(outcome.macroF1 - (0.8 + 2.0 / 3 + 1) / 3) < 1e-15)
        // Ordinary: two of three found first (P 1), the last among all five rows (P 3/5).
        let ordinary = try #require(outcome.averagePrecision[0])
        #expect(abs(ordinary - (2.0 / 3 + 1.0 / 3 * 3 / 5)) < 1e-15)
        #expect(outcome.averagePrecision[1...] == [0.5, 1])
        #expect(abs(outcome.brier - 0.4) < 1e-15)
    }

    @Test func undefinedFiguresAreNoted() throws {
        let outcome = try run(folds) { certain([0, 0, 0, 0, 0, 0], $0) }
        #expect(
            outcome.notes.prefix(2) == [
                "quasicrystal: precision set to 0 (nothing to divide by)",
                "approximant: precision set to 0 (nothing to divide by)",
            ])
    }

    @Test func leaksAndRepeatsAreRefused() throws {
        let leak = [Fold(name: "a", train: [0, 1], test: [1])]
        #expect(throws: ValidationError.leak(row: 1, fold: "a")) {
            try run(leak) { certain(labels, $0) }
        }
        let twice = [
            Fold(name: "a", train: [0], test: [1]), Fold(name: "b", train: [2], test: [1]),
        ]
        #expect(throws: ValidationError.predictedTwice(row: 1, fold: "b")) {
            try run(twice) { certain(labels, $0) }
        }
        let empty = [Fold(name: "a", train: [], test: [1])]
        #expect(throws: ValidationError.emptyFold("a")) { try run(empty) { certain(labels, $0) } }
        let outside = [Fold(name: "a", train: [0], test: [6])]
        #expect(throws: ValidationError.badRow(6, fold: "a", rowCount: 6)) {
            try run(outside) { certain(labels, $0) }
        }
        #expect(throws: ValidationError.noFolds) { try run([]) { certain(labels, $0) } }
    }

    @Test func whatIsNoProbabilityIsRefused() throws {
        #expect(throws: ValidationError.badProbabilities(fold: "a", row: 2)) {
            try run(folds) { _ in Matrix(rows: 2, columns: 3, values: [1, 0, 0, 0.5, 0.4, 0]) }
        }
        #expect(throws: ValidationError.badProbabilities(fold: "a", row: 0)) {
            try run(folds) { _ in Matrix(rows: 2, columns: 3, values: [.nan, 0, 0, 1, 0, 0]) }
        }
        #expect(
            throws: ValidationError.badShape(
                fold: "a", rows: 1, columns: 3, expectedRows: 2, expectedColumns: 3)
        ) {
            try run(folds) { _ in Matrix(rows: 1, columns: 3, values: [1, 0, 0]) }
        }
    }

    @Test func priorKnowsOnlyTheTrainingRows() throws {
        let outcome = try run(folds) {
            try PriorBaseline.probabilities(fold: $0, labels: labels, classCount: 3)
        }
        #expect(outcome.predictions[0].probabilities == [0.5, 0.25, 0.25])
        #expect(outcome.predictions[1].probabilities == [1.0 / 3, 2.0 / 3, 0])
    }

    @Test func outcomeSurvivesJSON() throws {
        let outcome = try run([folds[0]]) { certain(labels, $0) }
        #expect(outcome.averagePrecision == [1, 1, nil])
        let data = try JSONEncoder().encode(outcome)
        #expect(try JSONDecoder().decode(ValidationOutcome.self, from: data) == outcome)
    }

    @Test func forestsAreValidatedOutOfSample() throws {
        // Labels without any signal: in sample a forest is perfect, out of sample it must not be.
        var stream = RandomStream(seed: 11)
        let features = Matrix(rows: 200, columns: 4, values: (0..<800).map { _ in stream.unit() })
        let noise = (0..<200).map { _ in stream.below(2) }
        let folds = try Splits.stratified(labels: noise, folds: 4, stream: RandomStream(seed: 1))
        let encoded = try EncodedFeatures(features, threads: 1)
        let learner = ForestLearner(ForestParameters(trees: 10))
        let outcome = try CrossValidation.run(
            folds: folds, labels: noise, classNames: ["no", "yes"], protocol: .random, seed: 1
        ) { fold in
            let forest = try learner.fit(
                encoded, rows: fold.train, labels: noise, classCount: 2, threads: 1
            ).model
            let trained = try forest.probabilities(
                of: features.selecting(rows: fold.train), threads: 1)
            #expect(ProbabilityMetrics.mostProbable(trained) == fold.train.map { noise[$0] })
            return try forest.probabilities(of: features.selecting(rows: fold.test), threads: 1)
        }
        #expect(outcome.predictions.count == 200)
        #expect(outcome.macroF1 < 0.62)
    }
}
