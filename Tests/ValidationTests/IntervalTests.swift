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
        #expect(first.macroF1.estimate == outcome.macroF1)
        let areas = first.averagePrecision.compactMap { $0 }
        #expect(areas.count == 2)
        for interval in [first.macroF1] + areas {
            #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
            #expect(interval.upper - interval.lower < 0.25)
        }
    }

    @Test func oneGroupHasNoSpread() throws {
        let outcome = try outcome()
        let intervals = try Intervals(
            of: outcome, groups: [String](repeating: "all", count: 300), replicates: 20,
            stream: RandomStream(seed: 3), threads: 1)
        #expect(intervals.macroF1.lower == outcome.macroF1)
        #expect(intervals.macroF1.upper == outcome.macroF1)
        for (interval, value) in zip(intervals.averagePrecision, outcome.averagePrecision) {
            let interval = try #require(interval)
            let value = try #require(value)
            #expect(abs(interval.lower - value) < 1e-12 && abs(interval.upper - value) < 1e-12)
        }
    }

    @Test func coarserGroupsWidenTheInterval() throws {
        let outcome = try outcome()
        func width(_ size: Int) throws -> Double {
            let labels = outcome.predictions.map(\.truth)
            // Groups that share their truth: ten rows of one class say less than ten of any.
            let groups = labels.enumerated().map { "\($0.element) \($0.offset / size)" }
            let interval = try Intervals(
                of: outcome, groups: groups, replicates: 200, stream: RandomStream(seed: 3),
                threads: 1
            ).macroF1
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
