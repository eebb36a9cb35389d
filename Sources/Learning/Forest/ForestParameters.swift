/// What a split is judged by.
public enum SplitCriterion: String, Codable, Sendable, CaseIterable {
    /// Shannon entropy, -sum p log2 p.
    case entropy
    /// Gini impurity, 1 - sum p^2.
    case gini
}

/// How the cut of a candidate feature is chosen.
public enum SplitChoice: String, Codable, Sendable, CaseIterable {
    /// The best of all cuts between neighbouring values.
    case best
    /// One cut, drawn evenly between the least and the largest value in the node.
    ///
    /// Source: Geurts, Ernst and Wehenkel, Mach. Learn. 63, 3 (2006),
    /// doi:10.1007/s10994-006-6226-1.
    case random
}

/// Which rows a tree is grown on.
public enum RowSampling: String, Codable, Sendable, CaseIterable {
    /// Every row, once.
    case all
    /// As many rows as there are, drawn with replacement.
    case bootstrap
    /// From each class as many rows as the rarest class has, drawn with replacement.
    ///
    /// Source: Chen, Liaw and Breiman, Using random forest to learn imbalanced data, Technical
    /// Report 666, University of California, Berkeley (2004).
    case balanced
}

/// The parameters of a forest of classification trees.
///
/// Source: Breiman, Mach. Learn. 45, 5 (2001), doi:10.1023/A:1010933404324.
public struct ForestParameters: Sendable, Equatable, Codable {
    /// The number of trees. The default is 200.
    public var trees: Int
    /// The default is entropy.
    public var criterion: SplitCriterion
    /// The largest number of splits between root and leaf. The default, `nil`, is no limit.
    public var maxDepth: Int?
    /// The number of features drawn at each node. The default is `sqrt`.
    public var maxFeatures: FeatureSampling
    /// A node with fewer rows becomes a leaf. The default is 2.
    public var minSamplesSplit: Int
    /// No split leaves fewer rows on one side. The default is 1.
    public var minSamplesLeaf: Int
    /// The default is `best`.
    public var splits: SplitChoice
    /// The default is `all`.
    public var sampling: RowSampling
    /// The default is `uniform`.
    public var classWeights: ClassWeighting
    /// The seed of every random choice. The default is 0.
    public var seed: UInt64

    public init(
        trees: Int = 200, criterion: SplitCriterion = .entropy, maxDepth: Int? = nil,
        maxFeatures: FeatureSampling = .sqrt, minSamplesSplit: Int = 2, minSamplesLeaf: Int = 1,
        splits: SplitChoice = .best, sampling: RowSampling = .all,
        classWeights: ClassWeighting = .uniform, seed: UInt64 = 0
    ) {
        self.trees = trees
        self.criterion = criterion
        self.maxDepth = maxDepth
        self.maxFeatures = maxFeatures
        self.minSamplesSplit = minSamplesSplit
        self.minSamplesLeaf = minSamplesLeaf
        self.splits = splits
        self.sampling = sampling
        self.classWeights = classWeights
        self.seed = seed
    }

    /// The forest of Liu et al., Adv. Mater. 33, 2102507 (2021), doi:10.1002/adma.202102507.
    public static let liu2021 = ForestParameters(
        trees: 200, criterion: .entropy, maxDepth: 25, maxFeatures: .log2)

    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` naming the first parameter
    ///   that is out of range.
    public func validate() throws {
        try require(trees, "trees", in: 1...1_000_000)
        if let maxDepth { try require(maxDepth, "maxDepth", in: 0...Int(Int32.max)) }
        if case .count(let count) = maxFeatures {
            try require(count, "maxFeatures", in: 1...Int(Int32.max))
        }
        try require(minSamplesSplit, "minSamplesSplit", in: 2...1_000_000_000)
        try require(minSamplesLeaf, "minSamplesLeaf", in: 1...1_000_000_000)
        try classWeights.validate()
    }

}

/// Refuses a parameter that is out of range, by its name.
func require<Value: Comparable>(
    _ value: Value, _ name: String, in range: ClosedRange<Value>
) throws {
    guard range.contains(value) else {
        throw LearningError.badParameter(
            name: name, value: "\(value)",
            allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
}
