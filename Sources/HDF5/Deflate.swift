import CHDF5

/// Deflate as libhdf5 uses it, for bytes that lie outside of an HDF5 file.
public enum Deflate {
    /// The bytes as one zlib stream (RFC 1950).
    ///
    /// - Parameter effort: 0 (stored) to 9 (smallest).
    /// - Throws: ``HDF5Error/Reason/unsupported(_:)`` for a gigabyte or more.
    public static func stream(_ bytes: [UInt8], effort: Int) throws -> [UInt8] {
        let room = qs_deflate_bound(bytes.count)
        let level = Int32(min(max(effort, 0), 9))
        let packed = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
            filled = qs_deflate(bytes, bytes.count, 0, level, buffer.baseAddress, room)
        }
        guard !packed.isEmpty else {
            throw HDF5Error(.unsupported("\(bytes.count) bytes"), call: "deflate", path: "/")
        }
        return packed
    }
}
