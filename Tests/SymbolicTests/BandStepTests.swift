import Basis
import Testing

@testable import Symbolic

/// A search over random columns with ties, random weights and random labels.
private func randomEngine(_ stream: inout RandomStream, rows: Int) throws -> RuleEngine {
    let columns = (0..<4).map { _ in (0..<rows).map { _ in Double(1 + stream.below(30)) } }
    var positive = (0..<rows).map { _ in stream.below(4) == 0 }
    positive[0] = true
    positive[1] = false
    let problem = RuleProblem(
        variables: pureVariables(4), columns: columns, positive: positive,
        scores: (0..<rows).map { _ in stream.unit() }, groups: Array(0..<rows),
        weights: (0..<rows).map { $0 < 2 ? 1 : Double(stream.below(4)) })
    return try RuleEngine(problem, threads: 1)
}

/// The best merit of any band whose edges are values of positive rows, by trying them all.
private func plainBest(
    _ engine: RuleEngine, _ formula: Int, _ merit: BandMerit, _ inside: [Bool]
) throws -> Double {
    let problem = engine.problem
    let expression = engine.table.formulas[formula].expression
    let values = try #require(expression.evaluate(columns: problem.columns))
    let rows = values.indices.filter { problem.weights[$0] > 0 }
    let positives = rows.filter { problem.positive[$0] }
    var best = BandMerit.inadmissible
    for low in positives {
        for high in positives where values[low] <= values[high] {
            var alone = 0.0
            var kept = 0.0
            var cost = 0.0
            for row in rows where values[row] >= values[low] && values[row] <= values[high] {
                if problem.positive[row] {
                    alone += problem.weights[row]
                    if inside[row] { kept += problem.weights[row] }
                } else if inside[row] {
                    let excuse = engine.parameters.scoreWeight * problem.scores[row]
                    cost += problem.weights[row] * (1 - excuse)
                }
            }
            guard alone >= merit.minimumAlone * (1 - 1e-9) else { continue }
            best = max(
                best, merit.value(kept: kept, cost: cost, complexity: expression.complexity))
        }
    }
    return best
}

@Test(arguments: RuleObjective.allCases)
func histogramsFindTheBandsThatTryingAllFinds(_ objective: RuleObjective) throws {
    var stream = RandomStream(seed: 5).child(objective.rawValue)
    // Few rows are coded one by one, many through a table.
    for rows in [40, 90, 400] {
        let engine = try randomEngine(&stream, rows: rows)
        let beam = try RuleBeam(
            table: engine.table, task: engine.problem.task, parameters: engine.parameters,
            merit: {
                BandMerit(
                    objective: objective, beta: 0.5, falseCost: 0.4, positiveWeight: $0,
                    minimumKept: 0.2 * $0, minimumAlone: 0.3 * $0, complexityPenalty: 0.002)
            }, siteLimit: BandSites.largestLimit, threads: 1)
        let first = RankBand(formula: 0, low: 3, high: 25)
        let state = beam.step.adding(first, merit: 0, to: beam.root)
        var bare = state
        bare.complexity = 0
        let inside = engine.problem.positive.indices.map { row in
            (3...25).contains(engine.table.rank(0, row))
        }
        var tally = BandTally(rankCount: 65_536)
        for formula in engine.table.formulas.indices {
            let plain = try plainBest(engine, formula, beam.step.merit, inside)
            let fast = beam.step.best(formula, bare, &tally)?.merit ?? BandMerit.inadmissible
            #expect(plain == fast || abs(plain - fast) < 1e-9)
        }
    }
}

@Test func ranksOrderValuesAndShareTies() {
    var sorter = RankSorter(rows: 7)
    let (ranks, distinct) = sorter.ranks([3, -1e9, 0, -0.0, 3, 0.5, 1e9], snap: false)
    #expect(ranks == [3, 0, 1, 1, 3, 2, 4])
    #expect(distinct == 5)
    // Differences that only rounding makes are none.
    #expect(sorter.ranks([0.3 - 0.1 - 0.2, 0, 1, 2, 3, 4, 5], snap: true).ranks[..<2] == [0, 0])
}

@Test func formulasThatRepeatTheOrderOfRowsComeOnce() throws {
    var columns = uniformColumns(2, rows: 300, seed: 4)
    // The third column reverses the first, the fourth nearly repeats it.
    columns.append(columns[0].map { 1 / $0 })
    columns.append(columns[0].enumerated().map { $1 + ($0 % 50 == 0 ? 0.02 : 0) })
    func singles(_ correlation: Double) throws -> [Expression] {
        var parameters = RuleParameters()
        parameters.rungs = 0
        parameters.duplicateCorrelation = correlation
        let problem = RuleProblem(
            variables: pureVariables(4), columns: columns, positive: (0..<300).map { $0 < 30 },
            scores: [Double](repeating: 0, count: 300), groups: Array(0..<300))
        return try RuleEngine(problem, parameters: parameters, threads: 2)
            .table.formulas.map(\.expression)
    }
    #expect(try singles(1) == [.variable(0), .variable(1), .variable(3)])
    #expect(try singles(0.999) == [.variable(0), .variable(1)])
}

@Test func bandFormulasKeepUnitsApartAndDirectionsOnce() throws {
    let variables = [
        Variable(name: "a", unit: try Unit("pm")), Variable(name: "b", unit: try Unit("pm")),
        Variable(name: "c", unit: try Unit("K")),
    ]
    var parameters = RuleParameters()
    parameters.rungs = 2
    let formulas = BandFormulas(
        variables: variables, columns: uniformColumns(3, rows: 20, seed: 1),
        parameters: parameters
    ).all()
    #expect(Set(formulas).count == formulas.count)
    for formula in formulas { _ = try formula.unit(variables) }
    let a = Expression.variable(0)
    let b = Expression.variable(1)
    let c = Expression.variable(2)
    #expect(formulas.contains(.binary(.divide, a, b)))
    #expect(!formulas.contains(.binary(.divide, b, a)))
    #expect(formulas.contains(.binary(.divide, .binary(.subtract, a, b), c)))
    #expect(!formulas.contains(.binary(.add, a, c)))
    #expect(formulas.map(\.complexity) == formulas.map(\.complexity).sorted())
}

@Test func edgesStandBetweenInsideAndOutsideInFewDigits() {
    #expect(BandEdges.edge(inside: 2.034, outside: 2.118, margin: 0.5, longest: 1) == 2.08)
    #expect(BandEdges.edge(inside: -0.31, outside: -0.49, margin: 0.5, longest: 1) == -0.4)
    var stream = RandomStream(seed: 2).child("edges")
    for _ in 0..<500 {
        let scale = [1e-9, 1.0, 1e7][stream.below(3)]
        let inside = scale * (stream.unit() - 0.5)
        let outside = inside + scale * (stream.unit() - 0.5) * [1, 1e-9][stream.below(2)]
        let margin = stream.unit()
        guard inside != outside else { continue }
        let edge = BandEdges.edge(
            inside: inside, outside: outside, margin: margin, longest: .infinity)
        if outside > inside {
            #expect(edge >= inside && edge < outside)
        } else {
            #expect(edge <= inside && edge > outside)
        }
    }
}

@Test func widerEdgesKeepTheSameRowsTogether() throws {
    let problem = bandProblem()
    func found(_ widens: Bool) throws -> (RuleSet, [Bool]) {
        var parameters = RuleParameters(count: 4)
        parameters.widensEdges = widens
        let set = try RuleSearch.discover(problem, parameters: parameters, threads: 1)
        let inside = problem.positive.indices.map { row in
            set.satisfied(by: problem.columns.map { $0[row] }).allSatisfy { $0 }
        }
        return (set, inside)
    }
    let (plain, inside) = try found(false)
    let (wide, alike) = try found(true)
    #expect(inside == alike)
    for (rule, wider) in zip(plain.rules, wide.rules) {
        #expect(rule.expression == wider.expression)
        #expect(wider.lower ?? -.infinity <= rule.lower ?? -.infinity)
        #expect(wider.upper ?? .infinity >= rule.upper ?? .infinity)
    }
    let numbers = [plain, wide].map {
        $0.rules.flatMap { [$0.lower, $0.upper] }.count { $0 != nil }
    }
    #expect(numbers[1] <= numbers[0])
}
