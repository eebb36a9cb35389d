import Validation

@testable import QuasiScreen

/// A small validation of alloys of three classes, for tests of what is said about it.
enum SmallValidation {
    struct Made: Sendable {
        var system: Evaluation
        var family: Evaluation
        var table: CompoundTable
        var model: TrainedModel
    }

    static let recipe = ModelRecipe(
        learner: .forest(ForestParameters(trees: 8)), gatesNonMetals: true)

    /// With the descriptors of the default model.
    private static let configuration = Result {
        try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n", file: "p.yaml")
    }

    private static func compounds() throws -> CompoundFeatures {
        var text = "formula,phase_class\n"
        let metals = ["Mn", "Fe", "Co", "Ni", "Cu", "Cr", "V", "Ti"]
        for (index, metal) in metals.enumerated() {
            text += "Al80\(metal)20,quasicrystal\nAl75\(metal)25,approximant\n"
            text += "Zn80\(metal)20,approximant\nZn60\(metal)35Al5,quasicrystal\n"
            for other in metals[..<index] {
                text += "Al\(metal)\(other),ordinary\n\(metal)2\(other),ordinary\n"
                text += "Zn\(metal)\(other),ordinary\n"
            }
            text += "Na\(metal)2,ordinary\n\(metal)O,ordinary\n"
        }
        let table = try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
            .table
        return try CompoundFeatures(
            table: table, featurizer: configuration.get().descriptors.featurizer(), threads: 1)
    }

    static func bench(threads: Int) throws -> ValidationBench {
        try ValidationBench(
            data: compounds(), recipe: recipe,
            featurizer: configuration.get().descriptors.featurizer(), comparing: false,
            threads: threads)
    }

    static let made = Result {
        let shared = try bench(threads: 2)
        return Made(
            system: try shared.evaluate(
                protocol: .system, folds: 3, seed: 1, repeats: 2, explaining: true),
            family: try shared.evaluate(protocol: .family, folds: 3, seed: 1),
            table: shared.data.table,
            model: try TrainedModel(
                learningFrom: shared.data,
                featurizer: configuration.get().descriptors.featurizer(), recipe: recipe,
                calibration: nil, threads: 2))
    }

    static func document(_ evaluation: Evaluation) throws -> ValidationDocument {
        ValidationDocument(evaluation, table: try made.get().table, predictions: false)
    }
}
