/// Writes the wire format of Protocol Buffers into memory.
///
/// Only what ONNX files need: variable-length integers, byte strings, packed integers and nested
/// messages. Fields are written in the order of the calls, so equal calls give equal bytes.
///
/// Source: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/.
struct ProtobufWriter {
    private(set) var bytes = [UInt8]()

    /// The wire types in use; each field begins with its number and one of these.
    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
    }

    /// An integer of type `int32`, `int64` or an enumeration; negative ones take ten bytes.
    mutating func integer(_ field: Int, _ value: Int64) {
        tag(field, .varint)
        varint(UInt64(bitPattern: value))
    }

    mutating func string(_ field: Int, _ value: String) {
        tag(field, .lengthDelimited)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func data(_ field: Int, _ value: [UInt8]) {
        tag(field, .lengthDelimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A nested message, whose fields `body` writes.
    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        tag(field, .lengthDelimited)
        // The length stands before the content. Moving the content costs less than a second copy of
        // it, with messages as large as these.
        let start = bytes.count
        body(&self)
        var length = ProtobufWriter()
        length.varint(UInt64(bytes.count - start))
        bytes.insert(contentsOf: length.bytes, at: start)
    }

    /// Repeated integers in one length-delimited field, which every reader must accept.
    mutating func packed(_ field: Int, _ values: [Int64]) {
        guard !values.isEmpty else { return }
        message(field) { writer in
            for value in values { writer.varint(UInt64(bitPattern: value)) }
        }
    }

    /// Seven bits a byte, the lowest first; the top bit says that more follow.
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func tag(_ field: Int, _ type: WireType) {
        varint(UInt64(field) << 3 | type.rawValue)
    }
}
