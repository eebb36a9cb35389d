import Basis
import Testing

@testable import Symbolic

private let allBinary = BinaryOperator.allCases
private let powers: [UnaryOperator] = [.squareRoot, .square, .inverse]

/// Columns, a target that depends on them, and uneven weights with some zeros.
private struct Table {
    var columns: [[Double]]
    var weights: [Double]
    var residuals: [[Double]]

    init(_ count: Int, rows: Int, seed: UInt64, residuals number: Int = 1) {
        var stream = RandomStream(seed: seed).child("weights")
        columns = uniformColumns(count, rows: rows, seed: seed)
        let raw = (0..<rows).map { $0 % 7 == 3 ? 0 : 0.2 + stream.unit() }
        let total = raw.reduce(0, +)
        weights = raw.map { $0 / total }
        let copy = columns
        residuals = (0..<number).map { k in
            (0..<rows).map { row in
                copy[0][row] / copy[1][row] - Double(k) * copy[1][row] + stream.unit()
            }
        }
    }

    func space(
        _ unary: [UnaryOperator], _ binary: [BinaryOperator], rungs: Int, complexity: Int,
        anchors: Int = 0
    ) -> FeatureSpace {
        FeatureSpace(
            variables: pureVariables(columns.count), columns: columns,
            operators: OperatorSet(unary: unary, binary: binary), rungs: rungs,
            maximumComplexity: complexity, anchors: anchors)
    }

    func screen(_ space: FeatureSpace, limit: Int, threads: Int = 2) throws -> CandidatePool {
        try IndependenceScreening(space: space, weights: weights, residuals: residuals)
            .run(limit: limit, threads: threads) { _ in }
    }
}

private func everything(_ pool: CandidatePool) -> [ScoredCandidate] {
    pool.complexities.flatMap { pool.best(complexity: $0) }
}

/// With room for all candidates nothing is rejected, so all are scored in double precision.
@Test(arguments: [(rungs: 1, rows: 1_000), (2, 700), (3, 90), (2, 130)])
func singlePrecisionLosesNothing(rungs: Int, rows: Int) throws {
    let unary: [UnaryOperator] = rungs == 3 ? [.inverse] : UnaryOperator.allCases
    for seed in 0..<3 as Range<UInt64> {
        let table = Table(
            3, rows: rows, seed: 50 + seed, residuals: seed == 2 ? 3 : 1)
        let space = table.space(
            unary, allBinary, rungs: rungs, complexity: rungs == 1 ? 9 : 7)
        let all = try table.screen(space, limit: 5_000_000)
        let few = try table.screen(space, limit: 7)
        #expect(all.screened == few.screened)
        #expect(UInt64(everything(all).count) <= all.screened)
        for complexity in all.complexities {
            let expected = Array(all.best(complexity: complexity).prefix(7))
            #expect(few.best(complexity: complexity) == expected)
        }
        #expect(few.best == Array(all.best.prefix(7)))
    }
}

/// Columns whose spread is far below their size: single precision says nothing about them.
@Test func nearlyConstantColumnsAreScoredInDoublePrecision() throws {
    var table = Table(3, rows: 300, seed: 3)
    table.columns[0] = table.columns[0].map { 1e6 + 100 * $0 }
    table.columns[1] = table.columns[1].map { 1e-20 * $0 }
    let space = table.space([.inverse], allBinary, rungs: 2, complexity: 7)
    let all = try table.screen(space, limit: 1_000_000)
    let few = try table.screen(space, limit: 5)
    for complexity in all.complexities {
        #expect(
            few.best(complexity: complexity)
                == Array(all.best(complexity: complexity).prefix(5)))
    }
    let singles = all.best(complexity: 1).map { space.expression($0.candidate) }
    #expect(Set(singles) == [.variable(0), .variable(1), .variable(2)])
}

@Test func scoresAreSquaredCorrelationsOfTheFormulas() throws {
    let table = Table(3, rows: 200, seed: 8, residuals: 2)
    let space = table.space(UnaryOperator.allCases, allBinary, rungs: 2, complexity: 8)
    let pool = try table.screen(space, limit: 40)
    for entry in everything(pool) {
        let expression = space.expression(entry.candidate)
        let values = try #require(expression.evaluate(columns: table.columns))
        let best = table.residuals.map { correlation(values, $0, table.weights) }.max() ?? 0
        #expect(abs(best - Double(entry.score) * 1e-9) < 1e-8)
    }
}

private func correlation(_ a: [Double], _ b: [Double], _ weights: [Double]) -> Double {
    let means = [a, b].map { zip($0, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    var sums = (ab: 0.0, aa: 0.0, bb: 0.0)
    for row in a.indices {
        let (x, y) = (a[row] - means[0], b[row] - means[1])
        sums.ab += weights[row] * x * y
        sums.aa += weights[row] * x * x
        sums.bb += weights[row] * y * y
    }
    return sums.ab * sums.ab / (sums.aa * sums.bb)
}

@Test(arguments: [1, 2, 3])
func poolsAreTheSameAtAnyThreadCount(rungs: Int) throws {
    let table = Table(3, rows: 150, seed: 17)
    let space = table.space(
        rungs == 3 ? [.inverse] : powers, allBinary, rungs: rungs, complexity: 8)
    let one = try table.screen(space, limit: 25, threads: 1)
    for threads in [2, 3, 5] {
        let other = try table.screen(space, limit: 25, threads: threads)
        #expect(other.screened == one.screened)
        #expect(other.best == one.best)
        for complexity in one.complexities {
            #expect(other.best(complexity: complexity) == one.best(complexity: complexity))
        }
    }
}

@Test func complexityOfACandidateIsThatOfItsFormulaUnlessTheCanonicalFormIsShorter() throws {
    let table = Table(3, rows: 60, seed: 5)
    let space = table.space([.inverse, .logarithm], allBinary, rungs: 3, complexity: 8)
    let pool = try table.screen(space, limit: 1_000_000)
    for entry in everything(pool) {
        #expect(space.expression(entry.candidate).complexity <= Int(entry.complexity))
    }
}
