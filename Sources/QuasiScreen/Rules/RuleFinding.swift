import Materials
import Symbolic
import Ternary
import Workflow

/// Searches rules with a model file: the rule stage on its own.
public enum RuleFinding {
    /// Folds of the out-of-fold probabilities.
    static let folds = 5
    /// Steps of the grid that swept compositions are drawn from: 1 at.%.
    private static let divisions = 100

    /// Runs the search unless its results are there already, and says where they are.
    public static func run(
        _ section: RuleSection, model path: String, folder: String, threads: Int,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) throws -> String {
        let name = "model.h5"
        let known = try TrainedModel(path: path).known
        let wanted = try section.targets.map { try known.classIndex(named: $0) }
        let load: @Sendable (StageContext) throws -> TrainedModel = { context in
            try ModelStore.decode(context.input(name), name: path)
        }
        let planes = try Self.planes(of: known, wanted: wanted, section)
        let stage = RuleStage.make(
            section, planes: planes, divisions: divisions, extent: [:],
            inputs: [.file(name: name, path: path)], model: load
        ) { context in
            try outOfFold(of: load(context), context)
        }
        let summary = try Workflow(stages: [stage]).run(
            folder: folder, threads: threads, observer: observer)
        let state = summary.ran.isEmpty ? "rules are up to date" : "rules found"
        return "\(state): \(folder)/\(RuleStage.id)/rules.csv"
    }

    /// Every ternary of the elements that occur in compounds of the wanted classes.
    private static func planes(
        of known: CompoundTable, wanted: [Int], _ section: RuleSection
    ) throws -> [TernarySection] {
        let elements = Set(
            known.compounds.filter { wanted.contains($0.classIndex) }
                .flatMap(\.composition.elements)
        ).sorted()
        guard section.sampled > 0, elements.count >= 3 else { return [] }
        var sweep = SweepSection()
        sweep.elements = elements.map(\.symbol)
        return try sweep.planes(of: ElementTable.standard)
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
        ).evaluate(
            protocol: .system, folds: folds, seed: model.recipe.seed, calibrating: false)
        return OutOfFold(evaluation)
    }
}
