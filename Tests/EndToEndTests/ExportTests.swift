import Foundation
import Testing

/// What `export --json` prints.
private struct ExportJSON: Decodable {
    struct Tensor: Decodable, Equatable {
        var name: String
        var type: String
        var shape: [String]
    }
    var file: String
    var format: String
    var bytes: Int
    var inputs: [Tensor]
    var outputs: [Tensor]
    var classNames: [String]
    var descriptorNames: [String]
    var calibrated: Bool
    var gateElements: [String]
}

/// onnxruntime, asked through the Python program that `InteropTests` asks too.
private enum Runtime {
    static let explanation: Comment = "QSCREEN_PYTHON does not name a Python interpreter"

    static let python = ProcessInfo.processInfo.environment["QSCREEN_PYTHON"]
        .flatMap { $0.isEmpty ? nil : $0 }

    struct Answer: Decodable {
        var labels: [String]
        var probabilities: [[Double]]
        var metadata: [String: String]
    }

    private struct Request: Encodable {
        var model: Data
        var rows: Data
        var features: Int
    }

    static func ask(_ model: String, _ rows: [[Double]]) throws -> Answer {
        let singles = rows.joined().flatMap { value in
            withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
        }
        let request = Request(
            model: try Data(contentsOf: URL(fileURLWithPath: model)), rows: Data(singles),
            features: rows[0].count)
        let scratch = try Scratch()
        let input = try scratch.write(
            String(decoding: try JSONEncoder().encode(request), as: UTF8.self), to: "request.json")
        let oracle = Repository.root
            .appendingPathComponent("Tests/InteropTests/oracles/onnx_predict.py").path
        let outcome = try RunningCommand(
            program: "/bin/sh",
            arguments: ["-c", "exec \"$0\" \"$1\" <\"$2\"", try #require(python), oracle, input],
            environment: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"]
        ).wait()
        guard outcome.status == 0 else { throw Fixture.Broken(outcome: outcome) }
        return try JSONDecoder().decode(Answer.self, from: Data(outcome.output))
    }
}

@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct ExportTests {
    @Test func theFileIsDescribedInOneLineOrInJSON() throws {
        let scratch = try Scratch()
        let path = scratch.path("folder/model.onnx")
        let model = try Fixture.model
        let outcome = try QScreen.run("export", "--onnx", path, "--model", model)
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        let bytes = try scratch.bytes(of: "folder/model.onnx")
        #expect(
            outcome.text
                == "\(path): inputs features float32[rows, 232]; outputs label string[rows], "
                + "probabilities float32[rows, 3]; \(bytes.count) bytes\n")
        let again = try QScreen.run("export", "--onnx", path, "--model", model, "--json")
        let found = try again.json(as: ExportJSON.self)
        #expect(try scratch.bytes(of: "folder/model.onnx") == bytes)
        #expect(found.file == path)
        #expect(found.format == "onnx")
        #expect(found.bytes == bytes.count)
        #expect(found.inputs.map(\.name) == ["features"])
        #expect(found.outputs.map(\.name) == ["label", "probabilities"])
        #expect(found.classNames.sorted() == ["approximant", "ordinary", "quasicrystal"])
        #expect(found.descriptorNames.count == 232)
        #expect(found.gateElements.isEmpty)
        #expect(again.hasKeys(["class_names", "descriptor_names", "gate_elements", "calibrated"]))
    }

    @Test(.enabled(if: Runtime.python != nil, Runtime.explanation), arguments: [true, false])
    func onnxruntimeReadsTheFileAndAgreesWithPredict(isPool: Bool) throws {
        let model = try isPool ? PoolFixture.model : Fixture.model
        let table = try Fixture.table(Fixture.dataset)
        let column = try table.index(of: "formula")
        let asked = stride(from: 0, to: table.rowCount, by: 2).map { table.text($0, column) }
        // The gate is no part of the file: compositions that it settles are left out.
        let explained = try QScreen.run(
            ["explain", "--json", "--top", "0", "--model", model] + asked
        ).json(as: [ExplanationJSON].self).filter { $0.settledBy.isEmpty }
        try #require(explained.count >= 200)
        let scratch = try Scratch()
        let exported = try QScreen.run(
            "export", "--onnx", scratch.path("m.onnx"), "--model", model, "--json"
        ).json(as: ExportJSON.self)
        let rows = try explained.map { explanation in
            let values = Dictionary(
                uniqueKeysWithValues: try #require(explanation.whole).contributions.map {
                    ($0.descriptor, $0.value)
                })
            return try exported.descriptorNames.map { try #require(values[$0]) }
        }
        let answer = try Runtime.ask(exported.file, rows)
        let predicted = try predictions(explained.map(\.formula), model: model)
        let differences = try predicted.indices.map { row in
            let shares = try exported.classNames.map {
                try #require(predicted[row].probabilities[$0])
            }
            return zip(answer.probabilities[row], shares).map { abs($0 - $1) }.max() ?? .infinity
        }
        // Rounding to single precision takes some descriptors across thresholds between training
        // values that hardly differ; `InteropTests` compares all rows on the rounded values.
        let equal = differences.filter { $0 <= 1e-6 }
        #expect(equal.count >= predicted.count * 3 / 5, "\(equal.count) of \(predicted.count)")
        let agreeing = zip(answer.labels, predicted).filter { $0 == $1.predictedClass }
        #expect(agreeing.count >= predicted.count * 19 / 20)
        let names = try JSONDecoder().decode(
            [String].self, from: Data(try #require(answer.metadata["descriptor_names"]).utf8))
        #expect(names == exported.descriptorNames)
        let gate = try JSONDecoder().decode(
            [String].self, from: Data(try #require(answer.metadata["gate_elements"]).utf8))
        #expect(gate == exported.gateElements)
        #expect(gate.isEmpty != isPool)
        #expect(answer.metadata["gate_meaning"]?.contains("ordinary") == true)
    }
}
