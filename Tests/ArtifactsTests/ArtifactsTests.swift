import Basis
import Foundation
import Testing

@testable import Artifacts

@Suite struct ReadInputTests {
    @Test func aMissingFileIsNoInput() throws {
        let error = try #require(throws: ArtifactsError.self) { try readInput("/absent/x.csv") }
        #expect(error == .missingInput(path: "/absent/x.csv"))
        #expect(error.diagnosis.kind == .noInput)
    }

    @Test func foldersPipesAndDevicesAreRefusedAtOnce() throws {
        try withTemporaryFolder { folder in
            #expect(throws: ArtifactsError.notARegularFile(path: folder, found: .folder)) {
                try readInput(folder)
            }
            let pipe = FolderPath.join(folder, "pipe")
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(throws: ArtifactsError.notARegularFile(path: pipe, found: .pipe)) {
                try readInput(pipe)
            }
            let link = FolderPath.join(folder, "link")
            #expect(symlink("link", link) == 0)
            #expect(throws: ArtifactsError.notARegularFile(path: link, found: .endlessLink)) {
                try readInput(link)
            }
        }
        #expect(throws: ArtifactsError.notARegularFile(path: "/dev/null", found: .other)) {
            try readInput("/dev/null")
        }
    }

    @Test func aPathWithANullCharacterIsNotCutShort() throws {
        try withTemporaryFolder { folder in
            let path = FolderPath.join(folder, "a")
            try AtomicFile.write([1], to: path)
            #expect(throws: ArtifactsError.unreadable(path: path + "\0b", code: EINVAL)) {
                try readInput(path + "\0b")
            }
        }
    }

    @Test func everyFailingCallIsReportedAndClosesTheFile() throws {
        let system = MemoryFileSystem()
        system.put([UInt8](repeating: 1, count: 3 << 20), at: "/in.csv")
        _ = try readInput("/in.csv", fileSystem: system)
        for call in 0..<system.calls {
            system.inject(.error(EIO), atCall: call)
            #expect(throws: ArtifactsError.readFailed(path: "/in.csv", code: EIO).self) {
                do {
                    _ = try readInput("/in.csv", fileSystem: system)
                } catch ArtifactsError.writeFailed(let path, let code) {
                    // Closing is not a call that only looks.
                    throw ArtifactsError.readFailed(path: path, code: code)
                }
            }
            #expect(system.openFiles == 0)
        }
    }
}

@Suite struct DigestTests {
    @Test func agreesWithThePublishedExamples() {
        // FIPS 180-4 examples, https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines
        #expect(
            Digest(of: Array("abc".utf8)).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest(of: [UInt8]()).hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func fieldsAreTakenInAnyOrderAndNeverConfused() {
        let digest = Digest(of: [("a", "1"), ("b", "2")])
        #expect(digest == Digest(of: [("b", "2"), ("a", "1")]))
        #expect(digest != Digest(of: [("a", "1\n1:b=1:2")]))
        #expect(digest != Digest(of: [("a", "2"), ("b", "1")]))
        #expect(Digest(of: [("ab", "c")]) != Digest(of: [("a", "bc")]))
    }

    @Test func onlyWholeLowerCaseDigestsAreRead() {
        let hex = Digest(of: [1]).hex
        #expect(Digest(hex: hex)?.hex == hex)
        #expect(Digest(hex: hex.uppercased()) == nil)
        #expect(Digest(hex: String(hex.dropLast())) == nil)
        #expect(Digest(hex: String(repeating: "é", count: 32)) == nil)
    }
}

@Suite struct ArtifactsErrorTests {
    @Test(arguments: [
        (FileFault(.write, path: "/r/a", code: ENOSPC), Diagnosis.Kind.inputOutput, "disk full"),
        (FileFault(.write, path: "/r/a", code: EDQUOT), .inputOutput, "disk quota used up"),
        (FileFault(.write, path: "/r/a", code: EFBIG), .inputOutput, "size limit"),
        (FileFault(.sync, path: "/r/a", code: EIO), .inputOutput, "cannot write"),
        (FileFault(.read, path: "/r/a", code: EIO), .inputOutput, "cannot read"),
        (FileFault(.openForWriting, path: "/r/a", code: EACCES), .cannotCreate, "cannot create"),
        (FileFault(.openForWriting, path: "/r/a", code: EROFS), .cannotCreate, "cannot create"),
        (FileFault(.createFolder, path: "/r/a", code: ENOENT), .cannotCreate, "cannot create"),
        (FileFault(.openForReading, path: "/r/a", code: ENOENT), .noInput, "no such file"),
        (FileFault(.openForReading, path: "/r/a", code: EACCES), .noInput, "cannot open"),
    ])
    func faultsHaveTheirExitCodeTextAndPlace(
        fault: FileFault, kind: Diagnosis.Kind, text: String
    ) {
        let diagnosis = ArtifactsError(fault).diagnosis
        #expect(diagnosis.kind == kind)
        #expect(diagnosis.what.contains(text))
        #expect(diagnosis.place == "/r/a")
        #expect(diagnosis.remedy?.isEmpty == false)
    }

    @Test func damageNamesTheFileAndTheRemedy() {
        let error = ArtifactsError.damaged(path: "m/f.h5", .size(expected: 10, found: 4))
        #expect(error.diagnosis.kind == .badData)
        #expect(
            error.description
                == "m/f.h5: damaged: 4 bytes where 10 were written; make it again with the "
                + "command that wrote it, or restore a copy")
    }
}

@Suite struct NameTests {
    @Test(arguments: [
        "", "/a", "a/", "a//b", "..", "../x", "a/../b", ".", "./a", ".hidden", "a/.b", "a\nb",
        "a\0", "a\u{1b}[0m", "a\\b", "a\u{202e}b", "a\u{2028}", String(repeating: "x", count: 201),
    ])
    func namesThatLeaveTheFolderOrHideAreRefused(name: String) {
        #expect(throws: ArtifactsError.invalidName(name)) { try ArtifactName.check(name) }
    }

    @Test(arguments: ["a", "maps/Al-Cu-Fe.svg", "a b", "é/ü.txt", "a..b", "x.tar.gz", "a/b/c/d"])
    func ordinaryNamesAreTaken(name: String) throws {
        try ArtifactName.check(name)
    }

    @Test(arguments: [
        ("a/b/c", "a/b", "c"), ("a/b/", "a", "b"), ("c", ".", "c"), ("/c", "/", "c"),
        ("/", "/", ""), ("a//b", "a", "b"), ("é/ü", "é", "ü"), ("/a/b", "/a", "b"),
    ])
    func pathsSplit(path: String, parent: String, name: String) {
        #expect(FolderPath.parent(of: path) == parent)
        #expect(FolderPath.name(of: path) == name)
    }

    @Test func pathsJoin() {
        #expect(FolderPath.join("a", "b") == "a/b")
        #expect(FolderPath.join("a/", "b") == "a/b")
        #expect(FolderPath.join("/", "b") == "/b")
        #expect(FolderPath.join("", "b") == "b")
    }
}

@Suite struct WholeFileTests {
    @Test func foldersAreMadeWithThoseAboveThem() throws {
        let system = MemoryFileSystem()
        try system.createFolders("/a/b/c")
        #expect(system.folders == ["/", "/a", "/a/b", "/a/b/c"])
        system.restart(losingPower: true)
        #expect(system.folders == ["/", "/a", "/a/b", "/a/b/c"])
        try system.createFolders("/a/b/c")
        system.put([1], at: "/a/file")
        #expect(throws: ArtifactsError.cannotCreate(path: "/a/file", code: ENOTDIR)) {
            try system.createFolders("/a/file/d")
        }
    }

    @Test func theRealFileSystemMakesFoldersFromATrailingSlash() throws {
        try withTemporaryFolder { folder in
            let files = PosixFileSystem()
            try files.createFolders(folder + "/x/y/")
            #expect(try files.look(at: folder + "/x/y")?.kind == .folder)
            try files.removeIfEmpty(folder + "/x")
            #expect(try files.look(at: folder + "/x/y")?.kind == .folder)
            try files.removeIfEmpty(folder + "/x/y")
            try files.removeIfEmpty(folder + "/x/y")
            #expect(try files.names(in: folder + "/x") == [])
            try files.removeIfPresent(folder + "/none/at/all")
        }
    }

    @Test func onlyWhatHoldsNothingIsMovedOutOfTheWay() throws {
        try withTemporaryFolder { folder in
            let files = PosixFileSystem()
            let path = folder + "/result"
            try files.makeWay(at: path)
            #expect(mkfifo(path, 0o600) == 0)
            try files.makeWay(at: path)
            #expect(try files.look(at: path) == nil)
            #expect(symlink("result", path) == 0)
            try files.makeWay(at: path)
            #expect(try files.look(at: path) == nil)
            try files.createFolders(path)
            try files.makeWay(at: path)
            #expect(try files.look(at: path) == nil)
            try files.createFolders(path + "/inner")
            #expect(throws: ArtifactsError.cannotReplace(path: path, found: .folder)) {
                try files.makeWay(at: path)
            }
        }
    }

    @Test func anAppendOnlyFileStopsAfterATornLine() throws {
        let system = MemoryFileSystem()
        system.put(.folder, at: "/run")
        let log = try AppendOnlyFile("/run/log", fileSystem: system)
        try log.append(line: "one")
        system.inject(.error(ENOSPC), atCall: 0)
        for _ in 0..<2 {
            #expect(throws: ArtifactsError.diskFull(path: "/run/log", code: ENOSPC)) {
                try log.append(line: "two")
            }
        }
        log.close()
        #expect(system.files["/run/log"] == Array("one\n".utf8))
        #expect(system.openFiles == 0)
    }

    @Test func tenThousandReadsAndWritesLeakNoDescriptor() throws {
        let system = MemoryFileSystem()
        system.put(.folder, at: "/run")
        for _ in 0..<10_000 {
            try AtomicFile.write([1, 2, 3], to: "/run/a", fileSystem: system)
            _ = try readInput("/run/a", fileSystem: system)
        }
        #expect(system.openFiles == 0)
    }
}
