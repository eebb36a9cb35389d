import CHDF5

/// An HDF5 file in memory.
///
/// The module is a codec: it turns objects into bytes and bytes into objects, and never opens a
/// path. Files are made in the format of HDF5 1.10 (superblock 3, checksummed metadata) without
/// times, so the same content gives the same bytes.
public final class File: Sendable {
    private let handle: Handle
    /// The group that holds everything else.
    public let root: Group

    private init(handle: Handle) throws {
        self.handle = handle
        root = try handle.use { identifier in
            Group(
                try Handle(.group, "H5Gopen2", path: "/", file: handle) {
                    H5Gopen2(identifier, "/", qs_default_list())
                })
        }
    }

    /// A new, empty file.
    ///
    /// Members and attributes of the root keep the order in which they were made.
    public static func create() throws -> File {
        try Library.locked {
            let image = try Image(copying: nil)
            let creation = try PropertyList.make(qs_file_create(), path: "/")
            let access = try PropertyList.makeAccess(to: image)
            let handle = try creation.use { creation in
                try PropertyList.keepOrder(creation, path: "/")
                return try access.use { access in
                    try Handle(.file, "H5Fcreate", path: "/", image: image) {
                        H5Fcreate(nextName(), qs_open_truncating(), creation, access)
                    }
                }
            }
            return try File(handle: handle)
        }
    }

    /// Opens the bytes of a file for reading.
    ///
    /// Without checksums libhdf5 can crash on a damaged file, not only misread it. A file from
    /// elsewhere is only as safe to open as it is trusted.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - requiringChecksums: whether formats older than that of ``create()``, in which damage
    ///     goes unnoticed, are refused. The default is `false`.
    /// - Throws: ``HDF5Error/Reason/notAnImage(_:)`` where the signature is missing or the format
    ///   refused, and ``HDF5Error/Reason/callFailed`` where libhdf5 finds the file damaged.
    public convenience init(image bytes: [UInt8], requiringChecksums: Bool = false) throws {
        guard bytes.starts(with: Self.signature) else {
            let detail = bytes.isEmpty ? "it is empty" : "the signature is missing"
            throw HDF5Error(.notAnImage(detail), call: "open", path: "/")
        }
        guard !requiringChecksums || bytes.dropFirst(8).first == 3 else {
            throw HDF5Error(
                .notAnImage("its format is not the one with checksums"), call: "open", path: "/")
        }
        let handle = try Library.locked {
            let image = try Image(copying: bytes)
            let access = try PropertyList.makeAccess(to: image)
            return try access.use { access in
                try Handle(.file, "H5Fopen", path: "/", image: image) {
                    H5Fopen(Self.nextName(), qs_open_read_only(), access)
                }
            }
        }
        try self.init(handle: handle)
    }

    /// Finishes a new file: closes it with everything in it and returns its bytes.
    ///
    /// - Throws: ``HDF5Error/Reason/closed`` the second time, and
    ///   ``HDF5Error/Reason/unsupported(_:)`` for a file that was opened for reading.
    public func image() throws -> [UInt8] {
        try Library.locked {
            guard let image = handle.image, image.readSize == nil else {
                throw HDF5Error(
                    .unsupported("taking the image of a file opened for reading"), call: "image",
                    path: "/")
            }
            try handle.use { _ in }
            try handle.close()
            return try image.finished()
        }
    }

    /// Closes the file and everything in it; closing twice does nothing.
    ///
    /// What was written into a new file is dropped.
    public func close() throws {
        try handle.close()
    }

    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// libhdf5 takes two open files of one name for the same file, also when both are in memory.
    private static func nextName() -> String {
        Counter.value += 1
        return "image-\(Counter.value)"
    }

    private enum Counter {
        // Guarded by the lock of Library, which every caller holds.
        nonisolated(unsafe) static var value = 0
    }
}
