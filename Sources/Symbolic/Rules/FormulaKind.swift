/// The kind of formula that a rule bounds.
public enum FormulaKind: String, Sendable, Codable, CaseIterable {
    case variable, product, ratio, powers, sum, difference, absoluteDifference, extremum, compound

    public init(_ expression: Expression) {
        func isVariable(_ part: Expression) -> Bool {
            if case .variable = part { true } else { false }
        }
        func isPower(_ part: Expression) -> Bool {
            if case .unary(_, .variable) = part { true } else { isVariable(part) }
        }
        switch expression {
        case .variable: self = .variable
        case .binary(let operation, let a, let b) where isVariable(a) && isVariable(b):
            switch operation {
            case .multiply: self = .product
            case .divide: self = .ratio
            case .add: self = .sum
            case .subtract: self = .difference
            case .absoluteDifference: self = .absoluteDifference
            case .minimum, .maximum: self = .extremum
            }
        case .binary(.multiply, let a, let b) where isPower(a) && isPower(b): self = .powers
        case .binary(.divide, let a, let b) where isPower(a) && isPower(b): self = .powers
        default: self = .compound
        }
    }
}
