import Artifacts

/// Writes results that a user asked for by path.
enum ResultFile {
    /// Writes a file, complete or not at all; folders above it are made if missing.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try PosixFileSystem().createFolders(FolderPath.parent(of: path))
        try AtomicFile.write(bytes, to: path)
    }
}
