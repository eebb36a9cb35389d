import CHDF5

/// The type of the elements of a dataset or an attribute.
public enum ElementType: Sendable, Equatable, CustomStringConvertible {
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float32, float64
    /// Text of a fixed number of bytes.
    case string(length: Int)
    /// Anything this module does not read, in words.
    case other(String)

    public var description: String {
        switch self {
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .uint8: "UInt8"
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .uint64: "UInt64"
        case .float32: "Float"
        case .float64: "Double"
        case .string(let length): "string of \(length) bytes"
        case .other(let text): text
        }
    }

    static let numbers: [ElementType] = [
        .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64,
    ]

    /// The predefined types of libhdf5: in memory, in files (little endian), and its mirror image.
    ///
    /// `nil` for text and for what this module does not read.
    var identifiers: (memory: hid_t, file: hid_t, swapped: hid_t)? {
        switch self {
        case .int8: (qs_native_int8(), qs_std_i8le(), qs_std_i8be())
        case .int16: (qs_native_int16(), qs_std_i16le(), qs_std_i16be())
        case .int32: (qs_native_int32(), qs_std_i32le(), qs_std_i32be())
        case .int64: (qs_native_int64(), qs_std_i64le(), qs_std_i64be())
        case .uint8: (qs_native_uint8(), qs_std_u8le(), qs_std_u8be())
        case .uint16: (qs_native_uint16(), qs_std_u16le(), qs_std_u16be())
        case .uint32: (qs_native_uint32(), qs_std_u32le(), qs_std_u32be())
        case .uint64: (qs_native_uint64(), qs_std_u64le(), qs_std_u64be())
        case .float32: (qs_native_float(), qs_ieee_f32le(), qs_ieee_f32be())
        case .float64: (qs_native_double(), qs_ieee_f64le(), qs_ieee_f64be())
        case .string, .other: nil
        }
    }

    /// Recognises an open datatype.
    init(of type: hid_t, path: String) throws {
        let kind = Library.locked { H5Tget_class(type) }
        if kind == H5T_STRING {
            if try Library.check("H5Tis_variable_str", path, { H5Tis_variable_str(type) }) > 0 {
                self = .other("variable-length string")
            } else {
                let length = Library.locked { H5Tget_size(type) }
                self = length > 0 ? .string(length: length) : .other("string of no length")
            }
            return
        }
        if kind == H5T_INTEGER || kind == H5T_FLOAT {
            for candidate in Self.numbers {
                guard let known = Library.locked({ candidate.identifiers }) else { continue }
                let isFile = try Library.check("H5Tequal", path) { H5Tequal(type, known.file) }
                let isSwapped = try Library.check("H5Tequal", path) {
                    H5Tequal(type, known.swapped)
                }
                if isFile > 0 || isSwapped > 0 {
                    self = candidate
                    return
                }
            }
        }
        let names: [(H5T_class_t, String)] = [
            (H5T_INTEGER, "unusual integer"), (H5T_FLOAT, "unusual floating point"),
            (H5T_TIME, "time"), (H5T_BITFIELD, "bit field"), (H5T_OPAQUE, "opaque"),
            (H5T_COMPOUND, "compound"), (H5T_REFERENCE, "reference"),
            (H5T_ENUM, "enumeration"), (H5T_VLEN, "variable-length sequence"),
            (H5T_ARRAY, "array"),
        ]
        self = .other(names.first { $0.0 == kind }?.1 ?? "unknown type")
    }
}
