import Basis

/// An ensemble of decision trees; a probability is the mean of the trees' class shares.
///
/// Source: Breiman, Mach. Learn. 45, 5 (2001), doi:10.1023/A:1010933404324.
public struct RandomForest: Model, Equatable {
    public let parameters: ForestParameters
    public let trees: [DecisionTree]
    public let featureCount: Int
    public let classCount: Int
    /// Mean decrease in impurity of each feature, sum 1; all zero where no tree splits.
    public let importances: [Double]

    /// Puts trees together to a forest.
    ///
    /// - Throws: ``LearningError/damagedForest(_:)`` without trees, where a tree has other
    ///   features or classes, or where the importances are not shares.
    public init(
        parameters: ForestParameters, trees: [DecisionTree], featureCount: Int, classCount: Int,
        importances: [Double]
    ) throws {
        guard !trees.isEmpty else { throw LearningError.damagedForest("no tree") }
        guard parameters.trees == trees.count else {
            throw LearningError.damagedForest(
                "\(trees.count) trees where its parameters say \(parameters.trees)")
        }
        for (index, tree) in trees.enumerated()
        where tree.featureCount != featureCount || tree.classCount != classCount {
            throw LearningError.damagedForest(
                "tree \(index) has \(tree.featureCount) features and \(tree.classCount) classes")
        }
        guard importances.count == featureCount,
            importances.allSatisfy({ $0 >= 0 && $0 <= 1 })
        else { throw LearningError.damagedForest("importances that are not shares") }
        self.parameters = parameters
        self.trees = trees
        self.featureCount = featureCount
        self.classCount = classCount
        self.importances = importances
    }

    /// The sum of shares, over all trees, that stands for probability 1.
    public var fullSum: UInt64 { UInt64(trees.count) * UInt64(LeafShares.unit) }

    /// The probability that a sum of shares over all trees stands for: `sum / fullSum`.
    public func probability(ofSum sum: UInt64) -> Double {
        Double(sum) / (Double(trees.count) * Double(LeafShares.unit))
    }
}

/// What a forest says about rows.
public struct ForestPredictions: Sendable, Equatable {
    /// Shape [rows, classes]; rows sum to 1 within 1e-12.
    public let probabilities: Matrix
    /// Standard deviation over the trees of each class share, shape [rows, classes], 0 to 0.5.
    ///
    /// The population's (divided by the number of trees), from exact sums: 0 where all trees agree.
    public let spread: Matrix
}
