import Artifacts
import Basis
import Validation

/// Out-of-fold results of training compounds, one row for each.
struct OutOfFold: Sendable, Equatable {
    let classNames: [String]
    let truth: [Int]
    /// Shape [compounds, classes].
    let probabilities: Matrix
    /// The fold in which each compound was tested.
    let folds: [Int]
    let foldNames: [String]
    let seed: UInt64
    /// Spread of the predicted class's probability inside the model.
    let spreads: [Double]
}

extension OutOfFold {
    init(_ evaluation: Evaluation) {
        let outcome = evaluation.model.outcome
        self.init(
            classNames: outcome.classNames, truth: outcome.predictions.map(\.truth),
            probabilities: outcome.probabilities, folds: outcome.predictions.map(\.fold),
            foldNames: outcome.folds.map(\.name), seed: outcome.seed,
            spreads: evaluation.spreads)
    }

    /// The results with their figures, as if the system protocol had just been run.
    var outcome: ValidationOutcome {
        get throws {
            let rows = truth.indices
            let folds = foldNames.enumerated().map { number, name in
                Fold(
                    name: name, train: rows.filter { self.folds[$0] != number },
                    test: rows.filter { self.folds[$0] == number })
            }
            return try CrossValidation.run(
                folds: folds, labels: truth, classNames: classNames, protocol: .system, seed: seed
            ) { probabilities.selecting(rows: $0.test) }
        }
    }
}

/// Validation results as HDF5, one sample a row.
enum ValidationStore {
    static func encode(
        _ evaluation: Evaluation, table: CompoundTable, configuration: [String: String]
    ) throws -> [UInt8] {
        let outcome = evaluation.model.outcome
        var file = ArtifactSchema.validation.file(configuration)
        file.set("protocol", .text(outcome.protocol.rawValue))
        file.set("seed", .text("\(outcome.seed)"))
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
        let results = [
            ("probability", Optional(evaluation.model)),
            ("probability_calibrated", evaluation.calibrated),
            ("probability_jittered", evaluation.jittered),
            ("probability_reference_forest", evaluation.reference),
            ("probability_nearest_neighbour", evaluation.nearestNeighbour),
            ("probability_prior", evaluation.prior),
        ]
        for (name, result) in results {
            guard let result else { continue }
            file.add(
                name, ["sample", "class"], .float64(result.outcome.probabilities.values),
                "out-of-fold class probability", unit: "1")
        }
        file.add(
            "spread", ["sample"], .float64(evaluation.spreads),
            "standard deviation inside the model of the predicted class's probability", unit: "1")
        file.addDimension("truth_class", labels: table.classNames, "true phase class")
        file.add(
            "confusion_matrix", ["truth_class", "class"],
            .int32(outcome.confusionMatrix.counts.flatMap { $0.map { Int32($0) } }),
            "compounds by true and predicted class")
        addReliability(evaluation.reliability, to: &file)
        return try file.encoded()
    }

    /// The reliability curves, one behind the other.
    private static func addReliability(_ curves: [ReliabilityCurve], to file: inout LabelledFile) {
        let bins = curves.flatMap { curve in curve.bins.map { (curve.target, $0) } }
        file.addDimension("reliability_bin", labels: bins.map(\.0), "class or union of classes")
        file.add(
            "reliability_rows", ["reliability_bin"], .int32(bins.map { Int32($0.1.rows) }),
            "compounds in the bin of calibrated probability")
        file.add(
            "reliability_predicted", ["reliability_bin"],
            .float64(bins.map(\.1.meanPredicted)), "mean calibrated probability", unit: "1")
        file.add(
            "reliability_observed", ["reliability_bin"], .float64(bins.map(\.1.observed)),
            "share of the compounds that belong to it", unit: "1")
        file.add(
            "reliability_lower", ["reliability_bin"], .float64(bins.map(\.1.lower)),
            "lower end of the share's 95 % interval (Wilson)", unit: "1")
        file.add(
            "reliability_upper", ["reliability_bin"], .float64(bins.map(\.1.upper)),
            "upper end of the share's 95 % interval (Wilson)", unit: "1")
    }

    static func decode(_ bytes: [UInt8], name: String) throws -> OutOfFold {
        try ArtifactSchema.validation.read(bytes, name: name) { file in
            let classNames = try file.labels(of: "class")
            try file.require("truth", "fold_index", "spread", over: ["sample"])
            try file.require("probability", over: ["sample", "class"])
            let folds = try file.int32s("fold_index").map(Int.init)
            let found = OutOfFold(
                classNames: classNames, truth: try file.int32s("truth").map(Int.init),
                probabilities: Matrix(
                    rows: folds.count, columns: classNames.count,
                    values: try file.doubles("probability")),
                folds: folds, foldNames: try file.labels(of: "fold"),
                seed: UInt64(try file.text("seed")) ?? 0, spreads: try file.doubles("spread"))
            // Refuses folds, labels and probabilities that cannot be.
            _ = try found.outcome
            return found
        }
    }
}
