import Basis
import Testing

@testable import Symbolic

/// Uniform columns in 0.5...2.5 of pure numbers, named x1, x2 and so on.
func uniformColumns(_ count: Int, rows: Int, seed: UInt64) -> [[Double]] {
    (0..<count).map { index in
        var stream = RandomStream(seed: seed).child(index)
        return (0..<rows).map { _ in 0.5 + 2 * stream.unit() }
    }
}

func pureVariables(_ count: Int) -> [Variable] {
    (1...count).map { Variable(name: "x\($0)", unit: .dimensionless) }
}

/// A law over the columns with uniform noise of `noise` times the law's spread.
private func problem(
    noise: Double, rows: Int = 120, count: Int = 3, seed: UInt64, law: ([Double]) -> Double
) -> SurrogateProblem {
    let columns = uniformColumns(count, rows: rows, seed: seed)
    var target = (0..<rows).map { row in law(columns.map { $0[row] }) }
    let mean = target.reduce(0, +) / Double(rows)
    let spread =
        (target.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)).squareRoot()
    var stream = RandomStream(seed: seed).child("noise")
    for row in target.indices {
        target[row] += noise * spread * (stream.unit() - 0.5) * 12.0.squareRoot()
    }
    return SurrogateProblem(
        variables: pureVariables(count), columns: columns, target: target,
        weights: [Double](repeating: 1, count: rows), folds: (0..<rows).map { $0 % 5 })
}

private func parameters(terms: Int) -> SurrogateParameters {
    var parameters = SurrogateParameters()
    parameters.maximumTerms = terms
    parameters.screened = 15
    parameters.maximumTermComplexity = 5
    parameters.exhaustiveLimit = 20_000
    parameters.beamWidth = 20
    return parameters
}

private let x1 = Symbolic.Expression.variable(0)
private let x2 = Symbolic.Expression.variable(1)
private let x3 = Symbolic.Expression.variable(2)

@Test(arguments: [0.0, 0.01])
func recoversARatioAndASquare(noise: Double) throws {
    let planted = problem(noise: noise, seed: 21) { 3 * $0[0] / $0[1] - 0.5 * $0[2] * $0[2] + 7 }
    let front = try Surrogate.fit(planted, parameters: parameters(terms: 2), threads: 2)
    let model = front.simplest
    #expect(
        model.terms.map(\.expression) == [
            .unary(.square, x3), .binary(.divide, x1, x2),
        ])
    let tolerance = noise == 0 ? 1e-10 : 0.05
    #expect(abs(model.terms[0].coefficient + 0.5) < tolerance)
    #expect(abs(model.terms[1].coefficient - 3) < tolerance)
    #expect(abs(model.intercept - 7) < 4 * tolerance)
    #expect(model.rSquaredRefitted > 1 - 4 * noise * noise - 1e-12)
}

@Test func recoversSingleTermLawsAtOnePercentNoise() throws {
    let laws: [(Symbolic.Expression, ([Double]) -> Double)] = [
        (.binary(.multiply, x1, x2), { 2 * $0[0] * $0[1] }),
        (.binary(.absoluteDifference, x1, x3), { 1 - 4 * abs($0[0] - $0[2]) }),
        (.binary(.divide, x2, .unary(.square, x3)), { $0[1] / ($0[2] * $0[2]) }),
        (.unary(.logarithm, x2), { 5 + 0.1 * log2($0[1]) }),
        (.binary(.multiply, x1, .unary(.squareRoot, x3)), { $0[0] * $0[2].squareRoot() }),
    ]
    for (number, (expected, law)) in laws.enumerated() {
        let planted = problem(noise: 0.01, seed: UInt64(40 + number), law: law)
        let front = try Surrogate.fit(planted, parameters: parameters(terms: 1), threads: 2)
        #expect(front.simplest.terms.map(\.expression) == [expected])
    }
}

/// Binary logarithm by the natural one, which is what the formulas have.
private func log2(_ value: Double) -> Double {
    (Symbolic.Expression.unary(.logarithm, .variable(0)).value(at: [value]) ?? 0)
        / 0.6931471805599453
}

@Test func secondRungRecoversARootOfASum() throws {
    let planted = problem(noise: 0, rows: 60, count: 2, seed: 8) {
        ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot()
    }
    var limits = parameters(terms: 1)
    limits.rungs = 2
    limits.maximumTermComplexity = 6
    limits.unaryOperators = [.square, .squareRoot]
    let front = try Surrogate.fit(planted, parameters: limits, threads: 2)
    let sum = Symbolic.Expression.binary(.add, .unary(.square, x1), .unary(.square, x2))
    #expect(front.best.terms.map(\.expression) == [.unary(.squareRoot, sum)])
    #expect(front.best.rSquaredRefitted > 1 - 1e-12)
}

@Test func fourTermsComeFromBeamAndExchange() throws {
    let planted = problem(noise: 0, rows: 100, count: 4, seed: 77) {
        $0[0] - 2 * $0[1] + 3 * $0[2] * $0[2] - $0[3]
    }
    var limits = parameters(terms: 4)
    limits.exhaustiveLimit = 100
    limits.beamWidth = 30
    let front = try Surrogate.fit(planted, parameters: limits, threads: 2)
    #expect(front.best.rSquaredRefitted > 1 - 1e-10)
    #expect(front.best.terms.count <= 4)
}

@Test func frontIsSortedNondominatedAndStartsWithTheIntercept() throws {
    let planted = problem(noise: 0.3, seed: 4) { $0[0] * $0[1] + $0[2] }
    let front = try Surrogate.fit(planted, parameters: parameters(terms: 2), threads: 2)
    #expect(front.entries[0].terms.isEmpty)
    #expect(abs(front.entries[0].rSquaredRefitted) < 1e-12)
    for (simple, complex) in zip(front.entries, front.entries.dropFirst()) {
        #expect(simple.complexity < complex.complexity)
        #expect(simple.refittedLoss > complex.refittedLoss)
    }
    let limit = front.best.refittedLoss + front.best.refittedStandardError
    #expect(front.simplest.refittedLoss <= limit)
    #expect(front.entries[..<front.simplestIndex].allSatisfy { $0.refittedLoss > limit })
    for model in front.entries {
        #expect(model.complexity == model.terms.reduce(1) { $0 + 3 + $1.expression.complexity })
        // The model as one formula has a node more for each product and sum, nothing else.
        #expect(model.expression.complexity == model.complexity)
    }
}

@Test func heldOutLossEqualsAPlainRefit() throws {
    let planted = problem(noise: 0.2, rows: 50, seed: 9) { 2 * $0[0] + $0[1] }
    var limits = parameters(terms: 1)
    limits.rungs = 0
    let front = try Surrogate.fit(planted, parameters: limits, threads: 1)
    let model = front.best
    let column = try #require(model.terms.first?.expression.evaluate(columns: planted.columns))
    var loss = 0.0
    for fold in 0..<5 {
        let rest = planted.folds.indices.filter { planted.folds[$0] != fold }
        let n = Double(rest.count)
        let meanX = rest.reduce(0) { $0 + column[$1] } / n
        let meanY = rest.reduce(0) { $0 + planted.target[$1] } / n
        let slope =
            rest.reduce(0) { $0 + (column[$1] - meanX) * (planted.target[$1] - meanY) }
            / rest.reduce(0) { $0 + (column[$1] - meanX) * (column[$1] - meanX) }
        for row in planted.folds.indices where planted.folds[row] == fold {
            let residual = planted.target[row] - meanY - slope * (column[row] - meanX)
            loss += residual * residual
        }
    }
    #expect(abs(model.refittedLoss - loss / 50) < 1e-12)
}

@Test func weightsCountAsRepeatedRows() throws {
    let planted = problem(noise: 0.2, rows: 40, seed: 31) { $0[0] / $0[1] }
    var weighted = planted
    for row in 0..<10 { weighted.weights[row] = 2 }
    var repeated = planted
    for row in 0..<10 {
        for index in repeated.columns.indices {
            repeated.columns[index].append(planted.columns[index][row])
        }
        repeated.target.append(planted.target[row])
        repeated.weights.append(1)
        repeated.folds.append(planted.folds[row])
    }
    let limits = parameters(terms: 1)
    let first = try Surrogate.fit(weighted, parameters: limits, threads: 1)
    let second = try Surrogate.fit(repeated, parameters: limits, threads: 1)
    #expect(first.best.terms.map(\.expression) == second.best.terms.map(\.expression))
    #expect(abs(first.best.refittedLoss - second.best.refittedLoss) < 1e-12)
}

@Test func unitsKeepSumsApart() throws {
    var planted = problem(noise: 0, seed: 13) { $0[0] + $0[1] }
    planted.variables[0].unit = try Unit("K")
    planted.variables[1].unit = try Unit("pm")
    let front = try Surrogate.fit(planted, parameters: parameters(terms: 2), threads: 2)
    for model in front.entries {
        for term in model.terms { _ = try term.expression.unit(planted.variables) }
    }
    #expect(front.best.terms.map(\.expression) == [x1, x2])
}

@Test func surrogatesAreTheSameAtAnyThreadCount() throws {
    let planted = problem(noise: 0.1, seed: 6) { $0[0] * $0[0] / $0[1] - $0[2] }
    let one = try Surrogate.fit(planted, parameters: parameters(terms: 3), threads: 1)
    let three = try Surrogate.fit(planted, parameters: parameters(terms: 3), threads: 3)
    #expect(try one.json() == three.json())
}

@Test func progressRisesToOne() throws {
    let planted = problem(noise: 0.1, rows: 30, seed: 6) { $0[0] }
    var seen = [Double]()
    _ = try Surrogate.fit(planted, parameters: parameters(terms: 1), threads: 2) { seen.append($0) }
    #expect(seen == seen.sorted())
    #expect(seen.last == 1)
}

@Test func flawedProblemsAreNamed() throws {
    let good = problem(noise: 0.1, rows: 20, seed: 6) { $0[0] }
    func refusal(_ change: (inout SurrogateProblem) -> Void) -> SymbolicError? {
        var flawed = good
        change(&flawed)
        do {
            _ = try Surrogate.fit(flawed, parameters: parameters(terms: 1), threads: 1)
            return nil
        } catch {
            return error as? SymbolicError
        }
    }
    #expect(refusal { $0.columns[1][3] = .nan } == .notFinite(column: "x2", row: 3))
    #expect(refusal { $0.target[2] = .infinity } == .notFinite(column: "the target", row: 2))
    #expect(refusal { $0.weights[4] = -1 } == .badWeight(row: 4, value: -1))
    #expect(refusal { $0.folds = $0.folds.map { _ in 1 } } == .tooFewFolds(1))
    #expect(refusal { $0.target = $0.target.map { _ in 1 } } == .constantTarget)
    #expect(refusal { $0.variables[1].name = "x1" } == .duplicateVariable("x1"))
    #expect(
        refusal { $0.columns.removeLast() }
            == .wrongLength(of: "the columns", found: 2, expected: 3))
}

@Test func constantColumnsAreReportedAndUnused() throws {
    var planted = problem(noise: 0, rows: 30, seed: 6) { $0[0] }
    planted.columns[2] = planted.columns[2].map { _ in 4 }
    let front = try Surrogate.fit(planted, parameters: parameters(terms: 1), threads: 1)
    #expect(front.constantColumns == ["x3"])
    #expect(front.best.terms.map(\.expression) == [x1])
}
