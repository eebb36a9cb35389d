import Basis
import Testing

@testable import Validation

@Suite struct WithinGroupTests {
    private let shares = [0.9, 0.8, 0.7, 0.2, 0.1, 0.3]
    private let truth = [0, 0, 1, 0, 1, 0]
    private let folds = [0, 0, 0, 1, 1, 2]

    private func outcome() throws -> ValidationOutcome {
        try Fixture.outcome(
            shares.map { [1 - $0, $0] }, truth: truth, folds: folds, names: ["no", "yes"])
    }

    @Test func groupsAreRankedByThemselves() throws {
        let ranking = try WithinGroupRanking(
            of: outcome(), target: MetricTarget(name: "yes", classes: [1]))
        #expect(ranking.groups.map(\.name) == ["fold 0", "fold 1", "fold 2"])
        #expect(ranking.groups.map(\.rows) == [3, 2, 1])
        #expect(ranking.groups.map(\.positives) == [1, 1, 0])
        #expect(ranking.groups.map(\.averagePrecision) == [1.0 / 3, 0.5, nil])
        #expect(ranking.counted == 2)
        #expect(ranking.mean == (1.0 / 3 + 0.5) / 2)
        #expect(ranking.meanPrevalence == (1.0 / 3 + 0.5) / 2)
    }

    @Test func shiftsBetweenGroupsDoNotCount() throws {
        let target = MetricTarget(name: "yes", classes: [1])
        let first = try WithinGroupRanking(of: outcome(), target: target)
        let shifted = zip(shares, folds).map { $1 == 1 ? $0 + 0.7 : $0 }
        let second = try WithinGroupRanking(
            of: Fixture.outcome(
                shifted.map { [1 - $0, $0] }, truth: truth, folds: folds, names: ["no", "yes"]),
            target: target)
        #expect(first == second)
    }

    @Test func groupsMayBeGiven() throws {
        let target = MetricTarget(name: "yes", classes: [1])
        let ranking = try WithinGroupRanking(
            of: outcome(), target: target, groups: ["Zn", "Al", "Al", "Al", "Zn", "Zn"])
        #expect(ranking.groups.map(\.name) == ["Al", "Zn"])
        #expect(ranking.groups.map(\.averagePrecision) == [0.5, 1.0 / 3])
        #expect(throws: ValidationError.countMismatch(what: "groups", found: 1, expected: 6)) {
            try WithinGroupRanking(of: outcome(), target: target, groups: ["a"])
        }
    }

    @Test func groupsWithoutPositivesGiveNoMean() throws {
        let outcome = try Fixture.outcome(
            [[1, 0, 0], [0.5, 0.5, 0]], truth: [0, 0], folds: [0, 1])
        let ranking = try WithinGroupRanking(
            of: outcome, target: MetricTarget(joining: [1, 2], of: Fixture.names))
        #expect(ranking.mean == nil && ranking.meanPrevalence == nil && ranking.counted == 0)
    }
}
