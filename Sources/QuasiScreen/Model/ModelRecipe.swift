import Descriptors
import Learning

/// How a model is made from compounds, apart from its descriptors.
public struct ModelRecipe: Sendable, Equatable, Codable {
    /// When out-of-fold curves correct the probabilities.
    public enum Calibration: String, Sendable, Codable, CaseIterable {
        /// Where they take at least 2 % off the log-loss of compounds whose chemical system was left
        /// out.
        case auto
        case never
    }

    public var learner: LearnerParameters
    /// Whether a non-metal that no compound of a rarer class holds settles the class: such
    /// compositions are given the commonest class and take no part in training.
    public var gatesNonMetals: Bool
    /// The summed weight of the homologue copies of a compound of a rarer class: compositions in
    /// which its main element is replaced by a chemically similar one. 0 makes none.
    public var homologueWeight: Double
    public var calibration: Calibration
    /// The seed that the learner's seeds and those of validation folds come from.
    public private(set) var seed: UInt64

    public init(
        learner: LearnerParameters, gatesNonMetals: Bool = false, homologueWeight: Double = 0,
        calibration: Calibration = .auto, seed: UInt64 = 0
    ) {
        self.learner = learner.seeded(seed)
        self.seed = seed
        self.gatesNonMetals = gatesNonMetals
        self.homologueWeight = homologueWeight
        self.calibration = calibration
    }

    /// The model that did best under grouped cross-validation, on chemical systems left out and on
    /// element families left out alike: a logarithmic pool of two boosted ensembles, of which one
    /// also learns from homologue copies.
    public static let standard = ModelRecipe(
        learner: .blend(
            BlendParameters(
                members: [
                    BlendParameters.Member(
                        .boosting(boosting(rounds: 200)), takesSupplement: false),
                    BlendParameters.Member(.boosting(boosting(rounds: 150))),
                ], floor: 1e-5)), gatesNonMetals: true, homologueWeight: 1)

    private static func boosting(rounds: Int) -> BoostingParameters {
        BoostingParameters(
            rounds: rounds, learningRate: 0.05, maxDepth: 4, minSamplesLeaf: 5, ridge: 1,
            featureShare: 0.4, rowShare: 0.8, classWeights: .squareRoot)
    }

    /// The forest of Liu et al., Adv. Mater. 33, 2102507 (2021), doi:10.1002/adma.202102507.
    public static let liu2021 = ModelRecipe(learner: .forest(.liu2021), calibration: .never)

    public func seeded(_ seed: UInt64) -> ModelRecipe {
        var recipe = self
        recipe.learner = learner.seeded(seed)
        recipe.seed = seed
        return recipe
    }

    /// The recipe as canonical text, for stage keys and model files.
    var canonical: [String: String] {
        var result = learner.canonical
        result["gate_non_metals"] = "\(gatesNonMetals)"
        result["homologue_weight"] = "\(homologueWeight)"
        result["calibration"] = calibration.rawValue
        return result
    }
}

extension DescriptorSet {
    /// The descriptors of a preset and what becomes of missing element values.
    static func standard(for recipe: ModelPreset) -> (set: DescriptorSet, missing: MissingPolicy) {
        switch recipe {
        // The gate takes out the elements without values; what is left lacks few.
        case .default, .boosting: return (.compact, .impute)
        case .liu2021, .forest: return (.liu2021, .error)
        }
    }
}

/// A named starting point of a model's settings.
public enum ModelPreset: String, Sendable, CaseIterable {
    /// ``ModelRecipe/standard``.
    case `default`
    /// ``ModelRecipe/liu2021``.
    case liu2021
    /// Forests of any kind on the descriptors of `liu2021`.
    case forest
    /// Boosted trees alone, on the descriptors of `default`.
    case boosting

    public var recipe: ModelRecipe {
        switch self {
        case .default: return .standard
        case .liu2021: return .liu2021
        case .forest: return ModelRecipe(learner: .forest(.liu2021))
        case .boosting:
            return ModelRecipe(
                learner: .boosting(BoostingParameters()), gatesNonMetals: true, homologueWeight: 1)
        }
    }
}
