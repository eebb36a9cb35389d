/// What a split is judged by.
public enum SplitCriterion: String, Codable, Sendable, CaseIterable {
    /// Shannon entropy, -sum p log2 p.
    case entropy
    /// Gini impurity, 1 - sum p^2.
    case gini
}

/// The parameters of a random forest of classification trees.
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
    /// Whether each tree sees rows drawn with replacement. The default is `false`.
    public var bootstrap: Bool
    /// The default is `uniform`.
    public var classWeights: ClassWeighting
    /// The seed of every random choice. The default is 0.
    public var seed: UInt64

    public init(
        trees: Int = 200, criterion: SplitCriterion = .entropy, maxDepth: Int? = nil,
        maxFeatures: FeatureSampling = .sqrt, minSamplesSplit: Int = 2, minSamplesLeaf: Int = 1,
        bootstrap: Bool = false, classWeights: ClassWeighting = .uniform, seed: UInt64 = 0
    ) {
        self.trees = trees
        self.criterion = criterion
        self.maxDepth = maxDepth
        self.maxFeatures = maxFeatures
        self.minSamplesSplit = minSamplesSplit
        self.minSamplesLeaf = minSamplesLeaf
        self.bootstrap = bootstrap
        self.classWeights = classWeights
        self.seed = seed
    }

    /// The forest of Liu et al., Adv. Mater. 33, 2102507 (2021), doi:10.1002/adma.202102507.
    public static let liu2021 = ForestParameters(
        trees: 200, criterion: .entropy, maxDepth: 25, maxFeatures: .log2, bootstrap: false)

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
        if case .explicit(let factors) = classWeights,
            let factor = factors.first(where: { !TrainingSet.isUsableWeight($0) })
        {
            throw LearningError.badParameter(
                name: "classWeights", value: "\(factor)", allowed: "0 or 1e-12 to 1e12")
        }
    }

    private func require(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw LearningError.badParameter(
                name: name, value: "\(value)",
                allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }
}
