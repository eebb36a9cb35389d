import Basis
import Testing

@testable import Validation

@Suite struct SplitTests {
    private let labels = (0..<103).map { $0 % 10 == 0 ? 1 : ($0 % 17 == 3 ? 2 : 0) }

    @Test func stratifiedFoldsCoverAllRowsEvenly() throws {
        let folds = try Splits.stratified(
            labels: labels, folds: 5, stream: RandomStream(seed: 1))
        try expectPartition(folds, rows: 103)
        for fold in folds {
            #expect((20...21).contains(fold.test.count))
            for label in 0..<3 {
                let total = labels.filter { $0 == label }.count
                let here = fold.test.filter { labels[$0] == label }.count
                #expect(here == total / 5 || here == total / 5 + 1)
            }
        }
        #expect(
            try Splits.stratified(labels: labels, folds: 5, stream: RandomStream(seed: 1))
                == folds)
        #expect(
            try Splits.stratified(labels: labels, folds: 5, stream: RandomStream(seed: 2))
                != folds)
    }

    @Test func groupsNeverStraddle() throws {
        let groups = (0..<103).map { "system \(($0 * 7) % 31)" }
        let folds = try Splits.grouped(
            groups: groups, labels: labels, folds: 4, stream: RandomStream(seed: 1))
        try expectPartition(folds, rows: 103)
        for fold in folds {
            let tested = Set(fold.test.map { groups[$0] })
            #expect(tested.isDisjoint(with: fold.train.map { groups[$0] }))
        }
        let repeated = try Splits.grouped(
            groups: groups, labels: labels, folds: 4, stream: RandomStream(seed: 1))
        #expect(repeated == folds)
    }

    @Test func groupedFoldsBalanceRareClasses() throws {
        // 200 groups of 3 rows; 20 of them hold the rare class: 4 belong into each fold.
        let groups = (0..<600).map { "g\($0 / 3)" }
        let labels = (0..<600).map { ($0 / 3) % 10 == 0 ? 1 : 0 }
        let folds = try Splits.grouped(
            groups: groups, labels: labels, folds: 5, stream: RandomStream(seed: 4))
        for fold in folds {
            #expect(fold.test.filter { labels[$0] == 1 }.count == 12)
            #expect(fold.test.count == 120)
        }
    }

    @Test func oneGroupIsLeftOutAtATime() throws {
        let folds = try Splits.leaveOneGroupOut(groups: ["Zn", "Al", "Zn", "Cd"])
        #expect(
            folds == [
                Fold(name: "Al", train: [0, 2, 3], test: [1]),
                Fold(name: "Cd", train: [0, 1, 2], test: [3]),
                Fold(name: "Zn", train: [1, 3], test: [0, 2]),
            ])
    }

    @Test func impossibleSplitsAreRefused() throws {
        let stream = RandomStream(seed: 0)
        #expect(throws: ValidationError.badFoldCount(1, rows: 3)) {
            try Splits.stratified(labels: [0, 1, 0], folds: 1, stream: stream)
        }
        #expect(throws: ValidationError.badFoldCount(4, rows: 3)) {
            try Splits.stratified(labels: [0, 1, 0], folds: 4, stream: stream)
        }
        #expect(throws: ValidationError.tooFewGroups(2, folds: 3)) {
            try Splits.grouped(
                groups: ["a", "b", "a"], labels: [0, 1, 0], folds: 3, stream: stream)
        }
        #expect(throws: ValidationError.countMismatch(what: "groups", found: 1, expected: 2)) {
            try Splits.grouped(groups: ["a"], labels: [0, 1], folds: 2, stream: stream)
        }
        #expect(throws: ValidationError.tooFewGroups(1, folds: 2)) {
            try Splits.leaveOneGroupOut(groups: ["a", "a"])
        }
    }

    private func expectPartition(_ folds: [Fold], rows: Int) throws {
        #expect(folds.flatMap(\.test).sorted() == Array(0..<rows))
        for fold in folds {
            #expect((fold.train + fold.test).sorted() == Array(0..<rows))
            #expect(fold.train == fold.train.sorted() && fold.test == fold.test.sorted())
        }
    }
}
