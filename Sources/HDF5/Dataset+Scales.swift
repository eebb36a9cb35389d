import CHDF5

/// Dimension scales: datasets that label the dimensions of others, as netCDF-4 uses them.
extension Dataset {
    /// Declares this dataset a dimension scale.
    ///
    /// - Parameter name: the name of the dimension; `nil` for none.
    public func makeScale(named name: String? = nil) throws {
        try handle.use { identifier in
            try Library.check("H5DSset_scale", path) { H5DSset_scale(identifier, name) }
        }
    }

    /// Whether this dataset is a dimension scale.
    public func isScale() throws -> Bool {
        try handle.use { identifier in
            try Library.check("H5DSis_scale", path) { H5DSis_scale(identifier) } > 0
        }
    }

    /// The name given to ``makeScale(named:)``; empty where there is none.
    public func scaleName() throws -> String {
        try handle.use { identifier in
            try Library.name("H5DSget_scale_name", path) { buffer, size in
                H5DSget_scale_name(identifier, buffer, size)
            }
        }
    }

    /// Attaches a scale to a dimension of this dataset.
    public func attachScale(_ scale: Dataset, at dimension: Int) throws {
        try checkDimension(dimension, call: "H5DSattach_scale")
        try handle.use { identifier in
            try scale.handle.use { scale in
                try Library.check("H5DSattach_scale", path) {
                    H5DSattach_scale(identifier, scale, UInt32(dimension))
                }
            }
        }
    }

    /// The paths of the scales attached to a dimension.
    public func scalePaths(at dimension: Int) throws -> [String] {
        try checkDimension(dimension, call: "H5DSiterate_scales")
        return try handle.use { identifier in
            var paths: [String] = []
            try withUnsafeMutablePointer(to: &paths) { paths in
                _ = try Library.check("H5DSiterate_scales", path) {
                    H5DSiterate_scales(
                        identifier, UInt32(dimension), nil,
                        { _, _, scale, paths in
                            guard let paths,
                                let name = try? Library.name(
                                    "H5Iget_name", "scale",
                                    { buffer, size in H5Iget_name(scale, buffer, size) })
                            else { return -1 }
                            paths.assumingMemoryBound(to: [String].self).pointee.append(name)
                            return 0
                        }, paths)
                }
            }
            return paths
        }
    }

    /// Gives a dimension a label.
    public func setDimensionLabel(_ label: String, at dimension: Int) throws {
        try checkDimension(dimension, call: "H5DSset_label")
        guard !label.utf8.contains(0) else {
            throw HDF5Error(
                .invalidText(index: dimension, "contains NUL"), call: "H5DSset_label", path: path)
        }
        try handle.use { identifier in
            try Library.check("H5DSset_label", path) {
                H5DSset_label(identifier, UInt32(dimension), label)
            }
        }
    }

    /// The label of a dimension; empty where there is none.
    public func dimensionLabel(at dimension: Int) throws -> String {
        try checkDimension(dimension, call: "H5DSget_label")
        return try handle.use { identifier in
            try Library.name("H5DSget_label", path) { buffer, size in
                H5DSget_label(identifier, UInt32(dimension), buffer, size)
            }
        }
    }

    private func checkDimension(_ dimension: Int, call: String) throws {
        guard shape.indices.contains(dimension) else {
            throw HDF5Error(
                .unsupported("dimension \(dimension) of \(shape.count)"), call: call, path: path)
        }
    }
}
