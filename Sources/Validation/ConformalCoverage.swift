import Basis

/// How often conformal sets hold the truth, and how much they say.
///
/// The sets of each fold come from the rows of all other folds, so coverage is measured on rows
/// that set no threshold. Rows of no group take no part: they set no threshold and count nowhere,
/// so that easy rows do not supply the coverage of hard ones.
public struct ConformalCoverage: Sendable, Equatable, Codable {
    public struct Figures: Sendable, Equatable, Codable {
        /// The group; `nil` for all of them.
        public let group: String?
        /// The true class; `nil` for all rows.
        public let target: String?
        public let rows: Int
        /// Share of the sets that hold the truth, with a bootstrap interval by group; 0...1 where
        /// the rows are of so few groups that resampling says nothing, Wilson's interval for as
        /// many rows as there are groups where all sets hold it or none does; `nil` without rows. Aimed
        /// at: 1 - alpha or more.
        public let coverage: Interval?
        /// Mean number of classes in a set, 1 to the number of classes; `nil` without rows.
        public let meanSize: Double?
        /// Share of the sets that hold one class and so decide; `nil` without rows.
        public let single: Double?
        /// Share of the sets that hold no class; `nil` without rows.
        public let empty: Double?

        enum CodingKeys: String, CodingKey {
            case group, target, rows, coverage, single, empty
            case meanSize = "mean_size"
        }
    }

    public let alpha: Double
    public let level: Double
    public let overall: Figures
    public let perClass: [Figures]
    /// For each group by name its figures over all rows, then those by class.
    public let perGroup: [Figures]
    /// Tested rows of no group.
    public let untouchedRows: Int

    enum CodingKeys: String, CodingKey {
        case alpha, level, overall
        case perClass = "per_class"
        case perGroup = "per_group"
        case untouchedRows = "untouched_rows"
    }

    /// - Parameters:
    ///   - groups: what is resampled: one group for each row of the data, tested or not.
    ///   - kinds: for each row of the data the group whose thresholds it has; `nil` for a row that
    ///     takes no part. The default is one group of all rows.
    ///   - replicates: the default is 500.
    ///   - level: the share of the replicates inside the interval. The default is 0.95.
    /// - Throws: ``ValidationError`` for fewer than two folds, groups that do not match and
    ///   parameters out of range.
    public init(
        of outcome: ValidationOutcome, alpha: Double = 0.1, groups: [String],
        kinds: [String?]? = nil, replicates: Int = 500, level: Double = 0.95,
        stream: RandomStream, threads: Int
    ) throws {
        try Intervals.check(level: level)
        let bootstrap = try GroupBootstrap(outcome, groups: groups)
        if let kinds, kinds.count != groups.count {
            throw ValidationError.countMismatch(
                what: "kinds", found: kinds.count, expected: groups.count)
        }
        let sets = try outcome.conformalSets(alpha: alpha, kinds: kinds)
        let rows = outcome.predictions
        let names = kinds.map { kinds in
            Set(rows.compactMap { kinds[$0.row] }).sorted()
        }
        let classCount = outcome.classNames.count
        // A cell for each group and class.
        let cells = rows.enumerated().map { position, row -> Int? in
            guard sets[position] != nil else { return nil }
            let group = kinds?[row.row].flatMap { names?.firstIndex(of: $0) } ?? 0
            return group * classCount + row.truth
        }
        let cellCount = max(1, names?.count ?? 1) * classCount
        let covered = zip(sets, rows).map { $0?.contains($1.truth) ?? false }
        let groupOfRow = bootstrap.groupOfRow
        @Sendable func counts(_ times: [Int32]) -> [(covered: Int, rows: Int)] {
            var counts = [(covered: Int, rows: Int)](repeating: (0, 0), count: cellCount)
            for (row, cell) in cells.enumerated() {
                guard let cell else { continue }
                let weight = Int(times[Int(groupOfRow[row])])
                counts[cell].rows += weight
                if covered[row] { counts[cell].covered += weight }
            }
            return counts
        }
        let estimates = counts(bootstrap.once)
        let draws = try bootstrap.draws(
            replicates, stream: stream, threads: threads, { counts($0) })
        func figures(_ group: String?, _ target: String?, _ own: [Int]) -> Figures {
            func share(_ counts: [(covered: Int, rows: Int)]) -> Double? {
                let rows = own.reduce(0) { $0 + counts[$1].rows }
                let hits = own.reduce(0) { $0 + counts[$1].covered }
                return rows > 0 ? Double(hits) / Double(rows) : nil
            }
            let isOwn = Set(own)
            let sizes = cells.indices.compactMap { row in
                cells[row].flatMap { isOwn.contains($0) ? sets[row]?.count : nil }
            }
            func mean(_ value: (Int) -> Int) -> Double? {
                let sum = sizes.reduce(0) { $0 + value($1) }
                return sizes.isEmpty ? nil : Double(sum) / Double(sizes.count)
            }
            return Figures(
                group: group, target: target, rows: sizes.count,
                coverage: share(estimates).map { estimate in
                    // Redrawing rows that are all covered, or none, shows no spread.
                    if estimate == 0 || estimate == 1 {
                        let holders = Set(
                            cells.indices.filter { cells[$0].map(isOwn.contains) ?? false }
                                .map { groupOfRow[$0] })
                        return Interval.wilson(
                            hits: estimate == 1 ? holders.count : 0, rows: holders.count)
                    }
                    let usable = draws.compactMap(share)
                    // Resamples that mostly lack the rows say nothing about them.
                    return bootstrap.groupCount > 1
                        && Double(usable.count) >= (1 - Intervals.leastLoss) * Double(replicates)
                        ? Intervals.interval(estimate, usable, level)
                        : Interval(estimate: estimate, lower: 0, upper: 1)
                },
                meanSize: mean { $0 }, single: mean { $0 == 1 ? 1 : 0 },
                empty: mean { $0 == 0 ? 1 : 0 })
        }
        self.alpha = alpha
        self.level = level
        let all = Array(0..<cellCount)
        overall = figures(nil, nil, all)
        perClass = outcome.classNames.enumerated().map { label, name in
            figures(nil, name, all.filter { $0 % classCount == label })
        }
        perGroup = (names ?? []).enumerated().flatMap { number, name in
            let own = all.filter { $0 / classCount == number }
            return [figures(name, nil, own)]
                + zip(outcome.classNames, own).map { figures(name, $0, [$1]) }
        }
        untouchedRows = sets.count { $0 == nil }
    }
}

extension ValidationOutcome {
    /// The conformal set of each prediction, from thresholds of the other folds; `nil` for rows
    /// that take no part.
    ///
    /// - Parameter kinds: as ``ConformalCoverage`` has them.
    public func conformalSets(alpha: Double, kinds: [String?]? = nil) throws -> [[Int]?] {
        let part = predictions.indices.filter { position in
            kinds.map { $0[predictions[position].row] != nil } ?? true
        }
        let groups = kinds.map { kinds in part.compactMap { kinds[predictions[$0].row] } } ?? []
        let probabilities = self.probabilities
        var sets = [[Int]?](repeating: nil, count: predictions.count)
        let folds = part.map { predictions[$0].fold }
        if kinds != nil, Set(folds).count < 2 { return sets }
        for (inside, outside) in try FoldRows.partitions(folds, rowCount: part.count) {
            let calibrated = try ConformalSets(
                calibrating: probabilities.selecting(rows: outside.map { part[$0] }),
                labels: outside.map { predictions[part[$0]].truth },
                groups: groups.isEmpty ? [] : outside.map { groups[$0] },
                classCount: classNames.count, alpha: alpha)
            for position in inside {
                sets[part[position]] = calibrated.set(
                    for: predictions[part[position]].probabilities,
                    group: groups.isEmpty ? nil : groups[position])
            }
        }
        return sets
    }
}
