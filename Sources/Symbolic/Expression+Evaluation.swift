import Foundation

extension UnaryOperator {
    /// The value, NaN or infinite outside the domain.
    @inline(__always)
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .squareRoot: x.squareRoot()
        case .square: x * x
        case .cube: x * x * x
        case .inverse: 1 / x
        case .logarithm: log(x)
        case .exponential: exp(x)
        case .absolute: abs(x)
        case .sine: sin(x)
        case .cosine: cos(x)
        }
    }
}

extension BinaryOperator {
    /// The value, NaN or infinite outside the domain.
    @inline(__always)
    func callAsFunction(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .absoluteDifference: abs(x - y)
        case .minimum: min(x, y)
        case .maximum: max(x, y)
        }
    }
}

extension Expression {
    /// The value at one point; `nil` where any part of the formula is undefined or not finite.
    ///
    /// - Precondition: `point` holds a value for each variable of the formula.
    public func value(at point: [Double]) -> Double? {
        let result: Double
        switch self {
        case .variable(let index): result = point[index]
        case .constant(let value): result = value
        case .unary(let operation, let inner):
            guard let x = inner.value(at: point) else { return nil }
            result = operation(x)
        case .binary(let operation, let left, let right):
            guard let x = left.value(at: point), let y = right.value(at: point) else { return nil }
            result = operation(x, y)
        }
        return result.isFinite ? result : nil
    }

    /// The values of all rows, bit for bit those of ``value(at:)``; `nil` if any row has none.
    ///
    /// - Parameter columns: one column for each variable, all of one length.
    public func evaluate(columns: [[Double]]) -> [Double]? {
        let rows = columns.first?.count ?? 1
        switch self {
        case .variable(let index):
            return columns[index].allSatisfy(\.isFinite) ? columns[index] : nil
        case .constant(let value):
            return value.isFinite ? [Double](repeating: value, count: rows) : nil
        case .unary(let operation, let inner):
            guard var values = inner.evaluate(columns: columns) else { return nil }
            var finite = true
            for row in values.indices {
                values[row] = operation(values[row])
                finite = finite && values[row].isFinite
            }
            return finite ? values : nil
        case .binary(let operation, let left, let right):
            guard var values = left.evaluate(columns: columns),
                let others = right.evaluate(columns: columns)
            else { return nil }
            var finite = true
            for row in values.indices {
                values[row] = operation(values[row], others[row])
                finite = finite && values[row].isFinite
            }
            return finite ? values : nil
        }
    }
}
