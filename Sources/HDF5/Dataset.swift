import CHDF5

/// An n-dimensional array of numbers or texts.
public final class Dataset: Object, @unchecked Sendable {
    public let elementType: ElementType
    /// The length of every dimension; empty for a scalar.
    public let shape: [Int]

    init(opened handle: Handle) throws {
        (elementType, shape) = try handle.use { identifier in
            try Self.refuseForeignStorage(identifier, path: handle.path)
            let space = try Handle(.dataspace, "H5Dget_space", path: handle.path) {
                H5Dget_space(identifier)
            }
            guard let shape = try space.use({ try Shape.read($0, path: handle.path) }) else {
                return (.other("null dataspace"), [])
            }
            let type = try Self.storedType(identifier, path: handle.path)
            return (try type.use { try ElementType(of: $0, path: handle.path) }, shape)
        }
        super.init(handle)
    }

    override func creationList(_ identifier: hid_t) throws -> Handle {
        try Self.creationList(identifier, path: path)
    }

    /// The number of bytes that the values take in the file, after compression.
    public func storedSize() throws -> Int {
        try handle.use { identifier in Int(clamping: H5Dget_storage_size(identifier)) }
    }

    /// Writes all values, in row-major order.
    ///
    /// - Throws: ``HDF5Error/Reason/wrongCount(shape:count:)`` and
    ///   ``HDF5Error/Reason/wrongType(stored:requested:)``.
    public func write<Value: HDF5Scalar>(_ values: [Value]) throws {
        try checkCount(values.count)
        let identifiers = try memoryType(Value.self, call: "H5Dwrite")
        try values.withUnsafeBytes { try write($0, memory: identifiers) }
    }

    /// Writes all texts, in row-major order.
    ///
    /// - Throws: ``HDF5Error/Reason/invalidText(index:_:)`` for text with an embedded NUL or
    ///   longer than the dataset's fields.
    public func write(_ texts: [String]) throws {
        try checkCount(texts.count)
        let field = try TextField(texts, length: textLength(call: "H5Dwrite"), path: path)
        try field.makeType().use { type in
            try field.bytes.withUnsafeBytes { try write($0, memory: type) }
        }
    }

    /// Writes one chunk that ``PackedChunk`` has finished, past all filters.
    ///
    /// - Parameter offset: the position of its first value, a whole number of chunks on each axis.
    func write(_ chunk: PackedChunk, at offset: [Int]) throws {
        try handle.use { identifier in
            _ = try chunk.bytes.withUnsafeBytes { bytes in
                try Library.check("H5Dwrite_chunk", path) {
                    H5Dwrite_chunk(
                        identifier, qs_default_list(), 0, offset.map { hsize_t($0) }, bytes.count,
                        bytes.baseAddress)
                }
            }
        }
    }

    /// All values, in row-major order.
    ///
    /// - Throws: ``HDF5Error/Reason/wrongType(stored:requested:)`` where the stored type is
    ///   another one (byte order aside).
    public func read<Value: HDF5Scalar>(as type: Value.Type = Value.self) throws -> [Value] {
        let memory = try memoryType(type, call: "H5Dread")
        return try read(memory, elementSize: MemoryLayout<Value>.stride, zero: .zero)
    }

    /// All texts of a dataset of fixed-length strings, in row-major order.
    public func readTexts() throws -> [String] {
        let length = try textLength(call: "H5Dread")
        return try handle.use { identifier in
            let memory = try Self.storedType(identifier, path: path).use {
                try TextField.makeMemoryType(for: $0, path: path)
            }
            let bytes: [UInt8] = try memory.use { try read($0, elementSize: length, zero: 0) }
            return try TextField.texts(in: bytes, length: length, path: path)
        }
    }

    /// All values of any stored number type, as `Value`.
    ///
    /// NaN stays NaN between floating-point types.
    /// - Throws: ``HDF5Error/Reason/inexact(index:value:requested:)`` for the first value that
    ///   `Value` cannot hold exactly.
    public func read<Value: HDF5Scalar>(convertingTo type: Value.Type) throws -> [Value] {
        switch elementType {
        case Value.elementType: try read(as: type)
        case .int8: try convert(read(as: Int8.self)) { Value(exactly: $0) }
        case .int16: try convert(read(as: Int16.self)) { Value(exactly: $0) }
        case .int32: try convert(read(as: Int32.self)) { Value(exactly: $0) }
        case .int64: try convert(read(as: Int64.self)) { Value(exactly: $0) }
        case .uint8: try convert(read(as: UInt8.self)) { Value(exactly: $0) }
        case .uint16: try convert(read(as: UInt16.self)) { Value(exactly: $0) }
        case .uint32: try convert(read(as: UInt32.self)) { Value(exactly: $0) }
        case .uint64: try convert(read(as: UInt64.self)) { Value(exactly: $0) }
        case .float32: try convert(read(as: Float.self)) { Value.converted($0) }
        case .float64: try convert(read(as: Double.self)) { Value.converted($0) }
        case .string, .other:
            throw HDF5Error(
                .wrongType(stored: elementType, requested: "\(Value.elementType)"),
                call: "H5Dread", path: path)
        }
    }

    private func convert<Source, Value: HDF5Scalar>(
        _ values: [Source], _ body: (Source) -> Value?
    ) throws -> [Value] {
        try values.enumerated().map { index, source in
            guard let value = body(source) else {
                throw HDF5Error(
                    .inexact(
                        index: index, value: "\(source)", requested: "\(Value.elementType)"),
                    call: "read", path: path)
            }
            return value
        }
    }

    private func memoryType<Value: HDF5Scalar>(_ type: Value.Type, call: String) throws -> hid_t {
        try Library.locked {
            guard elementType == Value.elementType,
                let identifiers = Value.elementType.identifiers
            else {
                throw HDF5Error(
                    .wrongType(stored: elementType, requested: "\(Value.elementType)"),
                    call: call, path: path)
            }
            return identifiers.memory
        }
    }

    private func textLength(call: String) throws -> Int {
        guard case .string(let length) = elementType else {
            throw HDF5Error(
                .wrongType(stored: elementType, requested: "fixed-length string"), call: call,
                path: path)
        }
        return length
    }

    private func checkCount(_ count: Int) throws {
        guard try Shape.count(shape, call: "H5Dwrite", path: path) == count else {
            throw HDF5Error(.wrongCount(shape: shape, count: count), call: "H5Dwrite", path: path)
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, memory: hid_t) throws {
        try handle.use { identifier in
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            try Library.check("H5Dwrite", path) {
                H5Dwrite(identifier, memory, qs_all(), qs_all(), qs_default_list(), start)
            }
        }
    }

    /// Reads elements of `elementSize` bytes into values that may be parts of an element.
    private func read<Value>(_ memory: hid_t, elementSize: Int, zero: Value) throws -> [Value] {
        try handle.use { identifier in
            let size = try Shape.byteCount(
                shape, elementSize: elementSize, readSize: file.image?.readSize, call: "H5Dread",
                path: path)
            guard size > 0 else { return [] }
            var values = [Value](repeating: zero, count: size / MemoryLayout<Value>.stride)
            _ = try values.withUnsafeMutableBytes { buffer in
                try Library.check("H5Dread", path) {
                    H5Dread(
                        identifier, memory, qs_all(), qs_all(), qs_default_list(),
                        buffer.baseAddress)
                }
            }
            return values
        }
    }

    private static func storedType(_ identifier: hid_t, path: String) throws -> Handle {
        try Handle(.datatype, "H5Dget_type", path: path) { H5Dget_type(identifier) }
    }

    private static func creationList(_ identifier: hid_t, path: String) throws -> Handle {
        try Handle(.propertyList, "H5Dget_create_plist", path: path) {
            H5Dget_create_plist(identifier)
        }
    }

    /// External and virtual storage name files on the disk, which a codec of images must not open.
    private static func refuseForeignStorage(_ identifier: hid_t, path: String) throws {
        try creationList(identifier, path: path).use { list in
            let layout = Library.locked { H5Pget_layout(list) }
            var isForeign = layout == H5D_VIRTUAL
            if layout == H5D_CONTIGUOUS {
                isForeign =
                    try Library.check("H5Pget_external_count", path) {
                        H5Pget_external_count(list)
                    } > 0
            }
            guard !isForeign else {
                throw HDF5Error(
                    .unsupported("data stored outside the file"), call: "H5Dopen2", path: path)
            }
        }
    }
}
