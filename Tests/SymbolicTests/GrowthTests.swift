import Basis
import Foundation
import Testing

@testable import Symbolic

private let x1 = Symbolic.Expression.variable(0)
private let x2 = Symbolic.Expression.variable(1)
private let x3 = Symbolic.Expression.variable(2)

private func scaled(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let centred = values.map { $0 - mean }
    let spread = (centred.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    return centred.map { $0 / spread }
}

private func times(_ value: Double, _ x: Symbolic.Expression) -> Symbolic.Expression {
    .binary(.multiply, x, .constant(value))
}

/// Formulas with a constant off its place, and where it belongs.
@Test(arguments: [
    (
        Symbolic.Expression.unary(.sine, times(1.5, x1)),
        Symbolic.Expression.unary(.sine, times(1.83, x1))
    ),
    (.unary(.exponential, times(-0.5, x1)), .unary(.exponential, times(-1.27, x1))),
    (
        .unary(.inverse, .binary(.add, x1, .constant(2))),
        .unary(.inverse, .binary(.add, x1, .constant(0.35)))
    ),
    (
        .unary(.square, .binary(.subtract, x1, .constant(1.2))),
        .unary(.square, .binary(.subtract, x1, .constant(1.71)))
    ),
    (
        .unary(.squareRoot, .binary(.add, x1, .constant(1))),
        .unary(.squareRoot, .binary(.add, x1, .constant(-0.45)))
    ),
])
func constantsWithinFunctionsMoveToTheLaw(
    start: Symbolic.Expression, law: Symbolic.Expression
) throws {
    let columns = uniformColumns(1, rows: 80, seed: 5)
    let target = scaled(try #require(law.evaluate(columns: columns)))
    let constants = InnerConstants(
        columns: columns, target: target, weights: [Double](repeating: 1.0 / 80, count: 80))
    let moved = try #require(constants.adjusted([start.canonical]))
    let loss = try #require(constants.loss(moved))
    #expect(loss < 1e-12, "\(moved)")
}

private func growth(_ columns: [[Double]], _ law: Symbolic.Expression) throws -> FormulaGrowth {
    let rows = columns[0].count
    let target = scaled(try #require(law.evaluate(columns: columns)))
    let weights = [Double](repeating: 1 / Double(rows), count: rows)
    let operators = OperatorSet(
        unary: [.square, .squareRoot, .inverse, .exponential, .sine],
        binary: [.add, .subtract, .multiply, .divide])
    let variables = pureVariables(columns.count)
    return FormulaGrowth(
        variables: variables, columns: columns, target: target, weights: weights,
        operators: operators,
        parts: GrowthParts(
            variables: variables, columns: columns, operators: operators,
            order: Array(columns.indices)), maximumComplexity: 20, maximumModel: 60,
        hasConstants: true, width: 3,
        constants: InnerConstants(columns: columns, target: target, weights: weights),
        penalty: log(Double(rows)) / Double(rows))
}

/// Long products and functions of sums are beyond screening and within reach of edits.
@Test func editsReachALongProduct() throws {
    let columns = uniformColumns(3, rows: 30, seed: 9)
    let law = Symbolic.Expression.binary(
        .divide, .binary(.multiply, x1, .unary(.square, x2)), x3
    ).canonical
    let growth = try growth(columns, law)
    var budget = 1_000_000
    let states = try growth.run(
        from: [[x1]], replacements: [], threads: 2, budget: &budget)
    let best = try #require(states.first)
    #expect(best.loss < FormulaGrowth.exactShare)
    #expect(budget > 0)
}

/// What an edit is said to leave is what least squares over the edited formulas leave.
@Test func editsAreJudgedAsTheirFormulas() throws {
    let columns = uniformColumns(3, rows: 50, seed: 12)
    let law = Symbolic.Expression.binary(.add, .binary(.multiply, x1, x2), .unary(.sine, x3))
    let growth = try growth(columns, law)
    let other = Symbolic.Expression.unary(.square, x3)
    let values = try #require(other.evaluate(columns: columns))
    var edits = FormulaEdits(
        growth, term: .binary(.divide, x1, x2), others: [values])
    let found = edits.run(replacements: [])
    #expect(edits.judged > 100)
    #expect(!found.isEmpty)
    for edit in found {
        let loss = try #require(growth.constants.loss([edit.expression, other]))
        #expect(abs(loss - edit.loss) <= 1e-8, "\(edit.expression)")
        #expect(!edit.expression.isSum)
        #expect(!edit.expression.nestsFunctions)
    }
}

@Test func unitsForbidEdits() throws {
    let columns = uniformColumns(2, rows: 40, seed: 3)
    let metre = try Unit("m")
    let second = try Unit("s")
    let variables = [Variable(name: "a", unit: metre), Variable(name: "b", unit: second)]
    let parts = GrowthParts(
        variables: variables, columns: columns,
        operators: OperatorSet(
            unary: UnaryOperator.allCases, binary: [.add, .subtract, .multiply, .divide]),
        order: [0, 1])
    for part in parts.factors + parts.pieces + parts.inner {
        _ = try part.expression.unit(variables)
    }
    let (a, b) = (x1, x2)
    let sums = [BinaryOperator.add, .subtract].map { Symbolic.Expression.binary($0, a, b) }
    #expect(parts.pieces.allSatisfy { !sums.contains($0.expression) })
}

/// A near duplicate that the first ranking put behind is kept where it explains the rest better.
@Test func duplicatesAreKeptWhereTheyWin() throws {
    let columns = uniformColumns(2, rows: 80, seed: 4)
    let other = columns[1]
    let twin = columns[0].enumerated().map { $0.element + 0.02 * other[$0.offset] }
    let weights = [Double](repeating: 1, count: 80)
    var subspace = Subspace(target: columns[0], weights: weights)
    let all = [columns[0], columns[1], twin]
    let first = try #require(subspace.feature(.variable(2), columns: all))
    let law = try #require(subspace.feature(.variable(0), columns: all))
    func add(_ subspace: inout Subspace, _ residuals: [[Double]]) -> Bool {
        subspace.add(law, duplicateCorrelation: 0.99, simpler: false, residuals: residuals)
    }
    let first1 = subspace.add(first, duplicateCorrelation: 0.99, simpler: false)
    #expect(first1)
    var compared = subspace
    let plain = add(&subspace, [])
    #expect(!plain)
    let winning = add(&compared, [compared.standardisedTarget])
    #expect(winning)
    let again = add(&compared, [compared.standardisedTarget])
    #expect(!again)
}

private func space(
    rungs: Int, constants: Bool = false, joinsTransforms: Bool = true, omitsSums: Bool = false
) -> FeatureSpace {
    FeatureSpace(
        variables: pureVariables(3), columns: uniformColumns(3, rows: 40, seed: 6),
        operators: OperatorSet(
            unary: UnaryOperator.allCases, binary: [.add, .subtract, .multiply, .divide]),
        rungs: rungs, maximumComplexity: 7, hasConstants: constants,
        joinsTransforms: joinsTransforms, omitsSums: omitsSums)
}

private func screened(
    _ space: FeatureSpace, atMost: Int = .max, threads: Int = 2
) throws -> CandidatePool {
    let columns = uniformColumns(1, rows: 40, seed: 60)
    return try IndependenceScreening(
        space: space, weights: [Double](repeating: 1.0 / 40, count: 40), residuals: columns
    ).run(limit: 50, atMost: atMost, threads: threads) { _ in }
}

@Test func formsWithConstantsAreDefinedEverywhere() throws {
    let constants = space(rungs: 1, constants: true)
    #expect(constants.factors.count > 3 * space(rungs: 1).factors.count)
    for factor in constants.factors where factor.hasConstant {
        #expect(!factor.isTerm)
        #expect(factor.expression.hasConstant)
    }
    for entry in try screened(constants).best {
        let expression = constants.expression(entry.candidate)
        #expect(expression.evaluate(columns: uniformColumns(3, rows: 40, seed: 6)) != nil)
    }
}

@Test func sumsAreLeftOutAsFormulasOnly() throws {
    let without = space(rungs: 2, omitsSums: true)
    let pool = try screened(without)
    for complexity in pool.complexities {
        for entry in pool.best(complexity: complexity) {
            let expression = without.expression(entry.candidate)
            #expect(!expression.isSum || expression.variables.count == 1, "\(expression)")
        }
    }
}

/// The number of candidates is kept to a batch of work, at any number of threads.
@Test func screeningEndsWithinTheNumberOfCandidates() throws {
    let space = space(rungs: 2)
    let all = try screened(space).screened
    for most in [1, 5_000, 40_000, 100_000] as [Int] {
        let one = try screened(space, atMost: most, threads: 1)
        let three = try screened(space, atMost: most, threads: 3)
        #expect(one.screened == three.screened)
        #expect(one.best == three.best)
        #expect(one.screened <= UInt64(most) + all / 2)
        #expect(one.screened < all || all <= UInt64(most))
    }
    #expect(try screened(space, atMost: Int(all)).screened == all)
}

@Test func fewerDeepCandidatesWhereTransformsAreNotJoined() throws {
    let sparse = try screened(space(rungs: 2, joinsTransforms: false)).screened
    #expect(sparse < (try screened(space(rungs: 2)).screened))
    #expect(sparse > (try screened(space(rungs: 1)).screened))
}

private func lawProblem(rows: Int) -> SurrogateProblem {
    let columns = uniformColumns(3, rows: rows, seed: 31)
    var stream = RandomStream(seed: 31).child("noise")
    let target = (0..<rows).map { row in
        3 * exp(-1.4 * columns[0][row]) + 0.5 * columns[1][row] + 0.004 * (stream.unit() - 0.5)
    }
    return SurrogateProblem(
        variables: pureVariables(3), columns: columns, target: target,
        weights: [Double](repeating: 1, count: rows), folds: (0..<rows).map { $0 % 4 })
}

/// A constant within a function is found, and threads do not show in the result.
@Test func aSearchOfItsOwnDepthFindsAConstantInsideAtAnyThreadCount() throws {
    let problem = lawProblem(rows: 40)
    var parameters = SurrogateParameters.automatic()
    parameters.maximumTerms = 2
    parameters.candidates = 4_000_000
    parameters.unaryOperators = [.exponential, .square, .inverse]
    parameters.binaryOperators = [.add, .multiply, .divide]
    parameters.screened = 10
    let one = try Surrogate.fit(problem, parameters: parameters, threads: 1)
    #expect(one == (try Surrogate.fit(problem, parameters: parameters, threads: 2)))
    let law = one.entries.contains { model in
        model.terms.count == 2 && model.rSquaredRefitted > 0.9999
            && model.terms.contains { $0.expression == x2 }
    }
    #expect(law, "\(one.entries.map(\.terms))")
}

@Test func effortScalesTheCandidates() {
    let standard = SurrogateParameters.automatic()
    let half = SurrogateParameters.automatic(effort: 0.5)
    #expect(half.candidates * 2 == standard.candidates)
    #expect(SurrogateParameters.automatic(effort: 4).grown == 2 * standard.grown)
    #expect(!SurrogateParameters().isAutomatic)
    #expect(!SurrogateParameters().unaryOperators.contains(.sine))
}

@Test func sineAndCosineArePrintedInEveryNotation() throws {
    let formula = Symbolic.Expression.unary(.sine, .unary(.cosine, x1))
    #expect(formula.text(["a"]) == "sin(cos(a))")
    #expect(formula.sympy(["a"]) == "sin(cos(a))")
    #expect(formula.numpy(["a"]) == "np.sin(np.cos(a))")
    #expect(formula.latex(["a"]) == "\\sin\\left(\\cos\\left(a\\right)\\right)")
    let bytes = try JSONEncoder().encode(formula)
    #expect(try JSONDecoder().decode(Symbolic.Expression.self, from: bytes) == formula)
    let metre = [Variable(name: "a", unit: try Unit("m"))]
    #expect(throws: SymbolicError.self) { try formula.unit(metre) }
    let angle = [Variable(name: "a", unit: try Unit("rad"))]
    #expect(try formula.unit(angle).isDimensionless)
}
