import Basis
import Foundation
import Validation
import Workflow

/// Measures the model out of sample, one protocol after the other.
enum ValidationStage {
    static let id = "validation"
    /// Importances of clusters of descriptors, measured with chemical systems left out.
    static let importanceFile = "permutation.csv"
    /// What the system protocol teaches about the model's numbers.
    static let calibrationFile = "calibration.json"

    /// The protocols of a section; `system` is always among them since the rules rest on it.
    static func protocols(_ section: ValidationSection) -> [ValidationProtocol] {
        ValidationProtocol.allCases.filter { section.protocols.contains($0) || $0 == .system }
    }

    static func make(_ configuration: PipelineConfiguration) throws -> Stage {
        let section = configuration.validation
        let protocols = protocols(section)
        let recipe = configuration.model.recipe
        let featurizer = try configuration.descriptors.featurizer()
        let parameters = prefixed("validation", section.parameters).merging(
            prefixed("model", configuration.model.canonical)
        ) { $1 }
        return Stage(
            // Version 3: sets by group, uncertainty by isolation; equal values are equal to the trees.
            id: id, title: "validate with \(protocols.count) protocols", schemaVersion: 4,
            parameters: parameters,
            inputs: [.stage(DataStage.id), .stage(FeatureStage.id)]
        ) { context in
            let data = try FeatureStage.compounds(from: context)
            let bench = try ValidationBench(
                data: data, recipe: recipe, featurizer: featurizer, threads: context.threads)
            for (position, name) in protocols.enumerated() {
                let base = Double(position)
                var evaluation: Evaluation?
                func evaluated() throws -> Evaluation {
                    if let evaluation { return evaluation }
                    let result = try bench.evaluate(
                        protocol: name, folds: section.folds, seed: section.seed,
                        repeats: section.repeats, explaining: name == .system
                    ) {
                        context.report(
                            fraction: (base + $0) / Double(protocols.count), name.rawValue)
                    }
                    evaluation = result
                    return result
                }
                try context.part("\(name.rawValue).h5") {
                    try ValidationStore.encode(
                        evaluated(), table: data.table, configuration: parameters)
                }
                try context.part("\(name.rawValue).json") {
                    let document = ValidationDocument(
                        try evaluated(), table: data.table, predictions: false)
                    return Array((try JSONText.encode(document) + "\n").utf8)
                }
                if name == .system {
                    try context.part(calibrationFile) {
                        try Array((JSONText.encode(evaluated().calibration) + "\n").utf8)
                    }
                    try context.part(importanceFile) {
                        try evaluated().importance?.csv ?? ClusterImportance.emptyTable
                    }
                }
            }
        }
    }

    /// What the system protocol teaches about the model's numbers.
    static func calibration(from context: StageContext) throws -> ModelCalibration? {
        let bytes = try context.read(calibrationFile, from: id)
        do {
            return try JSONDecoder().decode(ModelCalibration?.self, from: Data(bytes))
        } catch {
            throw QuasiScreenError.foreignTable(
                file: "\(id)/\(calibrationFile)", detail: "the calibration cannot be read")
        }
    }

    /// The out-of-fold probabilities of the system protocol, one row for each training compound.
    static func outOfFold(from context: StageContext) throws -> OutOfFold {
        try ValidationStore.decode(
            context.read("system.h5", from: id), name: "\(id)/system.h5")
    }
}
