import Basis

/// A set of elements, such as Al-Cu-Fe, in alphabetical order of the symbols.
public struct ChemicalSystem: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Sorted by symbol, each once; at least one.
    public let elements: [Element]

    /// Reads a label such as `Al-Cu-Fe`; the order does not matter, spaces around symbols are
    /// skipped.
    ///
    /// - Throws: ``FormulaError`` for an unknown element (with column and suggestion), a repeated
    ///   element, an empty label.
    public init(_ label: String) throws {
        guard label.contains(where: { !$0.isWhitespace }) else { throw FormulaError.empty }
        var elements = [Element]()
        var column = 1
        for part in label.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "-" || $0 == "–" })
        {
            let lead = part.prefix { $0.isWhitespace }.count
            let symbol = part.dropFirst(lead).reversed().drop { $0.isWhitespace }.reversed()
            guard let element = Element(symbol: String(symbol)) else {
                throw FormulaError.unknownElement(
                    String(symbol), suggestion: Element.suggestion(for: String(symbol)),
                    formula: label, column: column + lead)
            }
            elements.append(element)
            column += part.count + 1
        }
        try self.init(elements)
    }

    /// The system of these elements, in any order.
    ///
    /// - Throws: ``FormulaError`` where there are none or one is repeated.
    public init(_ elements: [Element]) throws {
        if elements.isEmpty { throw FormulaError.empty }
        self.init(distinct: elements)
        for (left, right) in zip(self.elements, self.elements.dropFirst()) where left == right {
            throw FormulaError.repeatedElement(left, label: label)
        }
    }

    init(distinct elements: [Element]) {
        self.elements = elements.sorted { $0.symbol < $1.symbol }
    }

    /// The symbols joined by hyphens, such as "Al-Cu-Fe".
    public var label: String { elements.map(\.symbol).joined(separator: "-") }

    public var description: String { label }

    /// Compares symbol by symbol; a system comes before those that extend it.
    public static func < (left: ChemicalSystem, right: ChemicalSystem) -> Bool {
        left.elements.lazy.map(\.symbol).lexicographicallyPrecedes(
            right.elements.lazy.map(\.symbol))
    }

    /// Every system of `size` of the given elements, in ascending order.
    ///
    /// Repeated elements count once. Empty where `size` is below one or there are too few elements.
    public static func all(ofSize size: Int, from elements: [Element]) -> [ChemicalSystem] {
        let sorted = Set(elements).sorted { $0.symbol < $1.symbol }
        guard size >= 1, size <= sorted.count else { return [] }
        var systems = [ChemicalSystem]()
        var chosen = Array(0..<size)
        while true {
            systems.append(ChemicalSystem(distinct: chosen.map { sorted[$0] }))
            guard
                let advancing = chosen.indices.last(where: {
                    chosen[$0] < sorted.count - size + $0
                })
            else { return systems }
            chosen[advancing] += 1
            for later in chosen.indices where later > advancing {
                chosen[later] = chosen[later - 1] + 1
            }
        }
    }
}
