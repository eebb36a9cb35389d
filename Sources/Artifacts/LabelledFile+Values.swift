/// The values of a variable, in row-major order.
public enum LabelledValues: Sendable, Equatable {
    case float64([Double])
    case float32([Float])
    case int64([Int64])
    case int32([Int32])
    case int16([Int16])
    case int8([Int8])
    case uint64([UInt64])
    case uint32([UInt32])
    case uint16([UInt16])
    case uint8([UInt8])
    case text([String])
    /// Values of one type that are compressed already, one slice a position of the first
    /// dimension. They are read back as `uint8` or `uint16`.
    case packed([PackedSlice])

    /// The number of values.
    public var count: Int {
        switch self {
        case .float64(let values): values.count
        case .float32(let values): values.count
        case .int64(let values): values.count
        case .int32(let values): values.count
        case .int16(let values): values.count
        case .int8(let values): values.count
        case .uint64(let values): values.count
        case .uint32(let values): values.count
        case .uint16(let values): values.count
        case .uint8(let values): values.count
        case .text(let values): values.count
        case .packed(let slices): slices.reduce(0) { $0 + $1.count }
        }
    }

    /// The name of the type as NumPy has it; "text" for texts.
    public var typeName: String {
        switch self {
        case .float64: "float64"
        case .float32: "float32"
        case .int64: "int64"
        case .int32: "int32"
        case .int16: "int16"
        case .int8: "int8"
        case .uint64: "uint64"
        case .uint32: "uint32"
        case .uint16: "uint16"
        case .uint8: "uint8"
        case .text: "text"
        case .packed(let slices): slices.first?.chunk.elementType == .uint8 ? "uint8" : "uint16"
        }
    }
}
