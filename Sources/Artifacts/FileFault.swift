import SystemPackage

/// A call to the file system that failed.
public struct FileFault: Error, Sendable, Equatable {
    /// What was asked of the file system.
    public enum Call: String, Sendable, CaseIterable {
        case openForReading, read, status, list
        case openForWriting, write, truncate, sync, close, lock
        case rename, remove, createFolder, removeFolder

        /// Whether the call only looks.
        public var isReading: Bool {
            switch self {
            case .openForReading, .read, .status, .list: true
            default: false
            }
        }
    }

    public var call: Call
    public var path: String
    /// The value of `errno`.
    public var code: Int32

    public init(_ call: Call, path: String, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// The system's number as a constant that can be matched.
    var errno: Errno { Errno(rawValue: code) }
}
