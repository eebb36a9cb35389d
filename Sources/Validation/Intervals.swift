import Basis

/// A figure with the range in which it lies under resampling.
public struct Interval: Sendable, Equatable, Codable {
    public let estimate: Double
    public let lower: Double
    public let upper: Double

    /// Wilson's interval at 95 % of a share, for rows that are independent.
    ///
    /// Without rows the estimate is 0 and the interval all of 0...1.
    /// Source: Wilson, J. Am. Stat. Assoc. 22, 209 (1927), doi:10.1080/01621459.1927.10502953.
    public static func wilson(hits: Int, rows: Int) -> Interval {
        guard rows > 0 else { return Interval(estimate: 0, lower: 0, upper: 1) }
        let quantile = 1.959963984540054
        let count = Double(rows)
        let share = Double(hits) / count
        let square = quantile * quantile / count
        let centre = (share + square / 2) / (1 + square)
        let spread = (share * (1 - share) / count + square / count / 4).squareRoot()
        let reach = quantile * spread / (1 + square)
        return Interval(
            estimate: share, lower: hits == 0 ? 0 : max(0, centre - reach),
            upper: hits == rows ? 1 : min(1, centre + reach))
    }
}

/// Bootstrap intervals of validation figures, resampled by group.
///
/// Whole groups are drawn with replacement, as many as there are, since rows of one group are not
/// independent. Bounds are percentiles of the replicates, interpolated between neighbours. The
/// folds stay as they are: the spread between trainings is not in the interval.
///
/// A replicate counts for a figure only where the figure is defined in it and, for figures over all
/// classes, where it holds a row of every class that the data hold: without its rare class a
/// problem is easy. Where more than ``leastLoss`` of the replicates do not count, or there is one
/// group only, there is no interval: ``notes`` say why, and what to do.
///
/// Source: Efron, Ann. Stat. 7, 1 (1979), doi:10.1214/aos/1176344552.
public struct Intervals: Sendable, Equatable, Codable {
    public let level: Double
    public let replicates: Int
    /// `nil` where resampling says nothing.
    public let macroF1: Interval?
    /// By class; `nil` for a class without rows and where resampling says nothing.
    public let averagePrecision: [Interval?]
    /// Every figure, all of the same replicates.
    public let metrics: [MetricValue]
    /// Why figures have no interval, and what to do; empty where all is well.
    public let notes: [String]

    /// The share of replicates that may be without a figure's class.
    static let leastLoss = 0.05

    /// - Parameters:
    ///   - groups: one group for each row of the data, tested or not.
    ///   - groupTitle: what the groups are, for the notes. The default is "groups".
    ///   - options: which figures. The default is that of ``MetricOptions``.
    ///   - replicates: the default is 500.
    ///   - level: the share of the replicates inside the interval. The default is 0.95.
    /// - Throws: ``ValidationError`` for groups that do not match and parameters out of range.
    public init(
        of outcome: ValidationOutcome, groups: [String], groupTitle: String = "groups",
        options: MetricOptions = MetricOptions(), replicates: Int = 500, level: Double = 0.95,
        stream: RandomStream, threads: Int
    ) throws {
        try Intervals.check(level: level)
        let bootstrap = try GroupBootstrap(outcome, groups: groups)
        let engine = try MetricEngine(
            outcome, options: options, groupOfRow: bootstrap.groupOfRow)
        let estimates = engine.evaluate(times: bootstrap.once)
        let holders = Intervals.holders(outcome, bootstrap)
        let draws = try bootstrap.draws(replicates, stream: stream, threads: threads) { times in
            (
                values: engine.evaluate(times: times),
                lost: holders.map { groups in
                    !groups.isEmpty && groups.allSatisfy { times[$0] == 0 }
                }
            )
        }
        let enough = Int(((1 - Intervals.leastLoss) * Double(replicates)).rounded(.up))
        let metrics = engine.labels.indices.map { index in
            let label = engine.labels[index]
            guard let estimate = estimates[index] else {
                return MetricValue(name: label.name, target: label.target, estimate: nil)
            }
            let usable = draws.filter { label.target != nil || !$0.lost.contains(true) }
                .compactMap { $0.values[index] }
            guard bootstrap.groupCount > 1, usable.count >= enough else {
                return MetricValue(name: label.name, target: label.target, estimate: estimate)
            }
            let interval = Intervals.interval(estimate, usable, level)
            return MetricValue(
                name: label.name, target: label.target, estimate: estimate,
                lower: interval.lower, upper: interval.upper)
        }
        self.level = level
        self.replicates = replicates
        self.metrics = metrics
        macroF1 = metrics.value("macro_f1").flatMap(Intervals.interval)
        averagePrecision = outcome.classNames.map {
            metrics.value("average_precision", of: $0).flatMap(Intervals.interval)
        }
        notes = Intervals.notes(
            classNames: outcome.classNames, holders: holders, groupCount: bootstrap.groupCount,
            lost: holders.indices.map { label in draws.count { $0.lost[label] } },
            replicates: replicates, groupTitle)
    }

    /// By class the groups that hold a row of it.
    private static func holders(
        _ outcome: ValidationOutcome, _ bootstrap: GroupBootstrap
    ) -> [[Int]] {
        var holders = [Set<Int>](repeating: [], count: outcome.classNames.count)
        for (position, row) in outcome.predictions.enumerated() {
            holders[row.truth].insert(Int(bootstrap.groupOfRow[position]))
        }
        return holders.map { $0.sorted() }
    }

    private static func notes(
        classNames: [String], holders: [[Int]], groupCount: Int, lost: [Int], replicates: Int,
        _ title: String
    ) -> [String] {
        guard groupCount > 1 else {
            return [
                "all rows stand in one of the \(title) that are resampled: no figure has an "
                    + "interval; add compounds of other \(title)"
            ]
        }
        return classNames.indices.compactMap { label in
            let share = Double(lost[label]) / Double(replicates)
            guard share > leastLoss else { return nil }
            return "\(classNames[label]) has rows in \(holders[label].count) of \(groupCount) "
                + "\(title): \(Int((100 * share).rounded())) % of the resamples lose it, so the "
                + "figures that need it have no interval; add compounds of it from more \(title)"
        }
    }

    static func check(level: Double) throws {
        guard level > 0, level < 1 else {
            throw ValidationError.badParameter(
                name: "level", value: "\(level)", allowed: "between 0 and 1")
        }
    }

    private static func interval(_ value: MetricValue) -> Interval? {
        guard let estimate = value.estimate, let lower = value.lower, let upper = value.upper
        else { return nil }
        return Interval(estimate: estimate, lower: lower, upper: upper)
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
