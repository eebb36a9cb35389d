/// The formulas that growth puts beside what is there: functions of one variable, and binomials of
/// two that physics is full of.
struct GrowthParts: Sendable {
    struct Part: Sendable {
        var expression: Expression
        var values: [Double]
        var complexity: Int
    }

    /// Variables beyond this number take part in single functions only.
    private static let paired = 14

    /// Functions of one variable.
    private(set) var factors: [Part] = []
    /// The variables and their squares.
    private(set) var inner: [Part] = []
    /// Sums, differences and functions of two variables.
    private(set) var pieces: [Part] = []

    /// - Parameter order: the variables, the most promising first.
    init(
        variables: [Variable], columns: [[Double]], operators: OperatorSet, order: [Int]
    ) {
        func part(_ expression: Expression) -> Part? {
            let canonical = expression.canonical
            guard (try? canonical.unit(variables)) != nil,
                let values = canonical.evaluate(columns: columns), let first = values.first,
                values.contains(where: { $0 != first })
            else { return nil }
            return Part(
                expression: canonical, values: values, complexity: canonical.complexity)
        }
        let functions = operators.unary.filter { $0 != .inverse && $0 != .absolute }
        for index in order {
            let variable = Expression.variable(index)
            guard let own = part(variable) else { continue }
            factors.append(own)
            inner.append(own)
            for operation in functions {
                guard let made = part(.unary(operation, variable)) else { continue }
                factors.append(made)
                if operation == .square { inner.append(made) }
            }
        }
        let builder = PieceForms(operators: operators)
        let leading = order.prefix(GrowthParts.paired)
        var seen = Set<Expression>()
        for (position, first) in leading.enumerated() {
            let own = builder.single(.variable(first))
            let joint = leading.dropFirst(position + 1).flatMap {
                builder.double(.variable(first), .variable($0))
            }
            for expression in own + joint {
                guard let made = part(expression), seen.insert(made.expression).inserted else {
                    continue
                }
                pieces.append(made)
            }
        }
    }
}

/// Binomials and their functions, as far as the operators allow.
private struct PieceForms {
    let operators: OperatorSet

    func single(_ x: Expression) -> [Expression] {
        let one = Expression.constant(1)
        var result = [Expression]()
        if operators.has(.add) {
            result += [.binary(.add, x, one)]
            result += functions([.cosine], of: x).map { .binary(.add, $0, one) }
        }
        if operators.has(.subtract) {
            result += [.binary(.subtract, one, x)]
            result += functions([.cosine, .exponential, .square], of: x).map {
                .binary(.subtract, one, $0)
            }
        }
        return result + functions([.squareRoot], of: result)
    }

    func double(_ x: Expression, _ y: Expression) -> [Expression] {
        let one = Expression.constant(1)
        let ratios: [Expression] =
            operators.has(.divide)
            ? [.binary(.divide, x, y), .binary(.divide, y, x)] : []
        let product: [Expression] = operators.has(.multiply) ? [.binary(.multiply, x, y)] : []
        let squares = zip(
            functions([.square], of: x), functions([.square], of: y)
        ).map { ($0, $1) }
        var sums = [Expression]()
        var plain = [Expression]()
        if operators.has(.add) {
            plain.append(.binary(.add, x, y))
            sums += squares.map { .binary(.add, $0.0, $0.1) }
            sums += (ratios + product).map { .binary(.add, one, $0) }
        }
        if operators.has(.subtract) {
            plain.append(.binary(.subtract, x, y))
            sums += squares.map { .binary(.subtract, $0.0, $0.1) }
            sums += squares.map { .binary(.subtract, $0.1, $0.0) }
            sums += (ratios + product).map { .binary(.subtract, one, $0) }
            if operators.has(.square) {
                sums += ratios.map { .binary(.subtract, one, .unary(.square, $0)) }
            }
        }
        if operators.has(.absoluteDifference) { plain.append(.binary(.absoluteDifference, x, y)) }
        let functionsOfBoth =
            functions([.exponential, .sine, .cosine], of: product + ratios)
            + functions([.logarithm], of: Array(ratios.prefix(1)))
            + functions([.sine, .cosine, .square], of: Array(plain.suffix(2)))
        return plain + sums + functions([.squareRoot], of: plain + sums) + functionsOfBoth
    }

    private func functions(_ wanted: [UnaryOperator], of x: Expression) -> [Expression] {
        wanted.filter { operators.has($0) }.map { .unary($0, x) }
    }

    private func functions(
        _ wanted: [UnaryOperator], of expressions: [Expression]
    ) -> [Expression] {
        expressions.flatMap { functions(wanted, of: $0) }
    }
}
