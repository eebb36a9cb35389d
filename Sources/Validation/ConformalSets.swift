import Basis

/// Sets of classes that hold the truth with a chosen probability, class by class.
///
/// Split conformal prediction, class-conditional (Mondrian): the nonconformity of a row of class c
/// is 1 - p_c. With n calibration rows of class c, the class belongs to the set of a new row whose
/// nonconformity is at most the ceil((n + 1)(1 - alpha))-th smallest of theirs. If calibration rows
/// and the new row of class c are exchangeable, the set holds c with a probability of at least
/// 1 - alpha. A class with too few rows for that rank, n < 1 / alpha - 1, is in every set. Sets may
/// be empty: the row is like no calibration row of any class.
///
/// Rows of a family that was left out are not exchangeable with those of the others: there the
/// measured coverage counts, see ``ConformalCoverage``.
///
/// Source: Vovk, Mach. Learn. 92, 349 (2013), doi:10.1007/s10994-013-5355-6.
public struct ConformalSets: Sendable, Equatable, Codable {
    /// The accepted share of sets that miss the truth.
    public let alpha: Double
    /// By class, the least probability with which it enters a set: 1 minus the threshold on the
    /// nonconformity. 0 for a class that is in every set.
    public let leastProbability: [Double]
    /// By class, how many rows set the threshold.
    public let calibrationRows: [Int]

    /// - Parameters:
    ///   - probabilities: of rows that the model has not seen, shape [rows, classes].
    ///   - alpha: in (0, 1). The default is 0.1.
    /// - Throws: ``ValidationError`` for shapes that do not match, labels and parameters out of
    ///   range.
    public init(
        calibrating probabilities: Matrix, labels: [Int], classCount: Int, alpha: Double = 0.1
    ) throws {
        try ConformalSets.check(alpha: alpha)
        try ProbabilityMetrics.check(probabilities, labels, classCount: classCount)
        var own = [[Double]](repeating: [], count: classCount)
        for (row, label) in labels.enumerated() { own[label].append(probabilities[row, label]) }
        self.alpha = alpha
        calibrationRows = own.map(\.count)
        leastProbability = own.map { shares in
            let rank = ConformalSets.rank(rows: shares.count, alpha: alpha)
            guard rank <= shares.count else { return 0 }
            return shares.sorted(by: >)[rank - 1]
        }
    }

    /// The classes that the probabilities leave possible, ascending; may be empty.
    public func set(for probabilities: some Sequence<Double>) -> [Int] {
        zip(probabilities, leastProbability).enumerated()
            .filter { $0.element.0 >= $0.element.1 }.map(\.offset)
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

/// How often conformal sets hold the truth, and how much they say.
///
/// The sets of each fold come from the rows of all other folds, so coverage is measured on rows
/// that set no threshold.
public struct ConformalCoverage: Sendable, Equatable, Codable {
    public struct Figures: Sendable, Equatable, Codable {
        /// The true class; `nil` for all rows.
        public let target: String?
        public let rows: Int
        /// Share of the sets that hold the truth, with a bootstrap interval by group; `nil`
        /// without rows. Aimed at: 1 - alpha.
        public let coverage: Interval?
        /// Mean number of classes in a set, 0 to the number of classes; `nil` without rows.
        public let meanSize: Double?
        /// Share of the sets that hold one class and so decide; `nil` without rows.
        public let single: Double?
        /// Share of the sets that hold no class; `nil` without rows.
        public let empty: Double?

        enum CodingKeys: String, CodingKey {
            case target, rows, coverage, single, empty
            case meanSize = "mean_size"
        }
    }

    public let alpha: Double
    public let level: Double
    public let overall: Figures
    public let perClass: [Figures]

    enum CodingKeys: String, CodingKey {
        case alpha, level, overall
        case perClass = "per_class"
    }

    /// - Parameters:
    ///   - groups: one group for each row of the data, tested or not: what is resampled.
    ///   - replicates: the default is 500.
    ///   - level: the share of the replicates inside the interval. The default is 0.95.
    /// - Throws: ``ValidationError`` for fewer than two folds, groups that do not match and
    ///   parameters out of range.
    public init(
        of outcome: ValidationOutcome, alpha: Double = 0.1, groups: [String],
        replicates: Int = 500, level: Double = 0.95, stream: RandomStream, threads: Int
    ) throws {
        try Intervals.check(level: level)
        let bootstrap = try GroupBootstrap(outcome, groups: groups)
        let sets = try ConformalCoverage.crossCalibrated(outcome, alpha: alpha)
        let truth = outcome.predictions.map(\.truth)
        let covered = zip(sets, truth).map { $0.contains($1) }
        let classCount = outcome.classNames.count
        let groupOfRow = bootstrap.groupOfRow
        /// Covered rows and all rows of each class.
        @Sendable func counts(_ times: [Int32]) -> [(covered: Int, rows: Int)] {
            var counts = [(covered: Int, rows: Int)](repeating: (0, 0), count: classCount)
            for row in truth.indices {
                let weight = Int(times[Int(groupOfRow[row])])
                counts[truth[row]].rows += weight
                if covered[row] { counts[truth[row]].covered += weight }
            }
            return counts
        }
        let estimates = counts(bootstrap.once)
        let draws = try bootstrap.draws(
            replicates, stream: stream, threads: threads, { counts($0) })

        func figures(_ target: String?, _ classes: Range<Int>) -> Figures {
            func share(_ counts: [(covered: Int, rows: Int)]) -> Double? {
                let rows = classes.reduce(0) { $0 + counts[$1].rows }
                let hits = classes.reduce(0) { $0 + counts[$1].covered }
                return rows > 0 ? Double(hits) / Double(rows) : nil
            }
            let sizes = truth.indices.filter { classes.contains(truth[$0]) }.map { sets[$0].count }
            func mean(_ value: (Int) -> Int) -> Double? {
                let sum = sizes.reduce(0) { $0 + value($1) }
                return sizes.isEmpty ? nil : Double(sum) / Double(sizes.count)
            }
            return Figures(
                target: target, rows: sizes.count,
                coverage: share(estimates).map {
                    Intervals.interval($0, draws.compactMap(share), level)
                },
                meanSize: mean { $0 }, single: mean { $0 == 1 ? 1 : 0 },
                empty: mean { $0 == 0 ? 1 : 0 })
        }
        self.alpha = alpha
        self.level = level
        overall = figures(nil, 0..<classCount)
        perClass = outcome.classNames.enumerated().map { figures($1, $0..<$0 + 1) }
    }

    /// The set of each prediction, from thresholds of the other folds.
    static func crossCalibrated(
        _ outcome: ValidationOutcome, alpha: Double
    ) throws -> [[Int]] {
        let rows = outcome.predictions
        let probabilities = outcome.probabilities
        var sets = [[Int]](repeating: [], count: rows.count)
        for (inside, outside) in try FoldRows.partitions(rows.map(\.fold), rowCount: rows.count) {
            let calibrated = try ConformalSets(
                calibrating: probabilities.selecting(rows: outside),
                labels: outside.map { rows[$0].truth }, classCount: outcome.classNames.count,
                alpha: alpha)
            for row in inside { sets[row] = calibrated.set(for: rows[row].probabilities) }
        }
        return sets
    }
}
