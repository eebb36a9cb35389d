/// Variable names as identifiers that Python and SymPy take: `ave:melting_point` becomes
/// `ave_melting_point`, `δ` becomes `delta`.
///
/// Identifiers are ASCII letters, digits and underscores, start with a letter, are no Python
/// keyword and no name that SymPy gives another meaning, and differ from each other; a name that
/// clashes gets an underscore or a number. The order of the names decides, nothing else.
public struct SymbolTable: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let name: String
        public let identifier: String
    }

    public let entries: [Entry]

    public var identifiers: [String] { entries.map(\.identifier) }

    /// Whether some name is written in another way.
    public var renames: Bool { entries.contains { $0.name != $0.identifier } }

    public init(names: [String]) {
        var taken = Set<String>()
        entries = names.map { name in
            let base = SymbolTable.identifier(for: name)
            var identifier = base
            var number = 2
            while taken.contains(identifier) {
                identifier = "\(base)_\(number)"
                number += 1
            }
            taken.insert(identifier)
            return Entry(name: name, identifier: identifier)
        }
    }

    /// Positions of names that are written alike but for the code of their signs, `µ` (U+00B5) and
    /// `μ` (U+03BC), or that one identifier would stand for.
    public var lookAlikes: [[Int]] {
        var groups = [(base: String, positions: [Int])]()
        for (position, entry) in entries.enumerated() {
            let base = SymbolTable.identifier(for: entry.name)
            if let index = groups.firstIndex(where: { $0.base == base }) {
                groups[index].positions.append(position)
            } else {
                groups.append((base, [position]))
            }
        }
        return groups.map(\.positions).filter { $0.count > 1 }
    }

    private static func identifier(for name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let kept = scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
            let digit = scalar.value >= 48 && scalar.value <= 57
            result += kept || digit ? String(scalar) : GreekLetters.name(scalar) ?? "_"
        }
        if let first = result.first, !first.isLetter { result = "x" + result }
        if result.isEmpty { result = "x" }
        return reserved.contains(result) ? result + "_" : result
    }
}
