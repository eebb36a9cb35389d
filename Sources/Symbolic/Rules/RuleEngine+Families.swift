import Basis

/// What rules found without a family say of it.
public struct FamilyFigures: Sendable, Equatable, Codable {
    public var family: Int
    /// Positive rows of the family.
    public var positives: Int
    /// Other rows of the family.
    public var others: Int
    /// The weighted share of the family's positives inside.
    public var coverage: Double
    /// The weighted share of the family's other rows inside; 0 where there is none.
    public var passed: Double
    /// Coverage with all bands widened alike, measured in ``Rule/spread``, until
    /// ``RuleStudyPlan/relaxedShare`` of the other families' non-positive rows is inside.
    public var relaxedCoverage: Double
    /// The share of the family's other rows inside the bands so widened.
    public var relaxedPassed: Double
}

/// The families together: each row judged by rules found without its family.
public struct FamilySummary: Sendable, Equatable, Codable {
    public var families: [FamilyFigures]
    /// Over all positives of all families.
    public var coverage: Double
    /// Over all other rows of families with positives.
    public var passed: Double
    public var relaxedCoverage: Double
    public var relaxedPassed: Double

    init(_ families: [FamilyFigures], positiveWeights: [Double], otherWeights: [Double]) {
        func mean(_ value: (FamilyFigures) -> Double, _ weights: [Double]) -> Double {
            let all = weights.reduce(0, +)
            let sum = zip(families, weights).reduce(0) { $0 + value($1.0) * $1.1 }
            return all > 0 ? sum / all : 0
        }
        self.families = families
        coverage = mean(\.coverage, positiveWeights)
        passed = mean(\.passed, otherWeights)
        relaxedCoverage = mean(\.relaxedCoverage, positiveWeights)
        relaxedPassed = mean(\.relaxedPassed, otherWeights)
    }
}

extension RuleEngine {
    /// Leaves each family with positives out of the search in turn.
    ///
    /// - Returns: `nil` where no family may be left out because no other has positives.
    func families(
        _ kind: RuleKind, relaxedShare: Double, threads: Int
    ) throws -> FamilySummary? {
        let all = problem.task
        let rows = all.positive.indices.filter { all.weights[$0] > 0 }
        let numbers = Set(rows.filter { all.positive[$0] }.map { problem.families[$0] }).sorted()
        guard numbers.count > 1 else { return nil }
        let parts = try Parallel.map(count: numbers.count, threads: threads) { index in
            var training = all
            for row in rows where problem.families[row] == numbers[index] {
                training.weights[row] = 0
            }
            let found = try model(kind, training, threads: 1)
            return familyFigures(numbers[index], found, relaxedShare)
        }
        return FamilySummary(
            parts.map(\.figures), positiveWeights: parts.map(\.positives),
            otherWeights: parts.map(\.others))
    }

    private func familyFigures(
        _ family: Int, _ found: RuleModel, _ relaxedShare: Double
    ) -> (figures: FamilyFigures, positives: Double, others: Double) {
        let margins = found.margins(problem.columns)
        let threshold = threshold(margins, without: family, relaxedShare)
        var positives = (count: 0, all: 0.0, inside: 0.0, relaxed: 0.0)
        var others = (count: 0, all: 0.0, inside: 0.0, relaxed: 0.0)
        for row in margins.indices where problem.families[row] == family {
            let weight = problem.weights[row]
            guard weight > 0 else { continue }
            let inside = margins[row] >= 0 ? weight : 0
            let relaxed = margins[row] > threshold ? weight : 0
            if problem.positive[row] {
                positives.count += 1
                positives.all += weight
                positives.inside += inside
                positives.relaxed += relaxed
            } else {
                others.count += 1
                others.all += weight
                others.inside += inside
                others.relaxed += relaxed
            }
        }
        func share(_ part: Double, _ all: Double) -> Double { all > 0 ? part / all : 0 }
        return (
            FamilyFigures(
                family: family, positives: positives.count, others: others.count,
                coverage: share(positives.inside, positives.all),
                passed: share(others.inside, others.all),
                relaxedCoverage: share(positives.relaxed, positives.all),
                relaxedPassed: share(others.relaxed, others.all)),
            positives.all, others.all
        )
    }

    /// The margin that at most the given share of the other families' negatives exceeds.
    private func threshold(_ margins: [Double], without family: Int, _ share: Double) -> Double {
        let rows = margins.indices.filter {
            !problem.positive[$0] && problem.weights[$0] > 0 && problem.families[$0] != family
        }.sorted { (-margins[$0], $0) < (-margins[$1], $1) }
        let all = rows.reduce(0) { $0 + problem.weights[$1] }
        var above = 0.0
        for row in rows {
            above += problem.weights[row]
            if above > share * all { return margins[row] }
        }
        return -.infinity
    }
}
