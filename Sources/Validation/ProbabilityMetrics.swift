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
        let order = Ranking(scores: scores)
        return order.averagePrecision(positives: positives) { _ in 1 }
    }

    /// Multi-class Brier score: mean over the rows of sum (p_k - y_k)^2, 0 (best) to 2.
    ///
    /// Source: Brier, Mon. Weather Rev. 78, 1 (1950).
    public static func brier(_ probabilities: Matrix, truth: [Int]) throws -> Double {
        try check(probabilities, truth)
        var sum = 0.0
        for (row, label) in truth.enumerated() {
            for index in 0..<probabilities.columns {
                let difference = probabilities[row, index] - (index == label ? 1 : 0)
                sum += difference * difference
            }
        }
        return sum / Double(truth.count)
    }

    /// Mean of -ln p(true class), in nats.
    ///
    /// Probabilities are clipped to [2^-52, 1 - 2^-52] first, so that one row costs at most 36.04.
    public static func logLoss(_ probabilities: Matrix, truth: [Int]) throws -> Double {
        try check(probabilities, truth)
        let least = Double.ulpOfOne
        var sum = 0.0
        for (row, label) in truth.enumerated() {
            sum -= log(min(max(probabilities[row, label], least), 1 - least))
        }
        return sum / Double(truth.count)
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

/// Rows by falling score, with equal scores kept together.
struct Ranking {
    let order: [Int]
    /// Whether the score changes behind each position.
    private let endsGroup: [Bool]

    init(scores: [Double]) {
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        self.order = order
        endsGroup = order.indices.map {
            $0 + 1 == order.count || scores[order[$0]] != scores[order[$0 + 1]]
        }
    }

    /// Average precision where each row counts `multiplicity` times; `nil` without positives.
    func averagePrecision(positives: [Bool], multiplicity: (Int) -> Int) -> Double? {
        var seen = 0
        var hits = 0
        var hitsBefore = 0
        var sum = 0.0
        for position in order.indices {
            let row = order[position]
            let count = multiplicity(row)
            seen += count
            if positives[row] { hits += count }
            if endsGroup[position], hits > hitsBefore {
                sum += Double(hits - hitsBefore) * (Double(hits) / Double(seen))
                hitsBefore = hits
            }
        }
        return hits > 0 ? sum / Double(hits) : nil
    }
}
