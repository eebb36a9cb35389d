import Basis

/// How well rows are ranked inside each left-out group, where nothing but the ranking counts.
///
/// Average precision over pooled predictions also rewards telling groups apart, which is easy and
/// of no use to somebody who works in one family. Here each group is ranked by itself; the mean is
/// over the groups that hold a positive, each with the same weight. A ranking without knowledge
/// has the prevalence as average precision (a little more in small groups).
public struct WithinGroupRanking: Sendable, Equatable, Codable {
    public struct Group: Sendable, Equatable, Codable {
        public let name: String
        public let rows: Int
        public let positives: Int
        /// Positives over rows: the baseline.
        public let prevalence: Double
        /// `nil` without positives.
        public let averagePrecision: Double?

        enum CodingKeys: String, CodingKey {
            case name, rows, positives, prevalence
            case averagePrecision = "average_precision"
        }
    }

    /// The class or union.
    public let target: String
    /// In the order of the folds, or of the names where groups are given.
    public let groups: [Group]
    /// Groups that hold a positive.
    public let counted: Int
    /// Mean average precision of the groups that hold a positive; `nil` where none does.
    public let mean: Double?
    /// Mean prevalence of the same groups.
    public let meanPrevalence: Double?

    enum CodingKeys: String, CodingKey {
        case target, groups, counted, mean
        case meanPrevalence = "mean_prevalence"
    }

    /// - Parameter groups: one group for each row of the data, tested or not. The default is the
    ///   fold in which a row was tested.
    /// - Throws: ``ValidationError`` for a target out of range and groups that do not match.
    public init(
        of outcome: ValidationOutcome, target: MetricTarget, groups: [String]? = nil
    ) throws {
        try target.check(classCount: outcome.classNames.count)
        let names: [String]
        let members: [[Int]]
        if let groups {
            let rowCount = outcome.predictions.count + outcome.untestedRows.count
            guard groups.count == rowCount else {
                throw ValidationError.countMismatch(
                    what: "groups", found: groups.count, expected: rowCount)
            }
            (names, members) = Splits.index(outcome.predictions.map { groups[$0.row] })
        } else {
            names = outcome.folds.map(\.name)
            var rows = [[Int]](repeating: [], count: names.count)
            for (index, row) in outcome.predictions.enumerated() { rows[row.fold].append(index) }
            members = rows
        }
        let entries = try zip(names, members).map { name, rows in
            let positives = rows.map { target.classes.contains(outcome.predictions[$0].truth) }
            let hits = positives.reduce(0) { $0 + ($1 ? 1 : 0) }
            return Group(
                name: name, rows: rows.count, positives: hits,
                prevalence: rows.isEmpty ? 0 : Double(hits) / Double(rows.count),
                averagePrecision: try ProbabilityMetrics.averagePrecision(
                    scores: rows.map { target.score(outcome.predictions[$0].probabilities) },
                    positives: positives))
        }
        let held = entries.filter { $0.positives > 0 }
        self.target = target.name
        self.groups = entries
        counted = held.count
        func average(_ value: (Group) -> Double) -> Double? {
            held.isEmpty ? nil : held.reduce(0) { $0 + value($1) } / Double(held.count)
        }
        mean = average { $0.averagePrecision ?? 0 }
        meanPrevalence = average(\.prevalence)
    }
}
