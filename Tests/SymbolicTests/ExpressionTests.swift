import Basis
import Testing

@testable import Symbolic

private let x = Symbolic.Expression.variable(0)
private let y = Symbolic.Expression.variable(1)
private let z = Symbolic.Expression.variable(2)

@Test func complexityCountsNodes() {
    // sqrt(x) / |y - z|: x, sqrt, y, z, |-|, /
    let formula = Symbolic.Expression.binary(
        .divide, .unary(.squareRoot, x), .binary(.absoluteDifference, y, z))
    #expect(formula.complexity == 6)
    #expect(x.complexity == 1)
    #expect(Symbolic.Expression.constant(2).complexity == 1)
    #expect(Symbolic.Expression.unary(.inverse, .unary(.square, x)).complexity == 3)
    #expect(formula.variables == [0, 1, 2])
}

@Test(arguments: [
    (Symbolic.Expression.binary(.add, y, x), Symbolic.Expression.binary(.add, x, y)),
    (.binary(.multiply, x, .unary(.inverse, y)), .binary(.divide, x, y)),
    (.binary(.multiply, .unary(.inverse, y), x), .binary(.divide, x, y)),
    (.binary(.divide, .unary(.inverse, x), y), .unary(.inverse, .binary(.multiply, x, y))),
    (.unary(.inverse, .binary(.divide, x, y)), .binary(.divide, y, x)),
    (.binary(.multiply, x, x), .unary(.square, x)),
    (.binary(.multiply, x, .unary(.square, x)), .unary(.cube, x)),
    (.binary(.multiply, x, .unary(.squareRoot, x)), .unary(.cube, .unary(.squareRoot, x))),
    (
        .binary(.divide, .unary(.square, x), .unary(.squareRoot, x)),
        .unary(.cube, .unary(.squareRoot, x))
    ),
    (.unary(.squareRoot, .unary(.cube, x)), .unary(.cube, .unary(.squareRoot, x))),
    (.binary(.divide, .binary(.multiply, y, x), y), x),
    (.unary(.absolute, .binary(.subtract, y, x)), .binary(.absoluteDifference, x, y)),
    (.unary(.squareRoot, .unary(.square, x)), .unary(.absolute, x)),
    (.unary(.square, .binary(.subtract, y, x)), .unary(.square, .binary(.subtract, x, y))),
    (.unary(.exponential, .unary(.logarithm, x)), x),
    (.binary(.add, .constant(1), .constant(2)), .constant(3)),
])
func rewritingsShareOneCanonicalForm(
    formula: Symbolic.Expression, expected: Symbolic.Expression
) {
    #expect(formula.canonical == expected)
}

/// A random formula over three variables, at most `depth` operations deep.
private func randomFormula(_ stream: inout RandomStream, depth: Int) -> Symbolic.Expression {
    if depth == 0 || stream.below(5) == 0 {
        return stream.below(6) == 0
            ? .constant(Double(stream.below(9)) / 4 - 1) : .variable(stream.below(3))
    }
    if stream.below(2) == 0 {
        let operation = UnaryOperator.allCases[stream.below(UnaryOperator.allCases.count)]
        return .unary(operation, randomFormula(&stream, depth: depth - 1))
    }
    let operation = BinaryOperator.allCases[stream.below(BinaryOperator.allCases.count)]
    let left = randomFormula(&stream, depth: depth - 1)
    return .binary(operation, left, randomFormula(&stream, depth: depth - 1))
}

@Test func canonicalFormsKeepValuesAndNeverGrow() throws {
    var stream = RandomStream(seed: 11).child("canonical")
    var compared = 0
    for _ in 0..<4_000 {
        let formula = randomFormula(&stream, depth: 4)
        let canonical = formula.canonical
        #expect(canonical.canonical == canonical, "\(formula)")
        #expect(canonical.complexity <= formula.complexity)
        let point = (0..<3).map { _ in 0.5 + 2 * stream.unit() }
        guard let value = formula.value(at: point) else { continue }
        // Formulas that amplify rounding (1 / (a - a')) say nothing about the rewriting.
        let nudged = formula.value(at: point.map { $0 * (1 + 1e-13) })
        guard let nudged, abs(nudged - value) <= 1e-10 * abs(value) else { continue }
        let other = try #require(canonical.value(at: point), "\(formula)")
        #expect(abs(other - value) <= 1e-8 * max(1, abs(value)), "\(formula)")
        compared += 1
    }
    #expect(compared > 2_000)
}

/// A random product of powers of three variables: any nesting of products, quotients, inverses,
/// squares, cubes and roots of variables.
private func randomMonomial(_ stream: inout RandomStream, depth: Int) -> Symbolic.Expression {
    if depth == 0 || stream.below(5) == 0 {
        let leaf = Symbolic.Expression.variable(stream.below(3))
        switch stream.below(4) {
        case 0: return .unary(.square, leaf)
        case 1: return .unary(.squareRoot, leaf)
        default: return leaf
        }
    }
    if stream.below(5) == 0 { return .unary(.inverse, randomMonomial(&stream, depth: depth - 1)) }
    let left = randomMonomial(&stream, depth: depth - 1)
    let right = randomMonomial(&stream, depth: depth - 1)
    return .binary(stream.below(2) == 0 ? .multiply : .divide, left, right)
}

@Test func productsOfPowersThatAreEqualEverywhereAreOneFormula() throws {
    var stream = RandomStream(seed: 17).child("monomials")
    let points = (0..<4).map { _ in (0..<3).map { _ in 0.5 + 2 * stream.unit() } }
    var forms = [[Int]: Symbolic.Expression]()
    var met = 0
    for _ in 0..<3_000 {
        let formula = randomMonomial(&stream, depth: 3)
        // Logarithms tell exponents in steps of one half apart.
        let key = try points.map {
            Int((try #require(formula.value(at: $0)).logarithm * 1e6).rounded())
        }
        if let known = forms[key] {
            #expect(formula.canonical == known, "\(formula)")
            met += 1
        } else {
            forms[key] = formula.canonical
        }
    }
    #expect(met > 500)
}

extension Double {
    /// The natural logarithm, by the operator that formulas have.
    fileprivate var logarithm: Double {
        Symbolic.Expression.unary(.logarithm, .variable(0)).value(at: [self]) ?? .nan
    }
}

@Test func swappedArgumentsGiveTheSameForm() {
    var stream = RandomStream(seed: 5).child("swap")
    for _ in 0..<500 {
        let a = randomFormula(&stream, depth: 2)
        let b = randomFormula(&stream, depth: 2)
        for operation in BinaryOperator.allCases where operation.isCommutative {
            let first = Symbolic.Expression.binary(operation, a, b).canonical
            #expect(first == Symbolic.Expression.binary(operation, b, a).canonical)
        }
    }
}

@Test func columnsGiveTheValuesOfSinglePoints() {
    var stream = RandomStream(seed: 3).child("columns")
    let columns = (0..<3).map { _ in (0..<20).map { _ in 3 * stream.unit() - 0.5 } }
    var refused = 0
    for _ in 0..<300 {
        let formula = randomFormula(&stream, depth: 3)
        let single = (0..<20).map { row in formula.value(at: columns.map { $0[row] }) }
        let all = formula.evaluate(columns: columns)
        #expect(all == (single.contains(nil) ? nil : single.compactMap { $0 }), "\(formula)")
        refused += all == nil ? 1 : 0
    }
    #expect(refused > 0)
}

@Test func undefinedPartsAreNotHiddenByLaterOperations() {
    // 1/(1/0) would be 0 and exp(log 0) would be 0 in plain arithmetic.
    let hidden = Symbolic.Expression.unary(.inverse, .unary(.inverse, x))
    #expect(hidden.value(at: [0]) == nil)
    #expect(Symbolic.Expression.unary(.exponential, .unary(.logarithm, x)).value(at: [0]) == nil)
    #expect(Symbolic.Expression.unary(.squareRoot, x).value(at: [-1]) == nil)
    #expect(hidden.evaluate(columns: [[1, 0]]) == nil)
}

@Test func printersBracketWhatMustBeBracketed() {
    let formula = Symbolic.Expression.binary(
        .divide, .binary(.subtract, x, .binary(.subtract, y, z)),
        .binary(.multiply, .unary(.square, .binary(.add, x, y)), .unary(.inverse, z)))
    let names = ["x", "y", "z"]
    #expect(formula.text(names) == "(x - (y - z))/((x + y)^2*(1/z))")
    #expect(formula.sympy(names) == "(x - (y - z))/((x + y)**2*(1/z))")
    let others = Symbolic.Expression.binary(
        .maximum, .binary(.absoluteDifference, x, y), .unary(.logarithm, .constant(-0.5)))
    #expect(others.text(names) == "max(abs(x - y), log(-0.5))")
    #expect(others.sympy(names) == "Max(Abs(x - y), log(-0.5))")
    #expect(others.numpy(names) == "np.maximum(np.abs(x - y), np.log(-0.5))")
    #expect(
        Symbolic.Expression.binary(.divide, .unary(.squareRoot, x), .unary(.square, y))
            .latex(["x", "r^{a}"]) == "\\frac{\\sqrt{x}}{{\\left(r^{a}\\right)}^{2}}")
    #expect(LaTeX.number(-1.5e-7) == "-1.5 \\times 10^{-7}")
}

@Test func identifiersAreValidAndDifferent() {
    let names = [
        "ave:melting_point", "ave melting point", "lambda", "E", "2nd", "", "ave_melting_point",
        "Größe", "ave_melting_point_2", "float",
    ]
    let table = SymbolTable(names: names)
    #expect(table.entries.map(\.name) == names)
    #expect(table.identifiers[0] == "ave_melting_point")
    #expect(table.identifiers[1] == "ave_melting_point_2")
    #expect(Array(table.identifiers[2...5]) == ["lambda_", "E_", "x2nd", "x"])
    #expect(Set(table.identifiers).count == names.count)
    #expect(table.identifiers.last == "float_")
    // Names of Python and SymPy would be called instead of read.
    let taken = ["eye", "sum", "Ellipse", "flatten", "gamma", "Q"]
    #expect(SymbolTable(names: taken).identifiers == taken.map { $0 + "_" })
    for identifier in table.identifiers {
        #expect(identifier.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }
}
