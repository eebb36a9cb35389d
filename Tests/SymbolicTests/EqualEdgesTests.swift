import Basis
import Testing

@testable import Symbolic

/// e/a of Al57Cu22Fe21 and of Al58Cu19Fe23, both 1.93, as pooling computes them.
private let twins = [1.93, 1.9300000000000002]

@Test func valuesThatAreEqualButForRoundingShareARank() {
    var stream = RandomStream(seed: 6).child("ranks")
    for _ in 0..<50 {
        let exact = (0..<300).map { _ in Double(stream.below(2000)) / 100 - 7 }
        let noisy = exact.map { $0 * (1 + 4e-16 * (2 * stream.unit() - 1)) }
        var sorter = RankSorter(rows: 300)
        let wanted = sorter.ranks(exact, snap: false)
        let found = sorter.ranks(noisy, snap: false)
        #expect(wanted.ranks == found.ranks && wanted.distinct == found.distinct)
    }
}

@Test func edgesStandClearOfBothRows() {
    var stream = RandomStream(seed: 7).child("edges")
    for _ in 0..<2000 {
        let size = [1e-9, 1.0, 1e7][stream.below(3)]
        let inside = size * (stream.unit() - 0.5)
        let gap = abs(inside) * [3e-6, 1e-3, 1][stream.below(3)]
        let outside = stream.below(2) == 0 ? inside + gap : inside - gap
        let edge = BandEdges.edge(
            inside: inside, outside: outside,
            margin: [0, 0.25, stream.unit(), 1][stream.below(4)],
            longest: [0, 1e-12, .infinity][stream.below(3)])
        let clear = 1e-8 * max(abs(inside), abs(outside))
        #expect(abs(edge - inside) > clear && abs(edge - outside) > clear)
        #expect((edge > inside) == (outside > inside) && (edge > outside) != (outside > inside))
    }
}

@Test(arguments: [(1.93, 2.2), (1.7, 1.93), (1.93, 1.93)])
func aValueAtAnEdgeMeetsTheRuleHoweverItWasComputed(lower: Double, upper: Double) throws {
    let rule = Rule(
        expression: .variable(0), lower: lower, upper: upper, spread: 0.05,
        figures: RuleFigures(inside: [true], positive: [true], weights: [1]))
    let band = ValueBand(
        formula: 0, expression: .variable(0), lower: lower, upper: upper, spread: 0.05)
    for value in twins {
        #expect(rule.isSatisfied(by: [value]))
        #expect(rule.margin(at: [value]) == 0 && rule.relativeMargin(at: [value]) == 0)
        #expect(band.contains(value) && band.relativeMargin(value) == 0)
    }
    #expect(!rule.isSatisfied(by: [lower - 1e-6]) && !rule.isSatisfied(by: [upper + 1e-6]))
}

@Test func noRuleIsMadeOfNoise() throws {
    // Wanted rows have one twin, the others the other; nothing else tells them apart.
    var stream = RandomStream(seed: 9).child("noise")
    let positive = (0..<80).map { $0 % 2 == 0 }
    let columns = [
        positive.map { $0 ? twins[0] : twins[1] }, positive.map { _ in stream.unit() },
    ]
    let problem = RuleProblem(
        variables: pureVariables(2), columns: columns, positive: positive,
        scores: positive.map { $0 ? 1 : 0 }, groups: Array(0..<80))
    let engine = try RuleEngine(problem, threads: 1)
    #expect(engine.table.formulas.allSatisfy { $0.expression != .variable(0) })
    let set = try RuleSearch.discover(problem, parameters: RuleParameters(), threads: 1)
    #expect(set.conjunction.precision < 0.9)
}

@Test func softBandsHaveNoSideInsideTheNoise() {
    let columns = [(0..<40).map { $0 < 20 ? twins[$0 % 2] : 3 + Double($0) }]
    let library = BandLibrary(
        columns: columns, target: (0..<40).map { Double($0 % 2) },
        weights: [Double](repeating: 1, count: 40), bins: 16, hotShare: 0.5)
    for (low, high) in zip(library.knots[0], library.knots[0].dropFirst()) {
        #expect(high - low > 1e-6)
    }
}
