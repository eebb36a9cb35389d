import HDF5

extension LabelledFile {
    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: what ``encoded()`` gave.
    ///   - schema: the schema the file must have. The default is `nil`, any.
    ///   - supported: the last version of the schema that the caller reads. The default is `nil`,
    ///     any.
    ///   - omitted: variables that are left out, because they are large and of no interest. The
    ///     default is none.
    ///   - name: the name of the file, for error messages.
    /// - Throws: ``LabelledFileError``: `unreadable` for damage, `notLabelled` for other HDF5
    ///   files, `wrongSchema` and `newerSchema`.
    public init(
        decoding bytes: [UInt8], expecting schema: String? = nil,
        upToVersion supported: Int? = nil, omitting omitted: Set<String> = [], name: String
    ) throws {
        do {
            let root = try HDF5.File(image: bytes, requiringChecksums: true).root
            self = try Self.header(of: root, file: name)
            if let schema, schema != self.schema {
                throw LabelledFileError.wrongSchema(
                    file: name, found: self.schema, expected: schema)
            }
            if let supported, schemaVersion > supported {
                throw LabelledFileError.newerSchema(
                    file: name, schema: self.schema, version: schemaVersion, supported: supported,
                    software: software)
            }
            try readMembers(of: root, omitting: omitted, file: name)
        } catch let error as HDF5Error {
            throw LabelledFileError.unreadable(file: name, error)
        }
    }

    private static func header(of root: Group, file: String) throws -> LabelledFile {
        for name in ReservedName.root where try !root.hasAttribute(name) {
            throw LabelledFileError.notLabelled(
                file: file, "the root attribute \"\(name)\" is missing")
        }
        let version = try root.attribute(ReservedName.schemaVersion).value(as: Int64.self)
        return LabelledFile(
            schema: try root.attribute(ReservedName.schema).text(), schemaVersion: Int(version),
            software: try root.attribute(ReservedName.software).text(),
            configurationDigest: try root.attribute(ReservedName.configuration).text(),
            attributes: try readAttributes(of: root, except: ReservedName.root, file: file))
    }

    private mutating func readMembers(
        of root: Group, omitting omitted: Set<String>, file: String
    ) throws {
        var arrays: [(name: String, dataset: Dataset)] = []
        for name in try root.memberNames() where !omitted.contains(name) {
            guard try root.kind(of: name) == .dataset else {
                throw LabelledFileError.notLabelled(file: file, "\"\(name)\" is not a dataset")
            }
            let dataset = try root.dataset(name)
            if try dataset.isScale() {
                dimensions.append(try Self.dimension(name, dataset, file: file))
            } else {
                arrays.append((name, dataset))
            }
        }
        for (name, dataset) in arrays {
            variables.append(try variable(name, dataset, file: file))
        }
    }

    private static func dimension(
        _ name: String, _ dataset: Dataset, file: String
    ) throws -> Dimension {
        guard dataset.shape.count == 1 else {
            throw LabelledFileError.notLabelled(
                file: file, "the dimension \"\(name)\" has the shape \(dataset.shape)")
        }
        var dimension = Dimension(
            name, length: dataset.shape[0], units: try text(ReservedName.units, of: dataset),
            longName: try text(ReservedName.longName, of: dataset),
            attributes: try readAttributes(of: dataset, except: ReservedName.member, file: file))
        if try !dataset.scaleName().hasPrefix(ReservedName.unlabelled) {
            switch try values(of: dataset, name, file: file) {
            case .text(let labels): dimension.labels = .texts(labels)
            case .float64(let labels): dimension.labels = .numbers(labels)
            case .int64(let labels): dimension.labels = .integers(labels.map { Int($0) })
            case let other:
                throw LabelledFileError.notLabelled(
                    file: file, "the labels of \"\(name)\" are \(other.typeName)")
            }
        }
        return dimension
    }

    private func variable(
        _ name: String, _ dataset: Dataset, file: String
    ) throws -> Variable {
        let names = try dimensionNames(of: dataset, name, file: file)
        for (axis, length) in dataset.shape.enumerated()
        where try dimension(names[axis]).length != length {
            throw LabelledFileError.notLabelled(
                file: file, "\"\(name)\" does not fit its dimension \"\(names[axis])\"")
        }
        return Variable(
            name, dimensions: names, values: try Self.values(of: dataset, name, file: file),
            units: try Self.text(ReservedName.units, of: dataset),
            longName: try Self.text(ReservedName.longName, of: dataset),
            attributes: try Self.readAttributes(
                of: dataset, except: ReservedName.member, file: file))
    }

    /// The dimensions of a dataset: by the indices in its header, which a checksum covers, rather
    /// than by the references that HDF5 keeps in a heap without one.
    private func dimensionNames(
        of dataset: Dataset, _ name: String, file: String
    ) throws -> [String] {
        guard !dataset.shape.isEmpty else { return [] }
        var names: [String] = []
        if try dataset.hasAttribute(ReservedName.dimensionIndices) {
            names = try dataset.attribute(ReservedName.dimensionIndices).values(as: Int32.self)
                .map { Int($0) }.filter(dimensions.indices.contains).map { dimensions[$0].name }
        }
        guard names.count == dataset.shape.count else {
            throw LabelledFileError.notLabelled(
                file: file, "\"\(name)\" has no dimensions, or unknown ones")
        }
        return names
    }

    private static func values(
        of dataset: Dataset, _ name: String, file: String
    ) throws -> LabelledValues {
        switch dataset.elementType {
        case .float64: .float64(try dataset.read())
        case .float32: .float32(try dataset.read())
        case .int64: .int64(try dataset.read())
        case .int32: .int32(try dataset.read())
        case .int16: .int16(try dataset.read())
        case .int8: .int8(try dataset.read())
        case .uint64: .uint64(try dataset.read())
        case .uint32: .uint32(try dataset.read())
        case .uint16: .uint16(try dataset.read())
        case .uint8: .uint8(try dataset.read())
        case .string: .text(try dataset.readTexts())
        case .other(let type):
            throw LabelledFileError.notLabelled(file: file, "\"\(name)\" holds \(type)")
        }
    }

    private static func text(_ name: String, of object: Object) throws -> String? {
        try object.hasAttribute(name) ? object.attribute(name).text() : nil
    }

    private static func readAttributes(
        of object: Object, except reserved: [String], file: String
    ) throws -> [Attribute] {
        try object.attributeNames().filter { !reserved.contains($0) }.map { name in
            let attribute = try object.attribute(name)
            let isScalar = attribute.shape.isEmpty
            switch attribute.elementType {
            case .string:
                return Attribute(
                    name, isScalar ? .text(try attribute.text()) : .texts(try attribute.texts()))
            case .float64:
                return Attribute(
                    name,
                    isScalar ? .number(try attribute.value()) : .numbers(try attribute.values()))
            case .int64:
                let values = try attribute.values(as: Int64.self).map { Int($0) }
                return Attribute(name, isScalar ? .integer(values[0]) : .integers(values))
            case let other:
                throw LabelledFileError.notLabelled(
                    file: file, "the attribute \"\(name)\" of \"\(object.path)\" holds \(other)")
            }
        }
    }
}
