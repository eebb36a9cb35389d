import Basis
import Foundation
import Learning
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

    @Test func columnsRowsAndCurvesShareTheirBits() throws {
        var stream = RandomStream(seed: 71)
        let labels = (0..<300).map { _ in stream.below(3) }
        let shares = labels.flatMap { label -> [Double] in
            let raw = (0..<3).map { stream.unit() + ($0 == label ? 0.5 : 0) }
            return raw.map { $0 / raw.reduce(0, +) }
        }
        // The middle class stays as it is.
        let fitting = PlattCalibrationFields(
            slopes: [1.4, 1, 0.7], intercepts: [0.3, 0, -0.2], fitted: [true, false, true],
            floor: 1e-6)
        let calibration = try JSONDecoder().decode(
            PlattCalibration.self, from: JSONEncoder().encode(fitting))
        let rows = Matrix(rows: 300, columns: 3, values: shares)
        let all = try calibration.apply(to: rows)
        for row in 0..<300 {
            let own = Matrix(rows: 1, columns: 3, values: Array(rows.row(row)))
            #expect(try calibration.apply(to: own).values == Array(all.row(row)))
            let curves = (0..<3).map { calibration.curve(own[0, $0], ofClass: $0) }
            let sum = curves[0] + curves[1] + curves[2]
            #expect(curves.map { $0 / sum } == Array(all.row(row)))
            #expect(curves[1] == own[0, 1])
            let plain = 1 / (1 + exp(-(1.4 * log(own[0, 0] / (1 - own[0, 0])) + 0.3)))
            #expect(abs(curves[0] - plain) <= 1e-14)
        }
        var columns = (0..<3).flatMap { label -> [Double] in rows.column(label) + [7] }
        columns.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            calibration.apply(toColumns: start, count: 300, stride: 301)
        }
        #expect(columns == (0..<3).flatMap { label -> [Double] in all.column(label) + [7] })
    }

    @Test func calibratedModelsJudgeRowsByTheirSums() throws {
        let features = Matrix(rows: 90, columns: 1, values: (0..<90).map { Double($0 * 37 % 90) })
        let labels = (0..<90).map { features[$0, 0] > 40 ? 1 : ($0 % 4 == 0 ? 2 : 0) }
        let set = try TrainingSet(features: features, labels: labels, classCount: 3)
        let member = LearnerParameters.boosting(BoostingParameters(rounds: 4))
        let model = try ClassifierLearner(
            .blend(BlendParameters(members: [.init(member), .init(member.seeded(4))]))
        ).fit(set, threads: 1).model
        let raw = try model.probabilities(of: features, threads: 1)
        let calibration = try PlattCalibration(fitting: raw, labels: labels, classCount: 3)
        let calibrated = try CalibratedModel(model, calibration: calibration)
        let shares = try calibrated.probabilities(of: features, threads: 2)
        #expect(shares != raw)
        #expect(try shares == calibration.apply(to: raw))
        #expect(try shares == calibrated.predictions(of: features, threads: 1).probabilities)
        #expect(calibrated.ensembles.count == 2)
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

/// The stored form of a calibration.
private struct PlattCalibrationFields: Codable {
    let slopes: [Double]
    let intercepts: [Double]
    let fitted: [Bool]
    let floor: Double
}
