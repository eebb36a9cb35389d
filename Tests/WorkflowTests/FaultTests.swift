import Artifacts
import Basis
import Foundation
import Testing

@testable import Workflow

/// Calls to the file system fail, one in each trial, in a fresh run and in a run over old results.
///
/// In a run over old results every call fails once with a full disk and is once the last before a
/// loss of power. The other combinations take every third or fifth call, with different beginnings;
/// `QSCREEN_EVERY_CALL=1` in the environment makes them take all.
@Suite struct FaultTests {
    private let before = ExampleWorkflow(blocks: 2)
    private let after = ExampleWorkflow(blocks: 1, heading: "Another report")
    private let whole = ExampleWorkflow(blocks: 3)

    private func system(withOld: Bool) throws -> MemoryFileSystem {
        let system = ExampleWorkflow.system()
        if withOld { try before.run(system) }
        return system
    }

    private func calls(withOld: Bool, every step: Int, from start: Int) throws -> [Int] {
        let all = ProcessInfo.processInfo.environment["QSCREEN_EVERY_CALL"] == "1"
        let count = try callCount(withOld: withOld)
        #expect(count > 150)
        return Array(stride(from: all ? 0 : start, to: count, by: all ? 1 : step))
    }

    private func callCount(withOld: Bool) throws -> Int {
        let system = try system(withOld: withOld)
        system.inject(.shortWrite, atCall: .max)
        try after.run(system)
        return system.calls
    }

    /// No claim in the run folder is false, and no file is part of one.
    private func expectNothingHalf(
        _ system: MemoryFileSystem, _ old: [String: [UInt8]], _ new: [String: [UInt8]],
        _ comment: Comment
    ) throws {
        let files = system.files
        for (path, bytes) in files {
            let name = FolderPath.name(of: path)
            if name == FolderLock.fileName || name.hasSuffix(".partial")
                || AtomicFile.target(ofTemporary: name) != nil
            {
                continue
            }
            #expect(bytes == old[path] || bytes == new[path], "\(comment): \(path)")
            guard path.hasPrefix("/run/.qscreen/") else { continue }
            let stage = String(name.dropLast(".json".count))
            let record = try #require(StageRecord(bytes: bytes, stage: stage))
            for output in record.outputs {
                let found = files["/run/\(stage)/\(output.name)"].map { Digest(of: $0) }
                #expect(found == output.digest, "\(comment): \(path) claims \(output.name)")
            }
        }
        if let manifest = files["/run/manifest.json"] {
            let whole = manifest == old["/run/manifest.json"] ? old : new
            for (path, bytes) in whole where path.hasPrefix("/run/") {
                let name = FolderPath.name(of: path)
                if path.hasPrefix("/run/.qscreen") || name == FolderLock.fileName { continue }
                #expect(files[path] == bytes, "\(comment): the manifest claims \(path)")
            }
        }
    }

    @Test(arguments: [
        (MemoryFileSystem.Fault.error(ENOSPC), true, 1, 0), (.errorAfterwards(EIO), true, 5, 0),
        (.error(EIO), true, 5, 1), (.error(EACCES), true, 5, 2), (.error(EROFS), false, 5, 3),
        (.errorAfterwards(ENOSPC), false, 5, 4),
    ])
    func everyFailingCallLeavesOldOrNewAndTheNextRunMends(
        fault: MemoryFileSystem.Fault, withOld: Bool, step: Int, start: Int
    ) throws {
        let old = withOld ? try before.expected() : [:]
        let new = try after.expected()
        let prepared = try system(withOld: withOld)
        for call in try calls(withOld: withOld, every: step, from: start) {
            let system = prepared.copy()
            system.inject(fault, atCall: call)
            do {
                try after.run(system)
            } catch {
                let diagnosis = try #require(error as? any Diagnosable).diagnosis
                #expect([.inputOutput, .cannotCreate, .noInput].contains(diagnosis.kind))
                #expect(diagnosis.place?.hasPrefix("/") == true, "\(diagnosis.message)")
                #expect(diagnosis.remedy != nil)
            }
            #expect(system.openFiles == 0, "call \(call)")
            try expectNothingHalf(system, old, new, "call \(call)")
            system.clearFaults()
            try after.run(system)
            #expect(system.files == new, "call \(call)")
        }
    }

    @Test(arguments: [
        (true, true, 1, 0), (false, true, 5, 0), (false, false, 5, 1), (true, false, 5, 3),
    ])
    func aKillAtEveryCallIsMendedByTheNextRun(
        losingPower: Bool, withOld: Bool, step: Int, start: Int
    ) throws {
        let old = withOld ? try before.expected() : [:]
        let new = try after.expected()
        let prepared = try system(withOld: withOld)
        for call in try calls(withOld: withOld, every: step, from: start) {
            let system = prepared.copy()
            system.inject(.kill, atCall: call)
            _ = try? after.run(system)
            system.restart(losingPower: losingPower)
            try expectNothingHalf(system, old, new, "call \(call)")

            if call % 3 == 0 {
                // The resumed run is killed too, at another place.
                system.inject(.kill, atCall: (call * 7) % 100)
                _ = try? after.run(system)
                system.restart(losingPower: losingPower)
                try expectNothingHalf(system, old, new, "call \(call), resumed")
            }
            try after.run(system)
            #expect(system.files == new, "call \(call)")
        }
    }

    @Test(arguments: [(MemoryFileSystem.Fault.error(EINTR), 3), (.shortWrite, 5)])
    func interruptedCallsAndShortWritesChangeNothing(
        fault: MemoryFileSystem.Fault, step: Int
    ) throws {
        let new = try after.expected()
        let prepared = try system(withOld: true)
        for call in try calls(withOld: true, every: step, from: 0) {
            let system = prepared.copy()
            system.inject(fault, atCall: call)
            try after.run(system)
            #expect(system.files == new, "call \(call)")
        }
    }

    @Test func resultsAreNeverWrittenInPlace() throws {
        let system = try system(withOld: true)
        try after.run(system)
        for path in system.inPlaceWrites {
            let name = FolderPath.name(of: path)
            #expect(
                AtomicFile.target(ofTemporary: name) != nil || name == FolderLock.fileName
                    || path.hasPrefix("/run/.qscreen/") && name.hasSuffix(".partial"))
        }
    }

    @Test func finishedPartsAndStagesOutliveAKill() throws {
        var stopped = whole
        stopped.stopsBefore = 2
        let system = ExampleWorkflow.system()
        #expect(throws: WorkflowError.self) { try stopped.run(system) }
        #expect(whole.made.take() == ["blocks/of-3/0.txt", "blocks/of-3/1.txt"])
        #expect(
            try whole.plan(system)["sweep"] == ["an earlier run did not finish; 2 parts are kept"])
        let summary = try whole.run(system)
        #expect(summary.upToDate == ["table"])
        #expect(whole.made.take() == ["blocks/of-3/2.txt"])
        #expect(system.files == (try whole.expected()))
    }

    @Test func partsOfAnotherKeyAreNotKept() throws {
        var stopped = ExampleWorkflow(blocks: 5)
        stopped.stopsBefore = 4
        let system = ExampleWorkflow.system()
        #expect(throws: WorkflowError.self) { try stopped.run(system) }
        try whole.run(system)
        #expect(whole.made.take().count == 3)
        #expect(system.files == (try whole.expected()))
        #expect(!system.folders.contains("/run/sweep/blocks/of-5"))
    }

    @Test func aDamagedPartOfAnInterruptedRunIsMadeAgain() throws {
        var stopped = whole
        stopped.stopsBefore = 2
        let system = ExampleWorkflow.system()
        #expect(throws: WorkflowError.self) { try stopped.run(system) }
        _ = whole.made.take()
        system.put(Array("not the part".utf8), at: "/run/sweep/blocks/of-3/0.txt")
        try whole.run(system)
        #expect(whole.made.take() == ["blocks/of-3/0.txt", "blocks/of-3/2.txt"])
        #expect(system.files == (try whole.expected()))
    }

    @Test func leftoversOfDeadRunsGoAndFilesOfOthersStay() throws {
        let system = ExampleWorkflow.system()
        try whole.run(system)
        let leftovers = [
            "/run/.manifest.json.qscreen-1-1.tmp", "/run/.SHA256SUMS.qscreen-1-1.tmp",
            "/run/.qscreen/.table.json.qscreen-1-1.tmp", "/run/table/.rows.txt.qscreen-1-1.tmp",
            "/run/sweep/blocks/of-3/.0.txt.qscreen-77-3.tmp",
        ]
        let foreign = [
            "/run/notes.txt", "/run/table/notes.txt", "/run/sweep/blocks/mine.csv",
            "/run/elsewhere/.x.qscreen-1-1.tmp", "/run/.other.qscreen-1-1.tmp",
        ]
        for path in leftovers + foreign { system.put([1], at: path) }
        try whole.run(system)
        let files = system.files
        for path in leftovers { #expect(files[path] == nil, "\(path)") }
        for path in foreign { #expect(files[path] == [1], "\(path)") }
    }
}
