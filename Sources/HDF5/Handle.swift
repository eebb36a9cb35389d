import CHDF5

/// An identifier of libhdf5 that is closed exactly once: by `close()`, or when it goes away.
///
/// The identifier is only lent to a closure, because a handle could otherwise be released between
/// its last mention and the end of the C call that uses the identifier. All state is guarded by
/// the lock of ``Library``, which makes the class safe to share.
final class Handle: @unchecked Sendable {
    enum Kind: String {
        case file = "H5Fclose"
        case group = "H5Gclose"
        case dataset = "H5Dclose"
        case attribute = "H5Aclose"
        case dataspace = "H5Sclose"
        case datatype = "H5Tclose"
        case propertyList = "H5Pclose"
    }

    let path: String
    /// The file that must stay open for this handle to mean anything.
    let file: Handle?
    /// The memory that a file, or an access list, refers to; it must outlive them.
    let image: Image?
    private let kind: Kind
    private var identifier: hid_t
    private var isClosed = false

    init(
        _ kind: Kind, _ call: String, path: String, file: Handle? = nil, image: Image? = nil,
        _ open: () -> hid_t
    ) throws {
        self.kind = kind
        self.path = path
        self.file = file
        self.image = image
        identifier = try Library.check(call, path, open)
    }

    deinit {
        // Nobody is left to tell about a failure; `close()` is for those who want to know.
        try? close()
    }

    private var isOpen: Bool { !isClosed && file?.isOpen ?? true }

    /// Lends the identifier; throws ``HDF5Error/Reason/closed`` after `close()`.
    @discardableResult
    func use<Result>(_ body: (hid_t) throws -> Result) throws -> Result {
        try Library.locked {
            guard isOpen else { throw HDF5Error(.closed, call: "use after close", path: path) }
            return try withExtendedLifetime(self) { try body(identifier) }
        }
    }

    /// Closes the identifier; closing twice does nothing.
    func close() throws {
        try Library.locked {
            guard !isClosed else { return }
            // Closing a file closes what is in it, so members of a closed file hold no identifier.
            let isAlive = file?.isOpen ?? true
            isClosed = true
            guard isAlive else { return }
            do {
                try Library.check(kind.rawValue, path, closeIdentifier)
            } catch {
                // libhdf5 may still use the memory, at the latest when the process ends.
                if let image { _ = Unmanaged.passRetained(image) }
                throw error
            }
        }
    }

    private func closeIdentifier() -> herr_t {
        switch kind {
        case .file: H5Fclose(identifier)
        case .group: H5Gclose(identifier)
        case .dataset: H5Dclose(identifier)
        case .attribute: H5Aclose(identifier)
        case .dataspace: H5Sclose(identifier)
        case .datatype: H5Tclose(identifier)
        case .propertyList: H5Pclose(identifier)
        }
    }
}

/// The memory that a file lives in.
final class Image: @unchecked Sendable {
    let memory: UnsafeMutablePointer<qs_image>
    /// The size of an image that is read; `nil` for a file that is being made.
    let readSize: Int?

    /// Memory for a new file, or a copy of the bytes of one that is to be read.
    init(copying bytes: [UInt8]?) throws {
        readSize = bytes?.count
        let created = bytes.map { bytes in
            bytes.withUnsafeBytes { qs_image_create($0.baseAddress, $0.count) }
        }
        guard let memory = created ?? qs_image_create(nil, 0) else {
            throw HDF5Error(.unsupported("an image beyond the memory"), call: "malloc", path: "/")
        }
        self.memory = memory
    }

    deinit { qs_image_destroy(memory) }

    /// The bytes that libhdf5 left when it closed the file.
    ///
    /// The buffer is larger than the file; the superblock (version 2 or 3) holds the end of the
    /// file as eight bytes at offset 28.
    func finished() throws -> [UInt8] {
        guard let bytes = memory.pointee.bytes, memory.pointee.size >= 48 else {
            throw HDF5Error(.notAnImage("libhdf5 left no image"), call: "image", path: "/")
        }
        var end = 0
        for offset in (28..<36).reversed() { end = end << 8 | Int(bytes[offset]) }
        guard (2...3).contains(bytes[8]), (48...memory.pointee.size).contains(end) else {
            throw HDF5Error(.notAnImage("unexpected superblock"), call: "image", path: "/")
        }
        return [UInt8](UnsafeBufferPointer(start: bytes, count: end))
    }
}
