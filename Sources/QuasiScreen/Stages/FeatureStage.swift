import Basis
import Descriptors
import Materials
import Workflow

/// Computes the descriptors of the training compounds.
enum FeatureStage {
    static let id = "features"

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let featurizer = try configuration.descriptors.featurizer()
        let settings = featurizer.configuration
        var parameters = prefixed("descriptors", settings)
        parameters["element table"] = ModelStore.elementTableDigest
        return Stage(
            // Version 2: means are kept between the values that they are means of.
            id: id, title: "compute \(featurizer.names.count) descriptors",
            schemaVersion: 4, parameters: parameters, inputs: [.stage(DataStage.id)]
        ) { context in
            let table = try DataStage.table(from: context).training
            let features = try featurizer.features(
                of: table.compositions, threads: context.threads)
            try context.write(
                FeatureStore.encode(features, labels: table, configuration: settings),
                as: "features.h5")
            try context.write(missingTable(features.missing), as: "missing.csv")
        }
    }

    /// The training compounds with their descriptors.
    static func compounds(from context: StageContext) throws -> CompoundFeatures {
        let features = try FeatureStore.decode(
            context.read("features.h5", from: id), name: "\(id)/features.h5")
        let table = try DataStage.table(from: context)
        return CompoundFeatures(
            table: table.training, features: features.matrix, descriptorNames: features.names,
            untrained: table.untrained)
    }

    private static func missingTable(_ report: MissingReport) -> [UInt8] {
        var writer = DelimitedWriter(columns: ["element", "property", "compositions"])
        for entry in report.entries {
            writer.append([entry.element.symbol, entry.property, "\(entry.compositions)"])
        }
        return writer.bytes
    }
}

extension DescriptorSection {
    func featurizer() throws -> Featurizer {
        try Featurizer(table: ElementTable.standard, descriptors: set, missing: missing)
    }
}
