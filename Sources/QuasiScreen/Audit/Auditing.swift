import Basis
import Descriptors
import Materials
import Validation

/// Looks for labels that the rest of a table speaks against.
///
/// Each chemical system is left out in turn, so that no row speaks for itself or for its
/// neighbours. A row is listed where the class that the others give it is not its own. That is a
/// reason to look, not a verdict: a model misses what it knows no relatives of.
public struct Auditing: Sendable {
    /// The default is ``Validating/defaultFolds``.
    public var folds: Int
    public var preset: ModelPreset
    public var recipe: ModelRecipe

    public init(
        folds: Int = Validating.defaultFolds, preset: ModelPreset, recipe: ModelRecipe
    ) {
        self.folds = folds
        self.preset = preset
        self.recipe = recipe
    }

    /// Audits the rows of a dataset that take part in training.
    ///
    /// Rows whose label somebody has confirmed are counted and not listed. The result does not
    /// depend on the number of threads.
    public func run(
        dataset path: String, rules: DatasetRules, threads: Int
    ) throws -> (audit: LabelAudit, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let featurizer = try Featurizer(preset)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        let outcome = try ValidationBench(
            data: data, recipe: recipe, featurizer: featurizer, comparing: false, threads: threads
        ).outOfSystem(folds: folds, seed: recipe.seed)
        let confirmed = Set(findings.filter { $0.kind == .confirmed }.map(\.place))
        return (
            try LabelAudit(outcome, of: data.table, confirmed: confirmed, threads: threads),
            findings
        )
    }
}
