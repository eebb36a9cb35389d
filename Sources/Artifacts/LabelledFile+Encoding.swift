import HDF5

/// Names that the encoded form uses for itself.
enum ReservedName {
    static let schema = "schema"
    static let schemaVersion = "schema_version"
    static let software = "software"
    static let configuration = "configuration_sha256"
    static let units = "units"
    static let longName = "long_name"
    /// Tells xarray that bytes are text.
    static let encoding = "_Encoding"
    /// The position of a dimension in the file (netCDF-4).
    static let dimensionIndex = "_Netcdf4Dimid"
    /// The positions of a variable's dimensions (netCDF-4).
    static let dimensionIndices = "_Netcdf4Coordinates"
    /// Begins the scale name of a dimension without labels (netCDF-4).
    static let unlabelled = "This is a netCDF dimension but not a netCDF variable."

    static let root = [schema, schemaVersion, software, configuration]
    static let member = [
        units, longName, encoding, dimensionIndex, dimensionIndices, "CLASS", "NAME",
        "DIMENSION_LIST", "REFERENCE_LIST", "DIMENSION_LABELS",
    ]
}

extension LabelledFile {
    /// The bytes of the file: the same for equal contents.
    ///
    /// Values up to 2 KiB lie in checksummed object headers; larger ones are chunked, shuffled,
    /// deflated and guarded by Fletcher32.
    /// - Throws: ``LabelledFileError/inconsistent(schema:name:_:)`` for names used twice or
    ///   reserved, unknown dimensions and wrong numbers of values;
    ///   ``LabelledFileError/unwritable(schema:_:)`` for text with NUL and names with "/".
    public func encoded() throws -> [UInt8] {
        try checkConsistency()
        do {
            let file = try HDF5.File.create()
            try writeHeader(into: file.root)
            var scales: [Dataset] = []
            for (index, dimension) in dimensions.enumerated() {
                scales.append(try write(dimension, index: index, into: file.root))
            }
            for variable in variables { try write(variable, scales: scales, into: file.root) }
            return try file.image()
        } catch let error as HDF5Error {
            throw LabelledFileError.unwritable(schema: schema, error)
        }
    }

    private func writeHeader(into root: Group) throws {
        try root.setAttribute(ReservedName.schema, schema)
        try root.setAttribute(ReservedName.schemaVersion, Int64(schemaVersion))
        try root.setAttribute(ReservedName.software, software)
        try root.setAttribute(ReservedName.configuration, configurationDigest)
        try write(attributes, on: root)
    }

    private func write(_ dimension: Dimension, index: Int, into root: Group) throws -> Dataset {
        let scale: Dataset
        switch dimension.labels {
        case .none:
            // netCDF-4 wants a dataset for every dimension; without labels it is never written.
            scale = try root.createDataset(
                dimension.name, of: Float.self, shape: [dimension.length])
            let length = String(dimension.length)
            let padding = String(repeating: " ", count: max(0, 10 - length.count))
            try scale.makeScale(named: ReservedName.unlabelled + padding + length)
        case .texts(let labels):
            scale = try write(.text(labels), [labels.count], named: dimension.name, into: root)
            try scale.makeScale(named: dimension.name)
        case .numbers(let labels):
            scale = try write(.float64(labels), [labels.count], named: dimension.name, into: root)
            try scale.makeScale(named: dimension.name)
        case .integers(let labels):
            scale = try write(
                .int64(labels.map { Int64($0) }), [labels.count], named: dimension.name,
                into: root)
            try scale.makeScale(named: dimension.name)
        }
        try scale.setAttribute(ReservedName.dimensionIndex, Int32(index))
        try describe(scale, dimension.units, dimension.longName, dimension.attributes)
        return scale
    }

    private func write(_ variable: Variable, scales: [Dataset], into root: Group) throws {
        let indices = try variable.dimensions.map { name in
            guard let index = dimensions.firstIndex(where: { $0.name == name }) else {
                throw LabelledFileError.unknownDimension(
                    schema: schema, name: name, available: dimensions.map(\.name))
            }
            return index
        }
        let dataset = try write(
            variable.values, indices.map { dimensions[$0].length }, named: variable.name,
            into: root)
        for (axis, index) in indices.enumerated() {
            try dataset.attachScale(scales[index], at: axis)
        }
        if !indices.isEmpty {
            try dataset.setAttribute(
                ReservedName.dimensionIndices, indices.map { Int32($0) })
        }
        try describe(dataset, variable.units, variable.longName, variable.attributes)
    }

    private func write(
        _ values: LabelledValues, _ shape: [Int], named name: String, into root: Group
    ) throws -> Dataset {
        switch values {
        case .float64(let values): try write(values, shape, name, root)
        case .float32(let values): try write(values, shape, name, root)
        case .int64(let values): try write(values, shape, name, root)
        case .int32(let values): try write(values, shape, name, root)
        case .int16(let values): try write(values, shape, name, root)
        case .int8(let values): try write(values, shape, name, root)
        case .uint64(let values): try write(values, shape, name, root)
        case .uint32(let values): try write(values, shape, name, root)
        case .uint16(let values): try write(values, shape, name, root)
        case .uint8(let values): try write(values, shape, name, root)
        case .text(let values): try write(values, shape, name, root)
        case .packed(let slices): try write(slices, shape, name, root)
        }
    }

    private func write(
        _ slices: [PackedSlice], _ shape: [Int], _ name: String, _ root: Group
    ) throws -> Dataset {
        let chunks = slices.map(\.chunk)
        return chunks.first?.elementType == .uint8
            ? try root.write(name, packed: chunks, of: UInt8.self, shape: shape)
            : try root.write(name, packed: chunks, of: UInt16.self, shape: shape)
    }

    private func write<Value: HDF5Scalar>(
        _ values: [Value], _ shape: [Int], _ name: String, _ root: Group
    ) throws -> Dataset {
        let storage = Storage.automatic(shape: shape, elementSize: MemoryLayout<Value>.stride)
        return try root.write(name, values, shape: shape, storage: storage)
    }

    private func write(
        _ texts: [String], _ shape: [Int], _ name: String, _ root: Group
    ) throws -> Dataset {
        let length = max(1, texts.map(\.utf8.count).max() ?? 0)
        let storage = Storage.automatic(shape: shape, elementSize: length)
        let dataset = try root.write(name, texts, shape: shape, storage: storage)
        try dataset.setAttribute(ReservedName.encoding, "utf-8")
        return dataset
    }

    private func describe(
        _ object: Object, _ units: String?, _ longName: String?, _ attributes: [Attribute]
    ) throws {
        if let units { try object.setAttribute(ReservedName.units, units) }
        if let longName { try object.setAttribute(ReservedName.longName, longName) }
        try write(attributes, on: object)
    }

    private func write(_ attributes: [Attribute], on object: Object) throws {
        for attribute in attributes {
            switch attribute.value {
            case .text(let text): try object.setAttribute(attribute.name, text)
            case .number(let number): try object.setAttribute(attribute.name, number)
            case .integer(let integer): try object.setAttribute(attribute.name, Int64(integer))
            case .texts(let texts): try object.setAttribute(attribute.name, texts)
            case .numbers(let numbers): try object.setAttribute(attribute.name, numbers)
            case .integers(let integers):
                try object.setAttribute(attribute.name, integers.map { Int64($0) })
            }
        }
    }
}

extension LabelledFile {
    /// Throws for the first contradiction between the parts of the file.
    func checkConsistency() throws {
        func fail(_ name: String, _ detail: String) -> LabelledFileError {
            .inconsistent(schema: schema, name: name, detail)
        }
        func check(_ attributes: [Attribute], reserved: [String], of name: String) throws {
            var seen = Set(reserved)
            for attribute in attributes where !seen.insert(attribute.name).inserted {
                throw fail(
                    name, "has the attribute \"\(attribute.name)\" twice, or it is a reserved name")
            }
        }
        guard schemaVersion >= 1 else {
            throw fail(ReservedName.schemaVersion, "is \(schemaVersion), not 1 or more")
        }
        try check(attributes, reserved: ReservedName.root, of: "/")
        var names: Set<String> = []
        var lengths: [String: Int] = [:]
        for dimension in dimensions {
            guard names.insert(dimension.name).inserted else {
                throw fail(dimension.name, "is the name of two dimensions")
            }
            guard dimension.length >= 0,
                dimension.labels.count ?? dimension.length
                    == dimension.length
            else {
                throw fail(
                    dimension.name,
                    "has the length \(dimension.length) and \(dimension.labels.count ?? 0) labels")
            }
            lengths[dimension.name] = dimension.length
            try check(dimension.attributes, reserved: ReservedName.member, of: dimension.name)
        }
        for variable in variables {
            guard names.insert(variable.name).inserted else {
                throw fail(variable.name, "is the name of another variable or dimension too")
            }
            var size = 1
            for name in variable.dimensions {
                guard let length = lengths[name] else {
                    throw LabelledFileError.unknownDimension(
                        schema: schema, name: name, available: dimensions.map(\.name))
                }
                let (product, overflow) = size.multipliedReportingOverflow(by: length)
                guard !overflow else { throw fail(variable.name, "has an impossible shape") }
                size = product
            }
            guard variable.values.count == size else {
                throw fail(
                    variable.name, "has \(variable.values.count) values for a shape of \(size)")
            }
            try check(variable.attributes, reserved: ReservedName.member, of: variable.name)
        }
    }
}
