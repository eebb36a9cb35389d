import CHDF5

/// A folder of datasets and groups.
public final class Group: Object, @unchecked Sendable {
    /// What a member is.
    public enum MemberKind: Sendable, Equatable {
        case group
        case dataset
        /// A named datatype, or a link that is not followed: soft, or out of the file.
        case other
    }

    /// The names of all members, in the order of making where the file keeps it, else by name.
    public func memberNames() throws -> [String] {
        try handle.use { identifier in
            var info = H5G_info_t()
            try Library.check("H5Gget_info", path) { H5Gget_info(identifier, &info) }
            let index = try creationList(identifier).use { list in
                var flags: UInt32 = 0
                try Library.check("H5Pget_link_creation_order", path) {
                    H5Pget_link_creation_order(list, &flags)
                }
                return flags == 0 ? H5_INDEX_NAME : H5_INDEX_CRT_ORDER
            }
            return try (0..<info.nlinks).map { position in
                try Library.name("H5Lget_name_by_idx", path) { buffer, size in
                    H5Lget_name_by_idx(
                        identifier, ".", index, H5_ITER_INC, position, buffer, size,
                        qs_default_list())
                }
            }
        }
    }

    /// Whether there is a member of this name.
    public func contains(_ name: String) throws -> Bool {
        try Self.checkName(name, path: path)
        return try handle.use { identifier in
            try Library.check("H5Lexists", path) {
                H5Lexists(identifier, name, qs_default_list())
            } > 0
        }
    }

    /// What the member of this name is.
    ///
    /// - Throws: ``HDF5Error/Reason/notFound(_:)``.
    public func kind(of name: String) throws -> MemberKind {
        guard try linkIsHard(name) else { return .other }
        return try handle.use { identifier in
            let object = try Library.check("H5Oopen", memberPath(name)) {
                H5Oopen(identifier, name, qs_default_list())
            }
            let type = Library.locked { H5Iget_type(object) }
            try Library.check("H5Oclose", memberPath(name)) { H5Oclose(object) }
            return switch type {
            case H5I_GROUP: .group
            case H5I_DATASET: .dataset
            default: .other
            }
        }
    }

    /// Makes a group.
    public func createGroup(_ name: String) throws -> Group {
        try Self.checkName(name, path: path)
        return try handle.use { identifier in
            let list = try PropertyList.make(qs_group_create(), path: memberPath(name))
            return try list.use { list in
                try PropertyList.keepOrder(list, path: memberPath(name))
                return Group(
                    try Handle(.group, "H5Gcreate2", path: memberPath(name), file: file) {
                        H5Gcreate2(identifier, name, qs_default_list(), list, qs_default_list())
                    })
            }
        }
    }

    /// Opens a group.
    public func group(_ name: String) throws -> Group {
        try requireHardLink(name)
        return try handle.use { identifier in
            Group(
                try Handle(.group, "H5Gopen2", path: memberPath(name), file: file) {
                    H5Gopen2(identifier, name, qs_default_list())
                })
        }
    }

    /// Opens a dataset.
    ///
    /// Data outside the file (external or virtual storage) are refused.
    public func dataset(_ name: String) throws -> Dataset {
        try requireHardLink(name)
        return try handle.use { identifier in
            try Dataset(
                opened: try Handle(.dataset, "H5Dopen2", path: memberPath(name), file: file) {
                    H5Dopen2(identifier, name, qs_default_list())
                })
        }
    }

    /// Makes a dataset of numbers, without values yet.
    ///
    /// - Parameter shape: the length of every dimension; empty for a scalar.
    public func createDataset<Value: HDF5Scalar>(
        _ name: String, of type: Value.Type, shape: [Int], storage: Storage = .contiguous
    ) throws -> Dataset {
        try Library.locked {
            guard let type = Value.elementType.identifiers?.file else {
                throw HDF5Error(
                    .unsupported("\(Value.elementType)"), call: "H5Dcreate2", path: path)
            }
            return try create(name, type: type, shape: shape, storage: storage)
        }
    }

    /// Makes a dataset of texts of `length` bytes each (UTF-8, filled up with NUL).
    public func createTextDataset(
        _ name: String, length: Int, shape: [Int], storage: Storage = .contiguous
    ) throws -> Dataset {
        try TextField.makeType(length: length).use { type in
            try create(name, type: type, shape: shape, storage: storage)
        }
    }

    /// Makes a dataset and writes its values, in row-major order.
    @discardableResult
    public func write<Value: HDF5Scalar>(
        _ name: String, _ values: [Value], shape: [Int], storage: Storage = .contiguous
    ) throws -> Dataset {
        let dataset = try createDataset(name, of: Value.self, shape: shape, storage: storage)
        try dataset.write(values)
        return dataset
    }

    /// Makes a dataset of texts of the longest text's length and writes them.
    @discardableResult
    public func write(
        _ name: String, _ texts: [String], shape: [Int], storage: Storage = .contiguous
    ) throws -> Dataset {
        let length = max(1, texts.map(\.utf8.count).max() ?? 0)
        let dataset = try createTextDataset(name, length: length, shape: shape, storage: storage)
        try dataset.write(texts)
        return dataset
    }

    private func create(
        _ name: String, type: hid_t, shape: [Int], storage: Storage
    ) throws -> Dataset {
        try Self.checkName(name, path: path)
        let label = memberPath(name)
        return try handle.use { identifier in
            let list = try PropertyList.make(qs_dataset_create(), path: label)
            return try list.use { list in
                try PropertyList.withoutTimes(list, path: label)
                try storage.apply(to: list, shape: shape, path: label)
                return try Shape.makeSpace(shape, path: label).use { space in
                    try Dataset(
                        opened: try Handle(.dataset, "H5Dcreate2", path: label, file: file) {
                            H5Dcreate2(
                                identifier, name, type, space, qs_default_list(), list,
                                qs_default_list())
                        })
                }
            }
        }
    }

    private func memberPath(_ name: String) -> String {
        path == "/" ? "/\(name)" : "\(path)/\(name)"
    }

    private func linkIsHard(_ name: String) throws -> Bool {
        guard try contains(name) else {
            throw HDF5Error(.notFound(name), call: "open", path: path)
        }
        return try handle.use { identifier in
            try Library.check("H5Lget_info", memberPath(name)) {
                qs_link_kind(identifier, name)
            } == 0
        }
    }

    /// A soft link may lead through another link to a file on the disk, so neither is followed.
    private func requireHardLink(_ name: String) throws {
        guard try linkIsHard(name) else {
            throw HDF5Error(
                .unsupported("a soft or external link"), call: "open", path: memberPath(name))
        }
    }
}
