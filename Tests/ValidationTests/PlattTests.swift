import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct PlattTests {
    /// Two classes whose true log-odds are 0.5 * logit(stated) - 1.
    private func overconfident(_ rows: Int) -> (probabilities: Matrix, labels: [Int]) {
        var stream = RandomStream(seed: 8)
        var shares = [Double]()
        var labels = [Int]()
        for _ in 0..<rows {
            let score = 8 * stream.unit() - 4
            let stated = 1 / (1 + exp(-score))
            shares += [1 - stated, stated]
            labels.append(stream.unit() < 1 / (1 + exp(1 - 0.5 * score)) ? 1 : 0)
        }
        return (Matrix(rows: rows, columns: 2, values: shares), labels)
    }

    @Test func equalScoresGetTheSmoothedShare() throws {
        // 4 of 12 positive at one score: mean target (4 * 5/6 + 8 * 1/10) / 12.
        let labels = (0..<12).map { $0 < 4 ? 1 : 0 }
        let fit = LogisticFit(
            scores: [Double](repeating: 0, count: 12), positives: labels.map { $0 == 1 })
        let expected = (4 * 5.0 / 6 + 8 * 0.1) / 12
        #expect(abs(LogisticFit.sigmoid(fit.intercept) - expected) < 1e-9)
    }

    @Test func twoScoresAreFittedExactly() {
        // Two parameters pass through the mean targets of two scores.
        let positives = [true, true, true, false, true, false, false, false]
        let fit = LogisticFit(scores: [1, 1, 1, 1, -1, -1, -1, -1], positives: positives)
        let high = 5.0 / 6
        let low = 1.0 / 6
        #expect(
            abs(LogisticFit.sigmoid(fit.slope + fit.intercept) - (3 * high + low) / 4) < 1e-8)
        #expect(
            abs(LogisticFit.sigmoid(fit.intercept - fit.slope) - (high + 3 * low) / 4) < 1e-8)
    }

    @Test func knownDistortionIsFound() throws {
        let (probabilities, labels) = overconfident(20_000)
        let calibration = try PlattCalibration(
            fitting: probabilities, labels: labels, classCount: 2)
        #expect(calibration.fitted == [true, true])
        #expect(abs(calibration.slopes[1] - 0.5) < 0.03)
        #expect(abs(calibration.intercepts[1] + 1) < 0.05)
        // Against the rest, the other class is the mirror image.
        #expect(abs(calibration.slopes[0] - calibration.slopes[1]) < 1e-6)
        #expect(abs(calibration.intercepts[0] + calibration.intercepts[1]) < 1e-6)
        let better = try calibration.apply(to: probabilities)
        #expect(
            try ProbabilityMetrics.logLoss(better, truth: labels)
                < ProbabilityMetrics.logLoss(probabilities, truth: labels) - 0.1)
        for row in 0..<better.rows {
            #expect(abs(better.row(row).reduce(0, +) - 1) < 1e-15)
        }
        let data = try JSONEncoder().encode(calibration)
        #expect(try JSONDecoder().decode(PlattCalibration.self, from: data) == calibration)
    }

    @Test func extremesStayFinite() throws {
        let calibration = try PlattCalibration(
            fitting: Matrix(
                rows: 40, columns: 2, values: (0..<20).flatMap { _ in [0.0, 1, 1, 0] }),
            labels: (0..<40).map { ($0 + 1) % 2 }, classCount: 2)
        let sure = try calibration.apply(to: Matrix(rows: 1, columns: 2, values: [0, 1]))
        #expect(sure.values.allSatisfy { $0 > 0 && $0 < 1 })
        // Twenty of each: the smoothed target is 21/22.
        #expect(abs(sure[0, 1] - 21.0 / 22) < 1e-6)
    }

    @Test func rareOrTurnedClassesKeepTheirProbability() throws {
        let (probabilities, labels) = overconfident(100)
        let few = try PlattCalibration(
            fitting: probabilities, labels: labels, classCount: 2, leastPositives: 60)
        #expect(few.fitted == [false, false])
        #expect(try few.apply(to: probabilities) == probabilities)
        let turned = try PlattCalibration(
            fitting: probabilities, labels: labels.map { 1 - $0 }, classCount: 2)
        #expect(turned.fitted == [false, false])
    }

    @Test func foldsAreCalibratedByTheOthers() throws {
        let outcome = try Fixture.random(rows: 600)
        let calibrated = try outcome.crossCalibrated()
        // Turning the labels of one fold around changes every fold but that one.
        let turned = try Fixture.outcome(
            outcome.predictions.map(\.probabilities),
            truth: outcome.predictions.map { $0.fold == 2 ? ($0.truth + 1) % 3 : $0.truth },
            folds: outcome.predictions.map(\.fold)
        ).crossCalibrated()
        for (left, right) in zip(calibrated.predictions, turned.predictions) {
            #expect((left.probabilities == right.probabilities) == (left.fold == 2))
        }
        #expect(calibrated.logLoss < outcome.logLoss)
        #expect(calibrated.folds.map(\.testRows) == outcome.folds.map(\.testRows))
        #expect(calibrated.predictions.map(\.row) == outcome.predictions.map(\.row))
    }

    @Test func badInputIsRefused() throws {
        let good = Matrix(rows: 2, columns: 2, values: [0, 1, 1, 0])
        #expect(throws: ValidationError.self) {
            try PlattCalibration(fitting: good, labels: [0, 1], classCount: 3)
        }
        #expect(throws: ValidationError.self) {
            try PlattCalibration(fitting: good, labels: [0, 2], classCount: 2)
        }
        #expect(throws: ValidationError.self) {
            try PlattCalibration(fitting: good, labels: [0, 1], classCount: 2, floor: 0)
        }
        #expect(throws: ValidationError.self) {
            try PlattCalibration(
                fitting: Matrix(rows: 1, columns: 2, values: [2, -1]), labels: [0], classCount: 2)
        }
        #expect(throws: ValidationError.self) {
            try PlattCalibration.crossCalibrated(
                good, labels: [0, 1], folds: [3, 3], classCount: 2)
        }
    }
}
