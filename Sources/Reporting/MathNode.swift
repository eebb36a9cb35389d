/// A formula as a tree, typeset as MathML.
///
/// Brackets are not implied: a sum inside a product or a power needs ``parentheses(_:)``.
public indirect enum MathNode: Sendable, Equatable {
    /// A symbol of one or more letters, set as one unit.
    case identifier(String)
    /// Words, such as the name of an element property.
    case words(String)
    /// A number at full precision; an exponent is set as a power of ten.
    case number(Double)
    /// An operator or a relation, such as `+`, `×` or `≤`.
    case `operator`(String)
    case row([MathNode])
    case fraction(MathNode, MathNode)
    case power(MathNode, MathNode)
    case subscripted(MathNode, MathNode)
    case squareRoot(MathNode)
    case cubeRoot(MathNode)
    case absolute(MathNode)
    case parentheses(MathNode)
    /// A function's name before its argument in parentheses: exp(x).
    case function(String, MathNode)
}

extension MathNode {
    var node: HTMLNode {
        switch self {
        case .identifier(let name): return .element("mi", [.text(name)])
        case .words(let words): return .element("mtext", [.text(words)])
        case .number(let value): return MathNode.number(value)
        case .operator(let sign): return .element("mo", [.text(sign)])
        case .row(let nodes): return .element("mrow", nodes.map(\.node))
        case .fraction(let top, let bottom): return .element("mfrac", [top.node, bottom.node])
        case .power(let base, let exponent): return .element("msup", [base.node, exponent.node])
        case .subscripted(let base, let index): return .element("msub", [base.node, index.node])
        case .squareRoot(let radicand): return .element("msqrt", [radicand.node])
        case .cubeRoot(let radicand):
            return .element("mroot", [radicand.node, MathNode.number(3).node])
        case .absolute(let content): return MathNode.fenced("|", content, "|")
        case .parentheses(let content): return MathNode.fenced("(", content, ")")
        case .function(let name, let argument):
            // U+2061, function application, gives the name and its argument the right distance.
            let application = HTMLNode.element("mo", [.text("\u{2061}")])
            return .element(
                "mrow",
                [
                    .element("mi", [.text(name)]), application,
                    MathNode.fenced("(", argument, ")"),
                ])
        }
    }

    private static func fenced(_ open: String, _ content: MathNode, _ close: String) -> HTMLNode {
        func fence(_ sign: String, _ form: String) -> HTMLNode {
            let attributes = [
                HTMLAttribute("form", form), HTMLAttribute("fence", "true"),
                HTMLAttribute("stretchy", "true"),
            ]
            return .element("mo", attributes, [.text(sign)])
        }
        return .element("mrow", [fence(open, "prefix"), content.node, fence(close, "postfix")])
    }

    private static func number(_ value: Double) -> HTMLNode {
        let parts = NumberText.exact(abs(value)).split(separator: "e")
        var nodes = [HTMLNode.element("mn", [.text(String(parts[0]))])]
        if parts.count == 2, let exponent = Int(parts[1]) {
            let power = MathNode.power(.number(10), .number(Double(exponent)))
            nodes += [.element("mo", [.text("×")]), power.node]
        }
        if value < 0 {
            nodes.insert(.element("mo", [HTMLAttribute("form", "prefix")], [.text("−")]), at: 0)
        }
        return nodes.count == 1 ? nodes[0] : .element("mrow", nodes)
    }
}
