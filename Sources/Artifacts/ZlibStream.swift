import HDF5

/// Bytes packed as one zlib stream (RFC 1950), which browsers and most languages read.
///
/// The same bytes give the same stream.
public struct ZlibStream: Sendable, Equatable {
    public let bytes: [UInt8]

    /// Packs as small as zlib can.
    ///
    /// - Throws: ``LabelledFileError/unwritable(schema:_:)`` for a gigabyte or more.
    public init(packing content: [UInt8]) throws {
        do {
            bytes = try Deflate.stream(content, effort: 9)
        } catch let error as HDF5Error {
            throw LabelledFileError.unwritable(schema: "packed bytes", error)
        }
    }
}
