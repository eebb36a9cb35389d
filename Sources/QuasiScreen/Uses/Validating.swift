import Basis
import Descriptors
import Learning
import Materials
import Validation

/// Measures a recipe out of sample, beside trivial predictors and the forest of Liu et al. on the
/// same folds.
public struct Validating: Sendable {
    /// Folds of all protocols but leave-one-family-out. The default is ``defaultFolds``.
    public var folds: Int
    public var preset: ModelPreset
    public var recipe: ModelRecipe
    /// How often the protocol is run, each time with other folds and another seed of the model.
    public var repeats: Int

    public static let defaultFolds = 5

    public init(
        folds: Int = Validating.defaultFolds, preset: ModelPreset, recipe: ModelRecipe,
        repeats: Int = 1
    ) {
        self.folds = folds
        self.preset = preset
        self.recipe = recipe
        self.repeats = repeats
    }

    /// Reads a dataset and validates on it.
    public func run(
        dataset path: String, rules: DatasetRules, protocol validationProtocol: ValidationProtocol,
        predictions: Bool, threads: Int
    ) throws -> (document: ValidationDocument, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let featurizer = try Featurizer(preset)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        let bench = try ValidationBench(
            data: data, recipe: recipe, featurizer: featurizer, threads: threads)
        let evaluation = try bench.evaluate(
            protocol: validationProtocol, folds: folds, seed: recipe.seed,
            repeats: repeats)
        return (
            ValidationDocument(evaluation, table: data.table, predictions: predictions), findings
        )
    }
}

/// What one protocol found.
public struct Evaluation: Sendable {
    /// One predictor's results with its figures.
    public struct Result: Sendable {
        public let outcome: ValidationOutcome
        public let metrics: [MetricValue]
    }

    public let model: Result
    /// The model's probabilities corrected by curves fitted on the other folds.
    public let calibrated: Result
    /// The same folds with every tested composition shifted a little: what is left when the way
    /// formulas are written gives nothing away.
    public let jittered: Result
    public let nearestNeighbour: Result
    /// The class shares of the training rows, whatever the composition.
    public let prior: Result
    /// The forest of Liu et al. on its 232 descriptors; `nil` where that is the model itself, or
    /// where an element lacks one of its properties.
    public let reference: Result?
    /// Bootstrap intervals of the model's figures, chemical systems resampled.
    public let intervals: Intervals
    /// Ranking inside each left-out group, for every class but the commonest and for their union.
    public let ranking: [WithinGroupRanking]
    public let reliability: [ReliabilityCurve]
    public let coverage: ConformalCoverage
    public let uncertainty: UncertaintyQuality
    /// The conformal set of each prediction; `nil` for rows that take no part.
    public let sets: [[Int]?]
    /// Stated uncertainty against realised error; empty but for the system protocol.
    public let strata: [UncertaintyStratum]
    /// What the system protocol teaches about the model's numbers; `nil` for the others.
    public let calibration: ModelCalibration?
    /// Spread of the predicted class's probability inside the model, by prediction.
    public let spreads: [Double]
    /// The model's figures over all repeats.
    public let repeats: RepeatSummary
    /// The group of each row; rows of a group never stand on both sides of a split.
    public let groups: [String]
    /// The classes that count as positive: all but the commonest.
    public let positives: MetricTarget
    /// What the model loses without each cluster of descriptors; `nil` where it was not asked for
    /// or a fold has nothing to permute.
    public let importance: ClusterImportance?
}
