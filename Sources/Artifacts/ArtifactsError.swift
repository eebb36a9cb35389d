import Basis
import SystemPackage

/// Why a file could not be read or written.
public enum ArtifactsError: Diagnosable, Equatable {
    /// No room left: the disk (`ENOSPC`), the quota (`EDQUOT`) or the size limit (`EFBIG`).
    case diskFull(path: String, code: Int32)
    /// The device or system failed while writing.
    case writeFailed(path: String, code: Int32)
    /// The device or system failed while reading.
    case readFailed(path: String, code: Int32)
    /// The file or its folder may not, or cannot, be made.
    case cannotCreate(path: String, code: Int32)
    case missingInput(path: String)
    /// The file is there and may not be read.
    case unreadable(path: String, code: Int32)
    case notARegularFile(path: String, found: FileStatus.Kind)
    /// The place of a result is taken by something that is not a file.
    case cannotReplace(path: String, found: FileStatus.Kind)
    case locked(folder: String, holder: LockHolder?)
    case damaged(path: String, Damage)
    case invalidName(String)

    /// How a file differs from what was recorded when it was written.
    public enum Damage: Sendable, Equatable {
        case size(expected: Int, found: Int)
        case digest(expected: Digest, found: Digest)
        case malformed(String)
    }

    /// The error for a failed call; `path` replaces the fault's, which may be a temporary one.
    public init(_ fault: FileFault, path: String? = nil) {
        let path = path ?? fault.path
        let code = fault.code
        switch fault.errno {
        case .noSpace, .diskQuotaExceeded, .fileTooLarge:
            self = .diskFull(path: path, code: code)
        case .noSuchFileOrDirectory where fault.call.isReading,
            .notDirectory where fault.call.isReading:
            self = .missingInput(path: path)
        case .tooManySymbolicLinkLevels where fault.call == .openForReading:
            self = .notARegularFile(path: path, found: .endlessLink)
        case .permissionDenied, .notPermitted, .readOnlyFileSystem, .noSuchFileOrDirectory,
            .notDirectory, .isDirectory, .fileExists, .fileNameTooLong, .invalidArgument,
            .tooManySymbolicLinkLevels, .directoryNotEmpty, .resourceBusy:
            self =
                fault.call.isReading
                ? .unreadable(path: path, code: code) : .cannotCreate(path: path, code: code)
        default:
            self =
                fault.call.isReading
                ? .readFailed(path: path, code: code) : .writeFailed(path: path, code: code)
        }
    }

    public var diagnosis: Diagnosis {
        switch self {
        case .diskFull(let path, let code):
            let (what, remedy) = ArtifactsError.roomText(code)
            return Diagnosis(.inputOutput, what, place: path, remedy: remedy)
        case .writeFailed(let path, let code):
            return Diagnosis(
                .inputOutput, "cannot write (\(Errno(rawValue: code)))", place: path,
                remedy: "check the disk or choose another output folder, then start again")
        case .readFailed(let path, let code):
            return Diagnosis(
                .inputOutput, "cannot read (\(Errno(rawValue: code)))", place: path,
                remedy: "check the disk, then start again")
        case .cannotCreate(let path, let code):
            return Diagnosis(
                .cannotCreate, "cannot create (\(Errno(rawValue: code)))", place: path,
                remedy: "check that its folder exists and may be written, or choose another")
        case .missingInput(let path):
            return Diagnosis(.noInput, "no such file", place: path, remedy: "check the path")
        case .unreadable(let path, let code):
            return Diagnosis(
                .noInput, "cannot open (\(Errno(rawValue: code)))", place: path,
                remedy: "check the path and its permissions")
        case .notARegularFile(let path, let found):
            return Diagnosis(
                .noInput, "\(found.rawValue), not a regular file", place: path,
                remedy: "give the path of a file")
        case .cannotReplace(let path, let found):
            return Diagnosis(
                .cannotCreate, "\(found.rawValue) is in the place of a result", place: path,
                remedy: "move it away or choose another output")
        case .locked(let folder, let holder):
            return Diagnosis(
                .locked, "in use by \(holder?.description ?? "another run")", place: folder,
                remedy: "wait until it ends or choose another output folder")
        case .damaged(let path, let damage):
            return Diagnosis(
                .badData, "damaged: \(damage)", place: path,
                remedy: "make it again with the command that wrote it, or restore a copy")
        case .invalidName(let name):
            return Diagnosis(
                .badData, "\(TextForm.quoted(name)) cannot be the name of a result",
                remedy: "use letters, digits, \"-\" and \"_\", without \"..\" or a leading \"/\"")
        }
    }

    private static func roomText(_ code: Int32) -> (what: String, remedy: String) {
        switch Errno(rawValue: code) {
        case .diskQuotaExceeded:
            ("disk quota used up", "free space and start again; finished work is kept")
        case .fileTooLarge:
            ("the file would pass the size limit", "raise the limit (ulimit -f) and start again")
        default:
            ("disk full", "free space and start again; finished work is kept")
        }
    }
}

extension ArtifactsError.Damage: CustomStringConvertible {
    public var description: String {
        switch self {
        case .size(let expected, let found):
            "\(found) bytes where \(expected) were written"
        case .digest(let expected, let found):
            "its SHA-256 is \(found.short) where \(expected.short) was written"
        case .malformed(let reason):
            reason
        }
    }
}
