import Artifacts

extension LabelledFile {
    mutating func addDimension(_ name: String, labels: [String], _ longName: String) {
        dimensions.append(Dimension(name, labels: .texts(labels), longName: longName))
    }

    mutating func addDimension(_ name: String, length: Int, _ longName: String) {
        dimensions.append(Dimension(name, length: length, longName: longName))
    }

    mutating func add(
        _ name: String, _ dimensions: [String], _ values: LabelledValues, _ longName: String,
        unit: String? = nil, attributes: [Attribute] = []
    ) {
        variables.append(
            Variable(
                name, dimensions: dimensions, values: values, units: unit, longName: longName,
                attributes: attributes))
    }

    mutating func set(_ name: String, _ value: AttributeValue) {
        attributes.append(Attribute(name, value))
    }

    /// The text labels of a dimension.
    func labels(of name: String) throws -> [String] {
        let dimension = try dimension(name)
        switch dimension.labels {
        case .texts(let labels): return labels
        case .none where dimension.length == 0: return []
        default: throw missing("dimension \"\(name)\" has no text labels")
        }
    }

    /// Refuses a file whose variables do not lie over the dimensions that its reader counts on.
    func require(_ names: String..., over dimensions: [String]) throws {
        try require(names, over: dimensions)
    }

    func require(_ names: [String], over dimensions: [String]) throws {
        for name in names {
            let found = try variable(name).dimensions
            guard found == dimensions else {
                throw missing(
                    "\"\(name)\" lies over \(found.joined(separator: ", ")), not over "
                        + dimensions.joined(separator: ", "))
            }
        }
    }

    func text(_ name: String) throws -> String {
        guard case .text(let value)? = attribute(name) else {
            throw missing("no text attribute \"\(name)\"")
        }
        return value
    }

    func textList(_ name: String) throws -> [String] {
        guard case .texts(let values)? = attribute(name) else {
            throw missing("no attribute \"\(name)\" with a list of texts")
        }
        return values
    }

    func integer(_ name: String) throws -> Int {
        guard case .integer(let value)? = attribute(name) else {
            throw missing("no whole-number attribute \"\(name)\"")
        }
        return value
    }

    private func missing(_ what: String) -> QuasiScreenError {
        .foreignTable(file: schema, detail: what)
    }
}
