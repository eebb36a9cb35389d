/// The parameters of gradient-boosted trees with a softmax over the classes.
///
/// Sources: Friedman, Ann. Stat. 29, 1189 (2001), doi:10.1214/aos/1013203451; regularised gain:
/// Chen and Guestrin, KDD 2016, doi:10.1145/2939672.2939785.
public struct BoostingParameters: Sendable, Equatable, Codable {
    /// Every round grows one tree for each class. The default is 200.
    public var rounds: Int
    /// The share of each tree's step that is taken. The default is 0.05.
    public var learningRate: Double
    /// The largest number of splits between root and leaf. The default is 4.
    public var maxDepth: Int
    /// No split leaves fewer rows on one side. The default is 1.
    public var minSamplesLeaf: Int
    /// No split leaves less curvature (summed second derivatives) on one side. The default is 0.001.
    public var minCurvature: Double
    /// Ridge penalty on leaf values, in units of curvature. The default is 1.
    public var ridge: Double
    /// The share of the features that a tree may look at. The default is 1.
    public var featureShare: Double
    /// The share of the rows that the trees of a round are grown on. The default is 1.
    ///
    /// Source: Friedman, Comput. Stat. Data Anal. 38, 367 (2002),
    /// doi:10.1016/S0167-9473(01)00065-2.
    public var rowShare: Double
    /// The default is `uniform`.
    public var classWeights: ClassWeighting
    /// The seed of every random choice. The default is 0.
    public var seed: UInt64

    public init(
        rounds: Int = 200, learningRate: Double = 0.05, maxDepth: Int = 4,
        minSamplesLeaf: Int = 1, minCurvature: Double = 0.001, ridge: Double = 1,
        featureShare: Double = 1, rowShare: Double = 1,
        classWeights: ClassWeighting = .uniform, seed: UInt64 = 0
    ) {
        self.rounds = rounds
        self.learningRate = learningRate
        self.maxDepth = maxDepth
        self.minSamplesLeaf = minSamplesLeaf
        self.minCurvature = minCurvature
        self.ridge = ridge
        self.featureShare = featureShare
        self.rowShare = rowShare
        self.classWeights = classWeights
        self.seed = seed
    }

    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` naming the first parameter
    ///   that is out of range.
    public func validate() throws {
        try require(rounds, "rounds", in: 1...1_000_000)
        try require(learningRate, "learningRate", in: 1e-6...1)
        try require(maxDepth, "maxDepth", in: 1...30)
        try require(minSamplesLeaf, "minSamplesLeaf", in: 1...1_000_000_000)
        try require(minCurvature, "minCurvature", in: 0...1e12)
        try require(ridge, "ridge", in: 0...1e12)
        try require(featureShare, "featureShare", in: 1e-6...1)
        try require(rowShare, "rowShare", in: 1e-6...1)
        try classWeights.validate()
    }
}
