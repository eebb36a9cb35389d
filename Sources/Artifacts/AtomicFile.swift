import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes files that are complete or absent.
public enum AtomicFile {
    private static let serial = Atomic<Int>(0)

    /// Puts the bytes at the path, in the place of a file that may be there.
    ///
    /// The bytes go to a temporary file in the same folder, which is synchronised and renamed;
    /// then the folder is synchronised. Whatever happens, the path shows the old file or the new
    /// one. The temporary file is removed on failure; a killed process leaves it behind, with a
    /// name that ``target(ofTemporary:)`` knows.
    ///
    /// - Throws: ``ArtifactsError``. A folder, pipe or device at the path is refused, never
    ///   replaced; a symbolic link is replaced, not followed.
    public static func write(
        _ bytes: [UInt8], to path: String, fileSystem: any FileSystem = PosixFileSystem()
    ) throws(ArtifactsError) {
        let folder = FolderPath.parent(of: path)
        let files = fileSystem.patient
        if let found = try files.look(at: path), found.kind != .regular {
            throw .cannotReplace(path: path, found: found.kind)
        }
        try reporting(as: path) { () throws(FileFault) in
            let file = try openTemporary(beside: path, in: folder, files)
            do throws(FileFault) {
                do throws(FileFault) {
                    try files.writeAll(bytes, to: file)
                    try files.sync(file)
                } catch {
                    try? files.close(file)
                    throw error
                }
                // A network file system may report a failed write only here.
                try files.close(file)
                try files.rename(file.path, to: path)
            } catch {
                try? files.removeFile(file.path)
                throw error
            }
        }
        try files.syncFolder(folder)
    }

    /// The name of the file that a temporary file of ``write(_:to:fileSystem:)`` was to become;
    /// `nil` for any other name.
    public static func target(ofTemporary name: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
        let body = name.utf8.dropFirst().dropLast(4)
        guard let dot = body.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let mark = body[body.index(after: dot)...]
            .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard mark.count == 3, mark[0].elementsEqual("qscreen".utf8),
            mark[1...].allSatisfy({ part in
                !part.isEmpty && part.allSatisfy { digits.contains($0) }
            })
        else { return nil }
        return String(body[..<dot])
    }

    /// Opens `.NAME.qscreen-PID-SERIAL.tmp`.
    private static func openTemporary(
        beside path: String, in folder: String, _ files: PatientFileSystem
    ) throws(FileFault) -> OpenFile {
        var name = FolderPath.name(of: path)
        if name.utf8.count > ArtifactName.longestComponent {
            name = Digest(of: Array(name.utf8)).short
        }
        while true {
            let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
            let temporary = FolderPath.join(
                folder, ".\(name).qscreen-\(getpid())-\(number).tmp")
            do throws(FileFault) {
                return try files.open(temporary, for: .creating)
            } catch  where error.errno == .fileExists {
                // Left by a dead process whose number this one got; take the next name.
                continue
            }
        }
    }
}
