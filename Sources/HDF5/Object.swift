import CHDF5

/// A group or a dataset: what has a path and attributes.
public class Object: @unchecked Sendable {
    let handle: Handle

    init(_ handle: Handle) {
        self.handle = handle
    }

    /// The path inside the file.
    public var path: String { handle.path }

    /// The file the object is in.
    var file: Handle { handle.file ?? handle }

    /// Closes the object; closing twice does nothing, using it afterwards throws.
    public func close() throws {
        try handle.close()
    }

    /// The property list the object was made with.
    func creationList(_ identifier: hid_t) throws -> Handle {
        try Handle(.propertyList, "H5Gget_create_plist", path: path) {
            H5Gget_create_plist(identifier)
        }
    }

    static func checkName(_ name: String, path: String) throws {
        let isValid = !name.isEmpty && name != "." && !name.utf8.contains { $0 == 0 || $0 == 0x2F }
        guard isValid else { throw HDF5Error(.invalidName(name), call: "name", path: path) }
    }
}

extension Object {
    /// The names of all attributes, in the order of making where the file keeps it, else by name.
    public func attributeNames() throws -> [String] {
        try handle.use { identifier in
            let count = try Library.check("H5Oget_info", path) { qs_attribute_count(identifier) }
            let list = try creationList(identifier)
            let index = try list.use { list in
                var flags: UInt32 = 0
                try Library.check("H5Pget_attr_creation_order", path) {
                    H5Pget_attr_creation_order(list, &flags)
                }
                return flags == 0 ? H5_INDEX_NAME : H5_INDEX_CRT_ORDER
            }
            return try (0..<count).map { position in
                try Library.name("H5Aget_name_by_idx", path) { buffer, size in
                    H5Aget_name_by_idx(
                        identifier, ".", index, H5_ITER_INC, hsize_t(position), buffer, size,
                        qs_default_list())
                }
            }
        }
    }

    /// Whether there is an attribute of this name.
    public func hasAttribute(_ name: String) throws -> Bool {
        try Self.checkAttributeName(name, path: path)
        return try handle.use { identifier in
            try Library.check("H5Aexists", path) { H5Aexists(identifier, name) } > 0
        }
    }

    /// Opens an attribute.
    ///
    /// - Throws: ``HDF5Error/Reason/notFound(_:)``.
    public func attribute(_ name: String) throws -> Attribute {
        guard try hasAttribute(name) else {
            throw HDF5Error(.notFound(name), call: "attribute", path: path)
        }
        return try handle.use { identifier in
            try Attribute(
                name: name,
                handle: try Handle(
                    .attribute, "H5Aopen", path: "\(path)@\(name)", file: file
                ) { H5Aopen(identifier, name, qs_default_list()) })
        }
    }

    /// Writes a scalar attribute, replacing one of the same name.
    public func setAttribute<Value: HDF5Scalar>(_ name: String, _ value: Value) throws {
        try writeAttribute(name, numbers: [value], shape: [])
    }

    /// Writes a one-dimensional attribute, replacing one of the same name.
    public func setAttribute<Value: HDF5Scalar>(_ name: String, _ values: [Value]) throws {
        try writeAttribute(name, numbers: values, shape: [values.count])
    }

    /// Writes text as a scalar attribute (fixed length, UTF-8), replacing one of the same name.
    ///
    /// - Throws: ``HDF5Error/Reason/invalidText(index:_:)`` for text with an embedded NUL.
    public func setAttribute(_ name: String, _ text: String) throws {
        try writeAttribute(name, texts: [text], shape: [])
    }

    /// Writes texts as a one-dimensional attribute of the longest text's length.
    ///
    /// - Throws: ``HDF5Error/Reason/invalidText(index:_:)`` for text with an embedded NUL.
    public func setAttribute(_ name: String, _ texts: [String]) throws {
        try writeAttribute(name, texts: texts, shape: [texts.count])
    }

    private func writeAttribute<Value: HDF5Scalar>(
        _ name: String, numbers: [Value], shape: [Int]
    ) throws {
        try Library.locked {
            guard let type = Value.elementType.identifiers else {
                throw HDF5Error(
                    .unsupported("\(Value.elementType)"), call: "H5Acreate2", path: path)
            }
            try numbers.withUnsafeBytes {
                try writeAttribute(name, file: type.file, memory: type.memory, shape, $0)
            }
        }
    }

    private func writeAttribute(_ name: String, texts: [String], shape: [Int]) throws {
        let field = try TextField(texts, path: "\(path)@\(name)")
        try field.makeType().use { type in
            try field.bytes.withUnsafeBytes {
                try writeAttribute(name, file: type, memory: type, shape, $0)
            }
        }
    }

    private func writeAttribute(
        _ name: String, file type: hid_t, memory: hid_t, _ shape: [Int],
        _ bytes: UnsafeRawBufferPointer
    ) throws {
        try handle.use { identifier in
            if try hasAttribute(name) {
                try Library.check("H5Adelete", path) { H5Adelete(identifier, name) }
            }
            let label = "\(path)@\(name)"
            try Shape.makeSpace(shape, path: label).use { space in
                let attribute = try Handle(.attribute, "H5Acreate2", path: label, file: file) {
                    H5Acreate2(
                        identifier, name, type, space, qs_default_list(), qs_default_list())
                }
                if let start = bytes.baseAddress, !bytes.isEmpty {
                    try attribute.use { attribute in
                        try Library.check("H5Awrite", label) { H5Awrite(attribute, memory, start) }
                    }
                }
                try attribute.close()
            }
        }
    }

    private static func checkAttributeName(_ name: String, path: String) throws {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw HDF5Error(.invalidName(name), call: "attribute", path: path)
        }
    }
}
