/// Which operations the construction of features may use.
struct OperatorSet: Sendable, Equatable {
    var unary: [UnaryOperator]
    var binary: [BinaryOperator]

    func has(_ operation: UnaryOperator) -> Bool { unary.contains(operation) }
    func has(_ operation: BinaryOperator) -> Bool { binary.contains(operation) }
}

/// The candidate formulas over a table, enumerated but never stored.
///
/// *Factors* are the variables, their unary transforms, and the inverses of all these (a quotient
/// is a product with an inverse factor). A *left* is a factor or, at rung 2, the combination of two
/// factors or its inverse. A candidate joins a left and a factor, or transforms a rung-1 left.
/// Columns of factors stand one after the other in `values`, each padded with zeros to `stride`.
struct FeatureSpace: Sendable {
    struct Factor: Sendable {
        var variable: Int
        /// The formula before inversion.
        var base: Expression
        var baseComplexity: Int
        var inverted: Bool
        var unit: Unit
        var unitNumber: Int
        /// Whether the base is a power of the variable: powers of one variable do not multiply.
        var isPower: Bool
        /// Twice the exponent where the variable is positive in all rows, else 0: 1 for a root.
        var positivePower: Int
        /// Whether sums and differences may use it: a variable or one of its transforms.
        var isTerm: Bool
        /// Whether it is a candidate on its own.
        var isCandidate: Bool

        var complexity: Int { baseComplexity + (inverted ? 1 : 0) }
        var expression: Expression { inverted ? .unary(.inverse, base) : base }
    }

    let variables: [Variable]
    let operators: OperatorSet
    let rungs: Int
    let maximumComplexity: Int
    let factors: [Factor]
    /// Variables with one value in all rows; no candidate uses them.
    let constantVariables: [Int]
    let rows: Int
    let stride: Int
    let values: [Double]
    /// Numbers of units, looked up when a rung-1 left meets a factor; never iterated.
    private let unitNumbers: [Unit: Int]

    /// The number of factor columns in `values`, rounded up to whole groups of four.
    var paddedFactors: Int { (factors.count + 3) / 4 * 4 }

    init(
        variables: [Variable], columns: [[Double]], operators: OperatorSet, rungs: Int,
        maximumComplexity: Int
    ) {
        self.variables = variables
        self.operators = operators
        self.rungs = rungs
        self.maximumComplexity = maximumComplexity
        rows = columns[0].count
        stride = (rows + 3) / 4 * 4
        var plain = [(factor: Factor, column: [Double])]()
        var constants = [Int]()
        var numbers = [Unit: Int]()
        func number(_ unit: Unit) -> Int {
            if let known = numbers[unit] { return known }
            numbers[unit] = numbers.count
            return numbers.count - 1
        }
        for (index, variable) in variables.enumerated() {
            let column = columns[index]
            guard column.contains(where: { $0 != column[0] }) else {
                constants.append(index)
                continue
            }
            let positive = column.allSatisfy { $0 > 0 }
            var own = [[Double]]()
            for operation in FeatureSpace.transforms(operators, rungs: rungs) {
                var expression = Expression.variable(index)
                var unit: Unit? = variable.unit
                if let operation {
                    expression = .unary(operation, expression)
                    unit = operation.unit(variable.unit)
                }
                guard let unit, let values = expression.evaluate(columns: columns),
                    !own.contains(values)
                else { continue }
                own.append(values)
                let power = operation != .logarithm && operation != .exponential
                plain.append(
                    (
                        Factor(
                            variable: index, base: expression,
                            baseComplexity: expression.complexity, inverted: false, unit: unit,
                            unitNumber: number(unit), isPower: power && operation != .absolute,
                            positivePower: positive ? FeatureSpace.doubledExponent(operation) : 0,
                            isTerm: true, isCandidate: true), values
                    ))
            }
        }
        var all = plain
        let invertible = rungs > 0 && (operators.has(.inverse) || operators.has(.divide))
        for (factor, column) in plain where invertible {
            let inverses = column.map { 1 / $0 }
            guard inverses.allSatisfy(\.isFinite) else { continue }
            var inverse = factor
            inverse.inverted = true
            inverse.positivePower = -factor.positivePower
            inverse.unit = factor.unit.inverse
            inverse.unitNumber = number(inverse.unit)
            inverse.isTerm = factor.baseComplexity == 1 && operators.has(.inverse)
            inverse.isCandidate = operators.has(.inverse)
            all.append((inverse, inverses))
        }
        factors = all.map(\.factor)
        constantVariables = constants
        unitNumbers = numbers
        var values = [Double](repeating: 0, count: (all.count + 3) / 4 * 4 * stride)
        for (position, entry) in all.enumerated() {
            values.replaceSubrange(
                position * stride..<position * stride + rows, with: entry.column)
        }
        self.values = values
    }

    /// The transforms of a single variable; `nil` is the variable itself. The inverse comes with
    /// the inverted factors.
    private static func transforms(_ operators: OperatorSet, rungs: Int) -> [UnaryOperator?] {
        guard rungs > 0 else { return [nil] }
        return [nil] + UnaryOperator.allCases.filter { $0 != .inverse && operators.has($0) }
    }

    private static func doubledExponent(_ operation: UnaryOperator?) -> Int {
        switch operation {
        case nil: 2
        case .squareRoot: 1
        case .square: 4
        case .cube: 6
        case .inverse: -2
        case .logarithm, .exponential, .absolute: 0
        }
    }

    func unitNumber(_ unit: Unit) -> Int { unitNumbers[unit] ?? -1 }

    /// The factor columns of some rows only, in the same layout.
    func gathering(rows chosen: [Int]) -> FactorTable {
        let width = (chosen.count + 3) / 4 * 4
        var gathered = [Double](repeating: 0, count: paddedFactors * width)
        for factor in factors.indices {
            for (position, row) in chosen.enumerated() {
                gathered[factor * width + position] = values[factor * stride + row]
            }
        }
        return FactorTable(rows: chosen.count, stride: width, values: gathered)
    }
}

/// Columns of factors, one after the other, padded to `stride`.
struct FactorTable: Sendable {
    var rows: Int
    var stride: Int
    var values: [Double]
}
