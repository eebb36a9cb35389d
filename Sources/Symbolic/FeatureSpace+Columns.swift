extension FeatureSpace {
    /// Writes the values of a left into `target`; `false` where one of them is not finite.
    func fill(
        _ left: LeftKey, from table: UnsafePointer<Double>, stride: Int, rows: Int,
        into target: UnsafeMutablePointer<Double>
    ) -> Bool {
        let first = table + Int(left.first) * stride
        if left.joining == .alone {
            target.update(from: first, count: stride)
            return true
        }
        FeatureSpace.join(
            first, left.joining, table + Int(left.second) * stride, rows, into: target)
        var sum = 0.0
        for row in 0..<rows {
            if left.inverted { target[row] = 1 / target[row] }
            sum += target[row] * 0
        }
        for row in rows..<stride { target[row] = 0 }
        return sum == 0
    }

    /// Joins two columns; the pointers keep bounds checks out of the innermost loop.
    static func join(
        _ a: UnsafePointer<Double>, _ joining: Joining, _ b: UnsafePointer<Double>, _ rows: Int,
        into target: UnsafeMutablePointer<Double>
    ) {
        switch joining {
        case .product: for row in 0..<rows { target[row] = a[row] * b[row] }
        case .add: for row in 0..<rows { target[row] = a[row] + b[row] }
        case .subtract: for row in 0..<rows { target[row] = a[row] - b[row] }
        case .absoluteDifference: for row in 0..<rows { target[row] = abs(a[row] - b[row]) }
        case .minimum: for row in 0..<rows { target[row] = a[row] < b[row] ? a[row] : b[row] }
        case .maximum: for row in 0..<rows { target[row] = a[row] < b[row] ? b[row] : a[row] }
        case .alone: target.update(from: a, count: rows)
        case .squareRoot, .square, .cube, .logarithm, .exponential, .absolute:
            if let unary = joining.unary {
                for row in 0..<rows { target[row] = unary(a[row]) }
            }
        }
    }

    /// The transforms that make candidates of a rung-1 combination.
    func transforms(of left: Left) -> [Joining] {
        guard let unit = left.unit else { return [] }
        return operators.unary.compactMap { operation in
            operation.unit(unit) == nil ? nil : Joining(operation)
        }
    }
}
