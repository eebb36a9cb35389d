import Basis
import Testing

@testable import Validation

@Suite struct IntervalTests {
    /// 300 rows of two classes whose scores overlap.
    private func outcome() throws -> ValidationOutcome {
        var stream = RandomStream(seed: 2)
        let labels = (0..<300).map { $0 % 3 == 0 ? 1 : 0 }
        let shares = labels.map { 0.3 * Double($0) + 0.7 * stream.unit() }
        return try CrossValidation.run(
            folds: [
                Fold(name: "0", train: [0], test: Array(1..<150)),
                Fold(name: "1", train: [1], test: [0] + Array(150..<300)),
            ], labels: labels, classNames: ["no", "yes"], protocol: .random, seed: 0
        ) { fold in
            Matrix(
                rows: fold.test.count, columns: 2,
                values: fold.test.flatMap { [1 - shares[$0], shares[$0]] })
        }
    }

    @Test func intervalsHoldTheEstimateAndRepeat() throws {
        let outcome = try outcome()
        let groups = (0..<300).map { "g\($0 / 2)" }
        let stream = RandomStream(seed: 3)
        let first = try Intervals(
            of: outcome, groups: groups, replicates: 200, stream: stream, threads: 1)
        let second = try Intervals(
            of: outcome, groups: groups, replicates: 200, stream: stream, threads: 3)
        #expect(first == second)
        #expect(first.macroF1?.estimate == outcome.macroF1)
        let areas = first.averagePrecision.compactMap { $0 }
        #expect(areas.count == 2)
        for interval in [try #require(first.macroF1)] + areas {
            #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
            #expect(interval.upper - interval.lower < 0.25)
        }
    }

    @Test func oneGroupHasNoInterval() throws {
        let intervals = try Intervals(
            of: outcome(), groups: [String](repeating: "all", count: 300),
            groupTitle: "chemical systems", replicates: 20, stream: RandomStream(seed: 3),
            threads: 1)
        // Bounds that equal the figure would promise what nobody has measured.
        #expect(intervals.macroF1 == nil)
        #expect(intervals.averagePrecision == [nil, nil])
        #expect(intervals.metrics.allSatisfy { $0.lower == nil && $0.upper == nil })
        #expect(intervals.metrics.value("macro_f1")?.estimate != nil)
        #expect(intervals.notes.count == 1)
        #expect(intervals.notes[0].contains("add compounds of other chemical systems"))
    }

    /// Rows of the rare class in that many groups of 40: whether figures have an interval.
    @Test(arguments: [(1, false), (2, false), (6, true), (20, true)])
    func resamplesThatLoseAClassDoNotCount(groupsOfRare: Int, hasInterval: Bool) throws {
        var stream = RandomStream(seed: 4)
        let group = (0..<400).map { $0 % 40 }
        // Ten rare rows; a fifth of all rows are told wrongly.
        var rare = 0
        let truth = group.map { number -> Int in
            guard number < groupsOfRare, rare < 20 else { return 0 }
            rare += 1
            return 1
        }
        let shares = truth.map { label -> [Double] in
            let isWrong = stream.unit() < 0.2
            let share = (label == 1) != isWrong ? 0.8 : 0.2
            return [1 - share, share]
        }
        let outcome = try Fixture.outcome(
            shares, truth: truth, folds: group.map { $0 % 2 }, names: ["common", "rare"])
        let intervals = try Intervals(
            of: outcome, groups: group.map { "g\($0)" }, replicates: 200,
            stream: RandomStream(seed: 3), threads: 1)
        #expect((intervals.macroF1 != nil) == hasInterval)
        #expect((intervals.averagePrecision[1] != nil) == hasInterval)
        #expect(intervals.averagePrecision[0] != nil)
        #expect(intervals.notes.isEmpty == hasInterval)
        if !hasInterval {
            #expect(
                intervals.notes[0].hasPrefix("rare has rows in \(groupsOfRare) of 40 groups: "))
            #expect(intervals.notes[0].contains("add compounds of it"))
        }
    }

    /// Rows of a rare class by fold of five, and what is said of it.
    @Test(arguments: [
        ([0, 0, 0, 0], "all 4 rows of rare stand in one fold"),
        ([0, 3, 3], "rare has 3 rows that only 2 of 5 folds test"),
        ([0, 1, 2, 3, 4], nil),
        ([], "rare has no tested row"),
        ([2], "the only row of rare stands in one fold"),
    ])
    func classesSmallerThanTheFoldsAreSaid(folds rare: [Int], said: String?) throws {
        let truth = rare.map { _ in 1 } + (0..<50).map { _ in 0 }
        let outcome = try Fixture.outcome(
            truth.map { [1 - 0.6 * Double($0), 0.6 * Double($0)] }, truth: truth,
            folds: rare + (0..<50).map { $0 % 5 }, names: ["common", "rare"], protocol: .system)
        guard let said else {
            #expect(outcome.cautions.isEmpty)
            return
        }
        #expect(outcome.cautions.count == 1)
        #expect(outcome.cautions.first?.hasPrefix(said) == true, "\(outcome.cautions)")
        // Another grouping does not help a single row.
        #expect(outcome.cautions.first?.contains("--protocol") == (rare.count == 4))
    }

    @Test func coarserGroupsWidenTheInterval() throws {
        let outcome = try outcome()
        func width(_ size: Int) throws -> Double {
            let labels = outcome.predictions.map(\.truth)
            // Groups that share their truth: ten rows of one class say less than ten of any.
            let groups = labels.enumerated().map { "\($0.element) \($0.offset / size)" }
            let found = try Intervals(
                of: outcome, groups: groups, replicates: 200, stream: RandomStream(seed: 3),
                threads: 1)
            let interval = try #require(found.macroF1)
            return interval.upper - interval.lower
        }
        #expect(try width(1) < width(60))
    }

    @Test func percentilesInterpolate() {
        let interval = Intervals.interval(3, [5, 1, 2, 4, 3], 0.5)
        #expect(interval == Interval(estimate: 3, lower: 2, upper: 4))
        let narrow = Intervals.interval(3, [1, 2], 0.5)
        #expect(narrow == Interval(estimate: 3, lower: 1.25, upper: 1.75))
    }

    @Test func badRequestsAreRefused() throws {
        let outcome = try outcome()
        let groups = [String](repeating: "g", count: 300)
        let stream = RandomStream(seed: 0)
        #expect(throws: ValidationError.countMismatch(what: "groups", found: 2, expected: 300)) {
            try Intervals(of: outcome, groups: ["a", "b"], stream: stream, threads: 1)
        }
        for level in [0.0, 1, .nan] {
            #expect(throws: ValidationError.self) {
                try Intervals(
                    of: outcome, groups: groups, level: level, stream: stream, threads: 1)
            }
        }
        #expect(throws: ValidationError.self) {
            try Intervals(of: outcome, groups: groups, replicates: 0, stream: stream, threads: 1)
        }
    }
}
