extension FeatureSpace {
    /// Shares of a column's range by which x + c keeps away from zero.
    private static let clearances = [0.1, 0.3, 1, 3]
    /// Exponents that exp(c x) runs through over the range.
    private static let decades = [1.0, 2, 4, 8]
    /// Phases that sin(c x) runs through over the range: half a turn to two turns and a half.
    private static let phases = (2...15).map(Double.init)

    /// Functions of one variable with a constant inside, for a few constants that suit its range:
    /// x + c and c - x without a zero in the range, their roots and logarithms, |x - c|,
    /// (x - c)^2, exp(c x), sin(c x) and cos(c x). The inverses come with the inverted factors.
    ///
    /// Constants near enough let a formula through the screening; ``ConstantRefinement`` and
    /// ``FormulaGrowth`` move them to where they belong.
    static func constantForms(
        of index: Int, _ column: [Double], _ operators: OperatorSet
    ) -> [Form] {
        let variable = Expression.variable(index)
        guard let low = column.min(), let high = column.max(), high > low else { return [] }
        let range = high - low
        func short(_ value: Double) -> Expression {
            .constant(ShortNumber.near(value, within: 0.02 * range))
        }
        var result = [Expression]()
        for share in clearances {
            var shifted = [Expression]()
            if operators.has(.add) {
                let constant = share * range - low
                shifted.append(.binary(.add, variable, short(constant)))
            }
            if operators.has(.subtract) {
                shifted.append(.binary(.subtract, short(high + share * range), variable))
            }
            result += shifted
            for operation in [UnaryOperator.squareRoot, .logarithm] where operators.has(operation) {
                result += shifted.map { .unary(operation, $0) }
            }
        }
        for constant in anchorValues(column, count: 7) {
            let value = short(constant)
            if operators.has(.absoluteDifference) {
                result.append(.binary(.absoluteDifference, variable, value))
            }
            if operators.has(.square), operators.has(.subtract) {
                result.append(.unary(.square, .binary(.subtract, variable, value)))
            }
        }
        guard operators.has(.multiply) else { return forms(result) }
        func scaled(_ value: Double) -> Expression {
            .binary(
                .multiply, variable,
                .constant(ShortNumber.near(value / range, within: 0.02 / range)))
        }
        if operators.has(.exponential) {
            result += decades.map { .unary(.exponential, scaled($0)) }
        }
        for operation in [UnaryOperator.sine, .cosine] where operators.has(operation) {
            result += phases.map { .unary(operation, scaled($0)) }
        }
        return forms(result)
    }

    private static func forms(_ expressions: [Expression]) -> [Form] {
        expressions.map {
            Form(expression: $0.canonical, operation: nil, isAnchored: false, hasConstant: true)
        }
    }
}
