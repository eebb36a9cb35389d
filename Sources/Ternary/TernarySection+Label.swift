import Materials

extension TernarySection {
    /// `Al-Cu-Fe`, or `(Al-Cu-Fe)90Mg10` for a section; reads back as the same section.
    public var label: String {
        guard let fixed else { return system.label }
        return "(\(system.label))\(fixed.total - fixed.parts)\(fixed.element)\(fixed.parts)"
    }

    public var description: String { label }

    /// Reads a label; the order of the corners does not matter.
    ///
    /// - Throws: `FormulaError` for an unknown or repeated element, ``TernaryError`` for a text
    ///   that is no label, a system that is not ternary, parts that cannot be.
    public init(_ label: String) throws {
        guard let parts = SectionNotation(label) else {
            // A bracket or a number shows that a section was meant.
            if label.contains(where: { "()".contains($0) || $0.isNumber }) {
                throw TernaryError.sectionLabel(label)
            }
            try self.init(ChemicalSystem(label))
            return
        }
        guard let rest = Int(parts.rest), let fixed = Int(parts.content) else {
            throw TernaryError.sectionLabel(label)
        }
        guard let element = Element(symbol: parts.element) else {
            throw FormulaError.unknownElement(
                parts.element, suggestion: Element.suggestion(for: parts.element), formula: label,
                column: parts.elementColumn)
        }
        // A number that is far too large is refused below, not by the sum.
        let total = rest.addingReportingOverflow(fixed)
        guard rest >= 1, !total.overflow else { throw TernaryError.sectionLabel(label) }
        try self.init(
            ChemicalSystem(parts.corners), fixed: element, parts: fixed, of: total.partialValue)
    }
}

/// The pieces of a text such as `(Al-Cu-Fe)90Mg10` or, with groups for elements,
/// `(Al-TM-TM)97.5Si2.5`, not yet looked up.
public struct SectionNotation: Sendable, Equatable {
    /// What stands in the brackets.
    public let corners: String
    /// The amount of the corners together: digits, perhaps with a decimal point.
    public let rest: String
    /// Letters.
    public let element: String
    /// The amount of the fixed element.
    public let content: String
    /// Where the element stands, in characters from one.
    let elementColumn: Int

    /// `nil` where the text has another form.
    public init?(_ text: String) {
        let lead = text.prefix { $0.isWhitespace }.count
        var rest = text.dropFirst(lead)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        guard rest.first == "(", let close = rest.firstIndex(of: ")") else { return nil }
        corners = String(rest[rest.index(after: rest.startIndex)..<close])
        rest = rest[rest.index(after: close)...]
        let isAmount = { (character: Character) in
            character == "." || (character.isASCII && character.isNumber)
        }
        let first = rest.prefix(while: isAmount)
        let symbol = rest[first.endIndex...].prefix { $0.isLetter }
        let last = rest[symbol.endIndex...]
        guard !first.isEmpty, !symbol.isEmpty, !last.isEmpty, last.allSatisfy(isAmount) else {
            return nil
        }
        self.rest = String(first)
        element = String(symbol)
        content = String(last)
        elementColumn = text.distance(from: text.startIndex, to: symbol.startIndex) + 1
    }
}
