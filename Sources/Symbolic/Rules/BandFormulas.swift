/// The formulas of one to three variables that rules may be built on.
///
/// A band on `f` is a band on every function that keeps or reverses the order of `f`, so one
/// formula stands for all of those: `x/y` for `y/x`, `log(x/y)` and `(x/y)^2`. Only the direction
/// `a : b` of a product of powers `x^a y^b` matters.
struct BandFormulas: Sendable {
    let variables: [Variable]
    /// Whether the smallest value of each column is above zero.
    let isPositive: [Bool]
    /// Whether no value of the column is zero.
    let hasNoZero: [Bool]
    /// Variables with more than one value.
    let usable: [Int]
    let parameters: RuleParameters

    init(variables: [Variable], columns: [[Double]], parameters: RuleParameters) {
        self.variables = variables
        self.parameters = parameters
        isPositive = columns.map { $0.allSatisfy { $0 > 0 } }
        hasNoZero = columns.map { $0.allSatisfy { $0 != 0 } }
        usable = columns.indices.filter { index in
            let column = columns[index]
            return column.contains { $0 != column[0] }
        }
    }

    /// All formulas, those with the fewest nodes first.
    func all() -> [Expression] {
        var found = usable.map(Expression.variable)
        guard parameters.rungs > 0 else { return found }
        let pairs = usable.indices.flatMap { i in
            usable[..<i].flatMap { self.pairs($0, usable[i]) }
        }
        found += pairs.map(\.formula)
        if parameters.rungs > 1 {
            for pair in pairs where pair.takesThird {
                let used = pair.formula.variables
                for third in usable where !used.contains(third) {
                    found += withThird(pair.formula, third)
                }
            }
        }
        let indexed = found.enumerated()
            .map { (order: $0.offset, nodes: $0.element.complexity, formula: $0.element) }
            .filter { $0.nodes <= parameters.maximumComplexity }
            .sorted { ($0.nodes, $0.order) < ($1.nodes, $1.order) }
        return indexed.map(\.formula)
    }

    private struct Pair {
        var formula: Expression
        /// Whether a third variable may divide or multiply it.
        var takesThird: Bool
    }

    private func has(_ operation: BinaryOperator) -> Bool {
        parameters.binaryOperators.contains(operation)
    }

    private func pairs(_ i: Int, _ j: Int) -> [Pair] {
        let x = Expression.variable(i)
        let y = Expression.variable(j)
        var found = [Pair]()
        func add(_ operation: BinaryOperator, _ a: Expression, _ b: Expression, _ third: Bool) {
            if has(operation) {
                found.append(Pair(formula: .binary(operation, a, b), takesThird: third))
            }
        }
        add(.multiply, x, y, true)
        if hasNoZero[j] { add(.divide, x, y, false) }
        // Between positive quantities y/x has the order of x/y reversed.
        if hasNoZero[i], !(isPositive[i] && isPositive[j]) { add(.divide, y, x, false) }
        if variables[i].unit == variables[j].unit {
            add(.add, x, y, true)
            add(.subtract, x, y, true)
            add(.absoluteDifference, x, y, true)
            add(.minimum, x, y, false)
            add(.maximum, x, y, false)
        }
        if isPositive[i], isPositive[j] {
            for (a, b) in powers {
                add(.multiply, power(x, a), power(y, b), false)
                add(.divide, power(x, a), power(y, b), false)
            }
        }
        return found
    }

    /// Pairs of exponents without a common factor, apart from 1 : 1.
    private var powers: [(Int, Int)] {
        let largest = parameters.largestExponent
        guard largest > 1 else { return [] }
        var found = [(Int, Int)]()
        for total in 3...(2 * largest) {
            for a in 1..<total where a <= largest && total - a <= largest {
                let b = total - a
                if a != b { found.append((a, b)) }
            }
        }
        return found
    }

    private func power(_ x: Expression, _ exponent: Int) -> Expression {
        switch exponent {
        case 2: .unary(.square, x)
        case 3: .unary(.cube, x)
        default: x
        }
    }

    private func withThird(_ pair: Expression, _ third: Int) -> [Expression] {
        let z = Expression.variable(third)
        var found = [Expression]()
        if case .binary(.multiply, _, let y) = pair {
            // Every product of three comes once, its variables ascending.
            if case .variable(let last) = y, last < third, has(.multiply) {
                found.append(.binary(.multiply, pair, z))
            }
            if hasNoZero[third], has(.divide) { found.append(.binary(.divide, pair, z)) }
            return found
        }
        if has(.divide), hasNoZero[third] { found.append(.binary(.divide, pair, z)) }
        if has(.multiply) { found.append(.binary(.multiply, pair, z)) }
        return found
    }
}

extension Expression {
    /// Whether sums or differences occur, whose rounding errors are not relative to the value.
    var hasSums: Bool {
        switch self {
        case .variable, .constant: false
        case .unary(_, let inner): inner.hasSums
        case .binary(let operation, let left, let right):
            [.add, .subtract, .absoluteDifference].contains(operation) || left.hasSums
                || right.hasSums
        }
    }
}
