import CHDF5

/// Texts side by side in fields of one length: UTF-8, filled up with NUL.
struct TextField {
    let length: Int
    let bytes: [UInt8]

    /// Lays texts out in fields of the longest text's length, at least one byte.
    init(_ texts: [String], path: String) throws {
        let length = max(1, texts.map(\.utf8.count).max() ?? 0)
        try self.init(texts, length: length, path: path)
    }

    /// Lays texts out in fields of the given length.
    init(_ texts: [String], length: Int, path: String) throws {
        let (size, overflow) = texts.count.multipliedReportingOverflow(by: length)
        guard !overflow else {
            throw HDF5Error(
                .invalidShape([UInt64(texts.count), UInt64(length)]), call: "write", path: path)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        for (index, text) in texts.enumerated() {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            let used = bytes.count - start
            guard used <= length else {
                throw HDF5Error(
                    .invalidText(index: index, "takes \(used) bytes, there is room for \(length)"),
                    call: "write", path: path)
            }
            guard !bytes[start...].contains(0) else {
                throw HDF5Error(
                    .invalidText(index: index, "contains NUL"), call: "write", path: path)
            }
            bytes.append(contentsOf: repeatElement(0, count: length - used))
        }
        self.length = length
        self.bytes = bytes
    }

    /// The datatype of these fields.
    func makeType() throws -> Handle {
        try Self.makeType(length: length)
    }

    static func makeType(length: Int) throws -> Handle {
        guard length > 0 else {
            throw HDF5Error(
                .unsupported("text of \(length) bytes"), call: "H5Tset_size", path: "string")
        }
        let type = try Handle(.datatype, "H5Tcopy", path: "string") { H5Tcopy(qs_c_string()) }
        try type.use { type in
            try Library.check("H5Tset_size", "string") { H5Tset_size(type, length) }
            try Library.check("H5Tset_strpad", "string") { H5Tset_strpad(type, H5T_STR_NULLPAD) }
            try Library.check("H5Tset_cset", "string") { H5Tset_cset(type, H5T_CSET_UTF8) }
        }
        return type
    }

    /// The type that a stored string type is read as: the same, but filled up with NUL.
    static func makeMemoryType(for stored: hid_t, path: String) throws -> Handle {
        let type = try Handle(.datatype, "H5Tcopy", path: path) { H5Tcopy(stored) }
        try type.use { type in
            try Library.check("H5Tset_strpad", path) { H5Tset_strpad(type, H5T_STR_NULLPAD) }
        }
        return type
    }

    /// The texts of fields of `length` bytes; NUL at the end is filling.
    static func texts(in bytes: [UInt8], length: Int, path: String) throws -> [String] {
        try (0..<bytes.count / length).map { index in
            let field = bytes[index * length..<(index + 1) * length]
            let end = field.lastIndex { $0 != 0 }.map { $0 + 1 } ?? field.startIndex
            guard let text = String(validating: field[field.startIndex..<end], as: UTF8.self) else {
                throw HDF5Error(
                    .invalidText(index: index, "is not UTF-8"), call: "read", path: path)
            }
            return text
        }
    }
}
