/// The formulas of which sums behind a link are made, with their values in some rows.
struct LinkParts: Sendable {
    struct Part: Sendable {
        var expression: Expression
        var complexity: Int
        var unit: UnitVector
    }

    /// Variables beyond this number, in the order of their promise, take part alone only.
    private static let paired = 10
    private static let tripled = 7
    /// Triples of no more variables have squares too.
    private static let squared = 5
    private static let powers = [-2, -1, 1, 2]
    /// Constants within functions, in units of one over the spread of what they multiply.
    private static let rates = [0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4]
    /// Faster waves, so that one is near enough to any for its constant to be moved there.
    private static let fastSteps = 7...20
    private static let fastStep = 0.7
    private static let most = 6_000

    private let basis: UnitBasis
    private let variables: [Variable]
    private let columns: [[Double]]
    private let operators: OperatorSet
    let stride: Int
    private(set) var parts: [Part] = []
    /// Part after part, each scaled to a mean square of one and filled up with zeros.
    private(set) var values: [Double] = []
    private(set) var scales: [Double] = []
    /// Sums and differences of a variable and a product that has its unit.
    private(set) var binomials: [Part] = []
    /// One more or less than a pure number, its square or its cosine.
    private(set) var complements: [Part] = []
    // Looked up, never iterated.
    private var seen = Set<Expression>()

    /// - Parameters:
    ///   - columns: some rows of the table.
    ///   - order: variables by promise.
    ///   - isLarge: whether products of three and functions beside a product take part.
    init(
        variables: [Variable], columns: [[Double]], operators: OperatorSet, basis: UnitBasis,
        groups: [PowerVectors.Product], order: [Int], hasConstants: Bool, isLarge: Bool
    ) {
        self.variables = variables
        self.columns = columns
        self.operators = operators
        self.basis = basis
        let rows = columns.first?.count ?? 0
        stride = (rows + 7) / 8 * 8
        var numbers = [Expression]()
        for index in order where basis.vector(variables[index].unit) != nil {
            add(singles(.variable(index)))
            if variables[index].unit.isDimensionless { numbers.append(.variable(index)) }
        }
        for group in groups where group.size > 1 {
            guard let formula = Expression.product(group.exponents, operators) else { continue }
            numbers.append(formula)
            if let inverse = Expression.product(group.exponents.map { -$0 }, operators) {
                numbers.append(inverse)
            }
            add(singles(formula))
        }
        add(numbers.flatMap { functions($0, hasConstants: hasConstants) })
        let inverses = order.filter { variables[$0].unit.isDimensionless }.compactMap {
            function(.inverse, .variable($0))
        }
        add(inverses.flatMap { exponentials($0, hasConstants: hasConstants) })
        let leading = Array(order.prefix(LinkParts.paired))
        for (place, first) in leading.enumerated() {
            for second in leading.dropFirst(place + 1) {
                add(pair(first, second))
                add(waves(arguments(first, second)))
            }
        }
        let plain = numbers.flatMap { number in
            [UnaryOperator.sine, .cosine, .exponential, .logarithm].compactMap {
                function($0, number)
            }
        }
        multiply(leading.map { .variable($0) }, plain)
        guard isLarge else { return }
        let few = Array(order.prefix(LinkParts.tripled))
        triples(few)
        if hasConstants {
            let own = few.map { Expression.variable($0) }.filter(isNumber)
            multiply(
                few.map { .variable($0) }, own.flatMap { exponentials($0, hasConstants: true) })
        }
        multiplySquares(leading)
        let products = parts.map(\.expression).filter { formula in
            if case .unary(.squareRoot, .binary(.multiply, _, _)) = formula { return true }
            return formula.complexity == 3 && formula.isPowerProduct
        }
        multiply(products, waves(numbers))
        for (place, first) in few.enumerated() {
            for second in few.dropFirst(place + 1) {
                let own = waves(arguments(first, second))
                multiply(few.map { .variable($0) }, own)
                multiply(products, own)
            }
        }
        makeBinomials(leading)
        makeComplements(numbers)
    }

    private mutating func makeComplements(_ numbers: [Expression]) {
        for number in numbers {
            let own = [number, function(.square, number), function(.cosine, number)]
            for x in own.compactMap({ $0 }) {
                for operation in [BinaryOperator.subtract, .add] where operators.has(operation) {
                    let form = Expression.binary(operation, .constant(1), x).canonical
                    complements.append(
                        Part(expression: form, complexity: form.complexity, unit: basis.one))
                }
            }
        }
    }

    /// Distances and squares of sums and differences beside a power of a variable.
    private mutating func multiplySquares(_ leading: [Int]) {
        guard operators.has(.multiply), operators.has(.divide) else { return }
        let squares = parts.map(\.expression).filter {
            switch $0 {
            case .unary(.square, .binary): $0.complexity == 4
            case .binary(.absoluteDifference, .variable, .variable): true
            default: false
            }
        }
        for square in squares {
            for index in leading where !square.variables.contains(index) {
                let x = Expression.variable(index)
                let factors = [x, function(.square, x)].compactMap { $0 }
                add(
                    factors.flatMap {
                        [.binary(.multiply, square, $0), .binary(.divide, square, $0)]
                    })
            }
        }
    }

    private mutating func makeBinomials(_ leading: [Int]) {
        let products = parts.filter { part in
            part.expression.isPowerProduct && part.expression.variables.count > 1
                && !part.unit.isDimensionless
        }
        for index in leading {
            guard let unit = basis.vector(variables[index].unit), !unit.isDimensionless else {
                continue
            }
            for product in products
            where product.unit == unit && !product.expression.variables.contains(index) {
                for operation in [BinaryOperator.subtract, .add] where operators.has(operation) {
                    let form = Expression.binary(operation, .variable(index), product.expression)
                    binomials.append(
                        Part(expression: form, complexity: form.complexity, unit: unit))
                }
            }
        }
    }

    private func isNumber(_ expression: Expression) -> Bool {
        (try? expression.unit(variables))?.isDimensionless ?? false
    }

    private func function(_ operation: UnaryOperator, _ x: Expression) -> Expression? {
        operators.has(operation) ? .unary(operation, x) : nil
    }

    /// Powers of a formula.
    private func singles(_ x: Expression) -> [Expression] {
        let powers = [x, function(.square, x), function(.squareRoot, x)].compactMap { $0 }
        return powers + powers.prefix(2).compactMap { function(.inverse, $0) }
    }

    private func scaled(_ x: Expression, _ factor: Double) -> Expression {
        .binary(
            .multiply, .constant(ShortNumber.near(factor, within: 0.05 * factor)), x)
    }

    /// Functions of a pure number, with constants inside if wanted.
    private func functions(_ x: Expression, hasConstants: Bool) -> [Expression] {
        let plain = [UnaryOperator.logarithm, .sine, .cosine].compactMap { function($0, x) }
        var result = plain + exponentials(x, hasConstants: hasConstants)
        guard hasConstants, let spread = spread(x) else { return result }
        let rates = LinkParts.rates + LinkParts.fastSteps.map { LinkParts.fastStep * Double($0) }
        for rate in rates {
            let argument = scaled(x, rate / spread)
            result += [UnaryOperator.sine, .cosine].compactMap { function($0, argument) }
        }
        return result
    }

    private func exponentials(_ x: Expression, hasConstants: Bool) -> [Expression] {
        var inner = [x]
        if hasConstants, let spread = spread(x) {
            inner += LinkParts.rates.map { scaled(x, $0 / spread) }
        }
        let rising = inner.compactMap { function(.exponential, $0) }
        return rising + rising.compactMap { function(.inverse, $0) }
    }

    /// The standard deviation; `nil` where it is zero or constants may not be multiplied.
    private func spread(_ x: Expression) -> Double? {
        guard operators.has(.multiply), let values = x.evaluate(columns: columns) else {
            return nil
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let spread = (square / Double(values.count)).squareRoot()
        return spread.isNormal ? spread : nil
    }

    /// The plainest pure numbers of two variables.
    private func arguments(_ first: Int, _ second: Int) -> [Expression] {
        let x = Expression.variable(first)
        let y = Expression.variable(second)
        let all: [(BinaryOperator, Expression, Expression)] = [
            (.multiply, x, y), (.divide, x, y), (.divide, y, x), (.subtract, x, y), (.add, x, y),
        ]
        return all.filter { operators.has($0.0) }.map { Expression.binary($0.0, $0.1, $0.2) }
            .filter(isNumber)
    }

    private func waves(_ numbers: [Expression]) -> [Expression] {
        numbers.flatMap { number in
            [UnaryOperator.sine, .cosine, .exponential].compactMap { function($0, number) }
        }
    }

    private func pair(_ first: Int, _ second: Int) -> [Expression] {
        var result = [Expression]()
        for a in LinkParts.powers {
            for b in LinkParts.powers {
                var exponents = [Int](repeating: 0, count: variables.count)
                exponents[first] = a
                exponents[second] = b
                result += [Expression.product(exponents, operators)].compactMap { $0 }
            }
        }
        let x = Expression.variable(first)
        let y = Expression.variable(second)
        if operators.has(.multiply) {
            result += [function(.squareRoot, .binary(.multiply, x, y))].compactMap { $0 }
        }
        guard variables[first].unit == variables[second].unit else { return result }
        if operators.has(.absoluteDifference) { result.append(.binary(.absoluteDifference, x, y)) }
        for operation in [BinaryOperator.subtract, .add] where operators.has(operation) {
            let joined = Expression.binary(operation, x, y)
            result += [joined] + [function(.square, joined)].compactMap { $0 }
        }
        return result
    }

    private mutating func triples(_ leading: [Int]) {
        guard operators.has(.multiply) else { return }
        let powers = leading.count <= LinkParts.squared ? LinkParts.powers : [-1, 1]
        for (place, first) in leading.enumerated() {
            for (offset, second) in leading.dropFirst(place + 1).enumerated() {
                for third in leading.dropFirst(place + offset + 2) {
                    for choice in 0..<powers.count * powers.count * powers.count {
                        var exponents = [Int](repeating: 0, count: variables.count)
                        exponents[first] = powers[choice % powers.count]
                        exponents[second] = powers[choice / powers.count % powers.count]
                        exponents[third] = powers[choice / powers.count / powers.count]
                        add([Expression.product(exponents, operators)].compactMap { $0 })
                    }
                }
            }
        }
    }

    private mutating func multiply(_ factors: [Expression], _ functions: [Expression]) {
        guard operators.has(.multiply) else { return }
        for factor in factors {
            add(functions.map { .binary(.multiply, factor, $0) })
        }
    }

    private mutating func add(_ expressions: [Expression]) {
        for expression in expressions where parts.count < LinkParts.most {
            let form = expression.canonical
            guard seen.insert(form).inserted, let own = try? form.unit(variables),
                let unit = basis.vector(own), let column = form.evaluate(columns: columns),
                let first = column.first, column.contains(where: { $0 != first })
            else { continue }
            let square = column.reduce(0) { $0 + $1 * $1 } / Double(column.count)
            guard square.isNormal else { continue }
            let scale = 1 / square.squareRoot()
            parts.append(Part(expression: form, complexity: form.complexity, unit: unit))
            scales.append(scale)
            values += column.map { $0 * scale }
            values += [Double](repeating: 0, count: stride - column.count)
        }
    }
}

extension Expression {
    /// Whether the formula is made of variables, products, quotients and powers alone.
    var isPowerProduct: Bool {
        switch self {
        case .variable: true
        case .constant(let value): value == 1
        case .unary(let operation, let inner):
            (operation == .square || operation == .cube || operation == .inverse)
                && inner.isPowerProduct
        case .binary(let operation, let left, let right):
            (operation == .multiply || operation == .divide) && left.isPowerProduct
                && right.isPowerProduct
        }
    }
}
