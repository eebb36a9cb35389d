/// What failed in an HDF5 file image, on which object, and what libhdf5 said about it.
public struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
    /// The cause, to match on.
    public enum Reason: Equatable, Sendable {
        /// libhdf5 refused the call; the stack says why.
        case callFailed
        /// The object, or the file it is in, was closed before.
        case closed
        /// The image is empty or is not an HDF5 file.
        case notAnImage(String)
        /// A name that is empty, contains "/" or NUL, or is ".".
        case invalidName(String)
        /// No member or attribute of this name.
        case notFound(String)
        /// The object has another type than the one asked for.
        case wrongType(stored: ElementType, requested: String)
        /// The number of values does not fit the shape.
        case wrongCount(shape: [Int], count: Int)
        /// A shape that cannot be: negative, of too many dimensions, or overflowing.
        case invalidShape([UInt64])
        /// The shape asks for more bytes than an image of this size can hold.
        case implausibleSize(shape: [Int], bytes: Int, limit: Int)
        /// A value that the requested type cannot hold exactly.
        case inexact(index: Int, value: String, requested: String)
        /// Text with an embedded NUL, or bytes that are not UTF-8.
        case invalidText(index: Int, String)
        /// Something valid in HDF5 that this module does not take.
        case unsupported(String)
    }

    /// One entry of the error stack of libhdf5, the outermost call first.
    public struct StackEntry: Equatable, Sendable, CustomStringConvertible {
        public var function: String
        public var summary: String
        public var major: String
        public var minor: String

        public var description: String { "\(function): \(summary) (\(major): \(minor))" }
    }

    public var reason: Reason
    /// The C function that failed, or the operation that was refused before any call.
    public var call: String
    /// The path of the object inside the file.
    public var path: String
    public var stack: [StackEntry]

    init(_ reason: Reason, call: String, path: String, stack: [StackEntry] = []) {
        self.reason = reason
        self.call = call
        self.path = path
        self.stack = stack
    }

    /// The object, the call, the cause and the stack, on one line.
    public var description: String {
        var text = "\(path): \(call): \(cause)"
        if !stack.isEmpty {
            text += ": " + stack.map(\.description).joined(separator: "; ")
        }
        return text
    }

    private var cause: String {
        switch reason {
        case .callFailed: "failed"
        case .closed: "the object or its file is closed"
        case .notAnImage(let detail): "not an HDF5 file: \(detail)"
        case .invalidName(let name): "\"\(name)\" is not a valid name"
        case .notFound(let name): "there is no \"\(name)\""
        case .wrongType(let stored, let requested): "holds \(stored), not \(requested)"
        case .wrongCount(let shape, let count): "\(count) values do not fill the shape \(shape)"
        case .invalidShape(let shape): "the shape \(shape) is impossible"
        case .implausibleSize(let shape, let bytes, let limit):
            "the shape \(shape) asks for \(bytes) bytes, a file of this size holds at most \(limit)"
        case .inexact(let index, let value, let requested):
            "element \(index) (\(value)) cannot be held exactly as \(requested)"
        case .invalidText(let index, let detail): "text \(index) \(detail)"
        case .unsupported(let detail): "\(detail) is not supported"
        }
    }
}
