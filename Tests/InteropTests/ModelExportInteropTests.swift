import Basis
import Foundation
import Testing

@testable import QuasiScreen

private struct Request: Encodable {
    var model: Data
    var rows: Data
    var features: Int
}

private struct Answer: Decodable {
    var labels: [String]
    var probabilities: [[Double]]
    var metadata: [String: String]
}

/// Models of real compounds, exported and asked about them by onnxruntime.
@Suite(.enabled(if: Oracle.isAvailable, Oracle.explanation)) struct ModelExportInteropTests {
    /// All quasicrystals and approximants of the shipped tables and every 100th ordinary crystal.
    private static func dataset() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var writer = DelimitedWriter(columns: ["formula", "phase_class"])
        for (name, step) in [
            ("quasicrystals", 1), ("approximants", 1), ("ordinary_crystals", 100),
        ] {
            let path = root.appendingPathComponent("datasets/compounds/\(name).csv").path
            let table = try DelimitedTable(
                bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), file: path)
            let (formula, label) = try (table.index(of: "formula"), table.index(of: "phase_class"))
            for row in stride(from: 0, to: table.rowCount, by: step) {
                writer.append([table.text(row, formula), table.text(row, label)])
            }
        }
        return writer.text
    }

    /// The file is given descriptors of single precision, the model those of double precision: no
    /// threshold stands so near to a value that rounding carries an alloy across.
    @Test(arguments: [ModelPreset.default, .forest])
    func theFileGivesTheProbabilitiesOfTheModel(preset: ModelPreset) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let csv = folder.appendingPathComponent("small.csv")
        try Data(Self.dataset().utf8).write(to: csv)
        var recipe = preset.recipe
        // The kinds of the presets with fewer trees: five more fits go into the calibration.
        if preset == .forest {
            recipe.learner = .forest(ForestParameters(trees: 20))
        } else {
            let members = [30, 20].map {
                BlendParameters.Member(.boosting(BoostingParameters(rounds: $0, learningRate: 0.2)))
            }
            recipe.learner = .blend(BlendParameters(members: members, floor: 1e-5))
        }
        let model = try TrainedModel.train(
            dataset: csv.path, rules: DatasetRules(), preset: preset, recipe: recipe, threads: 2
        ).model
        let file = folder.appendingPathComponent("model.onnx")
        let export = try model.exportONNX(to: file.path)

        let compositions = model.known.compositions.filter { !model.gate.settles($0) }
        try #require(compositions.count >= 300)
        let rows = try model.featurizer.features(of: compositions, threads: 2).matrix
        let ours = try model.predictions(compositions, features: rows, threads: 2).probabilities
        let singles = rows.values.flatMap { value in
            withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
        }
        let request = Request(
            model: try Data(contentsOf: file), rows: Data(singles), features: rows.columns)
        let answer = try Oracle.run(
            "onnx_predict.py", input: [UInt8](JSONEncoder().encode(request)), as: Answer.self)
        try #require(answer.probabilities.count == compositions.count)
        for row in compositions.indices {
            let shares = Array(ours.row(row))
            for (theirs, share) in zip(answer.probabilities[row], shares) {
                #expect(abs(theirs - share) <= 1e-6, "row \(row)")
            }
            let label = try model.classIndex(named: answer.labels[row])
            #expect(shares[label] >= (shares.max() ?? 1) - 1e-6, "row \(row)")
        }
        #expect(answer.metadata["class_names"] == (try JSONText.compact(export.classNames)))
        #expect(answer.metadata["gate_elements"] == (try JSONText.compact(export.gateElements)))
        #expect(export.gateElements.isEmpty == (preset == .forest))
    }
}
