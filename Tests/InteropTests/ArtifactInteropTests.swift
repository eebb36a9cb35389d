import Basis
import Foundation
import Testing

/// A finished run of a small pipeline, made once a process by the command itself.
enum SmallRun {
    static let explanation: Comment =
        "QSCREEN_PYTHON does not name a Python interpreter, or there is no qscreen to run"

    static var isAvailable: Bool { Oracle.isAvailable && binary != nil }

    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let binary: String? = {
        if let named = ProcessInfo.processInfo.environment["QSCREEN_BINARY"], !named.isEmpty {
            return named
        }
        return [".build/release/qscreen", ".build/debug/qscreen"]
            .map { root.appendingPathComponent($0).path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static func path(_ name: String) throws -> String { try folder.get() + "/run/" + name }

    /// Every HDF5 file of the run, by path in it.
    static func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.get() + "/run")
            .filter { $0.hasSuffix(".h5") }.sorted()
    }

    /// What `predict` says of the formulas of a CSV text, in its order.
    static func predictions(_ csv: [UInt8]) throws -> [[String: Double]] {
        struct Prediction: Decodable {
            var probabilities: [String: Double]
        }
        let input = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-\(UUID().uuidString).csv")
        try Data(csv).write(to: input)
        defer { try? FileManager.default.removeItem(at: input) }
        let output = try run([
            "predict", "--json", "--neighbours", "0", "--input", input.path, "--model",
            path("model/model.h5"),
        ])
        return try JSONDecoder().decode([Prediction].self, from: output).map(\.probabilities)
    }

    private static let folder = Result {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-interop-\(getpid())").path
        // Nothing tears a global down, so the folder would stay.
        atexit {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("qscreen-interop-\(getpid())")
            try? FileManager.default.removeItem(at: folder)
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try write(
            """
            dataset: {path: small.csv}
            model: {trees: 10, calibration: never}
            validation: {protocols: [system]}
            sweep: {systems: [Al-Cu-Fe, Al-Co-Ni], divisions: 20, maps: all}
            maps: {top: 0}
            """ + "\n", to: folder + "/small.yaml")
        try write(smallTable(), to: folder + "/small.csv")
        _ = try run(["run", folder + "/small.yaml", "--output", folder + "/run"])
        return folder
    }

    /// All quasicrystals and approximants of the shipped tables and every 200th ordinary crystal.
    private static func smallTable() throws -> String {
        var writer = DelimitedWriter(columns: ["formula", "phase_class"])
        for (name, step) in [
            ("quasicrystals", 1), ("approximants", 1), ("ordinary_crystals", 200),
        ] {
            let file = root.appendingPathComponent("datasets/compounds/\(name).csv")
            let table = try DelimitedTable(bytes: [UInt8](Data(contentsOf: file)), file: name)
            let columns = try ["formula", "phase_class"].map(table.index)
            for row in stride(from: 0, to: table.rowCount, by: step) {
                writer.append(columns.map { table.text(row, $0) })
            }
        }
        return writer.text
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private static func run(_ arguments: [String]) throws -> Data {
        Data(
            try ChildProcess.output(
                of: try #require(binary), arguments, name: "qscreen \(arguments[0])"))
    }
}

/// What `artifact_describe.py` says about a file.
private struct Labelling: Decodable {
    struct WithH5py: Decodable {
        var scales: [String: [[String]]]
        var attributes: [String: String]
    }
    struct WithXarray: Decodable {
        struct Variable: Decodable {
            var dimensions: [String]
            var type: String
            var longName: String

            enum CodingKeys: String, CodingKey {
                case dimensions, type
                case longName = "long_name"
            }
        }
        var sizes: [String: Int]
        var coordinates: [String]
        var variables: [String: Variable]
    }
    var h5py: WithH5py
    var xarray: WithXarray
}

@Suite(.enabled(if: SmallRun.isAvailable, SmallRun.explanation))
struct ArtifactInteropTests {
    /// Dimensions that only count; every other one has labels.
    private static let counters: Set<String> = [
        "component", "ensemble", "leaf_number", "learnt_compound", "node", "point", "region",
        "tree",
    ]

    @Test func everyFileIsLabelledInH5pyAndXarray() throws {
        let names = try SmallRun.files()
        #expect(
            names == [
                "atlas/atlas.h5", "data/compounds.h5", "features/features.h5", "model/model.h5",
                "rules/rules.h5",
                "sweep/blocks/block-00000.h5", "sweep/candidates.h5", "sweep/index.h5",
                "sweep/systems.h5", "validation/system.h5",
            ])
        let paths = try names.map(SmallRun.path)
        let found = try Oracle.run("artifact_describe.py", paths, as: [String: Labelling].self)
        for path in paths {
            let file = try #require(found[path])
            #expect(file.h5py.attributes["schema"]?.hasPrefix("quasiscreen.") == true)
            let later = [
                "compounds.h5": "2", "features.h5": "2", "model.h5": "3", "candidates.h5": "2",
            ]
            let version = later[(path as NSString).lastPathComponent] ?? "1"
            #expect(file.h5py.attributes["schema_version"] == version, "\(path)")
            #expect(file.h5py.attributes["software"]?.hasPrefix("QuasiScreen ") == true)
            #expect(file.h5py.attributes["configuration_sha256"]?.count == 64)
            #expect(!file.xarray.variables.isEmpty)
            for (name, variable) in file.xarray.variables {
                #expect(!variable.longName.isEmpty, "\(path): \(name)")
                #expect(file.h5py.scales[name] == variable.dimensions.map { [$0] }, "\(path)")
                #expect(
                    variable.dimensions.allSatisfy {
                        file.xarray.coordinates.contains($0) || Self.counters.contains($0)
                            || file.xarray.sizes[$0] == 0
                    }, "\(path): \(name) \(variable.dimensions)")
            }
        }
        let features = try #require(found[try SmallRun.path("features/features.h5")])
        #expect(features.xarray.variables["descriptor"]?.dimensions == ["sample", "feature"])
        #expect(features.xarray.variables["descriptor"]?.type == "float64")
        #expect(features.xarray.sizes["feature"] == 232)
        let block = try #require(found[try SmallRun.path("sweep/blocks/block-00000.h5")])
        #expect(block.xarray.variables["probability"]?.dimensions == ["map", "point", "class"])
        // Decoded by scale_factor and add_offset.
        #expect(block.xarray.variables["probability"]?.type.hasPrefix("float") == true)
        #expect(block.xarray.sizes["point"] == 231)
    }

    @Test func decodedMapsAreWithinOneQuantumOfPredictions() throws {
        let csv = try Oracle.runForBytes(
            "artifact_map.py", [SmallRun.path("sweep/blocks/block-00000.h5")])
        let map = try DelimitedTable(bytes: csv, file: "map")
        #expect(map.rowCount == 2 * 231)
        let predictions = try SmallRun.predictions(csv)
        #expect(predictions.count == map.rowCount)
        var corners = 0
        for (row, prediction) in predictions.enumerated() {
            #expect(prediction.count == 3)
            if map.text(row, 0).filter(\.isUppercase).count == 1 { corners += 1 }
            for (name, exact) in prediction {
                let decoded = try #require(try map.number(row, map.index(of: name)))
                #expect(abs(decoded - exact) <= 1.0 / 65_535, "\(map.text(row, 0)) \(name)")
            }
        }
        #expect(corners == 6)
    }

    @Test func theIndexLeadsAReaderInPythonToEveryMap() throws {
        struct Place: Decodable {
            var file: String
            var best: Double
            var largest: Double
        }
        let found = try Oracle.run(
            "artifact_index.py", [SmallRun.path("sweep")], as: [String: Place].self)
        #expect(found.keys.sorted() == ["Al-Co-Ni", "Al-Cu-Fe"])
        for (system, place) in found {
            #expect(place.file == "blocks/block-00000.h5")
            // The summary in the row that the index names, and the map in the other one.
            #expect(abs(place.best - place.largest) < 1.0 / 65_535, "\(system)")
        }
    }

    @Test func theStoredTreesGiveThePredictionsExactly() throws {
        let csv = try Oracle.runForBytes(
            "artifact_forest.py",
            [SmallRun.path("model/model.h5"), SmallRun.path("features/features.h5")])
        let table = try DelimitedTable(bytes: csv, file: "forest")
        let predictions = try SmallRun.predictions(csv)
        #expect(predictions.count == table.rowCount)
        #expect(table.rowCount >= 40)
        for (row, prediction) in predictions.enumerated() {
            for (name, value) in prediction {
                #expect(try table.number(row, table.index(of: name)) == value)
            }
        }
    }

    @Test func valuesAreFoundByTheirLabels() throws {
        struct Values: Decodable {
            var mean: Double
            var largest: Double
            var unit: String
            var counted: [[Int]]
            var stored: [[Int]]
            var candidates: [String]
            var probabilities: [Double]
            var sums: [Double]
        }
        let found = try Oracle.run(
            "artifact_values.py",
            [
                SmallRun.path("features/features.h5"), SmallRun.path("validation/system.h5"),
                SmallRun.path("sweep/candidates.h5"),
            ], as: Values.self)
        // Atomic numbers: Al 13, Cu 29, Fe 26; 0.63 * 13 + 0.25 * 29 + 0.12 * 26 = 18.56.
        #expect(abs(found.mean - 18.56) < 1e-12)
        #expect(found.largest == 29)
        #expect(found.unit == "g/cm^3")
        #expect(found.counted == found.stored)
        #expect(!found.candidates.isEmpty)
        #expect(found.sums.allSatisfy { abs($0 - 1) < 1e-12 })
        let csv = (["formula"] + found.candidates).joined(separator: "\n") + "\n"
        let predictions = try SmallRun.predictions(Array(csv.utf8))
        #expect(predictions.map { $0["quasicrystal"] } == found.probabilities)
    }
}
