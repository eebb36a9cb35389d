import Basis
import Testing

@testable import Validation

/// Golden values: scikit-learn 1.9.1 (numpy 2.4.6) unless derived in the test.
@Suite struct MetricTests {
    private let truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 0, 1, 2]
    private let predicted = [0, 0, 1, 0, 1, 1, 0, 2, 1, 0, 1, 0]
    private let names = ["ordinary", "quasicrystal", "approximant"]

    @Test func confusionRowsAreTheTruth() throws {
        let matrix = try ConfusionMatrix(truth: truth, predicted: predicted, classNames: names)
        #expect(matrix.counts == [[4, 1, 0], [1, 3, 0], [1, 1, 1]])
        #expect(matrix.total == 12)
    }

    @Test func classFiguresEqualScikitLearn() throws {
        let matrix = try ConfusionMatrix(truth: truth, predicted: predicted, classNames: names)
        let reports = matrix.perClass
        let expected: [(Double, Double, Double, Int)] = [
            (2 / 3, 0.8, 0.72727273, 5), (0.6, 0.75, 0.66666667, 4), (1, 1 / 3, 0.5, 3),
        ]
        for (report, figures) in zip(reports, expected) {
            #expect(abs(report.precision - figures.0) < 1e-8)
            #expect(abs(report.recall - figures.1) < 1e-8)
            #expect(abs(report.f1 - figures.2) < 1e-8)
            #expect(report.support == figures.3)
            #expect(report.undefined.isEmpty)
        }
        #expect(reports.map(\.name) == names)
        #expect(abs(matrix.macroF1 - 0.6313131313131314) < 1e-15)
        #expect(abs(matrix.matthewsCorrelation - 0.4897761156766282) < 1e-15)
        #expect(abs(matrix.accuracy - 2 / 3) < 1e-15)
    }

    @Test func divisionByZeroGivesZeroAndSaysSo() throws {
        let matrix = try ConfusionMatrix(
            truth: [0, 0, 1, 1], predicted: [0, 0, 0, 0], classNames: names)
        #expect(matrix.perClass[1].undefined == ["precision"])
        #expect(matrix.perClass[1].precision == 0)
        #expect(matrix.perClass[2].undefined == ["precision", "recall", "f1"])
        // The class that occurs nowhere does not enter the mean.
        #expect(abs(matrix.macroF1 - 1 / 3) < 1e-15)
        #expect(matrix.matthewsCorrelation == 0)
        let empty = try ConfusionMatrix(truth: [], predicted: [], classNames: names)
        #expect(empty.macroF1 == 0 && empty.accuracy == 0)
    }

    @Test func averagePrecisionSumsSteps() throws {
        let scores = [0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.3, 0.2, 0.1]
        let positives = [1, 1, 0, 0, 1, 0, 1, 0, 0, 1].map { $0 == 1 }
        let value = try #require(
            try ProbabilityMetrics.averagePrecision(scores: scores, positives: positives))
        #expect(abs(value - 0.6619047619047618) < 1e-15)
        // By hand: steps at recall 1/5 (P 1), 2/5 (P 2/3), 4/5 (P 4/7), 1 (P 1/2).
        #expect(abs(value - (1.0 / 5 + 2.0 / 15 + 2.0 / 5 * 4 / 7 + 1.0 / 10)) < 1e-15)
        #expect(
            try ProbabilityMetrics.averagePrecision(scores: [1, 2], positives: [false, false])
                == nil)
        #expect(
            try ProbabilityMetrics.averagePrecision(scores: [1, 2], positives: [false, true]) == 1)
        #expect(throws: ValidationError.notFinite(what: "score", index: 1)) {
            try ProbabilityMetrics.averagePrecision(scores: [1, .nan], positives: [true, true])
        }
    }

    @Test func brierAndLogLossEqualScikitLearn() throws {
        let probabilities = Matrix(
            rows: 5, columns: 3,
            values: [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0, 1, 0, 0.5, 0.25, 0.25])
        let labels = [0, 1, 0, 2, 0]
        let brier = try ProbabilityMetrics.brier(probabilities, truth: labels)
        let loss = try ProbabilityMetrics.logLoss(probabilities, truth: labels)
        #expect(abs(brier - 0.663) < 1e-15)
        #expect(abs(loss - 7.7041183738511965) < 1e-12)
        #expect(ProbabilityMetrics.mostProbable(probabilities) == [0, 1, 2, 1, 0])
        #expect(throws: ValidationError.labelOutOfRange(label: 3, row: 4, classCount: 3)) {
            try ProbabilityMetrics.logLoss(probabilities, truth: [0, 1, 0, 2, 3])
        }
    }
}
