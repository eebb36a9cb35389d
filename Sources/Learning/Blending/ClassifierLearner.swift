import Basis

/// How to train a model of any kind.
public indirect enum LearnerParameters: Sendable, Equatable, Codable {
    case forest(ForestParameters)
    case boosting(BoostingParameters)
    case blend(BlendParameters)

    /// - Throws: ``LearningError/badParameter(name:value:allowed:)`` naming the first parameter
    ///   that is out of range.
    public func validate() throws {
        switch self {
        case .forest(let parameters): try parameters.validate()
        case .boosting(let parameters): try parameters.validate()
        case .blend(let parameters): try parameters.validate()
        }
    }

    /// The same settings with another seed; members of a blend get seeds of their own.
    public func seeded(_ seed: UInt64) -> LearnerParameters {
        switch self {
        case .forest(var parameters):
            parameters.seed = seed
            return .forest(parameters)
        case .boosting(var parameters):
            parameters.seed = seed
            return .boosting(parameters)
        case .blend(var parameters):
            let stream = RandomStream(seed: seed).child("blend")
            for index in parameters.members.indices {
                let learner = parameters.members[index].learner
                parameters.members[index].learner = learner.seeded(stream.child(index).seed)
            }
            return .blend(parameters)
        }
    }
}

/// Which models a blend consists of.
public struct BlendParameters: Sendable, Equatable, Codable {
    public struct Member: Sendable, Equatable, Codable {
        public var learner: LearnerParameters
        /// Above 0; weights are scaled to sum 1.
        public var weight: Double
        /// Whether the member also learns from supplementary rows. The default is `true`.
        public var takesSupplement: Bool

        public init(
            _ learner: LearnerParameters, weight: Double = 1, takesSupplement: Bool = true
        ) {
            self.learner = learner
            self.weight = weight
            self.takesSupplement = takesSupplement
        }
    }

    public var members: [Member]
    /// The default is logarithmic.
    public var pooling: Blend.Pooling
    /// The least probability that logarithmic pooling takes at its word. The default is 0.001.
    public var floor: Double

    public init(
        members: [Member], pooling: Blend.Pooling = .logarithmic, floor: Double = 0.001
    ) {
        self.members = members
        self.pooling = pooling
        self.floor = floor
    }

    /// The weights, scaled to sum 1.
    public var normalisedWeights: [Double] {
        let total = members.reduce(0) { $0 + $1.weight }
        return members.map { $0.weight / total }
    }

    func validate() throws {
        try require(members.count, "members", in: 1...100)
        for member in members {
            try require(member.weight, "weight", in: 1e-6...1e6)
            try member.learner.validate()
        }
        try require(floor, "floor", in: 1e-12...0.1)
    }
}

/// Trains what its parameters say.
public struct ClassifierLearner: Learner {
    public let parameters: LearnerParameters
    /// By row of the table: whether it is supplementary, made up rather than observed; members of a
    /// blend may leave such rows out. Empty where none is.
    public let supplement: [Bool]

    public init(_ parameters: LearnerParameters, supplement: [Bool] = []) {
        self.parameters = parameters
        self.supplement = supplement
    }

    public func fit(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]?, threads: Int, outOfBag: Bool
    ) throws -> TrainingResult<Classifier> {
        try parameters.validate()
        func fit<Own: Learner>(_ learner: Own) throws -> TrainingResult<Own.Trained> {
            try learner.fit(
                encoded, rows: rows, labels: labels, classCount: classCount, weights: weights,
                threads: threads, outOfBag: outOfBag)
        }
        switch parameters {
        case .forest(let parameters):
            let result = try fit(ForestLearner(parameters))
            return TrainingResult(
                model: .forest(result.model), importances: result.importances,
                outOfBag: result.outOfBag)
        case .boosting(let parameters):
            let result = try fit(BoostingLearner(parameters))
            return TrainingResult(
                model: .boosted(result.model), importances: result.importances)
        case .blend(let parameters):
            var importances = [Double](repeating: 0, count: encoded.columnCount)
            let shares = parameters.normalisedWeights
            let members = try zip(parameters.members, shares).map { member, weight in
                let own =
                    member.takesSupplement || supplement.isEmpty
                    ? rows : rows.filter { !supplement[$0] }
                let result = try ClassifierLearner(member.learner, supplement: supplement).fit(
                    encoded, rows: own, labels: labels, classCount: classCount,
                    weights: weights, threads: threads, outOfBag: outOfBag)
                for (feature, share) in result.importances.enumerated() {
                    importances[feature] += weight * share
                }
                return Blend.Member(model: result.model, weight: weight)
            }
            let blend = try Blend(
                members: members, pooling: parameters.pooling, floor: parameters.floor)
            return TrainingResult(model: .blend(blend), importances: importances)
        }
    }
}
