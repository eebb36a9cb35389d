/// What the units of a formula come to.
enum UnitOutcome: Equatable {
    case unit(Unit)
    /// A constant takes whatever unit its place needs.
    case any
}

extension Expression {
    /// The unit of the formula's value; a formula of constants alone is a pure number.
    ///
    /// Sums, differences, min and max need equal units; log, exp, sine and cosine need pure numbers
    /// (angles are); powers and roots carry the unit along. A constant that was fitted takes the unit
    /// that its place needs; the number one stands as it is in sums, differences, min and max, so
    /// that `1 + a/b` needs a ratio without a unit.
    ///
    /// - Throws: ``SymbolicError/unitsForbid(operation:left:right:)`` naming the first operation
    ///   that the units do not allow.
    public func unit(_ variables: [Variable]) throws -> Unit {
        try unit(variables, onesAreFitted: false)
    }

    /// - Parameter onesAreFitted: whether the number one, too, is a fitted constant, which has the
    ///   unit that its place needs: a fit may end at one.
    func unit(_ variables: [Variable], onesAreFitted: Bool) throws -> Unit {
        switch try unitOutcome(variables, onesAreFitted) {
        case .unit(let unit): unit
        case .any: .dimensionless
        }
    }

    /// Whether the formula is the number one or its negative, which growth puts beside ratios.
    private var isOne: Bool {
        if case .constant(let value) = self { abs(value) == 1 } else { false }
    }

    private func unitOutcome(
        _ variables: [Variable], _ onesAreFitted: Bool
    ) throws -> UnitOutcome {
        switch self {
        case .variable(let index): return .unit(variables[index].unit)
        case .constant: return .any
        case .unary(let operation, let inner):
            guard case .unit(let unit) = try inner.unitOutcome(variables, onesAreFitted)
            else { return .any }
            guard let result = operation.unit(unit) else {
                throw SymbolicError.unitsForbid(
                    operation: operation.rawValue, left: unit.description, right: nil)
            }
            return .unit(result)
        case .binary(let operation, let left, let right):
            let outcomes = (
                try left.unitOutcome(variables, onesAreFitted),
                try right.unitOutcome(variables, onesAreFitted)
            )
            switch outcomes {
            case (.unit(let a), .unit(let b)):
                guard let result = operation.unit(a, b) else {
                    throw SymbolicError.unitsForbid(
                        operation: operation.rawValue, left: a.description, right: b.description)
                }
                return .unit(result)
            case (.unit(let unit), .any), (.any, .unit(let unit)):
                if operation == .multiply || operation == .divide { return .any }
                let isPlain = !onesAreFitted && (left.isOne || right.isOne)
                guard unit.isDimensionless || !isPlain else {
                    throw SymbolicError.unitsForbid(
                        operation: operation.rawValue, left: left.isOne ? "1" : unit.description,
                        right: left.isOne ? unit.description : "1")
                }
                return .unit(unit)
            case (.any, .any): return .any
            }
        }
    }
}

extension UnaryOperator {
    /// The unit of the result; `nil` where the operation needs a pure number.
    func unit(_ unit: Unit) -> Unit? {
        switch self {
        case .squareRoot: unit.root(2)
        case .square: unit.squared
        case .cube: unit.cubed
        case .inverse: unit.inverse
        case .logarithm, .exponential, .sine, .cosine:
            unit.isDimensionless ? .dimensionless : nil
        case .absolute: unit
        }
    }
}

extension BinaryOperator {
    /// The unit of the result; `nil` where the operation needs equal units.
    func unit(_ left: Unit, _ right: Unit) -> Unit? {
        switch self {
        case .multiply: left.product(right)
        case .divide: left.quotient(right)
        case .add, .subtract, .absoluteDifference, .minimum, .maximum:
            left == right ? left : nil
        }
    }
}
