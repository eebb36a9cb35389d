import CHDF5

/// A chunk of a dataset as it lies in the file: shuffled, deflated and with its checksum.
///
/// Chunks are packed on any thread; libhdf5, which lets one thread in, then only copies them.
public struct PackedChunk: Sendable, Equatable {
    /// The filtered bytes.
    let bytes: [UInt8]
    /// The number of values.
    public let count: Int
    public let elementType: ElementType

    /// The number of bytes in the file.
    public var storedSize: Int { bytes.count }

    /// The effort of deflate. More costs time and saves next to nothing on phase maps.
    private static let effort: Int32 = 1

    /// How the chunks of a dataset must be declared so that they can be read.
    static func storage(chunk: [Int]) -> Storage {
        Storage(.chunked(chunk), shuffle: true, deflate: Int(effort), fletcher32: true)
    }

    /// Packs the values of a chunk, in row-major order.
    ///
    /// Of wide numbers only the high byte is deflated: the low bytes of measured quantities are
    /// noise, on which deflate would spend most of its time to save some percent.
    ///
    /// - Throws: ``HDF5Error/Reason/unsupported(_:)`` for a gigabyte or more.
    public init<Value: HDF5Scalar & FixedWidthInteger>(_ values: [Value]) throws {
        let width = MemoryLayout<Value>.stride
        let size = values.count * width
        let plain = size - values.count
        let shuffled = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            for (place, value) in values.enumerated() {
                var rest = value
                for byte in 0..<width {
                    buffer[byte * values.count + place] = UInt8(truncatingIfNeeded: rest)
                    // A shift by all bits of a byte gives zero, not the byte.
                    rest >>= 8
                }
            }
            filled = size
        }
        let room = qs_deflate_bound(size)
        var packed = [UInt8](unsafeUninitializedCapacity: room + 4) { buffer, filled in
            filled = qs_deflate(shuffled, size, plain, Self.effort, buffer.baseAddress, room)
        }
        guard !packed.isEmpty else {
            throw HDF5Error(
                .unsupported("a chunk of \(size) bytes"), call: "deflate", path: "/")
        }
        let sum = qs_fletcher32(packed, packed.count)
        for byte in 0..<4 { packed.append(UInt8(truncatingIfNeeded: sum >> (8 * byte))) }
        bytes = packed
        count = values.count
        elementType = Value.elementType
    }
}

extension Group {
    /// Makes a dataset of chunks that are packed already, one for each position of the first axis.
    ///
    /// - Parameter shape: `[chunks.count, ...]`; the other lengths multiply to the values of a
    ///   chunk.
    /// - Throws: ``HDF5Error/Reason/wrongCount(shape:count:)`` and
    ///   ``HDF5Error/Reason/wrongType(stored:requested:)`` for chunks that do not fit.
    @discardableResult
    public func write<Value: HDF5Scalar>(
        _ name: String, packed chunks: [PackedChunk], of type: Value.Type, shape: [Int]
    ) throws -> Dataset {
        let dataset = try createDataset(
            name, of: type, shape: shape,
            storage: PackedChunk.storage(chunk: [1] + shape.dropFirst()))
        let size = try Shape.count(
            Array(shape.dropFirst()), call: "H5Dwrite_chunk", path: dataset.path)
        guard shape.first == chunks.count else {
            throw HDF5Error(
                .wrongCount(shape: shape, count: chunks.count * size), call: "H5Dwrite_chunk",
                path: dataset.path)
        }
        for (position, chunk) in chunks.enumerated() {
            guard chunk.count == size else {
                throw HDF5Error(
                    .wrongCount(shape: shape, count: chunk.count), call: "H5Dwrite_chunk",
                    path: dataset.path)
            }
            guard chunk.elementType == type.elementType else {
                throw HDF5Error(
                    .wrongType(stored: type.elementType, requested: "\(chunk.elementType)"),
                    call: "H5Dwrite_chunk", path: dataset.path)
            }
            try dataset.write(
                chunk, at: [position] + [Int](repeating: 0, count: shape.count - 1))
        }
        return dataset
    }
}
