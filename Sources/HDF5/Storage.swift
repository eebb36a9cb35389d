import CHDF5

/// How the values of a dataset lie in the file.
public struct Storage: Sendable, Equatable {
    /// Where the values go.
    public enum Layout: Sendable, Equatable {
        /// One block without a checksum.
        case contiguous
        /// Inside the object header, whose checksum covers them; less than 64 KiB.
        case compact
        /// Blocks of this shape, each with its own filters.
        case chunked([Int])
    }

    public var layout: Layout
    /// Byte transposition before deflate. The default is `false`.
    public var shuffle: Bool
    /// The effort of deflate, 0...9. The default is `nil`, no compression.
    public var deflate: Int?
    /// A checksum for every chunk, checked on reading. The default is `false`.
    public var fletcher32: Bool

    public init(
        _ layout: Layout, shuffle: Bool = false, deflate: Int? = nil, fletcher32: Bool = false
    ) {
        self.layout = layout
        self.shuffle = shuffle
        self.deflate = deflate
        self.fletcher32 = fletcher32
    }

    public static let contiguous = Storage(.contiguous)
    public static let compact = Storage(.compact)

    /// The most bytes of a dataset that ``automatic(shape:elementSize:)`` keeps in the header.
    public static let compactLimit = 2048
    /// The most bytes of a scalar that ``automatic(shape:elementSize:)`` keeps in the header.
    static let scalarLimit = 60_000
    /// The most bytes of a chunk of ``automatic(shape:elementSize:)``, where a row is not larger.
    public static let chunkTarget = 256 * 1024

    /// A layout with a checksum over every value.
    ///
    /// Up to ``compactLimit`` bytes lie in the object header; more are chunked by whole rows
    /// (up to ``chunkTarget`` bytes), shuffled, deflated (effort 4) and given Fletcher32.
    /// Datasets without elements are contiguous: there is nothing to guard. So are single texts
    /// of more than 60,000 bytes, which no checksum covers.
    public static func automatic(shape: [Int], elementSize: Int) -> Storage {
        var bytes = elementSize
        for length in shape {
            let (next, overflow) = bytes.multipliedReportingOverflow(by: length)
            guard !overflow, next > 0 else { return .contiguous }
            bytes = next
        }
        // A scalar has no chunks; it fits the header almost always.
        if bytes <= (shape.isEmpty ? scalarLimit : compactLimit) { return .compact }
        if shape.isEmpty { return .contiguous }
        var chunk = shape
        for axis in chunk.indices where bytes > chunkTarget {
            let slice = bytes / chunk[axis]
            chunk[axis] = max(1, chunkTarget / slice)
            bytes = slice * chunk[axis]
        }
        return Storage(.chunked(chunk), shuffle: true, deflate: 4, fletcher32: true)
    }

    func apply(to list: hid_t, shape: [Int], path: String) throws {
        guard case .chunked(let chunk) = layout else {
            guard !shuffle, deflate == nil, !fletcher32 else {
                throw HDF5Error(
                    .unsupported("a filter without chunks"), call: "H5Pset_filter", path: path)
            }
            let kind = layout == .compact ? H5D_COMPACT : H5D_CONTIGUOUS
            try Library.check("H5Pset_layout", path) { H5Pset_layout(list, kind) }
            return
        }
        let fits =
            chunk.count == shape.count && !chunk.isEmpty
            && zip(chunk, shape).allSatisfy { $0 > 0 && $0 <= $1 && $0 <= Int(UInt32.max) }
        guard fits else {
            throw HDF5Error(
                .unsupported("a chunk of \(chunk) for the shape \(shape)"), call: "H5Pset_chunk",
                path: path)
        }
        try Library.check("H5Pset_chunk", path) {
            H5Pset_chunk(list, Int32(chunk.count), chunk.map { hsize_t($0) })
        }
        if shuffle { try Library.check("H5Pset_shuffle", path) { H5Pset_shuffle(list) } }
        if let deflate {
            guard (0...9).contains(deflate) else {
                throw HDF5Error(
                    .unsupported("deflate with effort \(deflate)"), call: "H5Pset_deflate",
                    path: path)
            }
            try Library.check("H5Pset_deflate", path) { H5Pset_deflate(list, UInt32(deflate)) }
        }
        if fletcher32 {
            try Library.check("H5Pset_fletcher32", path) { H5Pset_fletcher32(list) }
        }
    }
}
