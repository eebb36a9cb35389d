extension FeatureSpace {
    /// A formula of one variable that may be a factor.
    struct Form {
        var expression: Expression
        /// `nil` for the variable itself and the anchored forms, which have its unit.
        var operation: UnaryOperator?
        var isAnchored: Bool
        var hasConstant = false
    }

    /// The variable, its transforms (the inverse comes with the inverted factors) and its anchored
    /// forms.
    static func forms(
        of index: Int, _ column: [Double], _ operators: OperatorSet, rungs: Int, anchors: Int
    ) -> [Form] {
        let variable = Expression.variable(index)
        var result = [Form(expression: variable, operation: nil, isAnchored: false)]
        guard rungs > 0 else { return result }
        for operation in UnaryOperator.allCases
        where operation != .inverse && operators.has(operation) {
            result.append(
                Form(
                    expression: .unary(operation, variable), operation: operation,
                    isAnchored: false))
        }
        for constant in anchorValues(column, count: anchors) {
            for operation in [BinaryOperator.absoluteDifference, .minimum, .maximum]
            where operators.has(operation) {
                result.append(
                    Form(
                        expression: .binary(operation, variable, .constant(constant)).canonical,
                        operation: nil, isAnchored: true))
            }
        }
        return result
    }

    /// The quantiles 1/(n + 1), 2/(n + 1) and so on of a column, linear between its sorted values
    /// (R's type 7), each once, without the smallest and the largest value.
    static func anchorValues(_ column: [Double], count: Int) -> [Double] {
        guard count > 0 else { return [] }
        let sorted = column.sorted()
        var result = [Double]()
        for number in 1...count {
            let place = Double(number) / Double(count + 1) * Double(sorted.count - 1)
            let low = Int(place)
            let high = min(low + 1, sorted.count - 1)
            let value = sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
            guard value > sorted[0], value < sorted[sorted.count - 1], value != result.last
            else { continue }
            result.append(value)
        }
        return result
    }
}
