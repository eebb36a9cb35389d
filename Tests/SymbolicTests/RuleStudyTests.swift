import Basis
import Testing

@testable import Symbolic

/// Positives lie at 0.8 <= a/b <= 1.25 and c near 2, b and a in pm; three decoys, a tenth of the
/// labels wrong.
private func plantedLaw(rows: Int = 450, seed: UInt64 = 31) throws -> RuleProblem {
    let columns = uniformColumns(6, rows: rows, seed: seed)
    var stream = RandomStream(seed: seed).child("wrong labels")
    let positive = (0..<rows).map { row in
        let ratio = columns[0][row] / columns[1][row]
        let law = ratio >= 0.8 && ratio <= 1.25 && abs(columns[2][row] - 1.5) < 0.25
        return law ? stream.unit() >= 0.1 : stream.unit() < 0.002
    }
    let length = try Unit("pm")
    return RuleProblem(
        variables: (0..<6).map {
            Variable(name: "x\($0)", unit: $0 < 2 ? length : .dimensionless)
        }, columns: columns, positive: positive,
        scores: [Double](repeating: 0, count: rows), groups: (0..<rows).map { $0 / 3 },
        families: (0..<rows).map { $0 % 4 })
}

private var quick: RuleStudyPlan {
    var plan = RuleStudyPlan()
    plan.bootstraps = 6
    plan.shuffles = 5
    plan.pseudoFamilies = 5
    return plan
}

@Test(arguments: RuleObjective.allCases)
func plantedLawsHoldOutsideTheRowsTheyWereFoundOn(_ objective: RuleObjective) throws {
    let problem = try plantedLaw()
    var parameters = RuleParameters(count: 3)
    parameters.objective = objective
    parameters.beamWidth = 2
    parameters.largestExponent = 1
    let study = try RuleStudy(
        problem, kinds: [.conjunction], parameters: parameters, plan: quick, threads: 2)
    let rules = try #require(study.rules)
    #expect(rules.rules.contains { $0.expression == .binary(.divide, .variable(0), .variable(1)) })
    #expect(rules.rules.contains { $0.expression.variables == [2] })
    let validation = try #require(study.validation(.conjunction))
    let heldOut = try #require(validation.crossValidated.first)
    #expect(heldOut.coverage > 0.5 && heldOut.precision > 0.6)
    let families = try #require(validation.families)
    #expect(families.families.count == 4 && families.coverage > 0.5)
    #expect(validation.nulls.count == 2)
    for null in validation.nulls where null.null == .shuffledLabels {
        #expect(null.harmonicMean.pValue == 1.0 / 6)
        #expect(null.harmonicMean.high < null.harmonicMean.observed)
    }
    let stability = try #require(validation.stability)
    #expect(stability.bootstraps == 6)
    #expect(stability.forms.contains { $0.text == "x0/x1" && $0.count >= 4 && $0.kind == .ratio })
    #expect(stability.properties.first.map { $0.count >= 5 } == true)
}

@Test func heldOutFiguresDoNotSeeTheirFold() throws {
    // The first column numbers the groups; of ten in a row one is positive, all of it.
    let rows = 600
    var stream = RandomStream(seed: 8).child("noise")
    let positive = (0..<rows).map { ($0 / 6) == 40 || ($0 / 6) == 41 }
    let problem = RuleProblem(
        variables: pureVariables(2),
        columns: [
            (0..<rows).map { Double($0 / 6 + 1) }, (0..<rows).map { _ in 1 + stream.unit() },
        ], positive: positive, scores: [Double](repeating: 0, count: rows),
        groups: (0..<rows).map { $0 / 6 })
    var parameters = RuleParameters(count: 2)
    parameters.edgeMargin = 0
    parameters.rungs = 0
    var plan = RuleStudyPlan()
    plan.bootstraps = 0
    plan.shuffles = 0
    plan.pseudoFamilies = 0
    let study = try RuleStudy(
        problem, kinds: [.conjunction], parameters: parameters, plan: plan, threads: 2)
    let validation = try #require(study.validation(.conjunction))
    #expect(validation.training.precision == 1 && validation.training.coverage == 1)
    #expect(validation.crossValidated[0].coverage == 0)
    // All rows are of one family: there is none to leave out.
    #expect(validation.families == nil)
}

@Test func foldsNeverSplitAGroupAndShareThePositives() {
    let groups = (0..<300).map { $0 / 3 }
    let positive = groups.map { $0 < 10 }
    let folds = GroupFolds.assign(
        groups: groups, positive: positive, weights: [Double](repeating: 1, count: 300), folds: 5,
        stream: RandomStream(seed: 1))
    for row in 1..<300 where groups[row] == groups[row - 1] {
        #expect(folds[row] == folds[row - 1])
    }
    for fold in 0..<5 {
        #expect(folds.indices.count { folds[$0] == fold } == 60)
        #expect(folds.indices.count { folds[$0] == fold && positive[$0] } == 6)
    }
}

@Test func randomLabelsGiveNoSmallPValues() throws {
    var values = [Double]()
    for seed in 0..<12 {
        let columns = uniformColumns(4, rows: 150, seed: UInt64(seed))
        var stream = RandomStream(seed: UInt64(seed)).child("labels")
        let positive = (0..<150).map { _ in stream.unit() < 0.2 }
        let problem = RuleProblem(
            variables: pureVariables(4), columns: columns, positive: positive,
            scores: positive.map { $0 ? 0.8 : 0.1 }, groups: Array(0..<150))
        var plan = quick
        plan.folds = 0
        plan.bootstraps = 0
        plan.pseudoFamilies = 0
        plan.shuffles = 19
        plan.seed = UInt64(seed)
        var parameters = RuleParameters(count: 2)
        parameters.beamWidth = 1
        parameters.rungs = 0
        let study = try RuleStudy(
            problem, kinds: [.conjunction], parameters: parameters, plan: plan, threads: 2)
        let null = try #require(study.validation(.conjunction)?.nulls.first)
        values.append(null.harmonicMean.pValue)
    }
    // Of twelve uniform values more than 4 below 0.1 come once in 200 times.
    #expect(values.count { $0 <= 0.1 } <= 4)
    #expect(values.reduce(0, +) / 12 > 0.25)
}

@Test func pseudoFamiliesAreAsManyAndAsClusteredAsThePositives() throws {
    let problem = try plantedLaw()
    let families = PseudoFamilies(problem, plan: RuleStudyPlan())
    let wanted = problem.positive.count { $0 }
    for seed in 0..<5 {
        let task = families.draw(RandomStream(seed: UInt64(seed)))
        #expect(task.positive.count { $0 } == wanted)
        #expect(task.scores.sorted() == problem.scores.sorted())
        // Whole groups are taken; only the last of each family may be cut.
        let groups = Set(problem.groups.indices.filter { task.positive[$0] }.map { $0 / 3 })
        let cut = groups.count { group in (0..<3).contains { !task.positive[3 * group + $0] } }
        #expect(cut <= 4)
    }
    let first = families.draw(RandomStream(seed: 0)).positive
    #expect(first == families.draw(RandomStream(seed: 0)).positive)
    #expect(first != families.draw(RandomStream(seed: 1)).positive)
}

/// Positives are in either of two families: x0 near 1.2 and x1 near 1.8, or the other way round.
func twoFamilies() -> RuleProblem {
    let columns = uniformColumns(4, rows: 500, seed: 12)
    let positive = (0..<500).map { row in
        let a = columns[0][row]
        let b = columns[1][row]
        return (a < 1.0 && b > 1.5) || (a > 1.5 && b < 1.0)
    }
    return RuleProblem(
        variables: pureVariables(4), columns: columns, positive: positive,
        scores: [Double](repeating: 0, count: 500), groups: Array(0..<500))
}

@Test func disjunctionsFindTwoFamilies() throws {
    var parameters = RuleParameters(count: 5)
    parameters.rungs = 0
    parameters.rulesPerBranch = 2
    let found = try RuleEngine(twoFamilies(), parameters: parameters, threads: 2)
        .discoverAlternatives(threads: 2)
    #expect(found.branches.count == 2)
    #expect(found.figures.coverage > 0.95 && found.figures.precision > 0.95)
    #expect(found.branches.flatMap(\.rules).count <= 5)
    for branch in found.branches {
        #expect(Set(branch.rules.flatMap(\.expression.variables)) == [0, 1])
    }
    let problem = twoFamilies()
    let inside = problem.positive.indices.count { row in
        found.isSatisfied(by: problem.columns.map { $0[row] })
    }
    #expect(inside == found.figures.rowsInside)
    #expect(try RuleAlternatives(json: found.json()) == found)
    let table = try DelimitedTable(bytes: Array(found.csv.utf8), file: "alternatives.csv")
    #expect(table.rowCount == found.branches.flatMap(\.rules).count + 3)
}

@Test func studiesAreTheSameAtAnyThreadCountAndReadBack() throws {
    let problem = try plantedLaw(rows: 240)
    var parameters = RuleParameters(count: 3)
    parameters.balancesGroups = true
    parameters.beamWidth = 2
    parameters.largestExponent = 1
    parameters.exchangeRounds = 1
    let criteria = [
        RuleCriterion(
            name: "=c, \"window\"",
            bounds: [.init(expression: .variable(2), lower: 1.25, upper: nil)])
    ]
    func study(_ threads: Int) throws -> RuleStudy {
        try RuleStudy(
            problem, criteria: criteria, parameters: parameters, plan: quick, threads: threads)
    }
    let one = try study(1)
    let bytes = try one.json()
    #expect(try study(3).json() == bytes)
    let again = try RuleStudy(json: bytes)
    #expect(again == one)
    #expect(try again.json() == bytes)
    for text in [one.figuresCSV, one.familiesCSV(), one.stabilityCSV, one.nullsCSV] {
        let table = try DelimitedTable(bytes: Array(text.utf8), file: "table.csv")
        #expect(table.rowCount > 0)
        #expect(!text.contains("\n="))
    }
    #expect(one.markdown().contains("## Fixed criteria"))
}

@Test func criteriaAreJudgedByTheirCounts() throws {
    let problem = try plantedLaw()
    let bound = RuleCriterion.Bound(expression: .variable(2), lower: 1.25, upper: 1.75)
    let result = try RuleEvaluation(
        RuleCriterion(name: "c", bounds: [bound]), on: problem)
    let inside = problem.columns[2].map { $0 >= 1.25 && $0 <= 1.75 }
    #expect(result.figures.rowsInside == inside.count { $0 })
    #expect(
        result.figures.positivesInside
            == inside.indices.count { inside[$0] && problem.positive[$0] })
    #expect(result.families.reduce(0) { $0 + $1.positives } == problem.positive.count { $0 })
    #expect(throws: SymbolicError.self) {
        try RuleEvaluation(
            RuleCriterion(
                name: "sum",
                bounds: [
                    .init(
                        expression: .binary(.add, .variable(0), .variable(2)), lower: 1, upper: 2)
                ]), on: problem)
    }
    #expect(throws: SymbolicError.self) {
        try RuleEvaluation(
            RuleCriterion(
                name: "crossed", bounds: [.init(expression: .variable(2), lower: 2, upper: 1)]),
            on: problem)
    }
}

@Test func rowsWithoutWeightCountNeitherWay() throws {
    var problem = try plantedLaw(rows: 300)
    let set = try RuleSearch.discover(problem, threads: 1)
    // Rows that would spoil every rule are added without weight.
    let extra = 50
    problem.columns = problem.columns.map { $0 + $0.prefix(extra) }
    problem.positive += problem.positive.prefix(extra).map { !$0 }
    problem.scores += [Double](repeating: 0, count: extra)
    problem.groups += (0..<extra).map { 1000 + $0 }
    problem.families += [Int](repeating: 9, count: extra)
    problem.weights += [Double](repeating: 0, count: extra)
    #expect(try RuleSearch.discover(problem, threads: 1) == set)
}

@Test func marginsCompareInSpreads() throws {
    let set = try RuleSearch.discover(plantedLaw(rows: 300), threads: 1)
    let point = [Double](repeating: 1.5, count: 6)
    for (rule, margins) in zip(
        set.rules, zip(set.margins(at: point), set.relativeMargins(at: point)))
    {
        let margin = try #require(margins.0)
        #expect(margins.1 == margin / rule.spread)
        #expect((margin >= 0) == rule.isSatisfied(by: point))
    }
}

@Test func flawedPlansAndParametersAreNamed() throws {
    let problem = try plantedLaw(rows: 60)
    func refuses(_ change: (inout RuleParameters, inout RuleStudyPlan) -> Void) {
        var parameters = RuleParameters()
        var plan = RuleStudyPlan()
        change(&parameters, &plan)
        #expect(throws: SymbolicError.self) {
            try RuleStudy(problem, parameters: parameters, plan: plan, threads: 1)
        }
    }
    refuses { _, plan in plan.folds = 1 }
    refuses { _, plan in plan.relaxedShare = 0 }
    refuses { _, plan in plan.neighbours = [[0]] }
    refuses { _, plan in plan.clusters = 0 }
    refuses { parameters, _ in parameters.beamWidth = 0 }
    refuses { parameters, _ in parameters.costRamps = [[]] }
    refuses { parameters, _ in parameters.edgeMargin = .nan }
    var short = problem
    short.families.removeLast()
    #expect(throws: SymbolicError.wrongLength(of: "the families", found: 59, expected: 60)) {
        try RuleStudy(short, threads: 1)
    }
}
