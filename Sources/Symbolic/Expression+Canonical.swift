extension Expression {
    /// The one form that stands for this formula and its rewritings.
    ///
    /// Commutative arguments are sorted; constants are folded; products and quotients, however
    /// nested, become one quotient of sorted powers, see ``PowerProduct``; `|(a - b)|` becomes one
    /// absolute difference, and operations that undo each other vanish. Where the formula is defined, the form has the same value (up to
    /// rounding), the same unit and no more nodes; it may be defined in more places.
    public var canonical: Expression {
        switch self {
        case .variable, .constant: self
        case .unary(let operation, let inner):
            Expression.simplified(operation, inner.canonical)
        case .binary(let operation, let left, let right):
            Expression.simplified(operation, left.canonical, right.canonical)
        }
    }

    private static func simplified(_ operation: UnaryOperator, _ x: Expression) -> Expression {
        if case .constant(let value) = x, operation(value).isFinite {
            return .constant(operation(value))
        }
        switch (operation, x) {
        case (.square, .unary(.squareRoot, let inner)),
            (.logarithm, .unary(.exponential, let inner)),
            (.exponential, .unary(.logarithm, let inner)):
            return inner
        case (.inverse, _):
            return PowerProduct(.unary(.inverse, x)).expression
        case (.squareRoot, .unary(.square, let inner)):
            return simplified(.absolute, inner)
        case (.squareRoot, .unary(.cube, let inner)):
            return .unary(.cube, simplified(.squareRoot, inner))
        case (.square, .unary(.absolute, let inner)):
            return simplified(.square, inner)
        case (.square, .binary(.absoluteDifference, let a, let b)):
            return simplified(.square, .binary(.subtract, a, b))
        case (.square, .binary(.subtract, let a, let b)) where b < a:
            return .unary(.square, .binary(.subtract, b, a))
        case (.absolute, .binary(.subtract, let a, let b)):
            return simplified(.absoluteDifference, a, b)
        case (.absolute, .binary(.absoluteDifference, _, _)),
            (.absolute, .unary(.absolute, _)), (.absolute, .unary(.square, _)),
            (.absolute, .unary(.squareRoot, _)), (.absolute, .unary(.exponential, _)):
            return x
        case (.cosine, .binary(.subtract, let a, let b)) where b < a:
            return .unary(.cosine, .binary(.subtract, b, a))
        case (.cosine, .binary(.absoluteDifference, let a, let b)):
            return .unary(.cosine, .binary(.subtract, a, b))
        case (.cosine, .unary(.absolute, let inner)):
            return .unary(.cosine, inner)
        default: return .unary(operation, x)
        }
    }

    private static func simplified(
        _ operation: BinaryOperator, _ x: Expression, _ y: Expression
    ) -> Expression {
        if case .constant(let a) = x, case .constant(let b) = y, operation(a, b).isFinite {
            return .constant(operation(a, b))
        }
        switch (operation, x, y) {
        case (.multiply, _, _), (.divide, _, _):
            return PowerProduct(.binary(operation, x, y)).expression
        case (.minimum, _, _) where x == y, (.maximum, _, _) where x == y:
            return x
        default:
            let swapped = operation.isCommutative && y < x
            return .binary(operation, swapped ? y : x, swapped ? x : y)
        }
    }
}
