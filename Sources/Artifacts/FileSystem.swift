/// A file that a ``FileSystem`` has opened.
public struct OpenFile: Sendable, Hashable {
    public let number: Int32
    /// The path it was opened by, for messages.
    public let path: String

    public init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }
}

/// What a path leads to; symbolic links are followed.
public struct FileStatus: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case regular = "a regular file"
        case folder = "a folder"
        case pipe = "a pipe"
        case endlessLink = "a link that leads to itself"
        case other = "a device or socket"
    }

    public var kind: Kind
    /// Bytes.
    public var size: Int
    /// Equal for two paths to one file as long as the file exists.
    public var identity: [UInt64]

    public init(kind: Kind, size: Int, identity: [UInt64]) {
        self.kind = kind
        self.size = size
        self.identity = identity
    }
}

/// How a file is to be opened.
public enum OpenPurpose: Sendable, Equatable {
    /// An existing file; never waits, not even for the writer of a pipe.
    case reading
    /// A file that does not exist yet; an existing one is an error (`EEXIST`).
    case creating
    /// Adds to the end of a file, which is made when absent.
    case appending
    /// A lock file: read and written in place, made when absent.
    case locking
    /// A folder, so that it can be synchronised.
    case folder
}

/// The one seam through which results and inputs are read and written.
///
/// The requirements are single system calls: an interrupted call (`EINTR`) and a short read or
/// write are reported as they are, and the extensions of this protocol continue them. So a test
/// can make any one call fail.
public protocol FileSystem: Sendable {
    func open(_ path: String, for purpose: OpenPurpose) throws(FileFault) -> OpenFile
    /// Reads up to the size of the buffer; 0 at the end of the file.
    func read(
        _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileFault) -> Int
    /// The number of bytes written, which may be less than given.
    func write(_ file: OpenFile, _ bytes: UnsafeRawBufferPointer) throws(FileFault) -> Int
    /// Empties a file.
    func truncate(_ file: OpenFile) throws(FileFault)
    /// Returns when the file, or the entries of the folder, have reached the disk.
    func sync(_ file: OpenFile) throws(FileFault)
    /// The file is closed even where this throws.
    func close(_ file: OpenFile) throws(FileFault)
    /// Takes the file's exclusive lock without waiting; `false` where another holds it.
    func lock(_ file: OpenFile) throws(FileFault) -> Bool
    func status(_ file: OpenFile) throws(FileFault) -> FileStatus
    /// `nil` where nothing is there.
    func status(_ path: String) throws(FileFault) -> FileStatus?
    /// Puts one file in the place of another, at once.
    func rename(_ path: String, to newPath: String) throws(FileFault)
    func removeFile(_ path: String) throws(FileFault)
    func createFolder(_ path: String) throws(FileFault)
    /// Removes an empty folder.
    func removeFolder(_ path: String) throws(FileFault)
    /// The names in a folder, in any order; symbolic links to folders are not told apart.
    func list(_ path: String) throws(FileFault) -> [String]
}
