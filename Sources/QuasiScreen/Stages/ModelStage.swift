import Basis
import Workflow

/// Trains the model on all training compounds.
enum ModelStage {
    static let id = "model"

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let section = configuration.model
        let featurizer = try configuration.descriptors.featurizer()
        return Stage(
            // Version 3: holds the compounds kept out of training, and another calibration.
            id: id, title: "train the model",
            schemaVersion: 4, parameters: prefixed("model", section.canonical),
            inputs: [
                .stage(DataStage.id), .stage(FeatureStage.id), .stage(ValidationStage.id),
            ]
        ) { context in
            let data = try FeatureStage.compounds(from: context)
            let model = try TrainedModel(
                learningFrom: data, featurizer: featurizer, recipe: section.recipe,
                calibration: ValidationStage.calibration(from: context),
                threads: context.threads)
            try context.write(ModelStore.encode(model), as: "model.h5")
            try context.write(importanceTable(model), as: "importances.csv")
        }
    }

    static func model(from context: StageContext) throws -> TrainedModel {
        try ModelStore.decode(context.read("model.h5", from: id), name: "\(id)/model.h5")
    }

    /// Descriptors by falling importance.
    private static func importanceTable(_ model: TrainedModel) -> [UInt8] {
        var writer = DelimitedWriter(columns: ["descriptor", "unit", "importance"])
        let names = model.featurizer.names
        let values = model.importances
        for index in names.indices.sorted(by: { (values[$1], $0) < (values[$0], $1) }) {
            writer.append([names[index], model.featurizer.units[index], "\(values[index])"])
        }
        return writer.bytes
    }
}
