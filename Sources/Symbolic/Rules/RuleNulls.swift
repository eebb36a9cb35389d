import Basis

/// A figure of the true rules beside those that the same search finds where there is no law.
public struct NullStatistic: Sendable, Equatable, Codable {
    public var observed: Double
    /// Quantiles of the null: 5, 50 and 95 %.
    public var low: Double
    public var median: Double
    public var high: Double
    /// `(1 + number of nulls at least as high) / (1 + number of nulls)`
    /// (doi:10.2202/1544-6115.1585).
    public var pValue: Double

    /// - Parameter nulls: at least one.
    init(observed: Double, nulls: [Double]) {
        self.observed = observed
        let sorted = nulls.sorted()
        func quantile(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        low = quantile(0.05)
        median = quantile(0.5)
        high = quantile(0.95)
        let beaten = nulls.count { $0 >= observed }
        pValue = Double(1 + beaten) / Double(1 + nulls.count)
    }
}

/// What the whole search finds on labels without a law.
public struct NullComparison: Sendable, Equatable, Codable {
    public enum Null: String, Sendable, Codable {
        /// The labels in random order over the rows.
        case shuffledLabels
        /// Groups of similar rows, as clustered as the true positives.
        case pseudoFamilies
    }

    public var null: Null
    public var searches: Int
    /// Searches that met no admissible rule; their figures are 0.
    public var withoutRules: Int
    /// Precision on the rows that the rules were found on.
    public var precision: NullStatistic
    /// Harmonic mean of coverage and precision on those rows.
    public var harmonicMean: NullStatistic
    /// The same from cross-validation, where asked for.
    public var heldOutPrecision: NullStatistic?
    public var heldOutHarmonicMean: NullStatistic?
}

extension RuleFigures {
    /// The harmonic mean of coverage and precision; 0 where both are.
    public var harmonicMean: Double {
        let sum = coverage + precision
        return sum > 0 ? 2 * coverage * precision / sum : 0
    }
}

extension RuleEngine {
    private struct Outcome: Sendable {
        var training: RuleFigures
        var heldOut: RuleFigures?
        var found: Bool
    }

    /// Labels and scores in a common random order over the rows with weight.
    private func shuffled(_ stream: RandomStream) -> RuleTask {
        var stream = stream
        var task = problem.task
        let rows = task.positive.indices.filter { task.weights[$0] > 0 }
        var order = rows
        stream.shuffle(&order)
        for (row, from) in zip(rows, order) {
            task.positive[row] = problem.positive[from]
            task.scores[row] = problem.scores[from]
        }
        return task
    }

    private func outcome(
        _ kind: RuleKind, _ task: RuleTask, _ plan: RuleStudyPlan, _ stream: RandomStream
    ) throws -> Outcome {
        let found = try model(kind, task, threads: 1)
        let training = RuleFigures(
            inside: found.inside(problem.columns), positive: task.positive, weights: task.weights)
        let heldOut =
            plan.crossValidatesNulls && plan.folds > 0
            ? try crossValidated(kind, task, folds: plan.folds, stream: stream, threads: 1) : nil
        return Outcome(training: training, heldOut: heldOut, found: !found.branches.isEmpty)
    }

    /// The figures of the true labels beside `count` draws of a null; `nil` for none.
    func comparison(
        _ null: NullComparison.Null, _ kind: RuleKind, plan: RuleStudyPlan, stream: RandomStream,
        threads: Int
    ) throws -> NullComparison? {
        let count = null == .shuffledLabels ? plan.shuffles : plan.pseudoFamilies
        guard count > 0 else { return nil }
        let clusters =
            null == .pseudoFamilies ? PseudoFamilies(problem, plan: plan) : nil
        let folds = stream.child("folds")
        let truth = try outcome(kind, problem.task, plan, folds)
        let draws = stream.child("draws")
        let nulls = try Parallel.map(count: count, threads: threads) { index in
            let draw = draws.child(index)
            return try outcome(kind, clusters?.draw(draw) ?? shuffled(draw), plan, folds)
        }
        func statistic(_ value: (RuleFigures) -> Double) -> NullStatistic {
            NullStatistic(
                observed: value(truth.training), nulls: nulls.map { value($0.training) })
        }
        func heldOut(_ value: (RuleFigures) -> Double) -> NullStatistic? {
            truth.heldOut.map { observed in
                NullStatistic(
                    observed: value(observed), nulls: nulls.compactMap(\.heldOut).map(value))
            }
        }
        return NullComparison(
            null: null, searches: count, withoutRules: nulls.count { !$0.found },
            precision: statistic(\.precision), harmonicMean: statistic(\.harmonicMean),
            heldOutPrecision: heldOut(\.precision), heldOutHarmonicMean: heldOut(\.harmonicMean))
    }
}
