import Basis
import Foundation
import Testing

@testable import Artifacts

@Suite struct AtomicFileTests {
    private let old = Array("old, and quite long".utf8)
    private let new = Array("new".utf8)

    private func system(withOld: Bool) -> MemoryFileSystem {
        let system = MemoryFileSystem()
        system.put(.folder, at: "/run")
        if withOld { system.put(old, at: "/run/file") }
        return system
    }

    private func callCount() throws -> Int {
        let system = system(withOld: true)
        try AtomicFile.write(new, to: "/run/file", fileSystem: system)
        return system.calls
    }

    @Test(arguments: [false, true])
    func everyFailingCallLeavesTheOldFileOrTheNew(withOld: Bool) throws {
        let calls = try callCount()
        #expect(calls > 8)
        for code in [EIO, ENOSPC, EDQUOT, EFBIG, EACCES, EROFS] {
            for call in 0..<calls {
                for fault in [MemoryFileSystem.Fault.error(code), .errorAfterwards(code)] {
                    let system = system(withOld: withOld)
                    system.inject(fault, atCall: call)
                    let error = try #require(throws: ArtifactsError.self) {
                        try AtomicFile.write(new, to: "/run/file", fileSystem: system)
                    }
                    #expect([.inputOutput, .cannotCreate, .noInput].contains(error.diagnosis.kind))
                    #expect(error.diagnosis.place?.hasPrefix("/run") == true)
                    #expect(error.diagnosis.remedy != nil)
                    let found = system.files["/run/file"]
                    #expect(found == new || found == (withOld ? old : nil))
                    #expect(system.openFiles == 0)

                    system.clearFaults()
                    try AtomicFile.write(new, to: "/run/file", fileSystem: system)
                    #expect(system.files["/run/file"] == new)
                }
            }
        }
    }

    @Test func aFailedWriteLeavesNoTemporaryFile() throws {
        for call in 0..<(try callCount()) {
            let system = system(withOld: true)
            system.inject(.error(ENOSPC), atCall: call)
            _ = try? AtomicFile.write(new, to: "/run/file", fileSystem: system)
            #expect(Array(system.files.keys) == ["/run/file"])
        }
    }

    @Test func interruptedCallsAndShortWritesAreContinued() throws {
        for call in 0..<(try callCount()) {
            for fault in [MemoryFileSystem.Fault.error(EINTR), .shortWrite] {
                let system = system(withOld: true)
                system.inject(fault, atCall: call)
                try AtomicFile.write(new, to: "/run/file", fileSystem: system)
                #expect(system.files == ["/run/file": new])
            }
        }
    }

    @Test(arguments: [false, true])
    func aKillOrALossOfPowerLeavesTheOldFileOrTheNew(losingPower: Bool) throws {
        for call in 0..<(try callCount()) {
            let system = system(withOld: true)
            system.inject(.kill, atCall: call)
            #expect(throws: ArtifactsError.self) {
                try AtomicFile.write(new, to: "/run/file", fileSystem: system)
            }
            system.restart(losingPower: losingPower)
            let found = system.files["/run/file"]
            #expect(found == old || found == new)
        }
    }

    @Test func onlyTemporaryFilesAreWrittenInPlace() throws {
        let system = system(withOld: true)
        try AtomicFile.write(new, to: "/run/file", fileSystem: system)
        let names = system.inPlaceWrites.map(FolderPath.name(of:))
        #expect(names.map(AtomicFile.target(ofTemporary:)) == ["file"])
    }

    @Test func aLeftoverOfAProcessWithTheSameNumberIsNotInTheWay() throws {
        let system = system(withOld: false)
        for serial in 1...5000 {
            system.put([1], at: "/run/.file.qscreen-\(getpid())-\(serial).tmp")
        }
        try AtomicFile.write(new, to: "/run/file", fileSystem: system)
        #expect(system.files["/run/file"] == new)
    }

    @Test(arguments: [
        (".a.txt.qscreen-12-3.tmp", "a.txt"), (".x.qscreen-1-1.tmp", "x"),
        (".é ü.qscreen-9-10.tmp", "é ü"),
    ])
    func temporaryNamesAreKnown(name: String, target: String) {
        #expect(AtomicFile.target(ofTemporary: name) == target)
    }

    @Test(arguments: [
        "a.txt", ".tmp", ".a.tmp", ".a.1.tmp", ".a.qscreen-1.tmp", ".a.qscreen--1.tmp",
        ".a.qscreen-1-x.tmp", "a.qscreen-1-1.tmp", ".a.qscreen-1-1.tmp2", "",
    ])
    func namesOfOthersAreNotTakenForTemporary(name: String) {
        #expect(AtomicFile.target(ofTemporary: name) == nil)
    }

    @Test func foldersAndPipesAreNeverReplaced() throws {
        for kind in [FileStatus.Kind.folder, .pipe, .other] {
            let system = system(withOld: false)
            system.put(kind, at: "/run/file")
            #expect(throws: ArtifactsError.cannotReplace(path: "/run/file", found: kind)) {
                try AtomicFile.write(new, to: "/run/file", fileSystem: system)
            }
        }
    }

    @Test func theRealFileSystemWritesAndReplaces() throws {
        try withTemporaryFolder { folder in
            let path = FolderPath.join(folder, "a name with spaces é.txt")
            let large = [UInt8](repeating: 7, count: 3 << 20)
            for bytes in [old, [], large] {
                try AtomicFile.write(bytes, to: path)
                #expect(try readInput(path) == bytes)
            }
            #expect(try PosixFileSystem().names(in: folder) == [FolderPath.name(of: path)])
            #expect(try PosixFileSystem().digest(of: path).digest == Digest(of: large))
        }
    }

    @Test func aNameAsLongAsTheSystemAllowsCanBeWritten() throws {
        try withTemporaryFolder { folder in
            let path = FolderPath.join(folder, String(repeating: "x", count: 255))
            try AtomicFile.write(new, to: path)
            #expect(try readInput(path) == new)
        }
    }

    @Test func aMissingFolderIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = FolderPath.join(folder, "absent/file")
            #expect(throws: ArtifactsError.cannotCreate(path: path, code: ENOENT)) {
                try AtomicFile.write(new, to: path)
            }
        }
    }
}

/// Calls the body with a new folder, which is removed afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("qscreen-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
}
