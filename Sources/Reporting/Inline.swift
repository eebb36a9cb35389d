/// A run of text within a paragraph, a list item or a note.
public enum Inline: Sendable, Equatable {
    case text(String)
    case code(String)
    case strong(String)
    case emphasis(String)
    case link(String, to: LinkTarget)
    /// A chemical formula whose amounts are set as subscripts: Al₆₃Cu₂₅Fe₁₂.
    case formula(String)

    /// A link where the address is one that a report may follow, else the text with the address in
    /// brackets behind it.
    public static func reference(_ text: String, address: String) -> Inline {
        if let target = try? LinkTarget(address) { return .link(text, to: target) }
        return .text("\(text) (\(address))")
    }
}

extension Inline: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Inline {
    var nodes: [HTMLNode] {
        switch self {
        case .text(let text): [.text(text)]
        case .code(let text): [.element("code", [.text(text)])]
        case .strong(let text): [.element("strong", [.text(text)])]
        case .emphasis(let text): [.element("em", [.text(text)])]
        case .link(let text, let target): [target.node(text)]
        case .formula(let formula): Inline.formulaNodes(formula)
        }
    }

    /// Amounts are the digits (with decimal points) that follow a letter or a closing bracket.
    static func formulaNodes(_ formula: String) -> [HTMLNode] {
        var nodes = [HTMLNode]()
        var plain = ""
        var amount = ""
        func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
        for character in formula {
            let follows = plain.last.map { $0.isLetter || $0 == ")" || $0 == "]" } ?? false
            let isPoint = character == "." && !amount.isEmpty
            if isPoint || (isDigit(character) && (follows || !amount.isEmpty)) {
                amount.append(character)
                continue
            }
            flush()
            plain.append(character)
        }
        flush()
        if !plain.isEmpty { nodes.append(.text(plain)) }
        return nodes

        func flush() {
            guard !amount.isEmpty else { return }
            nodes += [.text(plain), .element("sub", [.text(amount)])]
            plain = ""
            amount = ""
        }
    }
}

extension LinkTarget {
    func node(_ text: String) -> HTMLNode { node([.text(text)]) }

    func node(_ content: [HTMLNode]) -> HTMLNode {
        let reference = HTMLAttribute("href", reference)
        let isExternal = self.reference.hasPrefix("https:")
        let attributes =
            isExternal ? [reference, HTMLAttribute("rel", "noopener noreferrer")] : [reference]
        return .element("a", attributes, content)
    }
}

extension [Inline] {
    var nodes: [HTMLNode] { flatMap(\.nodes) }
}
