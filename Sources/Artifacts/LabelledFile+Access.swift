import Basis

extension LabelledFile {
    /// The variable of this name.
    ///
    /// - Throws: ``LabelledFileError/unknownVariable(schema:name:available:)``.
    public func variable(_ name: String) throws -> Variable {
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw LabelledFileError.unknownVariable(
                schema: schema, name: name, available: variables.map(\.name))
        }
        return variable
    }

    /// The dimension of this name.
    ///
    /// - Throws: ``LabelledFileError/unknownDimension(schema:name:available:)``.
    public func dimension(_ name: String) throws -> Dimension {
        guard let dimension = dimensions.first(where: { $0.name == name }) else {
            throw LabelledFileError.unknownDimension(
                schema: schema, name: name, available: dimensions.map(\.name))
        }
        return dimension
    }

    /// The further root attribute of this name, or `nil`.
    public func attribute(_ name: String) -> AttributeValue? {
        attributes.first { $0.name == name }?.value
    }

    /// The length of every dimension of a variable.
    public func shape(of variable: Variable) throws -> [Int] {
        try variable.dimensions.map { try dimension($0).length }
    }

    /// The values of a variable of type `Double`; another type is an error, not a conversion.
    public func doubles(_ name: String) throws -> [Double] {
        try values(name, "float64") { if case .float64(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `Float`.
    public func floats(_ name: String) throws -> [Float] {
        try values(name, "float32") { if case .float32(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `Int64`.
    public func int64s(_ name: String) throws -> [Int64] {
        try values(name, "int64") { if case .int64(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `Int32`.
    public func int32s(_ name: String) throws -> [Int32] {
        try values(name, "int32") { if case .int32(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `Int16`.
    public func int16s(_ name: String) throws -> [Int16] {
        try values(name, "int16") { if case .int16(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `Int8`.
    public func int8s(_ name: String) throws -> [Int8] {
        try values(name, "int8") { if case .int8(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `UInt64`.
    public func uint64s(_ name: String) throws -> [UInt64] {
        try values(name, "uint64") { if case .uint64(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `UInt32`.
    public func uint32s(_ name: String) throws -> [UInt32] {
        try values(name, "uint32") { if case .uint32(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `UInt16`.
    public func uint16s(_ name: String) throws -> [UInt16] {
        try values(name, "uint16") { if case .uint16(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of type `UInt8`.
    public func uint8s(_ name: String) throws -> [UInt8] {
        try values(name, "uint8") { if case .uint8(let values) = $0 { values } else { nil } }
    }

    /// The values of a variable of texts.
    public func texts(_ name: String) throws -> [String] {
        try values(name, "text") { if case .text(let values) = $0 { values } else { nil } }
    }

    private func values<Element>(
        _ name: String, _ requested: String, _ extract: (LabelledValues) -> [Element]?
    ) throws -> [Element] {
        let stored = try variable(name).values
        guard let values = extract(stored) else {
            throw LabelledFileError.wrongType(
                schema: schema, name: name, stored: stored.typeName, requested: requested)
        }
        return values
    }
}
