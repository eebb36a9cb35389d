import Artifacts
import Basis
import Validation

/// Out-of-fold probabilities of training compounds.
struct OutOfFold: Sendable {
    let classNames: [String]
    /// Shape [compounds, classes].
    let probabilities: Matrix
    /// The fold in which each compound was tested.
    let folds: [Int]
}

extension OutOfFold {
    init(_ outcome: ValidationOutcome) {
        self.init(
            classNames: outcome.classNames,
            probabilities: Matrix(
                rows: outcome.predictions.count, columns: outcome.classNames.count,
                values: outcome.predictions.flatMap(\.probabilities)),
            folds: outcome.predictions.map(\.fold))
    }
}

/// Validation results as HDF5, one sample a row.
enum ValidationStore {
    static func encode(
        _ evaluation: Evaluation, table: CompoundTable, configuration: [String: String]
    ) throws -> [UInt8] {
        let outcome = evaluation.model
        var file = ArtifactSchema.validation.file(configuration)
        file.set("protocol", .text(outcome.protocol.rawValue))
        file.addDimension("sample", labels: table.compounds.map(\.formula), "formula as given")
        file.addDimension("class", labels: table.classNames, "phase class")
        file.addDimension("fold", labels: outcome.folds.map(\.name), "fold")
        file.add(
            "truth", ["sample"], .int32(outcome.predictions.map { Int32($0.truth) }),
            "position in the class dimension")
        file.add(
            "fold_index", ["sample"], .int32(outcome.predictions.map { Int32($0.fold) }),
            "fold in which the compound was tested")
        file.add("group", ["sample"], .text(evaluation.groups), "group that is never split")
        for (name, result) in [
            ("probability", outcome),
            ("probability_nearest_neighbour", evaluation.nearestNeighbour),
            ("probability_prior", evaluation.prior),
        ] {
            file.add(
                name, ["sample", "class"],
                .float64(result.predictions.flatMap(\.probabilities)),
                "out-of-fold class probability", unit: "1")
        }
        file.addDimension("truth_class", labels: table.classNames, "true phase class")
        file.add(
            "confusion_matrix", ["truth_class", "class"],
            .int32(outcome.confusionMatrix.counts.flatMap { $0.map { Int32($0) } }),
            "compounds by true and predicted class")
        return try file.encoded()
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> OutOfFold {
        let file = try ArtifactSchema.validation.decode(bytes, name: name)
        let classNames = try file.labels(of: "class")
        let folds = try file.int32s("fold_index").map(Int.init)
        return OutOfFold(
            classNames: classNames,
            probabilities: Matrix(
                rows: folds.count, columns: classNames.count,
                values: try file.doubles("probability")),
            folds: folds)
    }
}
