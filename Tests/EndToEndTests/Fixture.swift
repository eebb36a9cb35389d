import Basis
import Foundation
import Synchronization

/// What the tests of the command share, each part made once a process.
enum Fixture {
    /// All quasicrystals and approximants of the shipped tables and every 101st ordinary crystal,
    /// which remain the commonest class; no two rows are one composition.
    static var dataset: String { get throws { try made.get().path("small.csv") } }

    /// The number of rows of ``dataset``.
    static var rowCount: Int { get throws { try table(dataset).rowCount } }

    /// A model of 20 trees trained on ``dataset``.
    static var model: String { get throws { try trained.get() } }

    /// The pipeline that ``reference`` has run.
    static var pipeline: String { get throws { try made.get().path("mini.yaml") } }

    /// The folder of a finished run of ``pipeline`` that nothing has interrupted.
    static var reference: String { get throws { try finished.get() } }

    /// The pipeline's stages, in the order in which they run.
    static let stages = [
        "data", "features", "validation", "model", "sweep", "rules", "maps", "figures",
        "atlas", "report",
    ]

    static let pipelineText = """
        title: Mini
        dataset:
          path: small.csv
        model:
          trees: 10
        validation:
          protocols: [system]
        sweep:
          systems: [Al-Cu-Fe, Al-Co-Ni]
          divisions: 20
        rules:
          nulls: 5
          bootstraps: 3
          sampled: 2000
        maps:
          top: 1
          formats: [svg]
        """ + "\n"

    /// A command that the fixture rests on has failed.
    struct Broken: Error, CustomStringConvertible {
        var outcome: Outcome
        var description: String { "exit code \(outcome.status): \(outcome.messages)" }
    }

    static func table(_ path: String) throws -> DelimitedTable {
        try DelimitedTable(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), file: path)
    }

    private static let made = Result {
        let scratch = try Scratch()
        folder.withLock { $0 = scratch.path }
        // Nothing tears a global down, so the folder would stay.
        atexit { Fixture.folder.withLock { try? FileManager.default.removeItem(atPath: $0) } }
        try scratch.write(smallTable(), to: "small.csv")
        try scratch.write(pipelineText, to: "mini.yaml")
        return scratch
    }

    private static let folder = Mutex("")

    private static let trained = Result {
        let path = try made.get().path("model.h5")
        let outcome = try QScreen.run(
            "train", "--dataset", try dataset, "--trees", "20", "--output", path)
        guard outcome.status == 0 else { throw Broken(outcome: outcome) }
        return path
    }

    private static let finished = Result {
        let folder = try made.get().path("reference")
        let outcome = try QScreen.run("run", try pipeline, "--output", folder)
        guard outcome.status == 0 else { throw Broken(outcome: outcome) }
        return folder
    }

    private static func smallTable() throws -> String {
        var writer = DelimitedWriter(columns: ["formula", "phase_class"])
        for (name, step) in [
            ("quasicrystals", 1), ("approximants", 1), ("ordinary_crystals", 101),
        ] {
            let table = try table(
                Repository.root.appendingPathComponent("datasets/compounds/\(name).csv").path)
            let formula = try table.index(of: "formula")
            let phaseClass = try table.index(of: "phase_class")
            for row in stride(from: 0, to: table.rowCount, by: step) {
                writer.append([table.text(row, formula), table.text(row, phaseClass)])
            }
        }
        return writer.text
    }
}
