import HDF5

/// The values at one position of a variable's first dimension, compressed and ready to be stored.
///
/// Compressing is most of the work of encoding a large variable. Slices are packed on any thread,
/// and ``LabelledFile/encoded()``, which is not, then only copies them.
public struct PackedSlice: Sendable, Equatable {
    let chunk: PackedChunk

    /// The number of values.
    public var count: Int { chunk.count }

    /// The number of bytes in the file.
    public var storedSize: Int { chunk.storedSize }

    /// - Throws: ``LabelledFileError/unwritable(schema:_:)`` for a gigabyte or more.
    public init(_ values: [UInt8]) throws { try self.init { try PackedChunk(values) } }

    /// - Throws: ``LabelledFileError/unwritable(schema:_:)`` for a gigabyte or more.
    public init(_ values: [UInt16]) throws { try self.init { try PackedChunk(values) } }

    private init(_ pack: () throws -> PackedChunk) throws {
        do {
            chunk = try pack()
        } catch let error as HDF5Error {
            throw LabelledFileError.unwritable(schema: "packed values", error)
        }
    }
}
