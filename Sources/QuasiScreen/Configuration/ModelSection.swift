import Foundation
import Learning

extension ForestParameters {
    /// `model`: the forest.
    init(section: ConfigurationSection) throws {
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
            "class_weights", default: .uniform, expected: "uniform or balanced",
            ClassWeighting.init(named:))
        parameters.seed = UInt64(try section.integer("seed", default: 0, in: 0...Int.max))
        try section.finish()
        try parameters.validate()
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

    /// The parameters as JSON with sorted keys.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
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
            "feature_share": "\(featureShare)", "class_weights": classWeights.name,
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
            for (key, value) in member.learner.canonical {
                result["member \(index).\(key)"] = value
            }
        }
        return result
    }
}

extension ClassWeighting {
    /// `uniform` or `balanced`.
    public init?(named name: String) {
        switch name {
        case "uniform": self = .uniform
        case "balanced": self = .balanced
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .uniform: return "uniform"
        case .balanced: return "balanced"
        case .explicit(let weights):
            return "[" + weights.map { "\($0)" }.joined(separator: ", ") + "]"
        }
    }
}
