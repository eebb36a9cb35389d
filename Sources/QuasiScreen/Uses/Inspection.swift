import Artifacts

/// What an HDF5 file of QuasiScreen holds, without its values.
public struct Inspection: Sendable, Encodable {
    public struct Axis: Sendable, Encodable {
        public let name: String
        public let length: Int
        public let longName: String?

        enum CodingKeys: String, CodingKey {
            case name, length
            case longName = "long_name"
        }
    }

    public struct ArrayShape: Sendable, Encodable {
        public let name: String
        public let dimensions: [String]
        public let shape: [Int]
        public let type: String
        public let units: String?
        public let longName: String?

        enum CodingKeys: String, CodingKey {
            case name, dimensions, shape, type, units
            case longName = "long_name"
        }
    }

    public let schema: String
    public let schemaVersion: Int
    public let software: String
    public let configurationSHA256: String
    public let sha256: String
    /// Further root attributes as text.
    public let attributes: [String: String]
    public let dimensions: [Axis]
    public let variables: [ArrayShape]

    enum CodingKeys: String, CodingKey {
        case schema, software, sha256, attributes, dimensions, variables
        case schemaVersion = "schema_version"
        case configurationSHA256 = "configuration_sha256"
    }

    public init(path: String) throws {
        let bytes = try readInput(path)
        let file = try LabelledFile(decoding: bytes, name: path)
        schema = file.schema
        schemaVersion = file.schemaVersion
        software = file.software
        configurationSHA256 = file.configurationDigest
        sha256 = Digest(of: bytes).hex
        var attributes = [String: String]()
        for attribute in file.attributes { attributes[attribute.name] = attribute.value.text }
        self.attributes = attributes
        dimensions = file.dimensions.map {
            Axis(name: $0.name, length: $0.length, longName: $0.longName)
        }
        variables = try file.variables.map { variable in
            ArrayShape(
                name: variable.name, dimensions: variable.dimensions,
                shape: try file.shape(of: variable), type: variable.values.typeName,
                units: variable.units, longName: variable.longName)
        }
    }

    /// The inspection for a terminal.
    public var text: String {
        var lines = [
            "\(schema), version \(schemaVersion), written by \(software)", "SHA-256 \(sha256)",
        ]
        for key in attributes.keys.sorted() { lines.append("\(key): \(attributes[key] ?? "")") }
        var table = TextTable(["dimension", "length", ""], alignsRight: false)
        for axis in dimensions { table.add([axis.name, "\(axis.length)", axis.longName ?? ""]) }
        lines += ["", table.text]
        table = TextTable(["variable", "shape", "type", "unit", ""], alignsRight: false)
        for array in variables {
            let shape = zip(array.dimensions, array.shape).map { "\($0)=\($1)" }
            table.add([
                array.name, shape.joined(separator: " "), array.type, array.units ?? "",
                array.longName ?? "",
            ])
        }
        lines.append(table.text)
        return lines.joined(separator: "\n")
    }
}

extension LabelledFile.AttributeValue {
    fileprivate var text: String {
        switch self {
        case .text(let value): return value
        case .number(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .texts(let values): return values.joined(separator: ", ")
        case .numbers(let values): return values.map { "\($0)" }.joined(separator: ", ")
        case .integers(let values): return values.map { "\($0)" }.joined(separator: ", ")
        }
    }
}
