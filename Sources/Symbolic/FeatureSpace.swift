/// Which operations the construction of features may use.
struct OperatorSet: Sendable, Equatable {
    var unary: [UnaryOperator]
    var binary: [BinaryOperator]

    func has(_ operation: UnaryOperator) -> Bool { unary.contains(operation) }
    func has(_ operation: BinaryOperator) -> Bool { binary.contains(operation) }
}

/// The candidate formulas over a table, enumerated but never stored.
///
/// *Factors* are the variables; from rung 1 on also their transforms (square root, square, cube,
/// logarithm, exponential, absolute value), the anchored forms |x - c|, min(x, c) and max(x, c) with
/// constants c at quantiles of x, and the inverses of all these: a quotient is a product with an
/// inverse factor. o stands for x, +, -, |a - b|, min and max. The candidates of each rung are those
/// of the rung before and
///
/// - rung 1: the factors, and *pairs* f o g of two factors;
/// - rung 2: *pieces*, that is transforms of pairs, inverses of pairs that are no products, and
///   inverses of such transforms; and (pair or piece) o factor;
/// - rung 3: transforms of ((pair or piece) o factor) and its inverse; ((pair or piece) o factor,
///   or the inverse of that) o factor; and (pair or piece) o (pair or piece).
///
/// All have at most `maximumComplexity` nodes. Left out is what another candidate says:
///
/// - products, sums, minima and maxima of several factors have them in ascending order only; signs
///   are free from the second term on, as a feature and its negative are one feature;
/// - |a - b| does not take a sum with a minus sign, which belongs to its other side;
/// - powers of one variable are not multiplied with each other, nor a factor with its inverse;
/// - as parts of products and sums, products are transformed by log and exp only, and min and max
///   not at all, because transformed factors make the same;
/// - of (piece o piece), products of products and sums of sums, which factors one by one make;
/// - sums with inverted factors other than 1/x, and with 1/x unless `inverse` is an operator.
///
/// Sums, differences, min and max join equal units only, see ``Expression/unit(_:)``. A candidate
/// that is not finite in some row is none. Columns of factors stand one after the other in
/// `values`, each padded with zeros to `stride`.
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
        /// Whether sums and differences may use it.
        var isTerm: Bool
        /// Whether it is a candidate on its own.
        var isCandidate: Bool
        /// Whether a constant inside is to be refined; two such of one variable do not multiply.
        var hasConstant = false

        var complexity: Int { baseComplexity + (inverted ? 1 : 0) }
        var expression: Expression { inverted ? .unary(.inverse, base) : base }
    }

    let variables: [Variable]
    let operators: OperatorSet
    let rungs: Int
    let maximumComplexity: Int
    let joinsTransforms: Bool
    let hasConstants: Bool
    let omitsSums: Bool
    let factors: [Factor]
    /// Variables with one value in all rows; no candidate uses them.
    let constantVariables: [Int]
    let rows: Int
    let stride: Int
    let values: [Double]
    /// The units of the factors.
    let units: UnitRegistry
    let masks: FactorMasks

    /// The number of pairs of different factors.
    var pairCount: Int { factors.count * (factors.count - 1) / 2 }

    /// - Parameters:
    ///   - columns: a finite value for each variable and row.
    ///   - rungs: 0...3.
    ///   - anchors: constants for each variable, see above; 0 for none.
    ///   - hasConstants: whether functions of the variables with constants inside are factors too,
    ///     see ``constantForms(of:_:_:)``; they take part in products only.
    ///   - kept: the variables to use; `nil` uses all.
    ///   - omitsSums: whether sums and differences are parts of formulas only. As a formula each ties
    ///     the coefficients of two terms, and many such beat the terms of a law one by one.
    ///   - joinsTransforms: whether transforms of pairs are joined with factors at rung 2 too.
    init(
        variables: [Variable], columns: [[Double]], operators: OperatorSet, rungs: Int,
        maximumComplexity: Int, anchors: Int = 0, hasConstants: Bool = false,
        kept: Set<Int>? = nil, joinsTransforms: Bool = true, omitsSums: Bool = false
    ) {
        self.omitsSums = omitsSums
        self.joinsTransforms = joinsTransforms
        self.hasConstants = hasConstants
        self.variables = variables
        self.operators = operators
        self.rungs = rungs
        self.maximumComplexity = maximumComplexity
        rows = columns[0].count
        stride = (rows + 7) / 8 * 8
        var units = UnitRegistry()
        var all = [(factor: Factor, column: [Double])]()
        var constants = [Int]()
        for (index, variable) in variables.enumerated() {
            let column = columns[index]
            guard column.contains(where: { $0 != column[0] }) else {
                constants.append(index)
                continue
            }
            if let kept, !kept.contains(index) { continue }
            let positive = column.allSatisfy { $0 > 0 }
            var own = [[Double]]()
            for form in FeatureSpace.forms(
                of: index, column, operators, rungs: rungs, anchors: anchors)
                + (hasConstants
                    ? FeatureSpace.constantForms(of: index, column, operators) : [])
            {
                var unit: Unit? = variable.unit
                if form.hasConstant {
                    unit = try? form.expression.unit(variables, onesAreFitted: true)
                }
                if let operation = form.operation { unit = operation.unit(variable.unit) }
                guard let unit, form.expression.complexity <= maximumComplexity,
                    let values = form.expression.evaluate(columns: columns),
                    values.contains(where: { $0 != values[0] }), !own.contains(values)
                else { continue }
                own.append(values)
                let exponent =
                    form.isAnchored || form.hasConstant
                    ? 0 : FeatureSpace.doubledExponent(form.operation)
                all.append(
                    (
                        Factor(
                            variable: index, base: form.expression,
                            baseComplexity: form.expression.complexity, inverted: false,
                            unit: unit, unitNumber: units.number(unit), isPower: exponent != 0,
                            positivePower: positive ? exponent : 0,
                            isTerm: !form.hasConstant, isCandidate: true,
                            hasConstant: form.hasConstant), values
                    ))
            }
        }
        let invertible = rungs > 0 && (operators.has(.inverse) || operators.has(.divide))
        for (factor, column) in all where invertible {
            let inverses = column.map { 1 / $0 }
            guard inverses.allSatisfy(\.isFinite) else { continue }
            var inverse = factor
            inverse.inverted = true
            inverse.positivePower = -factor.positivePower
            inverse.unit = factor.unit.inverse
            inverse.unitNumber = units.number(inverse.unit)
            inverse.isTerm = factor.baseComplexity == 1 && operators.has(.inverse)
            inverse.isCandidate = operators.has(.inverse)
            all.append((inverse, inverses))
        }
        factors = all.map(\.factor)
        constantVariables = constants
        masks = FactorMasks(factors, operators: operators, unitCount: units.count)
        self.units = units
        var values = [Double](repeating: 0, count: all.count * stride)
        for (position, entry) in all.enumerated() {
            values.replaceSubrange(
                position * stride..<position * stride + rows, with: entry.column)
        }
        self.values = values
    }

    private static func doubledExponent(_ operation: UnaryOperator?) -> Int {
        switch operation {
        case nil: 2
        case .squareRoot: 1
        case .square: 4
        case .cube: 6
        case .inverse: -2
        case .logarithm, .exponential, .absolute, .sine, .cosine: 0
        }
    }
}
