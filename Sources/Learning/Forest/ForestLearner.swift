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
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]?, threads: Int, outOfBag: Bool
    ) throws -> TrainingResult<RandomForest> {
        try parameters.validate()
        let population = try Population(
            encoded, rows: rows, labels: labels, classCount: classCount, weights: weights,
            classWeights: parameters.classWeights)
        let maxFeatures = try parameters.maxFeatures.count(of: encoded.columnCount)
        let plan = GrowthPlan(
            parameters: parameters, maxFeatures: maxFeatures, encoded: encoded,
            population: population)
        let tally = outOfBag && parameters.sampling != .all ? OutOfBagTally(population) : nil
        let grown: [GrownTree]
        if population.isWhole {
            let total = Int(population.total)
            if parameters.criterion == .entropy, population.factors.allSatisfy({ $0 == 1 }) {
                let score = CountedEntropy(total: total)
                grown = try plan.grow(score, tally, threads: threads) { Int32($0) }
            } else {
                let score = WeightedCounts(
                    criterion: parameters.criterion, factors: population.factors)
                grown = try plan.grow(score, tally, threads: threads) { Int32($0) }
            }
        } else {
            let score = WeightedImpurity(
                criterion: parameters.criterion, factors: population.factors)
            grown = try plan.grow(score, tally, threads: threads) { $0 }
        }
        let importances = ForestLearner.importances(grown, features: encoded.columnCount)
        let forest = try RandomForest(
            parameters: parameters, trees: grown.map(\.tree), featureCount: encoded.columnCount,
            classCount: classCount, importances: importances)
        return TrainingResult(
            model: forest, importances: importances, outOfBag: tally?.estimate())
    }

    /// How often each tree of a fit draws each row of the table: shape [trees][rows].
    ///
    /// The draws follow from the seed, so that they need not be kept.
    ///
    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` where every tree sees all rows.
    public func draws(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]? = nil
    ) throws -> [[Int]] {
        try parameters.validate()
        guard parameters.sampling != .all else {
            throw LearningError.badParameter(
                name: "sampling", value: "all", allowed: "bootstrap or balanced")
        }
        let population = try Population(
            encoded, rows: rows, labels: labels, classCount: classCount, weights: weights,
            classWeights: parameters.classWeights)
        return GrowthPlan(
            parameters: parameters, maxFeatures: 1, encoded: encoded, population: population
        ).draws(balanced: parameters.sampling == .balanced)
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
