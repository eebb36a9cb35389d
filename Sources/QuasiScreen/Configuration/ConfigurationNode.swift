import Basis
import Yams

/// Why a pipeline file could not be understood.
public enum ConfigurationError: Diagnosable, Equatable {
    case syntax(String, place: String)
    case unknownKey(String, section: String, place: String, known: [String])
    case wrongType(key: String, expected: String, found: String, place: String)
    case outOfRange(key: String, found: String, allowed: String, place: String)
    case missingKey(String, section: String, place: String)
    case keyOfAnotherPreset(String, preset: String, owners: [String], place: String)
    /// A value that the part of the program that reads it has refused.
    case refused(String, remedy: String?, place: String)

    public var diagnosis: Diagnosis {
        switch self {
        case .syntax(let detail, let place):
            return Diagnosis(
                .configuration, "not a YAML document: \(detail)", place: place,
                remedy: "check indentation and quotation marks")
        case .unknownKey(let key, let section, let place, let known):
            return Diagnosis(
                .configuration,
                "unknown key \"\(key)\"" + (section.isEmpty ? "" : " in \"\(section)\""),
                place: place,
                remedy: Suggestion.question(for: key, among: known)
                    ?? "the keys are \(known.joined(separator: ", "))")
        case .wrongType(let key, let expected, let found, let place):
            return Diagnosis(
                .configuration, "\"\(key)\" is \(found)", place: place,
                remedy: "give \(expected)")
        case .outOfRange(let key, let found, let allowed, let place):
            return Diagnosis(
                .configuration, "\"\(key)\" is \(found)", place: place,
                remedy: "give \(allowed)")
        case .keyOfAnotherPreset(let key, let preset, let owners, let place):
            return Diagnosis(
                .configuration, "the preset \(preset) has no \"\(key)\"", place: place,
                remedy: "leave it out or choose \"preset: \(owners.joined(separator: "\" or \""))\""
            )
        case .refused(let what, let remedy, let place):
            return Diagnosis(.configuration, what, place: place, remedy: remedy)
        case .missingKey(let key, let section, let place):
            return Diagnosis(
                .configuration,
                "\"\(key)\" is missing" + (section.isEmpty ? "" : " in \"\(section)\""),
                place: place, remedy: "add it")
        }
    }
}

/// One mapping of a pipeline file, read key by key.
///
/// Every key that is asked for counts as known; ``finish()`` refuses the rest with a suggestion.
final class ConfigurationSection {
    let name: String
    let file: String
    let mark: Mark?
    private let entries: [(key: String, keyMark: Mark?, value: Node)]
    /// Where each key stands among the entries.
    private let positions: [String: Int]
    private var known = Set<String>()

    /// The top level of a pipeline file.
    convenience init(text: String, file: String) throws {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw ConfigurationSection.syntaxError(error, file: file)
        }
        try self.init(name: "", file: file, node: node, mark: nil)
    }

    init(name: String, file: String, node: Node?, mark: Mark?) throws {
        self.name = name
        self.file = file
        self.mark = node?.mark ?? mark
        var entries = [(key: String, keyMark: Mark?, value: Node)]()
        switch node {
        case .none:
            break
        case .mapping(let mapping)?:
            for (key, value) in mapping {
                guard let text = key.scalar?.string else {
                    throw ConfigurationError.wrongType(
                        key: name, expected: "plain names as keys",
                        found: "keyed by something else",
                        place: Self.place(file, key.mark))
                }
                entries.append((text, key.mark, value))
            }
        case .scalar(let scalar)? where scalar.string.isEmpty:
            break
        case let other?:
            throw ConfigurationError.wrongType(
                key: name.isEmpty ? "document" : name, expected: "a mapping of keys to values",
                found: Self.describe(other), place: Self.place(file, other.mark))
        }
        self.entries = entries
        positions = Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }

    private static func syntaxError(_ error: YamlError, file: String) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .syntax(problem, place: place(file, mark))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            return .syntax("the key \(names) stands twice", place: place(file, context.mark))
        case .reader(let problem, let offset, _, let yaml):
            return .syntax(problem, place: place(file, of: offset ?? 0, in: yaml))
        default:
            return .syntax("\(error)", place: file)
        }
    }

    /// The place of a character of a text.
    private static func place(_ file: String, of offset: Int, in text: String) -> String {
        let before = text.prefix(offset)
        let line = before.count(where: \.isNewline) + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        return "\(file):\(line):\(column)"
    }

    static func place(_ file: String, _ mark: Mark?) -> String {
        mark.map { "\(file):\($0.line):\($0.column)" } ?? file
    }

    private static func describe(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): return scalar.string.isEmpty ? "empty" : "\"\(scalar.string)\""
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        default: return "an alias"
        }
    }

    func entry(_ key: String) -> (key: String, keyMark: Mark?, value: Node)? {
        known.insert(key)
        return positions[key].map { entries[$0] }
    }

    func wrongType(_ key: String, _ expected: String, _ node: Node) -> ConfigurationError {
        .wrongType(
            key: key, expected: expected, found: Self.describe(node),
            place: Self.place(file, node.mark ?? mark))
    }

    func has(_ key: String) -> Bool { entry(key) != nil }

    /// The names of all keys, in file order, for mappings whose keys are data.
    var keys: [String] { entries.map(\.key) }

    /// A nested mapping; an absent one reads as empty.
    func section(_ key: String) throws -> ConfigurationSection {
        let found = entry(key)
        return try ConfigurationSection(
            name: name.isEmpty ? key : "\(name).\(key)", file: file, node: found?.value,
            mark: found?.keyMark ?? mark)
    }

    func text(_ key: String) throws -> String? {
        guard let value = entry(key)?.value else { return nil }
        guard let scalar = value.scalar else { throw wrongType(key, "a text", value) }
        return scalar.string
    }

    func text(_ key: String, default fallback: String) throws -> String {
        try text(key) ?? fallback
    }

    func requiredText(_ key: String) throws -> String {
        if let value = try text(key), !value.isEmpty { return value }
        // A key that nearly has this name is more likely misspelt than another one too many.
        for entry in entries
        where entry.key != key && Suggestion.question(for: entry.key, among: [key]) != nil {
            throw ConfigurationError.unknownKey(
                entry.key, section: name, place: Self.place(file, entry.keyMark), known: [key])
        }
        throw ConfigurationError.missingKey(key, section: name, place: Self.place(file, mark))
    }

    func boolean(_ key: String, default fallback: Bool) throws -> Bool {
        guard let value = entry(key)?.value else { return fallback }
        guard let result = value.bool else { throw wrongType(key, "true or false", value) }
        return result
    }

    func integer(_ key: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let value = entry(key)?.value else { return fallback }
        // To Yams 1:30 is a number in base 60, and a large one of those stops the program.
        guard value.scalar?.string.contains(":") != true, let result = value.int else {
            throw wrongType(key, "a whole number", value)
        }
        try check(key, result, range, value)
        return result
    }

    func number(
        _ key: String, default fallback: Double, in range: ClosedRange<Double>
    ) throws -> Double {
        guard let value = entry(key)?.value else { return fallback }
        guard let result = value.float, result.isFinite else {
            throw wrongType(key, "a number", value)
        }
        try check(key, result, range, value)
        return result
    }

    /// A number, or `nil` where there is none or the file says `none`.
    func optionalNumber(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let value = entry(key)?.value, value.scalar?.string != "none" else { return nil }
        return try number(key, default: range.lowerBound, in: range)
    }

    private func check<Value: Comparable>(
        _ key: String, _ value: Value, _ range: ClosedRange<Value>, _ node: Node
    ) throws {
        guard !range.contains(value) else { return }
        throw ConfigurationError.outOfRange(
            key: key, found: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)",
            place: Self.place(file, node.mark ?? mark))
    }

    /// A whole number, or `nil` where the file says `none`.
    func optionalInteger(
        _ key: String, default fallback: Int?, in range: ClosedRange<Int>
    ) throws -> Int? {
        if entry(key)?.value.scalar?.string == "none" { return nil }
        guard has(key) else { return fallback }
        return try integer(key, default: range.lowerBound, in: range)
    }

    /// One of the names of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, default fallback: Choice
    ) throws -> Choice where Choice.RawValue == String {
        guard let value = entry(key)?.value else { return fallback }
        return try choice(key, value)
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ node: Node
    ) throws -> Choice where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue)
        guard let text = node.scalar?.string, let result = Choice(rawValue: text) else {
            let hint = node.scalar.flatMap { Suggestion.question(for: $0.string, among: names) }
            let list = "one of " + names.joined(separator: ", ")
            throw wrongType(key, hint.map { "\(list) (\($0))" } ?? list, node)
        }
        return result
    }

    /// A list of names of an enumeration.
    func choices<Choice: RawRepresentable & CaseIterable>(
        _ key: String, default fallback: [Choice]
    ) throws -> [Choice] where Choice.RawValue == String {
        guard let value = entry(key)?.value else { return fallback }
        guard let sequence = value.sequence else { throw wrongType(key, "a list", value) }
        return try sequence.map { try choice(key, $0) }
    }

    /// Reads a text with a function that may refuse it; the error carries the place in the file.
    func parsed<Value>(
        _ key: String, default fallback: Value, expected: String, _ parse: (String) -> Value?
    ) throws -> Value {
        guard let value = entry(key)?.value else { return fallback }
        guard let text = value.scalar?.string, let result = parse(text) else {
            throw wrongType(key, expected, value)
        }
        return result
    }

    /// The place of a key, for errors found later.
    func place(of key: String) -> String {
        Self.place(file, entry(key)?.value.mark ?? mark)
    }

    /// Refuses keys that nobody asked for.
    func finish() throws {
        for entry in entries where !known.contains(entry.key) {
            throw ConfigurationError.unknownKey(
                entry.key, section: name, place: Self.place(file, entry.keyMark),
                known: known.sorted())
        }
    }
}
