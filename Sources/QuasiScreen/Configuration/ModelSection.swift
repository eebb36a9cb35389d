import Learning

/// `model`: what is learnt from the compounds.
public struct ModelSection: Sendable {
    /// The default is ``ModelPreset/default``, or the preset that the other keys belong to.
    public var preset: ModelPreset
    public var recipe: ModelRecipe

    init(_ section: ConfigurationSection) throws {
        preset = try section.choice("preset", default: Self.preset(of: section))
        recipe = preset.recipe
        switch recipe.learner {
        case .forest: recipe.learner = .forest(try ForestParameters(section: section))
        case .boosting: recipe.learner = .boosting(try BoostingParameters(section: section))
        case .blend: break
        }
        recipe.gatesNonMetals = try section.boolean(
            "gate_non_metals", default: recipe.gatesNonMetals)
        recipe.homologueWeight = try section.number(
            "homologue_weight", default: recipe.homologueWeight, in: 0...1000)
        recipe.calibration = try section.choice("calibration", default: recipe.calibration)
        recipe = recipe.seeded(UInt64(try section.integer("seed", default: 0, in: 0...Int.max)))
        try refuseKeysOfOtherPresets(section)
        try section.finish()
        try recipe.learner.validate()
    }

    /// The preset that the keys of a section ask for where none is named.
    private static func preset(of section: ConfigurationSection) -> ModelPreset {
        if forestKeys.contains(where: { section.has($0) && !boostingKeys.contains($0) }) {
            return .forest
        }
        if boostingKeys.contains(where: { section.has($0) && !forestKeys.contains($0) }) {
            return .boosting
        }
        return forestKeys.contains(where: section.has) ? .forest : .default
    }

    private static let forestKeys = [
        "trees", "criterion", "max_depth", "max_features", "min_samples_split", "min_samples_leaf",
        "splits", "sampling", "class_weights",
    ]
    private static let boostingKeys = [
        "rounds", "learning_rate", "max_depth", "min_samples_leaf", "ridge", "feature_share",
        "row_share", "class_weights",
    ]

    private func refuseKeysOfOtherPresets(_ section: ConfigurationSection) throws {
        let own: [String] =
            switch recipe.learner {
            case .forest: Self.forestKeys
            case .boosting: Self.boostingKeys
            case .blend: []
            }
        for key in Self.forestKeys + Self.boostingKeys where section.has(key) && !own.contains(key)
        {
            throw ConfigurationError.keyOfAnotherPreset(
                key, preset: preset.rawValue,
                owners: (Self.forestKeys.contains(key) ? ["forest"] : [])
                    + (Self.boostingKeys.contains(key) ? ["boosting"] : []),
                place: section.place(of: key))
        }
    }

    /// The settings as canonical text, for stage keys.
    var canonical: [String: String] {
        recipe.canonical.merging(["preset": preset.rawValue]) { $1 }
    }
}

extension BoostingParameters {
    fileprivate init(section: ConfigurationSection) throws {
        self.init()
        rounds = try section.integer("rounds", default: rounds, in: 1...100_000)
        learningRate = try section.number("learning_rate", default: learningRate, in: 1e-6...1)
        maxDepth = try section.integer("max_depth", default: maxDepth, in: 1...30)
        minSamplesLeaf = try section.integer(
            "min_samples_leaf", default: minSamplesLeaf, in: 1...1_000_000)
        ridge = try section.number("ridge", default: ridge, in: 0...1e12)
        featureShare = try section.number("feature_share", default: featureShare, in: 1e-6...1)
        rowShare = try section.number("row_share", default: rowShare, in: 1e-6...1)
        classWeights = try section.parsed(
            "class_weights", default: classWeights,
            expected: "uniform, balanced or square_root", ClassWeighting.init(named:))
    }
}

extension ForestParameters {
    fileprivate init(section: ConfigurationSection) throws {
        var parameters = ForestParameters()
        parameters.trees = try section.integer("trees", default: 200, in: 1...100_000)
        parameters.criterion = try section.choice("criterion", default: .entropy)
        parameters.maxDepth = try section.optionalInteger(
            "max_depth", default: 25, in: 1...10_000)
        parameters.maxFeatures = try section.parsed(
            "max_features", default: .log2, expected: "sqrt, log2, all or a whole number",
            FeatureSampling.init)
        parameters.minSamplesSplit = try section.integer(
            "min_samples_split", default: 2, in: 2...1_000_000)
        parameters.minSamplesLeaf = try section.integer(
            "min_samples_leaf", default: 1, in: 1...1_000_000)
        parameters.splits = try section.choice("splits", default: .best)
        parameters.sampling = try section.choice("sampling", default: .all)
        parameters.classWeights = try section.parsed(
            "class_weights", default: .uniform, expected: "uniform, balanced or square_root",
            ClassWeighting.init(named:))
        self = parameters
    }
}

extension LearnerParameters {
    /// The parameters as canonical text, for stage keys and model files.
    var canonical: [String: String] {
        switch self {
        case .forest(let parameters): return parameters.canonical
        case .boosting(let parameters): return parameters.canonical
        case .blend(let parameters): return parameters.canonical
        }
    }
}

extension ForestParameters {
    fileprivate var canonical: [String: String] {
        [
            "learner": "forest", "trees": "\(trees)", "criterion": criterion.rawValue,
            "max_depth": maxDepth.map { "\($0)" } ?? "none", "max_features": "\(maxFeatures)",
            "min_samples_split": "\(minSamplesSplit)", "min_samples_leaf": "\(minSamplesLeaf)",
            "splits": splits.rawValue, "sampling": sampling.rawValue,
            "class_weights": classWeights.name, "seed": "\(seed)",
        ]
    }
}

extension BoostingParameters {
    fileprivate var canonical: [String: String] {
        [
            "learner": "boosting", "rounds": "\(rounds)", "learning_rate": "\(learningRate)",
            "max_depth": "\(maxDepth)", "min_samples_leaf": "\(minSamplesLeaf)",
            "min_curvature": "\(minCurvature)", "ridge": "\(ridge)",
            "feature_share": "\(featureShare)", "row_share": "\(rowShare)",
            "class_weights": classWeights.name,
            "seed": "\(seed)",
        ]
    }
}

extension BlendParameters {
    fileprivate var canonical: [String: String] {
        var result = [
            "learner": "blend", "pooling": pooling.rawValue, "floor": "\(floor)",
        ]
        for (index, member) in members.enumerated() {
            result["member \(index).weight"] = "\(member.weight)"
            result["member \(index).supplement"] = "\(member.takesSupplement)"
            for (key, value) in member.learner.canonical {
                result["member \(index).\(key)"] = value
            }
        }
        return result
    }
}

extension ClassWeighting {
    /// `uniform`, `balanced` or `square_root`.
    public init?(named name: String) {
        switch name {
        case "uniform": self = .uniform
        case "balanced": self = .balanced
        case "square_root": self = .squareRoot
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .uniform: return "uniform"
        case .balanced: return "balanced"
        case .squareRoot: return "square_root"
        case .explicit(let weights):
            return "[" + weights.map { "\($0)" }.joined(separator: ", ") + "]"
        }
    }
}
