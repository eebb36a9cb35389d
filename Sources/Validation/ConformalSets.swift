import Basis

/// Sets of classes that hold the truth with a chosen probability, class by class and group by
/// group.
///
/// Split conformal prediction, conditional on class and group (Mondrian): the nonconformity of a
/// row of class c is 1 - p_c. With n calibration rows of class c, the class belongs to the set of a
/// new row whose nonconformity is at most the ceil((n + 1)(1 - alpha))-th smallest of theirs. If
/// calibration rows and the new row of class c are exchangeable, the set holds c with a probability
/// of at least 1 - alpha. A class with too few rows for that rank, n < 1 / alpha - 1, is in every
/// set. The most probable class is in every set too, which adds to the coverage only: no set is
/// empty.
///
/// A group sets thresholds of its own, pulled to those of all rows: its n rows of a class count 1
/// each, and all rows of that class together count ``poolWeight`` rows more. So a group of hundreds
/// of rows follows its own, one of a few the others; for those in between coverage lies between
/// that of the group's own thresholds and that of the pool, see ``ConformalCoverage``.
///
/// Rows of a family that was left out are not exchangeable with those of the others: there the
/// measured coverage counts.
///
/// Source: Vovk, Mach. Learn. 92, 349 (2013), doi:10.1007/s10994-013-5355-6.
public struct ConformalSets: Sendable, Equatable, Codable {
    /// The thresholds of one group.
    public struct Group: Sendable, Equatable, Codable {
        public let name: String
        /// As ``ConformalSets/leastProbability``.
        public let leastProbability: [Double]
        /// By class, how many rows of the group there were.
        public let calibrationRows: [Int]
    }

    /// How many rows all rows of a class count for beside those of a group.
    public static let poolWeight = 20.0

    /// The accepted share of sets that miss the truth.
    public let alpha: Double
    /// By class, the least probability with which it enters a set where the group has no
    /// thresholds: 1 minus the threshold on the nonconformity. 0 for a class that is in every set.
    public let leastProbability: [Double]
    /// By class, how many rows set the threshold.
    public let calibrationRows: [Int]
    /// By name.
    public let groups: [Group]

    /// - Parameters:
    ///   - probabilities: of rows that the model has not seen, shape [rows, classes].
    ///   - groups: of each row; none where all rows are alike. The default is none.
    ///   - alpha: in (0, 1). The default is 0.1.
    /// - Throws: ``ValidationError`` for shapes that do not match, labels and parameters out of
    ///   range.
    public init(
        calibrating probabilities: Matrix, labels: [Int], groups: [String] = [], classCount: Int,
        alpha: Double = 0.1
    ) throws {
        try ConformalSets.check(alpha: alpha)
        try ProbabilityMetrics.check(probabilities, labels, classCount: classCount)
        guard groups.isEmpty || groups.count == labels.count else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: labels.count)
        }
        let numbers = groups.isEmpty ? nil : Splits.index(groups)
        var groupOfRow = [Int](repeating: 0, count: labels.count)
        for (number, rows) in (numbers?.members ?? []).enumerated() {
            for row in rows { groupOfRow[row] = number }
        }
        var ranked = [[(share: Double, group: Int)]](repeating: [], count: classCount)
        for (row, label) in labels.enumerated() {
            ranked[label].append((probabilities[row, label], groupOfRow[row]))
        }
        for label in ranked.indices { ranked[label].sort { $0.share > $1.share } }
        let sorted = ranked
        self.alpha = alpha
        calibrationRows = sorted.map(\.count)
        leastProbability = sorted.map { rows in
            let rank = ConformalSets.rank(rows: rows.count, alpha: alpha)
            return rank <= rows.count ? rows[rank - 1].share : 0
        }
        self.groups = (numbers?.names ?? []).enumerated().map { number, name in
            Group(
                name: name,
                leastProbability: sorted.map {
                    ConformalSets.threshold($0, ofGroup: number, alpha: alpha)
                },
                calibrationRows: sorted.map { rows in rows.count { $0.group == number } })
        }
    }

    /// The classes that the probabilities leave possible, ascending; one at least.
    ///
    /// - Parameter group: the row's; one without calibration rows has the thresholds of all rows.
    public func set(for probabilities: [Double], group: String? = nil) -> [Int] {
        let own = group.flatMap { name in groups.first { $0.name == name } }
        let least = own?.leastProbability ?? leastProbability
        let best = probabilities.firstIndex(of: probabilities.max() ?? 0)
        return probabilities.indices.filter { probabilities[$0] >= least[$0] || $0 == best }
    }

    /// The least probability of a class in a group, of its rows by falling probability.
    private static func threshold(
        _ rows: [(share: Double, group: Int)], ofGroup group: Int, alpha: Double
    ) -> Double {
        guard !rows.isEmpty else { return 0 }
        let count = Double(rows.count)
        let shared = min(1, poolWeight / count)
        let own = rows.count { $0.group == group }
        let total = Double(own) + shared * count
        // The new row counts as the calibration rows do: one more than there are.
        let wanted = (1 - alpha) * total * (1 + 1 / count)
        var sum = 0.0
        for row in rows {
            sum += shared + (row.group == group ? 1 : 0)
            if sum >= wanted - 1e-9 * total { return row.share }
        }
        return 0
    }

    /// ceil((n + 1)(1 - alpha)), with a margin for the rounding of the product.
    static func rank(rows: Int, alpha: Double) -> Int {
        let exact = Double(rows + 1) * (1 - alpha)
        return max(1, Int((exact - 1e-9).rounded(.up)))
    }

    static func check(alpha: Double) throws {
        guard alpha > 0, alpha < 1 else {
            throw ValidationError.badParameter(
                name: "alpha", value: "\(alpha)", allowed: "between 0 and 1")
        }
    }
}
