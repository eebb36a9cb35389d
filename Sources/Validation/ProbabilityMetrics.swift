import Basis
import Foundation

/// Figures that judge probabilities and rankings.
public enum ProbabilityMetrics {
    /// Area under the precision-recall curve as a sum of steps: sum (R_n - R_(n-1)) P_n.
    ///
    /// One step for each distinct score, highest first. `nil` where there is no positive.
    ///
    /// - Throws: ``ValidationError`` for lists of different length and scores that are not finite.
    public static func averagePrecision(
        scores: [Double], positives: [Bool]
    ) throws -> Double? {
        guard scores.count == positives.count else {
            throw ValidationError.countMismatch(
                what: "positives", found: positives.count, expected: scores.count)
        }
        if let index = scores.firstIndex(where: { !$0.isFinite }) {
            throw ValidationError.notFinite(what: "score", index: index)
        }
        let hits = positives.reduce(0) { $0 + ($1 ? 1 : 0) }
        return Ranking(scores: scores, positives: positives)
            .figures(times: [1], totals: (scores.count, hits)).averagePrecision
    }

    /// Multi-class Brier score: mean over the rows of sum (p_k - y_k)^2, 0 (best) to 2.
    ///
    /// Source: Brier, Mon. Weather Rev. 78, 1 (1950).
    public static func brier(_ probabilities: Matrix, truth: [Int]) throws -> Double {
        try check(probabilities, truth)
        var sum = 0.0
        for (row, label) in truth.enumerated() {
            sum += brier(probabilities.row(row), truth: label)
        }
        return sum / Double(truth.count)
    }

    /// What one row adds.
    static func brier(_ shares: some Sequence<Double>, truth: Int) -> Double {
        var sum = 0.0
        for (index, share) in shares.enumerated() {
            let difference = share - (index == truth ? 1 : 0)
            sum += difference * difference
        }
        return sum
    }

    /// Mean of -ln p(true class), in nats.
    ///
    /// Probabilities are clipped to [floor, 1 - floor] first. The default floor is 2^-52: one row
    /// costs at most 36.04.
    public static func logLoss(
        _ probabilities: Matrix, truth: [Int], floor: Double = .ulpOfOne
    ) throws -> Double {
        try check(probabilities, truth)
        var sum = 0.0
        for (row, label) in truth.enumerated() {
            sum += logLoss(probabilities[row, label], floor: floor)
        }
        return sum / Double(truth.count)
    }

    /// What one row adds.
    static func logLoss(_ share: Double, floor: Double) -> Double {
        -log(min(max(share, floor), 1 - floor))
    }

    /// The most probable class of each row; ties go to the lower class.
    public static func mostProbable(_ probabilities: Matrix) -> [Int] {
        (0..<probabilities.rows).map { row in
            var best = 0
            for index in 1..<max(1, probabilities.columns)
            where probabilities[row, index] > probabilities[row, best] {
                best = index
            }
            return best
        }
    }

    /// Shares of `classCount` classes in 0...1, and a label among these for each row.
    static func check(_ probabilities: Matrix, _ truth: [Int], classCount: Int) throws {
        guard probabilities.columns == classCount else {
            throw ValidationError.countMismatch(
                what: "columns of probabilities", found: probabilities.columns,
                expected: classCount)
        }
        try check(probabilities, truth)
        if let index = probabilities.values.firstIndex(where: { $0 < 0 || $0 > 1 }) {
            throw ValidationError.badParameter(
                name: "a probability of row \(index / classCount)",
                value: "\(probabilities.values[index])", allowed: "0 to 1")
        }
    }

    private static func check(_ probabilities: Matrix, _ truth: [Int]) throws {
        guard probabilities.rows == truth.count, !truth.isEmpty else {
            throw ValidationError.countMismatch(
                what: "rows of probabilities", found: probabilities.rows,
                expected: max(1, truth.count))
        }
        if let place = probabilities.firstNonFinite {
            throw ValidationError.notFinite(what: "the probability of row", index: place.row)
        }
        if let row = truth.firstIndex(where: { $0 < 0 || $0 >= probabilities.columns }) {
            throw ValidationError.labelOutOfRange(
                label: truth[row], row: row, classCount: probabilities.columns)
        }
    }
}
