import Workflow

/// Searches rules with a model file: the rule stage on its own.
public enum RuleFinding {
    /// Folds of the out-of-fold probabilities.
    static let folds = 5

    /// Runs the search unless its results are there already, and says where they are.
    public static func run(
        _ section: RuleSection, model path: String, folder: String, threads: Int,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) throws -> String {
        let name = "model.h5"
        _ = try TrainedModel(path: path).classIndex(named: section.target)
        let load: @Sendable (StageContext) throws -> TrainedModel = { context in
            try ModelStore.decode(context.input(name), name: path)
        }
        let stage = RuleStage.make(
            section, inputs: [.file(name: name, path: path)], model: load
        ) { context in
            try outOfFold(of: load(context), context)
        }
        let summary = try Workflow(stages: [stage]).run(
            folder: folder, threads: threads, observer: observer)
        let state = summary.ran.isEmpty ? "rules are up to date" : "rules found"
        return "\(state): \(folder)/\(RuleStage.id)/rules.csv"
    }

    /// Probabilities of the training compounds from models that have not seen their systems.
    private static func outOfFold(
        of model: TrainedModel, _ context: StageContext
    ) throws -> OutOfFold {
        let data = try CompoundFeatures(
            table: model.known, featurizer: model.featurizer, threads: context.threads)
        let evaluation = try ValidationBench(
            data: data, recipe: model.recipe, featurizer: model.featurizer, comparing: false,
            threads: context.threads
        ).evaluate(protocol: .system, folds: folds, seed: model.recipe.seed)
        return OutOfFold(evaluation)
    }
}
