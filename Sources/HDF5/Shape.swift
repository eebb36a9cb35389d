import CHDF5

/// Checks and spaces of n-dimensional shapes.
enum Shape {
    /// The most dimensions of HDF5.
    static let maximumRank = 32

    /// The number of elements, checked for overflow and for what is impossible.
    static func count(_ shape: [Int], call: String, path: String) throws -> Int {
        var product = 1
        var overflows = shape.count > maximumRank
        // A zero makes the product zero only where the other factors are possible too.
        for length in shape where length != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            overflows = overflows || overflow || length < 0
            product = next
        }
        guard !overflows else {
            throw HDF5Error(
                .invalidShape(shape.map { UInt64(bitPattern: Int64($0)) }), call: call, path: path)
        }
        return shape.contains(0) ? 0 : product
    }

    /// The number of bytes of a shape that a file claims to hold.
    ///
    /// Checked before memory is taken: deflate makes data at most 1,032 times smaller, so an image
    /// of `readSize` bytes cannot stand for more than 1,032 times as many.
    static func byteCount(
        _ shape: [Int], elementSize: Int, readSize: Int?, call: String, path: String
    ) throws -> Int {
        let count = try count(shape, call: call, path: path)
        let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
        guard !overflow else {
            throw HDF5Error(
                .invalidShape(shape.map { UInt64($0) } + [UInt64(elementSize)]), call: call,
                path: path)
        }
        if let readSize {
            let limit = readSize.multipliedReportingOverflow(by: 1032)
            guard limit.overflow || bytes <= limit.partialValue else {
                throw HDF5Error(
                    .implausibleSize(shape: shape, bytes: bytes, limit: limit.partialValue),
                    call: call, path: path)
            }
        }
        return bytes
    }

    /// A dataspace of this shape; no dimensions make a scalar.
    static func makeSpace(_ shape: [Int], path: String) throws -> Handle {
        _ = try count(shape, call: "H5Screate_simple", path: path)
        return try Handle(.dataspace, "H5Screate_simple", path: path) {
            shape.isEmpty
                ? H5Screate(H5S_SCALAR)
                : H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil)
        }
    }

    /// The shape of an open dataspace; `nil` for the null space, which holds nothing.
    static func read(_ space: hid_t, path: String) throws -> [Int]? {
        if Library.locked({ H5Sget_simple_extent_type(space) }) == H5S_NULL { return nil }
        let rank = try Library.check("H5Sget_simple_extent_ndims", path) {
            H5Sget_simple_extent_ndims(space)
        }
        var lengths = [hsize_t](repeating: 0, count: Int(rank))
        try Library.check("H5Sget_simple_extent_dims", path) {
            H5Sget_simple_extent_dims(space, &lengths, nil)
        }
        return try lengths.map { length in
            guard let length = Int(exactly: length) else {
                throw HDF5Error(
                    .invalidShape(lengths), call: "H5Sget_simple_extent_dims", path: path)
            }
            return length
        }
    }
}
