import Basis
import Foundation
import Testing

@testable import Artifacts

@Suite struct FolderLockTests {
    @Test func theSecondLockIsRefusedAndNamesTheHolder() throws {
        try withTemporaryFolder { folder in
            let first = try FolderLock(folder: folder)
            let error = try #require(throws: ArtifactsError.self) {
                _ = try FolderLock(folder: folder)
            }
            guard case .locked(folder, let holder) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(holder?.process == Int(getpid()))
            #expect(error.diagnosis.kind == .locked)
            #expect(error.description.contains("process \(getpid()) on "))
            #expect(error.description.contains(" since 20"))
            first.release()
            let second = try FolderLock(folder: folder)
            second.release()
        }
    }

    @Test func aReleasedLockLeavesNothingOfItsHolder() throws {
        try withTemporaryFolder { folder in
            let lock = try FolderLock(folder: folder)
            lock.release()
            lock.release()
            #expect(try readInput(FolderPath.join(folder, FolderLock.fileName)) == [])
        }
    }

    @Test func waitingEndsWhenTheHolderReleases() throws {
        try withTemporaryFolder { folder in
            let first = try FolderLock(folder: folder)
            var waitedFor: LockHolder?
            let second = try FolderLock(folder: folder, wait: true) { holder in
                waitedFor = holder
                first.release()
            }
            #expect(waitedFor?.process == Int(getpid()))
            second.release()
        }
    }

    @Test func aLockFileDeletedWhileItIsOpenedIsNotTrusted() throws {
        // The first holder has a file that is no longer the folder's: both may go on, but the
        // second and third must exclude each other.
        try withTemporaryFolder { folder in
            let first = try FolderLock(folder: folder)
            try PosixFileSystem().removeFile(FolderPath.join(folder, FolderLock.fileName))
            let second = try FolderLock(folder: folder)
            #expect(throws: ArtifactsError.self) { _ = try FolderLock(folder: folder) }
            second.release()
            first.release()
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")))
    func anotherProcessIsExcludedAndItsDeathFreesTheFolder() throws {
        try withTemporaryFolder { folder in
            let path = FolderPath.join(folder, FolderLock.fileName)
            let lock = try FolderLock(folder: folder)
            let refused = try start(["--nonblock", path, "true"])
            refused.waitUntilExit()
            #expect(refused.terminationStatus == 1)
            lock.release()

            let other = try start(["--no-fork", path, "sleep", "60"])
            defer { kill(other.processIdentifier, SIGKILL) }
            var isExcluded = false
            for _ in 0..<500 where !isExcluded {
                do {
                    let mine = try FolderLock(folder: folder)
                    mine.release()
                    Thread.sleep(forTimeInterval: 0.01)
                } catch ArtifactsError.locked {
                    isExcluded = true
                }
            }
            #expect(isExcluded)
            kill(other.processIdentifier, SIGKILL)
            other.waitUntilExit()
            let mine = try FolderLock(folder: folder)
            mine.release()
        }
    }

    @Test func everyFailingCallLeavesTheFolderUnlocked() throws {
        let system = MemoryFileSystem()
        system.put(.folder, at: "/run")
        let lock = try FolderLock(folder: "/run", fileSystem: system)
        let calls = system.calls
        lock.release()
        for call in 0..<calls {
            system.inject(.error(EIO), atCall: call)
            #expect(throws: ArtifactsError.self) {
                _ = try FolderLock(folder: "/run", fileSystem: system)
            }
            system.clearFaults()
            #expect(system.openFiles == 0)
            let next = try FolderLock(folder: "/run", fileSystem: system)
            next.release()
        }
    }

    @Test func holdersReadBackAsWritten() {
        let holder = LockHolder(process: 12, host: "alloy", since: "2025-01-02T03:04:05Z")
        #expect(LockHolder(text: holder.text) == holder)
        for text in ["", "process 1\n", "process x\nhost y\nsince z\n", holder.text + "more"] {
            #expect(LockHolder(text: text) == nil)
        }
        let hostile = LockHolder(text: "process 1\nhost \u{1b}[31m\nsince now\n")
        #expect(hostile?.host == "\\u{1b}[31m")
    }

    private func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = arguments
        try process.run()
        return process
    }
}
