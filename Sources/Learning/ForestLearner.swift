import Basis

/// Trains random forests.
///
/// Each tree draws from its own random stream, so that the forest is the same at any thread count.
/// Splits are exact: every cut between neighbouring values is weighed.
public struct ForestLearner: Learner {
    public let parameters: ForestParameters

    public init(_ parameters: ForestParameters = ForestParameters()) {
        self.parameters = parameters
    }

    public func fit(
        _ set: TrainingSet, threads: Int
    ) throws -> TrainingResult<RandomForest> {
        try fit(
            EncodedFeatures(set.features, threads: threads), rows: Array(0..<set.labels.count),
            labels: set.labels, classCount: set.classCount, weights: set.weights, threads: threads)
    }

    /// Trains on chosen rows of an encoded table; cross-validation encodes once and fits often.
    ///
    /// - Parameters:
    ///   - rows: the rows to learn from; one that is named twice counts twice.
    ///   - labels: one label for each row of the table, chosen or not.
    ///   - weights: one weight for each row of the table. The default is 1 for every row.
    public func fit(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]? = nil, threads: Int
    ) throws -> TrainingResult<RandomForest> {
        try parameters.validate()
        guard !rows.isEmpty else { throw LearningError.noRows }
        let weights = weights ?? [Double](repeating: 1, count: encoded.rowCount)
        try TrainingSet.check(
            labels: labels, classCount: classCount, weights: weights, rowCount: encoded.rowCount)
        let population = try Population(
            rows: rows, labels: labels, classCount: classCount, weights: weights,
            classWeights: parameters.classWeights)
        let maxFeatures = try parameters.maxFeatures.count(of: encoded.columnCount)
        let plan = GrowthPlan(
            parameters: parameters, maxFeatures: maxFeatures, encoded: encoded,
            population: population)
        let grown: [GrownTree]
        if population.isCounted, parameters.criterion == .entropy {
            let score = CountedEntropy(total: Int(population.total))
            grown = try plan.grow(score, threads: threads) { Int32($0) }
        } else {
            let score = WeightedImpurity(
                criterion: parameters.criterion, factors: population.factors)
            grown = try plan.grow(score, threads: threads) { $0 }
        }
        let importances = ForestLearner.importances(grown, features: encoded.columnCount)
        let forest = try RandomForest(
            parameters: parameters, trees: grown.map(\.tree), featureCount: encoded.columnCount,
            classCount: classCount, importances: importances)
        return TrainingResult(model: forest, importances: importances)
    }

    /// Each tree's decreases are scaled to sum 1, averaged, and scaled to sum 1 again.
    private static func importances(_ grown: [GrownTree], features: Int) -> [Double] {
        var means = [Double](repeating: 0, count: features)
        for tree in grown {
            let total = tree.decreases.reduce(0, +)
            guard total > 0 else { continue }
            for feature in 0..<features { means[feature] += tree.decreases[feature] / total }
        }
        let total = means.reduce(0, +)
        return total > 0 ? means.map { min(1, $0 / total) } : means
    }
}

/// The rows of a fit with their weights, those of weight zero left out.
struct Population: Sendable {
    let rows: [UInt32]
    let labels: [UInt16]
    let classCount: Int
    /// By row of the table.
    let weights: [Double]
    let factors: [Double]
    /// Whether all weights are whole, so that weight 2 is the same as the row twice. Sums past 2^22
    /// do not count as such: neither a table of entropies nor a list of copies should be longer.
    let isWhole: Bool
    /// Whether weights are whole and no class factor applies, so that counting is enough.
    var isCounted: Bool { isWhole && factors.allSatisfy { $0 == 1 } }
    let total: Double

    init(
        rows: [Int], labels: [Int], classCount: Int, weights: [Double],
        classWeights: ClassWeighting
    ) throws {
        var summed = [Double](repeating: 0, count: weights.count)
        for row in rows {
            guard weights.indices.contains(row) else {
                throw LearningError.badRow(row, rowCount: weights.count)
            }
            summed[row] += weights[row]
        }
        var classTotals = [Double](repeating: 0, count: classCount)
        for (label, weight) in zip(labels, summed) { classTotals[label] += weight }
        factors = try classWeights.factors(classTotals: classTotals)
        for row in summed.indices where factors[labels[row]] == 0 { summed[row] = 0 }
        self.rows = summed.indices.filter { summed[$0] > 0 }.map { UInt32($0) }
        guard !self.rows.isEmpty else { throw LearningError.noWeight }
        self.labels = labels.map { UInt16($0) }
        self.classCount = classCount
        self.weights = summed
        total = summed.reduce(0, +)
        isWhole = total <= 0x1p22 && summed.allSatisfy { $0 == $0.rounded() }
    }
}
