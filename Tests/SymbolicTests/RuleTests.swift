import Basis
import Testing

@testable import Symbolic

/// Rows that are positive where 0.9 <= x1/x2 <= 1.1 and x3 <= 1.5, a tenth of the others' labels
/// being drawn at random.
func bandProblem(rows: Int = 400, seed: UInt64 = 17) -> RuleProblem {
    let columns = uniformColumns(3, rows: rows, seed: seed)
    let positive = (0..<rows).map { row in
        let ratio = columns[0][row] / columns[1][row]
        return ratio >= 0.9 && ratio <= 1.1 && columns[2][row] <= 1.5
    }
    return RuleProblem(
        variables: pureVariables(3), columns: columns, positive: positive,
        scores: positive.map { $0 ? 0.9 : 0.1 }, groups: (0..<rows).map { $0 / 4 })
}

@Test func findsThePlantedBands() throws {
    let problem = bandProblem()
    var parameters = RuleParameters(count: 2, minimumCoverage: 0.95)
    parameters.minimumConjunctionCoverage = 0.95
    let set = try RuleSearch.discover(problem, parameters: parameters, threads: 2)
    #expect(set.rules.count == 2)
    #expect(set.conjunction.precision > 0.9)
    #expect(set.conjunction.coverage >= 0.95)
    let used = Set(set.rules.flatMap(\.expression.variables))
    #expect(used == [0, 1, 2])
    let ratio = try #require(set.rules.first { $0.expression.variables == [0, 1] })
    #expect(ratio.lower != nil && ratio.upper != nil)
}

@Test func figuresEqualACountByHand() throws {
    let problem = bandProblem()
    let set = try RuleSearch.discover(problem, parameters: .init(count: 3), threads: 2)
    var together = [Bool](repeating: true, count: problem.positive.count)
    for rule in set.rules {
        let inside = problem.positive.indices.map { row in
            rule.isSatisfied(by: problem.columns.map { $0[row] })
        }
        for row in inside.indices { together[row] = together[row] && inside[row] }
        let both = inside.indices.filter { inside[$0] && problem.positive[$0] }.count
        let positives = problem.positive.filter { $0 }.count
        #expect(rule.figures.positivesInside == both)
        #expect(rule.figures.rowsInside == inside.filter { $0 }.count)
        #expect(rule.coverage == Double(both) / Double(positives))
        #expect(rule.coverage >= 0.85)
        #expect(rule.lift > 1)
    }
    #expect(set.conjunction.rowsInside == together.filter { $0 }.count)
    #expect(set.conjunction.coverage >= 0.75)
    let point = problem.columns.map { $0[0] }
    #expect(set.satisfied(by: point) == set.margins(at: point).map { ($0 ?? -1) >= 0 })
}

@Test func rulesAreTheSameAtAnyThreadCount() throws {
    let problem = bandProblem(rows: 200)
    let one = try RuleSearch.discover(problem, parameters: .init(count: 3), threads: 1)
    let three = try RuleSearch.discover(problem, parameters: .init(count: 3), threads: 3)
    #expect(try one.json() == three.json())
}

@Test func roundingToDigitsIsDecimal() {
    #expect(SignificantDigits.round(1234.56, 4, .toNearestOrEven) == 1235)
    #expect(SignificantDigits.round(0.99999, 3, .toNearestOrEven) == 1)
    #expect(SignificantDigits.round(-0.0012349, 4, .down) == -0.001235)
    #expect(SignificantDigits.round(-0.0012349, 4, .up) == -0.001234)
    #expect(SignificantDigits.round(.leastNonzeroMagnitude, 4, .up) == .leastNonzeroMagnitude)
    #expect(SignificantDigits.round(2.5e22, 1, .toNearestOrEven) == 2e22)
}

@Test func wilsonIntervalsEqualPublishedOnes() {
    // SciPy 1.17.1, binomtest(8, 10).proportion_ci(method="wilson")
    let interval = RuleFigures.wilson(0.8, 10)
    #expect(abs(interval.lower - 0.490_162_471_536_641_8) < 1e-12)
    #expect(abs(interval.upper - 0.943_317_848_545_624_8) < 1e-12)
    #expect(RuleFigures.wilson(0, 10).lower == 0)
    #expect(RuleFigures.wilson(1, 10).upper == 1)
    #expect(RuleFigures.wilson(0.5, 0) == .init(lower: 0, upper: 1))
}

@Test func impossibleTasksAreNamed() {
    var problem = bandProblem(rows: 40)
    problem.positive = problem.positive.map { _ in false }
    #expect(throws: SymbolicError.noPositives) {
        try RuleSearch.discover(problem, threads: 1)
    }
    problem.positive = problem.positive.map { _ in true }
    #expect(throws: SymbolicError.onlyPositives) {
        try RuleSearch.discover(problem, threads: 1)
    }
    #expect(throws: SymbolicError.self) {
        try RuleSearch.discover(
            bandProblem(rows: 40), parameters: .init(count: 0), threads: 1)
    }
}
