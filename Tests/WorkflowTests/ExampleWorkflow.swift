import Artifacts
import Foundation
import Synchronization

@testable import Workflow

/// A workflow of three stages over one external file: `table` copies it, `sweep` makes parts from
/// it and an index of them, `report` writes two files.
struct ExampleWorkflow {
    var blocks = 3
    var heading = "Report"
    var tableVersion = 1
    var threads = 1
    /// Stops the sweep before the part of this number.
    var stopsBefore: Int?
    /// The names of the parts that were made, not kept.
    let made = Log()

    struct Stopped: Error {}

    final class Log: Sendable {
        private let names = Mutex([String]())

        func add(_ name: String) { names.withLock { $0.append(name) } }

        func take() -> [String] {
            names.withLock { names in
                defer { names = [] }
                return names.sorted()
            }
        }
    }

    var stages: [Stage] {
        [
            Stage(
                id: "report", title: "Write the report", parameters: ["report.heading": heading],
                inputs: [.stage("sweep"), .stage("table")]
            ) { [heading] context in
                let index = try context.read("index.txt", from: "sweep")
                try context.write(Array(heading.utf8) + index, as: "summary.txt")
                try context.write(
                    try context.read("rows.txt", from: "table"), as: "maps/Al-Cu-Fe.txt")
            },
            Stage(
                id: "table", title: "Read the table", schemaVersion: tableVersion,
                inputs: [.file(name: "data", path: "/in/data.csv")]
            ) { context in
                try context.write(try context.input("data"), as: "rows.txt")
            },
            Stage(
                id: "sweep", title: "Sweep", parameters: ["sweep.blocks": "\(blocks)"],
                inputs: [.stage("table")], run: sweep),
        ]
    }

    private var sweep: @Sendable (StageContext) throws -> Void {
        { [blocks, stopsBefore, made] context in
            let rows = try context.read("rows.txt", from: "table")
            try runAll(blocks, threads: context.threads) { block in
                if block == stopsBefore { throw Stopped() }
                let name = "blocks/of-\(blocks)/\(block).txt"
                try context.part(name) {
                    made.add(name)
                    return rows + Array("block \(block)".utf8)
                }
                context.report(fraction: Double(block + 1) / Double(blocks), "block \(block)")
            }
            let sizes = try (0..<blocks).map { block in
                try context.read("blocks/of-\(blocks)/\(block).txt").count
            }
            try context.write(Array("\(sizes)".utf8), as: "index.txt")
        }
    }

    func workflow(_ system: MemoryFileSystem) throws -> Workflow {
        try Workflow(stages: stages, fileSystem: system)
    }

    @discardableResult
    func run(
        _ system: MemoryFileSystem, until: String? = nil, force: [String] = [],
        observer: @escaping @Sendable (WorkflowEvent) -> Void = { _ in }
    ) throws -> WorkflowSummary {
        try workflow(system).run(
            folder: "/run", until: until, force: force, threads: threads, observer: observer)
    }

    /// The reasons of a plan by stage, as text.
    func plan(_ system: MemoryFileSystem) throws -> [String: [String]] {
        try workflow(system).plan(folder: "/run", threads: threads)
            .reduce(into: [:]) { $0[$1.id] = $1.reasons.map(\.description) }
    }

    /// A file system that holds the input.
    static func system() -> MemoryFileSystem {
        let system = MemoryFileSystem()
        system.put(Array("Al,Cu,Fe\n63,25,12\n".utf8), at: "/in/data.csv")
        return system
    }

    /// The files of the run folder after an undisturbed run.
    func expected() throws -> [String: [UInt8]] {
        let system = ExampleWorkflow.system()
        try run(system)
        return system.files
    }
}

/// Calls the body for each index on several threads; throws one of the errors.
func runAll(
    _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void
) throws {
    if threads == 1 { return try (0..<count).forEach(body) }
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: count) { index in
        do {
            try body(index)
        } catch {
            failure.withLock { $0 = error }
        }
    }
    if let error = failure.withLock({ $0 }) { throw error }
}
