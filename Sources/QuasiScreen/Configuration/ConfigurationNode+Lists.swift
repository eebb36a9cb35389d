import Basis
import Yams

/// One item of a list that may hold texts and mappings.
enum ConfigurationItem {
    /// With the section of the list and its own place.
    case text(String, ConfigurationSection, place: String)
    case mapping(ConfigurationSection)
}

extension ConfigurationSection {
    /// A list of texts; a single text reads as a list of one.
    ///
    /// - Parameter check: an item that it refuses is named with its place in the file.
    func texts(_ key: String, _ check: (String) throws -> Void = { _ in }) throws -> [String]? {
        guard let value = entry(key)?.value else { return nil }
        if let scalar = value.scalar {
            try placing(at: place(of: value)) { try check(scalar.string) }
            return [scalar.string]
        }
        guard let sequence = value.sequence else { throw wrongType(key, "a list", value) }
        return try sequence.map { item in
            guard let text = item.scalar?.string else {
                throw wrongType(key, "a list of texts", item)
            }
            try placing(at: place(of: item)) { try check(text) }
            return text
        }
    }

    /// As ``texts(_:_:)``, for a key that must be there and name something.
    func requiredTexts(_ key: String, _ check: (String) throws -> Void) throws -> [String] {
        guard let found = try texts(key, check), !found.isEmpty else {
            throw ConfigurationError.missingKey(key, section: name, place: place(of: key))
        }
        return found
    }

    func requiredText(_ key: String, _ check: (String) throws -> Void) throws -> String {
        let text = try requiredText(key)
        try placing(at: place(of: key)) { try check(text) }
        return text
    }

    /// A list of texts and mappings; one of them alone reads as a list of one, an absent key as an
    /// empty list.
    func items(_ key: String) throws -> [ConfigurationItem] {
        guard let value = entry(key)?.value else { return [] }
        let nodes: [Node] = value.sequence.map { Array($0) } ?? [value]
        return try nodes.map { node in
            if let scalar = node.scalar {
                return .text(scalar.string, self, place: place(of: node))
            }
            guard node.mapping != nil else {
                throw wrongType(key, "a list of texts or mappings", node)
            }
            return .mapping(
                try ConfigurationSection(
                    name: "\(name).\(key)", file: file, node: node, mark: node.mark))
        }
    }

    /// Runs `body`; what it refuses gets a place in the file.
    func placing<Result>(at place: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ConfigurationError {
            throw error
        } catch let error as any Diagnosable {
            let diagnosis = error.diagnosis
            throw ConfigurationError.refused(
                (diagnosis.place.map { "\($0): " } ?? "") + diagnosis.what,
                remedy: diagnosis.remedy, place: place)
        }
    }

    /// The place of the name of a key.
    func keyPlace(of key: String) -> String {
        Self.place(file, entry(key)?.keyMark ?? mark)
    }

    private func place(of node: Node) -> String { Self.place(file, node.mark ?? mark) }
}
