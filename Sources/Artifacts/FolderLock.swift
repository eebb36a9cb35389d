import Foundation
import Synchronization

/// The right to write into a folder, held by one run at a time.
///
/// A lock of the kernel (`flock`) on `.qscreen.lock` in the folder. It ends with the process
/// however that ends, so there are no stale locks; the text in the file only names the holder.
/// Two locks in one process exclude each other too.
public final class FolderLock: Sendable {
    public static let fileName = ".qscreen.lock"

    private let fileSystem: any FileSystem
    private let file: Mutex<OpenFile?>

    /// Takes the lock of an existing folder.
    ///
    /// - Parameters:
    ///   - wait: whether to wait for another holder. The default is to throw at once.
    ///   - onWait: called once, with the holder where it is known, before waiting.
    /// - Throws: ``ArtifactsError/locked(folder:holder:)`` where another holds it.
    public init(
        folder: String, wait: Bool = false, fileSystem: any FileSystem = PosixFileSystem(),
        onWait: (LockHolder?) -> Void = { _ in }
    ) throws(ArtifactsError) {
        let path = FolderPath.join(folder, FolderLock.fileName)
        var hasWaited = false
        while true {
            if let file = try FolderLock.acquire(path, fileSystem.patient) {
                self.fileSystem = fileSystem
                self.file = Mutex(file)
                return
            }
            if !wait {
                throw .locked(folder: folder, holder: FolderLock.holder(path, fileSystem))
            }
            if !hasWaited { onWait(FolderLock.holder(path, fileSystem)) }
            hasWaited = true
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    deinit { release() }

    /// Gives the lock back; once is enough, and more does no harm.
    public func release() {
        let held = file.withLock { file in
            defer { file = nil }
            return file
        }
        guard let held else { return }
        // The text is a courtesy: if it stays, the next holder overwrites it.
        try? fileSystem.patient.truncate(held)
        try? fileSystem.patient.close(held)
    }

    /// The open, locked file, or `nil` where another holds it.
    private static func acquire(
        _ path: String, _ files: PatientFileSystem
    ) throws(ArtifactsError) -> OpenFile? {
        try reporting(as: path) { () throws(FileFault) in
            while true {
                let file = try files.open(path, for: .locking)
                do throws(FileFault) {
                    guard try files.lock(file) else {
                        try files.close(file)
                        return nil
                    }
                    // If somebody deleted the lock file in between, this is a lock on a file that
                    // nobody else will ever see.
                    guard try files.status(path)?.identity == files.status(file).identity else {
                        try files.close(file)
                        continue
                    }
                    try files.truncate(file)
                    try files.writeAll(Array(LockHolder.current().text.utf8), to: file)
                    return file
                } catch {
                    if error.call != .close { try? files.close(file) }
                    throw error
                }
            }
        }
    }

    /// Who holds the lock; waits a moment for a holder that has not written its name yet.
    private static func holder(_ path: String, _ fileSystem: any FileSystem) -> LockHolder? {
        for _ in 0..<20 {
            if let bytes = try? fileSystem.contents(of: path),
                let holder = LockHolder(text: String(decoding: bytes, as: UTF8.self))
            {
                return holder
            }
            Thread.sleep(forTimeInterval: 0.005)
        }
        return nil
    }
}
