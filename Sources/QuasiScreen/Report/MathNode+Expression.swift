import Reporting
import Symbolic

extension MathNode {
    /// A symbolic expression as MathML, brackets where precedence needs them.
    init(_ expression: Expression, names: [String]) {
        switch expression {
        case .variable(let index): self = .words(names[index])
        case .constant(let value): self = .number(value)
        case .unary(let operation, let inner):
            let argument = MathNode(inner, names: names)
            switch operation {
            case .squareRoot: self = .squareRoot(argument)
            case .square: self = .power(Self.enclosed(inner, argument), .number(2))
            case .cube: self = .power(Self.enclosed(inner, argument), .number(3))
            case .inverse: self = .fraction(.number(1), argument)
            case .logarithm: self = .function("ln", argument)
            case .exponential: self = .function("exp", argument)
            case .absolute: self = .absolute(argument)
            case .sine: self = .function("sin", argument)
            case .cosine: self = .function("cos", argument)
            }
        case .binary(let operation, let first, let second):
            let left = MathNode(first, names: names)
            let right = MathNode(second, names: names)
            switch operation {
            case .add: self = .row([left, .operator("+"), right])
            case .subtract:
                self = .row([left, .operator("\u{2212}"), Self.bracketed(second, right)])
            case .multiply:
                self = .row([
                    Self.bracketed(first, left), .operator("\u{b7}"),
                    Self.bracketed(second, right),
                ])
            case .divide: self = .fraction(left, right)
            case .absoluteDifference:
                self = .absolute(
                    .row([left, .operator("\u{2212}"), Self.bracketed(second, right)]))
            case .minimum:
                self = .function("min", .row([left, .operator(","), right]))
            case .maximum:
                self = .function("max", .row([left, .operator(","), right]))
            }
        }
    }

    /// Brackets around sums and differences, which bind more weakly than products.
    private static func bracketed(_ expression: Expression, _ node: MathNode) -> MathNode {
        switch expression {
        case .binary(.add, _, _), .binary(.subtract, _, _): return .parentheses(node)
        default: return node
        }
    }

    /// Brackets around everything but a variable: the base of a power must be one thing.
    private static func enclosed(_ expression: Expression, _ node: MathNode) -> MathNode {
        if case .variable = expression { return node }
        return .parentheses(node)
    }

    /// A rule: `lower <= formula <= upper`, with the bounds that there are.
    init(_ rule: Rule, names: [String]) {
        var row = [MathNode]()
        if let lower = rule.lower { row += [.number(lower), .operator("\u{2264}")] }
        row.append(MathNode(rule.expression, names: names))
        if let upper = rule.upper { row += [.operator("\u{2264}"), .number(upper)] }
        self = .row(row)
    }
}
