import Basis
import Learning

/// Probabilities made honest: a logistic curve of two parameters for each class.
///
/// A class's probability p becomes q = 1 / (1 + exp(-(slope * logit(p) + intercept))), where p is
/// first clipped to [floor, 1 - floor]; then the rows are divided by their sum. Each curve is
/// fitted one class against the rest by maximum likelihood with Platt's smoothed targets,
/// (n+ + 1) / (n+ + 2) and 1 / (n- + 2), so that few positives do not make it certain. A class
/// with fewer positives (or negatives) than asked for, or whose slope would not be positive and
/// so turn its ranking around, keeps slope 1 and intercept 0.
///
/// Dividing by the sum can change the order of rows within one class; a class's own curve cannot.
///
/// Source: Platt, Advances in Large Margin Classifiers, 61 (MIT Press, 1999); the fit: Lin, Lin
/// and Weng, Mach. Learn. 68, 267 (2007), doi:10.1007/s10994-007-5018-6.
public struct PlattCalibration: Sendable, Equatable, Codable {
    /// By class.
    public let slopes: [Double]
    /// By class.
    public let intercepts: [Double]
    /// Whether the class has a fitted curve; without one it keeps its probability.
    public let fitted: [Bool]
    public let floor: Double

    /// Fits the curves to probabilities of rows that the model has not seen.
    ///
    /// - Parameters:
    ///   - probabilities: shape [rows, classes].
    ///   - leastPositives: how many rows a class and its complement must have. The default is 10.
    ///   - floor: in (0, 0.5). The default is 1e-6.
    /// - Throws: ``ValidationError`` for shapes that do not match, labels out of range,
    ///   probabilities outside 0...1 and parameters out of range.
    public init(
        fitting probabilities: Matrix, labels: [Int], classCount: Int, leastPositives: Int = 10,
        floor: Double = 1e-6
    ) throws {
        guard floor > 0, floor < 0.5 else {
            throw ValidationError.badParameter(
                name: "floor", value: "\(floor)", allowed: "between 0 and 0.5")
        }
        try ProbabilityMetrics.check(probabilities, labels, classCount: classCount)
        let fits = (0..<classCount).map { label -> LogisticFit? in
            let positives = labels.map { $0 == label }
            let count = positives.reduce(0) { $0 + ($1 ? 1 : 0) }
            guard min(count, labels.count - count) >= max(1, leastPositives) else { return nil }
            let scores = PlattCalibration.logits(probabilities.column(label), floor: floor)
            let fit = LogisticFit(scores: scores, positives: positives)
            return fit.slope > 0 && fit.intercept.isFinite ? fit : nil
        }
        slopes = fits.map { $0?.slope ?? 1 }
        intercepts = fits.map { $0?.intercept ?? 0 }
        fitted = fits.map { $0 != nil }
        self.floor = floor
    }

    /// One class's curve, not yet divided by the sum over the classes.
    public func curve(_ probability: Double, ofClass label: Int) -> Double {
        guard fitted[label] else { return probability }
        var score = 0.0
        var share = probability
        Elementary.logits(of: &share, floor: floor, count: 1, into: &score)
        Elementary.logistic(
            of: &score, slope: slopes[label], intercept: intercepts[label], count: 1,
            into: &share)
        return share
    }

    /// Calibrated probabilities, row by row; rows sum to 1. A row whose curves are all 0 stays as
    /// it is, and so does every row where no class is fitted.
    ///
    /// - Throws: ``ValidationError/countMismatch(what:found:expected:)`` unless there is one column
    ///   for each class.
    public func apply(to probabilities: Matrix) throws -> Matrix {
        guard probabilities.columns == slopes.count else {
            throw ValidationError.countMismatch(
                what: "columns of probabilities", found: probabilities.columns,
                expected: slopes.count)
        }
        var result = probabilities
        result.values.withUnsafeMutableBufferPointer { values in
            if let start = values.baseAddress { apply(toRows: start, count: probabilities.rows) }
        }
        return result
    }

    /// Calibrates `count` rows of probabilities in place.
    func apply(toRows rows: UnsafeMutablePointer<Double>, count: Int) {
        let width = slopes.count
        guard fitted.contains(true), count > 0 else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * width) { columns in
            guard let columns = columns.baseAddress else { return }
            for row in 0..<count {
                for label in 0..<width { columns[label * count + row] = rows[row * width + label] }
            }
            apply(toColumns: columns, count: count, stride: count)
            for row in 0..<count {
                for label in 0..<width { rows[row * width + label] = columns[label * count + row] }
            }
        }
    }

    /// Points handled at a time, so that what lies between probability and curve stays in the cache.
    private static let block = 512

    /// Calibrates columns of `count` probabilities in place; the column of class c begins at
    /// `columns + c * stride`. The only path, so that rows and columns get the same bits.
    func apply(toColumns columns: UnsafeMutablePointer<Double>, count: Int, stride: Int) {
        guard fitted.contains(true) else { return }
        let size = min(count, Self.block)
        withUnsafeTemporaryAllocation(
            of: Double.self, capacity: (slopes.count + 1) * size
        ) { scratch in
            guard let scores = scratch.baseAddress else { return }
            let curves = scores + size
            var start = 0
            while start < count {
                let length = min(size, count - start)
                for label in slopes.indices {
                    let shares = columns + label * stride + start
                    let curve = curves + label * size
                    guard fitted[label] else {
                        curve.update(from: shares, count: length)
                        continue
                    }
                    Elementary.logits(of: shares, floor: floor, count: length, into: scores)
                    Elementary.logistic(
                        of: scores, slope: slopes[label], intercept: intercepts[label],
                        count: length, into: curve)
                }
                Elementary.replace(
                    shares: columns + start, stride: stride, byCurves: curves, curveStride: size,
                    columns: slopes.count, count: length)
                start += length
            }
        }
    }

    /// Each fold's rows calibrated by curves fitted to the rows of all other folds, so that no row
    /// has a part in its own calibration.
    ///
    /// - Parameters:
    ///   - probabilities: out of fold, shape [rows, classes].
    ///   - folds: the fold of each row, two or more of them.
    public static func crossCalibrated(
        _ probabilities: Matrix, labels: [Int], folds: [Int], classCount: Int,
        leastPositives: Int = 10, floor: Double = 1e-6
    ) throws -> Matrix {
        var result = probabilities
        for (inside, outside) in try FoldRows.partitions(folds, rowCount: probabilities.rows) {
            let calibration = try PlattCalibration(
                fitting: probabilities.selecting(rows: outside), labels: outside.map { labels[$0] },
                classCount: classCount, leastPositives: leastPositives, floor: floor)
            let calibrated = try calibration.apply(to: probabilities.selecting(rows: inside))
            for (position, row) in inside.enumerated() {
                for label in 0..<classCount { result[row, label] = calibrated[position, label] }
            }
        }
        return result
    }

    private static func logits(_ probabilities: [Double], floor: Double) -> [Double] {
        [Double](unsafeUninitializedCapacity: probabilities.count) { scores, filled in
            if let start = scores.baseAddress {
                Elementary.logits(
                    of: probabilities, floor: floor, count: probabilities.count, into: start)
            }
            filled = probabilities.count
        }
    }
}

extension ValidationOutcome {
    /// Probabilities of the tested rows, in the order of `predictions`: shape [rows, classes].
    public var probabilities: Matrix {
        Matrix(
            rows: predictions.count, columns: classNames.count,
            values: predictions.flatMap(\.probabilities))
    }

    /// The same validation with other probabilities, and the classes that these make most
    /// probable.
    ///
    /// - Parameter probabilities: in the order of `predictions`; rows sum to 1.
    /// - Throws: ``ValidationError`` for probabilities of another shape or that are not shares.
    public func replacing(probabilities: Matrix) throws -> ValidationOutcome {
        var members = [[Int]](repeating: [], count: folds.count)
        for (index, row) in predictions.enumerated() { members[row.fold].append(index) }
        let names = classNames
        guard probabilities.rows == predictions.count, probabilities.columns == names.count else {
            throw ValidationError.countMismatch(
                what: "probabilities", found: probabilities.values.count,
                expected: predictions.count * names.count)
        }
        let predicted = ProbabilityMetrics.mostProbable(probabilities)
        let replaced = predictions.enumerated().map { index, row in
            Prediction(
                row: row.row, fold: row.fold, truth: row.truth, predicted: predicted[index],
                probabilities: Array(probabilities.row(index)))
        }
        let records = try folds.enumerated().map { number, record in
            let rows = members[number]
            let confusion = try ConfusionMatrix(
                truth: rows.map { replaced[$0].truth }, predicted: rows.map { predicted[$0] },
                classNames: names)
            return FoldRecord(
                name: record.name, trainRows: record.trainRows, testRows: record.testRows,
                macroF1: confusion.macroF1)
        }
        for (number, rows) in members.enumerated() {
            try CrossValidation.check(
                probabilities.selecting(rows: rows),
                Fold(name: folds[number].name, train: [], test: rows.map { predictions[$0].row }),
                classCount: names.count)
        }
        return try ValidationOutcome(
            protocol: `protocol`, seed: seed, classNames: names, folds: records,
            predictions: replaced, untestedRows: untestedRows)
    }

    /// The same validation after Platt calibration across its folds: honest, since each fold is
    /// calibrated by the others.
    public func crossCalibrated(
        leastPositives: Int = 10, floor: Double = 1e-6
    ) throws -> ValidationOutcome {
        try replacing(
            probabilities: PlattCalibration.crossCalibrated(
                probabilities, labels: predictions.map(\.truth), folds: predictions.map(\.fold),
                classCount: classNames.count, leastPositives: leastPositives, floor: floor))
    }
}
