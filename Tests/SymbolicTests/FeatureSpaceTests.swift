import Basis
import Testing

@testable import Symbolic

private typealias Formula = Symbolic.Expression

private func space(
    _ columns: [[Double]], _ unary: [UnaryOperator], _ binary: [BinaryOperator], rungs: Int,
    complexity: Int = 9, anchors: Int = 0, units: [String] = []
) throws -> FeatureSpace {
    var variables = pureVariables(columns.count)
    for (index, unit) in units.enumerated() { variables[index].unit = try Unit(unit) }
    return FeatureSpace(
        variables: variables, columns: columns,
        operators: OperatorSet(unary: unary, binary: binary), rungs: rungs,
        maximumComplexity: complexity, anchors: anchors)
}

/// All candidates that have a spread, and how many were looked at.
private func enumerate(_ space: FeatureSpace) throws -> (formulas: [Formula], screened: Int) {
    let rows = space.rows
    var stream = RandomStream(seed: 1).child("residual")
    let residual = (0..<rows).map { _ in stream.unit() }
    let pool = try IndependenceScreening(
        space: space, weights: [Double](repeating: 1 / Double(rows), count: rows),
        residuals: [residual]
    ).run(limit: 2_000_000, threads: 2) { _ in }
    let found = pool.complexities.flatMap { pool.best(complexity: $0) }
    return (found.map { space.expression($0.candidate) }, Int(pool.screened))
}

/// Values that tell formulas apart, up to sign and rounding.
private func fingerprint(_ formula: Formula, _ columns: [[Double]]) -> [Int64]? {
    guard let values = formula.evaluate(columns: columns) else { return nil }
    let scale = values.map(abs).max() ?? 0
    guard scale > 0, values.contains(where: { abs($0 - values[0]) > 1e-6 * scale }) else {
        return nil
    }
    // Features and their negatives are one.
    let sign: Double = (values.first { abs($0) > 1e-6 * scale } ?? 0) < 0 ? -1 : 1
    return values.prefix(6).map { Int64(($0 * sign / scale * 1e7).rounded()) }
        + [Int64(scale.exponent), Int64((scale.significand * 1e6).rounded())]
}

@Test func candidatesOfTwoVariablesAreThoseCountedByHand() throws {
    let columns = uniformColumns(2, rows: 40, seed: 2)
    let (first, count) = try enumerate(
        space(columns, [], [.add, .subtract, .multiply, .divide], rungs: 1))
    // x1, x2, x1 + x2, x1 - x2, x1 x2, x1 / x2, x2 / x1; no 1/x without that operator.
    #expect(count == 7)
    #expect(Set(first).count == 7)
    let zero = try enumerate(space(columns, UnaryOperator.allCases, [.add], rungs: 0))
    #expect(Set(zero.formulas) == [.variable(0), .variable(1)])
}

@Test(arguments: [1, 2, 3])
func everyFormulaAppearsOnce(rungs: Int) throws {
    let columns = uniformColumns(3, rows: 40, seed: 4)
    let (formulas, screened) = try enumerate(
        space(
            columns, [.inverse, .logarithm], [.add, .subtract, .multiply, .divide, .minimum],
            rungs: rungs, complexity: 7))
    #expect(!formulas.isEmpty)
    #expect(screened >= formulas.count)
    #expect(Set(formulas).count == formulas.count)
}

/// All trees of the operators up to a size, built without the feature space.
private func trees(
    _ variables: Int, _ unary: [UnaryOperator], _ binary: [BinaryOperator], nodes: Int
) -> [Formula] {
    var bySize: [[Formula]] = [[], (0..<variables).map { .variable($0) }]
    for size in 2...nodes {
        var level = Set<Formula>()
        for inner in bySize[size - 1] {
            for operation in unary { level.insert(Formula.unary(operation, inner).canonical) }
        }
        if size > 2 {
            for left in 1...size - 2 {
                for a in bySize[left] {
                    for b in bySize[size - 1 - left] {
                        for operation in binary {
                            level.insert(Formula.binary(operation, a, b).canonical)
                        }
                    }
                }
            }
        }
        bySize.append(level.sorted())
    }
    return bySize.flatMap { $0 }
}

private func leaves(_ formula: Formula) -> Int {
    switch formula {
    case .variable, .constant: 1
    // Squares and cubes come from products of equal parts here.
    case .unary(.square, let inner): 2 * leaves(inner)
    case .unary(.cube, let inner): 3 * leaves(inner)
    case .unary(_, let inner): leaves(inner)
    case .binary(_, let a, let b): leaves(a) + leaves(b)
    }
}

/// With five nodes at most everything is (pair o factor) or a transform of a pair, so rung 2 must
/// have the values of all trees in which each variable stands once.
@Test func secondRungHasTheValuesOfAllSmallTrees() throws {
    let columns = uniformColumns(3, rows: 40, seed: 9)
    let binary: [BinaryOperator] = [.add, .subtract, .multiply, .divide, .absoluteDifference]
    let made = try enumerate(space(columns, [.inverse], binary, rungs: 2, complexity: 5))
    let known = Set(made.formulas.compactMap { fingerprint($0, columns) })
    var missing = [Formula]()
    for tree in trees(3, [.inverse], binary, nodes: 5)
    where leaves(tree) == tree.variables.count {
        guard let print = fingerprint(tree, columns), !known.contains(print) else { continue }
        missing.append(tree)
    }
    #expect(missing.map { $0.text(["a", "b", "c"]) } == [])
}

@Test func thirdRungJoinsPairsWithPairsAndChains() throws {
    let columns = uniformColumns(4, rows: 40, seed: 10)
    let made = try enumerate(
        space(
            columns, [.squareRoot, .logarithm],
            [.add, .subtract, .multiply, .divide, .absoluteDifference], rungs: 3, complexity: 7))
    let known = Set(made.formulas.compactMap { fingerprint($0, columns) })
    let (a, b, c, d) = (
        Formula.variable(0), Formula.variable(1), Formula.variable(2), Formula.variable(3)
    )
    let wanted: [Formula] = [
        .binary(.divide, .binary(.add, a, b), .binary(.subtract, c, d)),
        .binary(.add, .binary(.multiply, a, c), .binary(.divide, b, d)),
        .binary(.multiply, .binary(.multiply, a, b), .binary(.multiply, c, d)),
        .binary(.divide, .binary(.divide, a, b), .binary(.multiply, c, d)),
        .binary(.absoluteDifference, .binary(.add, a, d), .binary(.add, b, c)),
        .binary(.absoluteDifference, .binary(.add, .binary(.add, a, b), c), d),
        .binary(.subtract, .binary(.add, a, d), .binary(.add, b, c)),
        .binary(.divide, d, .binary(.add, .binary(.multiply, a, b), c)),
        .unary(.logarithm, .binary(.add, .binary(.divide, a, b), c)),
        .unary(.squareRoot, .binary(.multiply, .binary(.add, a, b), c)),
    ]
    for formula in wanted {
        let print = try #require(fingerprint(formula, columns))
        #expect(known.contains(print), "\(formula.text(["a", "b", "c", "d"]))")
    }
}

@Test(arguments: [1, 2, 3])
func candidatesHaveUnits(rungs: Int) throws {
    let columns = uniformColumns(3, rows: 30, seed: 7)
    let space = try space(
        columns, UnaryOperator.allCases, BinaryOperator.allCases, rungs: rungs,
        complexity: rungs == 3 ? 6 : 7, anchors: rungs == 3 ? 0 : 1, units: ["pm", "K", "pm"])
    let made = try enumerate(space)
    for formula in made.formulas { _ = try formula.unit(space.variables) }
    let sum = Formula.binary(.add, .variable(0), .variable(2))
    #expect(made.formulas.contains(sum))
    let ratio = Formula.binary(.divide, .variable(0), .variable(2))
    #expect(made.formulas.contains(.unary(.logarithm, ratio)) == (rungs > 1))
}

@Test func formulasWithoutAValueInSomeRowAreLeftOut() throws {
    var columns = uniformColumns(2, rows: 30, seed: 7)
    columns[0][3] = 0
    columns[1] = columns[1].map { $0 - 1.5 }
    let made = try enumerate(
        space(columns, UnaryOperator.allCases, BinaryOperator.allCases, rungs: 2, complexity: 6))
    for formula in made.formulas { #expect(formula.evaluate(columns: columns) != nil) }
    #expect(!made.formulas.contains(.unary(.logarithm, .variable(0))))
    #expect(!made.formulas.contains(.binary(.divide, .variable(1), .variable(0))))
    #expect(made.formulas.contains(.unary(.squareRoot, .variable(0))))
    #expect(made.formulas.contains(.unary(.exponential, .variable(1))))
}

@Test func anchorsAreQuantilesAndMakeFactors() throws {
    let columns: [[Double]] = [[0, 1, 2, 3, 4], [3, 1, 2, 5, 4]]
    #expect(FeatureSpace.anchorValues(columns[0], count: 3) == [1, 2, 3])
    #expect(FeatureSpace.anchorValues(columns[0], count: 1) == [2])
    // Constants at the ends do nothing.
    #expect(FeatureSpace.anchorValues([0, 0, 0, 1], count: 2) == [])
    let made = try enumerate(
        space(columns, [], [.multiply, .absoluteDifference], rungs: 1, anchors: 1))
    let bump = Formula.binary(.absoluteDifference, .variable(0), .constant(2))
    #expect(made.formulas.contains(bump))
    #expect(made.formulas.contains(Formula.binary(.multiply, .variable(1), bump).canonical))
    #expect(!made.formulas.contains { $0.text(["a", "b"]).contains("min") })
}

@Test func pairsAreNumberedWithoutGaps() {
    var expected = [[Int]]()
    for second in 1..<60 {
        for first in 0..<second { expected.append([first, second]) }
    }
    let found = expected.indices.map { index -> [Int] in
        let pair = FeatureSpace.pair(index)
        return [pair.first, pair.second]
    }
    #expect(found == expected)
}
