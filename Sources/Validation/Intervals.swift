import Basis

/// A figure with the range in which it lies under resampling.
public struct Interval: Sendable, Equatable, Codable {
    public let estimate: Double
    public let lower: Double
    public let upper: Double
}

/// Bootstrap intervals of validation figures, resampled by group.
///
/// Whole groups are drawn with replacement, as many as there are, since rows of one group are not
/// independent. Bounds are percentiles of the replicates, interpolated between neighbours. The
/// folds stay as they are: the spread between trainings is not in the interval.
///
/// Source: Efron, Ann. Stat. 7, 1 (1979), doi:10.1214/aos/1176344552.
public struct Intervals: Sendable, Equatable, Codable {
    public let level: Double
    public let replicates: Int
    public let macroF1: Interval
    /// By class; `nil` for a class without rows. Replicates without such a row do not count.
    public let averagePrecision: [Interval?]

    /// - Parameters:
    ///   - groups: one group for each row of the data, tested or not.
    ///   - replicates: the default is 500.
    ///   - level: the share of the replicates inside the interval. The default is 0.95.
    /// - Throws: ``ValidationError`` for groups that do not match and parameters out of range.
    public init(
        of outcome: ValidationOutcome, groups: [String], replicates: Int = 500,
        level: Double = 0.95, stream: RandomStream, threads: Int
    ) throws {
        let rowCount = outcome.predictions.count + outcome.untestedRows.count
        guard groups.count == rowCount else {
            throw ValidationError.countMismatch(
                what: "groups", found: groups.count, expected: rowCount)
        }
        guard (1...1_000_000).contains(replicates) else {
            throw ValidationError.badParameter(
                name: "replicates", value: "\(replicates)", allowed: "1 to 1000000")
        }
        guard level > 0, level < 1 else {
            throw ValidationError.badParameter(
                name: "level", value: "\(level)", allowed: "between 0 and 1")
        }
        let resampler = GroupResampler(outcome, groups)
        let draws = try Parallel.map(count: replicates, threads: threads) { index in
            var generator = stream.child(index)
            return resampler.replicate(&generator)
        }
        self.level = level
        self.replicates = replicates
        macroF1 = Intervals.interval(outcome.macroF1, draws.map(\.macroF1), level)
        averagePrecision = outcome.averagePrecision.enumerated().map { label, estimate in
            estimate.map {
                Intervals.interval($0, draws.compactMap { $0.averagePrecision[label] }, level)
            }
        }
    }

    static func interval(_ estimate: Double, _ draws: [Double], _ level: Double) -> Interval {
        guard !draws.isEmpty else {
            return Interval(estimate: estimate, lower: estimate, upper: estimate)
        }
        let sorted = draws.sorted()
        func percentile(_ share: Double) -> Double {
            let position = share * Double(sorted.count - 1)
            let below = Int(position)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
        }
        return Interval(
            estimate: estimate, lower: percentile((1 - level) / 2),
            upper: percentile((1 + level) / 2))
    }
}

private struct GroupResampler: Sendable {
    struct Replicate: Sendable {
        let macroF1: Double
        let averagePrecision: [Double?]
    }

    let groupOfRow: [Int]
    let groupCount: Int
    let truth: [Int]
    let predicted: [Int]
    let positives: [[Bool]]
    let rankings: [Ranking]

    init(_ outcome: ValidationOutcome, _ groups: [String]) {
        let tested = outcome.predictions
        let members = Splits.index(tested.map { groups[$0.row] }).members
        var groupOfRow = [Int](repeating: 0, count: tested.count)
        for (group, rows) in members.enumerated() {
            for row in rows { groupOfRow[row] = group }
        }
        self.groupOfRow = groupOfRow
        groupCount = members.count
        truth = tested.map(\.truth)
        predicted = tested.map(\.predicted)
        positives = outcome.classNames.indices.map { label in tested.map { $0.truth == label } }
        rankings = outcome.classNames.indices.map { label in
            Ranking(scores: tested.map { $0.probabilities[label] })
        }
    }

    func replicate(_ stream: inout RandomStream) -> Replicate {
        var times = [Int](repeating: 0, count: groupCount)
        for _ in 0..<groupCount { times[stream.below(groupCount)] += 1 }
        var hits = [Int](repeating: 0, count: positives.count)
        var ends = [Int](repeating: 0, count: positives.count)
        for row in truth.indices {
            let count = times[groupOfRow[row]]
            if truth[row] == predicted[row] { hits[truth[row]] += count }
            ends[truth[row]] += count
            ends[predicted[row]] += count
        }
        let scores = zip(hits, ends).filter { $0.1 > 0 }.map { 2 * Double($0.0) / Double($0.1) }
        let areas = rankings.indices.map { label in
            rankings[label].averagePrecision(positives: positives[label]) {
                times[groupOfRow[$0]]
            }
        }
        return Replicate(
            macroF1: scores.reduce(0, +) / Double(max(1, scores.count)), averagePrecision: areas)
    }
}
