import CHDF5

/// An attribute: a small value attached to a group or a dataset.
public final class Attribute: Sendable {
    public let name: String
    public let elementType: ElementType
    /// The length of every dimension; empty for a scalar.
    public let shape: [Int]
    private let handle: Handle

    init(name: String, handle: Handle) throws {
        self.name = name
        self.handle = handle
        (elementType, shape) = try handle.use { identifier in
            let type = try Self.storedType(identifier, path: handle.path)
            let space = try Handle(.dataspace, "H5Aget_space", path: handle.path) {
                H5Aget_space(identifier)
            }
            guard let shape = try space.use({ try Shape.read($0, path: handle.path) }) else {
                return (.other("null dataspace"), [])
            }
            return (try type.use { try ElementType(of: $0, path: handle.path) }, shape)
        }
    }

    /// Closes the attribute; closing twice does nothing, using it afterwards throws.
    public func close() throws {
        try handle.close()
    }

    /// All values, in row-major order.
    ///
    /// - Throws: ``HDF5Error/Reason/wrongType(stored:requested:)`` where the stored type is
    ///   another one.
    public func values<Value: HDF5Scalar>(as type: Value.Type = Value.self) throws -> [Value] {
        guard elementType == Value.elementType, let identifiers = Value.elementType.identifiers
        else {
            throw HDF5Error(
                .wrongType(stored: elementType, requested: "\(Value.elementType)"),
                call: "H5Aread", path: handle.path)
        }
        return try read(identifiers.memory, elementSize: MemoryLayout<Value>.stride, zero: .zero)
    }

    /// The value of a scalar, or of an array of one element.
    public func value<Value: HDF5Scalar>(as type: Value.Type = Value.self) throws -> Value {
        try single(values(as: type))
    }

    /// All texts of a fixed-length string attribute.
    public func texts() throws -> [String] {
        guard case .string(let length) = elementType else {
            throw HDF5Error(
                .wrongType(stored: elementType, requested: "fixed-length string"),
                call: "H5Aread", path: handle.path)
        }
        return try handle.use { identifier in
            let memory = try Self.storedType(identifier, path: handle.path).use {
                try TextField.makeMemoryType(for: $0, path: handle.path)
            }
            let bytes: [UInt8] = try memory.use { try read($0, elementSize: length, zero: 0) }
            return try TextField.texts(in: bytes, length: length, path: handle.path)
        }
    }

    /// The text of a scalar, or of an array of one element.
    public func text() throws -> String {
        try single(texts())
    }

    private func single<Value>(_ values: [Value]) throws -> Value {
        guard let value = values.first, values.count == 1 else {
            throw HDF5Error(
                .wrongCount(shape: shape, count: 1), call: "H5Aread", path: handle.path)
        }
        return value
    }

    /// Reads elements of `elementSize` bytes into values that may be parts of an element.
    private func read<Value>(_ memory: hid_t, elementSize: Int, zero: Value) throws -> [Value] {
        try handle.use { identifier in
            let size = try Shape.byteCount(
                shape, elementSize: elementSize, readSize: handle.file?.image?.readSize,
                call: "H5Aread", path: handle.path)
            guard size > 0 else { return [] }
            var values = [Value](repeating: zero, count: size / MemoryLayout<Value>.stride)
            _ = try values.withUnsafeMutableBytes { buffer in
                try Library.check("H5Aread", handle.path) {
                    H5Aread(identifier, memory, buffer.baseAddress)
                }
            }
            return values
        }
    }

    private static func storedType(_ identifier: hid_t, path: String) throws -> Handle {
        try Handle(.datatype, "H5Aget_type", path: path) { H5Aget_type(identifier) }
    }
}
