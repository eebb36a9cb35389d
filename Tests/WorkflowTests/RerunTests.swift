import Artifacts
import Basis
import Foundation
import Synchronization
import Testing

@testable import Workflow

@Suite struct RerunTests {
    private let example = ExampleWorkflow()

    private func finished() throws -> MemoryFileSystem {
        let system = ExampleWorkflow.system()
        try example.run(system)
        _ = example.made.take()
        return system
    }

    @Test func aSecondRunDoesAndWritesNothing() throws {
        let system = try finished()
        let files = system.files
        let writes = system.inPlaceWrites
        let summary = try example.run(system)
        #expect(summary.ran == [])
        #expect(summary.upToDate == ["table", "sweep", "report"])
        #expect(summary.outdated == [])
        #expect(
            summary.artifacts.map(\.name) == [
                "report/maps/Al-Cu-Fe.txt", "report/summary.txt", "sweep/blocks/of-3/0.txt",
                "sweep/blocks/of-3/1.txt", "sweep/blocks/of-3/2.txt", "sweep/index.txt",
                "table/rows.txt",
            ])
        #expect(system.files == files)
        #expect(system.inPlaceWrites.subtracting(writes) == [])
        #expect(try example.plan(system) == ["table": [], "sweep": [], "report": []])
    }

    @Test func aPlanWritesNothing() throws {
        let system = ExampleWorkflow.system()
        let files = system.files
        #expect(
            try example.plan(system) == [
                "table": ["never run"],
                "sweep": ["never run", "reads table, which runs first"],
                "report": [
                    "never run", "reads sweep, which runs first", "reads table, which runs first",
                ],
            ])
        #expect(system.files == files)
        #expect(!system.folders.contains("/run"))
    }

    @Test func aChangedParameterRerunsTheStageAndWhatReadsIt() throws {
        let system = try finished()
        let changed = ExampleWorkflow(blocks: 5)
        #expect(
            try changed.plan(system) == [
                "table": [], "sweep": ["sweep.blocks: 3 -> 5"],
                "report": ["reads sweep, which runs first"],
            ])
        let events = Mutex([WorkflowEvent]())
        let summary = try changed.run(system) { event in events.withLock { $0.append(event) } }
        #expect(summary.ran == ["sweep", "report"])
        #expect(system.files == (try changed.expected()))
        let reasons = events.withLock { $0 }.compactMap { event -> [RerunReason]? in
            if case .stageStarted(_, _, let reasons) = event { reasons } else { nil }
        }
        #expect(
            reasons == [
                [.parameterChanged(name: "sweep.blocks", old: "3", new: "5")],
                [.stageInputChanged(stage: "sweep")],
            ])
    }

    @Test func equalResultsOfARerunStageRerunNothingMore() throws {
        let system = try finished()
        let changed = ExampleWorkflow(tableVersion: 2)
        #expect(try changed.plan(system)["table"] == ["schema version: 1 -> 2"])
        let summary = try changed.run(system)
        #expect(summary.ran == ["table"])
        #expect(summary.upToDate == ["sweep", "report"])
    }

    @Test func aChangedInputIsSeenByItsBytes() throws {
        let system = try finished()
        let old = Digest(of: try #require(system.files["/in/data.csv"]))
        let bytes = Array("Al,Pd,Mn\n70,20,10\n".utf8)
        system.put(bytes, at: "/in/data.csv")
        #expect(
            try example.workflow(system).plan(folder: "/run").first?.reasons == [
                .inputChanged(name: "data", old: old, new: Digest(of: bytes))
            ])
        #expect(try example.run(system).ran == ["table", "sweep", "report"])
    }

    @Test func aForcedStageRunsAndMakesItsPartsAnew() throws {
        let system = try finished()
        let files = system.files
        let events = Mutex([WorkflowEvent]())
        let summary = try example.run(system, force: ["sweep"]) { event in
            events.withLock { $0.append(event) }
        }
        #expect(summary.ran == ["sweep"])
        #expect(example.made.take().count == 3)
        #expect(
            events.withLock { $0 }.contains(
                .stageStarted(id: "sweep", title: "Sweep", reasons: [.forced])))
        #expect(system.files == files)
    }

    @Test(arguments: ["table/rows.txt", "sweep/index.txt", "report/maps/Al-Cu-Fe.txt"])
    func everyKindOfDamageIsNamedAndMended(name: String) throws {
        let reference = try finished().files
        let path = "/run/\(name)"
        let whole = try #require(reference[path])
        var flipped = whole
        flipped[0] ^= 1
        let foreign = try #require(reference["/run/sweep/blocks/of-3/0.txt"])
        for bytes in [flipped, Array(whole.dropLast()), whole + [0], [], foreign] {
            let system = try finished()
            system.put(bytes, at: path)
            try expectMended(system, "\(name) is damaged", reference)
        }
        for kind in [FileStatus.Kind.pipe, .folder, .other] {
            let system = try finished()
            try system.removeFile(path)
            system.put(kind, at: path)
            try expectMended(system, "\(name) is damaged: it is ", reference)
        }
        let system = try finished()
        try system.removeFile(path)
        try expectMended(system, "\(name) is missing", reference)
    }

    private func expectMended(
        _ system: MemoryFileSystem, _ text: String, _ reference: [String: [UInt8]]
    ) throws {
        let reasons = try example.plan(system).values.flatMap { $0 }
        #expect(reasons.contains { $0.hasPrefix(text) }, "\(text): \(reasons)")
        #expect(try example.run(system).ran.count == 1)
        #expect(system.files == reference)
    }

    @Test func oneDamagedPartIsMadeAgainAlone() throws {
        let system = try finished()
        system.put([], at: "/run/sweep/blocks/of-3/1.txt")
        try example.run(system)
        #expect(example.made.take() == ["blocks/of-3/1.txt"])
    }

    @Test func everyFlippedBitOfARecordIsSeen() throws {
        let system = try finished()
        let path = "/run/.qscreen/sweep.json"
        let record = try #require(system.files[path])
        for bit in 0..<record.count * 8 {
            var flipped = record
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(StageRecord(bytes: flipped, stage: "sweep") == nil, "bit \(bit)")
        }
        #expect(StageRecord(bytes: record, stage: "sweep")?.bytes == record)
    }

    @Test func damagedRecordsAreNamedAndMended() throws {
        let reference = try finished().files
        let path = "/run/.qscreen/sweep.json"
        let other = try #require(reference["/run/.qscreen/table.json"])
        let nested = Array(String(repeating: "[", count: 100_000).utf8)
        for bytes in [[], [0xff, 0], Array("{}".utf8), other, nested] {
            let system = try finished()
            system.put(bytes, at: path)
            try expectMended(system, "the record of its results is damaged", reference)
        }
        for kind in [FileStatus.Kind.pipe, .folder] {
            let system = try finished()
            try system.removeFile(path)
            system.put(kind, at: path)
            try expectMended(system, "the record of its results is damaged", reference)
        }
    }

    @Test func aDamagedManifestIsWrittenAgain() throws {
        let system = try finished()
        let reference = system.files
        for name in ["manifest.json", "SHA256SUMS"] {
            system.put([1], at: "/run/\(name)")
            #expect(try example.run(system).ran == [])
            #expect(system.files == reference)
            try system.removeFile("/run/\(name)")
            system.put(.folder, at: "/run/\(name)")
            try example.run(system)
            #expect(system.files == reference)
        }
    }

    @Test func aFolderWithFilesInThePlaceOfAResultIsReportedAndKept() throws {
        let system = try finished()
        try system.removeFile("/run/table/rows.txt")
        system.put([1], at: "/run/table/rows.txt/precious")
        let error = try #require(throws: WorkflowError.self) { try example.run(system) }
        #expect(error.diagnosis.kind == .cannotCreate)
        #expect(error.diagnosis.place == "/run/table/rows.txt")
        #expect(system.files["/run/table/rows.txt/precious"] == [1])
    }

    @Test func aNewLayoutMayUseOldFileNamesForFolders() throws {
        let system = MemoryFileSystem()
        func run(_ names: [String], version: Int) throws {
            let stage = Stage(id: "a", title: "A", schemaVersion: version) { context in
                for name in names { try context.write(Array(name.utf8), as: name) }
            }
            _ = try Workflow(stages: [stage], fileSystem: system).run(folder: "/run")
        }
        try run(["x", "z"], version: 1)
        try run(["x/y", "z"], version: 2)
        #expect(system.files["/run/a/x/y"] == Array("x/y".utf8))
        try run(["x", "z"], version: 1)
        #expect(system.files["/run/a/x"] == Array("x".utf8))
    }

    @Test func untilRunsTheStageAndWhatItNeedsAndNamesTheRest() throws {
        let system = ExampleWorkflow.system()
        let summary = try example.run(system, until: "sweep")
        #expect(summary.ran == ["table", "sweep"])
        #expect(summary.outdated == ["report"])
        let manifest = try #require(system.files["/run/manifest.json"])
        #expect(
            String(decoding: manifest, as: UTF8.self).contains("\"outdated\": [\n    \"report\""))
        let rest = try example.run(system)
        #expect(rest.ran == ["report"])
        #expect(system.files == (try example.expected()))
        #expect(try example.run(system, until: "table").outdated == [])
        #expect(system.files == (try example.expected()))
    }

    @Test func recordsHoldNoTimeAndNoPath() throws {
        let system = try finished()
        let files = system.files.filter {
            $0.key.hasPrefix("/run/.qscreen/") || $0.key == "/run/manifest.json"
        }
        #expect(files.count == 4)
        for (path, bytes) in files {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("/in/data.csv") && !text.contains("\"/run"), "\(path)")
        }
        #expect(system.files["/run/.qscreen.lock"] == [])
    }

    @Test func anotherRunOnTheFolderIsRefused() throws {
        let system = try finished()
        let lock = try FolderLock(folder: "/run", fileSystem: system)
        let error = try #require(throws: ArtifactsError.self) { try example.run(system) }
        #expect(error.diagnosis.kind == .locked)
        #expect(try example.plan(system)["table"] == [])
        lock.release()
        try example.run(system)
    }

    @Test func twoRunsWhereOneWaitsBothSucceed() throws {
        let system = ExampleWorkflow.system()
        let workflow = try example.workflow(system)
        try runAll(4, threads: 4) { _ in
            _ = try workflow.run(folder: "/run", threads: 2, wait: true)
        }
        #expect(system.files == (try example.expected()))
        #expect(system.openFiles == 0)
    }
}
