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
        let size = values.count * MemoryLayout<Value>.stride
        let plain = size - values.count
        let shuffled = values.withUnsafeBytes { Self.shuffled($0, count: values.count) }
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

    /// The lowest bytes of all values, then the next ones, and so on.
    ///
    /// Works on bytes and not on values: a generic loop over them is not specialised across
    /// modules and takes twenty times as long.
    private static func shuffled(_ bytes: UnsafeRawBufferPointer, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { planes, filled in
            let width = count > 0 ? bytes.count / count : 0
            for plane in 0..<width {
                #if _endian(little)
                    let byte = plane
                #else
                    let byte = width - 1 - plane
                #endif
                for place in 0..<count {
                    planes[plane * count + place] = bytes[place * width + byte]
                }
            }
            filled = bytes.count
        }
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
