import SystemPackage

extension FileSystem {
    /// The bytes of a regular file.
    ///
    /// - Throws: ``ArtifactsError/missingInput(path:)`` where there is none,
    ///   ``ArtifactsError/notARegularFile(path:found:)`` for a folder, a pipe or a device.
    public func contents(of path: String) throws(ArtifactsError) -> [UInt8] {
        var bytes = [UInt8]()
        try forEachChunk(of: path) { chunk in bytes.append(contentsOf: chunk) }
        return bytes
    }

    /// The size and digest of a regular file, without holding it in memory.
    ///
    /// - Throws: as ``contents(of:)``.
    public func digest(of path: String) throws(ArtifactsError) -> (size: Int, digest: Digest) {
        var hasher = Digest.Hasher()
        var size = 0
        try forEachChunk(of: path) { chunk in
            hasher.update(chunk)
            size += chunk.count
        }
        return (size, hasher.finish())
    }

    /// What is at a path; `nil` where nothing is there.
    public func look(at path: String) throws(ArtifactsError) -> FileStatus? {
        try reporting { () throws(FileFault) in try patient.status(path) }
    }

    /// The names in a folder, sorted by their bytes; none where there is no such folder.
    public func names(in folder: String) throws(ArtifactsError) -> [String] {
        guard try look(at: folder)?.kind == .folder else { return [] }
        return try reporting { () throws(FileFault) in try patient.list(folder) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes a folder and those above it that are missing; each lasts once this returns.
    public func createFolders(_ path: String) throws(ArtifactsError) {
        if let found = try look(at: path) {
            guard found.kind == .folder else {
                throw .cannotCreate(path: path, code: Errno.notDirectory.rawValue)
            }
            return
        }
        let parent = FolderPath.parent(of: path)
        if parent != path { try createFolders(parent) }
        try reporting { () throws(FileFault) in
            do throws(FileFault) {
                try patient.createFolder(path)
            } catch  where error.errno == .fileExists {
                // Another thread or process made it in between.
            }
        }
        try syncFolder(parent)
    }

    /// Removes a file if it is there.
    public func removeIfPresent(_ path: String) throws(ArtifactsError) {
        try reporting { () throws(FileFault) in
            do throws(FileFault) {
                try patient.removeFile(path)
            } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
                // Absent is what was wanted.
            }
        }
    }

    /// Removes a folder if it is there and empty.
    public func removeIfEmpty(_ folder: String) throws(ArtifactsError) {
        try reporting { () throws(FileFault) in
            do throws(FileFault) {
                try patient.removeFolder(folder)
            } catch
                where error.errno == .noSuchFileOrDirectory || error.errno == .directoryNotEmpty
                || error.errno == .fileExists || error.errno == .notDirectory
            {
                // POSIX lets a system call a folder that is not empty an existing file.
            }
        }
    }

    /// Removes what is not a regular file from the place of a result: an empty folder, a pipe, a
    /// link to a device.
    ///
    /// - Throws: ``ArtifactsError/cannotReplace(path:found:)`` for a folder that holds something.
    public func makeWay(at path: String) throws(ArtifactsError) {
        guard let found = try look(at: path), found.kind != .regular else { return }
        guard found.kind == .folder else { return try removeIfPresent(path) }
        try removeIfEmpty(path)
        if try look(at: path) != nil { throw .cannotReplace(path: path, found: found.kind) }
    }

    /// Returns when the names in a folder have reached the disk.
    public func syncFolder(_ path: String) throws(ArtifactsError) {
        try reporting { () throws(FileFault) in
            let folder = try patient.open(path, for: .folder)
            do throws(FileFault) {
                try patient.sync(folder)
            } catch  where error.errno == .invalidArgument || error.errno == .notSupported {
                // Some network file systems cannot synchronise folders; they keep the order of
                // their changes themselves.
            } catch {
                try? close(folder)
                throw error
            }
            try patient.close(folder)
        }
    }

    private func forEachChunk(
        of path: String, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(ArtifactsError) {
        let kind = try reporting { () throws(FileFault) in
            let file = try patient.open(path, for: .reading)
            do throws(FileFault) {
                let found = try patient.status(file)
                if found.kind == .regular {
                    try forEachChunk(of: file, size: found.size, body)
                }
                try patient.close(file)
                return found.kind
            } catch {
                try? close(file)
                throw error
            }
        }
        guard kind == .regular else { throw .notARegularFile(path: path, found: kind) }
    }

    private func forEachChunk(
        of file: OpenFile, size: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(FileFault) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(max(size, 1), 1 << 20), alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try patient.read(file, into: buffer)
            if count == 0 { return }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

extension PatientFileSystem {
    /// Writes all of the bytes, however many calls that takes.
    func writeAll(_ bytes: [UInt8], to file: OpenFile) throws(FileFault) {
        let result: Result<Void, FileFault> = bytes.withUnsafeBytes { all in
            var rest = all[...]
            do throws(FileFault) {
                while !rest.isEmpty {
                    let count = try write(file, UnsafeRawBufferPointer(rebasing: rest))
                    // A file that takes nothing without an error would loop for ever.
                    guard count > 0 else {
                        throw FileFault(.write, path: file.path, code: Errno.ioError.rawValue)
                    }
                    rest = rest.dropFirst(count)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}

/// Turns a fault of the file system into an error that a user can read.
func reporting<Result>(
    as path: String? = nil, _ body: () throws(FileFault) -> Result
) throws(ArtifactsError) -> Result {
    do throws(FileFault) {
        return try body()
    } catch {
        throw ArtifactsError(error, path: path)
    }
}

/// The bytes of an input file.
///
/// Only a regular file is read: a pipe, a folder or a device is refused at once and never waited
/// for.
///
/// - Throws: ``ArtifactsError``.
public func readInput(
    _ path: String, fileSystem: any FileSystem = PosixFileSystem()
) throws(ArtifactsError) -> [UInt8] {
    try fileSystem.contents(of: path)
}
