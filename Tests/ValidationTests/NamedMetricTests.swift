import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct NamedMetricTests {
    private let union = MetricTarget(joining: [1, 2], of: Fixture.names)

    /// Ten rows whose probability of the positive class falls, two of them equal.
    private func binary(_ positives: [Int]) throws -> ValidationOutcome {
        let scores = [0.95, 0.9, 0.8, 0.8, 0.7, 0.45, 0.4, 0.3, 0.2, 0.1]
        return try Fixture.outcome(
            scores.map { [1 - $0, $0] }, truth: positives, folds: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
            names: ["no", "yes"])
    }

    @Test func figuresEqualHandCounts() throws {
        let outcome = try binary([1, 1, 1, 0, 0, 0, 1, 0, 0, 0])
        let metrics = try outcome.metrics(MetricOptions(depths: [2, 3, 4, 11], calibrationBins: 2))
        func value(_ name: String, _ target: String? = "yes") -> Double? {
            metrics.value(name, of: target)?.estimate
        }
        #expect(value("precision") == 3.0 / 5)
        #expect(value("recall") == 3.0 / 4)
        #expect(value("f1") == 6.0 / 9)
        #expect(value("prevalence") == 0.4)
        // Steps: two at precision 1, one at 3/4 (the tied pair), one at 4/7.
        let area = try #require(value("average_precision"))
        #expect(abs(area - (2.0 + 0.75 + 4.0 / 7) / 4) < 1e-15)
        #expect(value("precision_at_2") == 1)
        // The third place goes to one of two tied rows, of which one is positive.
        #expect(value("precision_at_3") == 2.5 / 3)
        #expect(value("precision_at_4") == 0.75)
        #expect(metrics.value("precision_at_11", of: "yes")?.estimate == nil)
        // Bins of five: mean 0.29 against 1/5, mean 0.83 against 3/5.
        let error = try #require(value("calibration_error"))
        #expect(abs(error - 0.16) < 1e-12)
        #expect(value("macro_f1", nil) == outcome.macroF1)
        #expect(value("accuracy", nil) == 0.7)
    }

    @Test func unionsAddProbabilities() throws {
        let outcome = try Fixture.outcome(
            [[0.5, 0.3, 0.2], [0.6, 0.4, 0], [0.2, 0.4, 0.4], [0.9, 0, 0.1]],
            truth: [2, 0, 1, 0], folds: [0, 0, 1, 1])
        let metrics = try outcome.metrics(MetricOptions(unions: [union], depths: [1]))
        #expect(union.name == "quasicrystal or approximant")
        #expect(metrics.value("average_precision", of: union.name)?.estimate == 1)
        #expect(metrics.value("precision_at_1", of: union.name)?.estimate == 1)
        // Row 0 is called ordinary: one of two found, nothing called in error.
        #expect(metrics.value("recall", of: union.name)?.estimate == 0.5)
        #expect(metrics.value("precision", of: union.name)?.estimate == 1)
        #expect(metrics.value("precision", of: "approximant")?.estimate == nil)
    }

    @Test func multiplicityEqualsRepeatedRows() throws {
        let outcome = try Fixture.random(rows: 60)
        let options = MetricOptions(unions: [union], depths: [5, 20], withinFolds: true)
        let times = (0..<60).map { Int32($0 % 3) }
        let weighted = try MetricEngine(
            outcome, options: options, groupOfRow: (0..<60).map { Int32($0) }
        ).evaluate(times: times)
        let copies = (0..<60).flatMap { [Int](repeating: $0, count: Int(times[$0])) }
        let repeated = try Fixture.outcome(
            copies.map { outcome.predictions[$0].probabilities },
            truth: copies.map { outcome.predictions[$0].truth },
            folds: copies.map { outcome.predictions[$0].fold }
        ).metrics(options)
        for (left, right) in zip(weighted, repeated) {
            #expect((left == nil) == (right.estimate == nil), "\(right.name)")
            #expect(abs((left ?? 0) - (right.estimate ?? 0)) < 1e-12, "\(right.name)")
        }
    }

    @Test func intervalsAreThoseOfOneSetOfReplicatesAtAnyThreadCount() throws {
        let outcome = try Fixture.random(rows: 400)
        let options = MetricOptions(unions: [union], withinFolds: true)
        let groups = (0..<400).map { "g\($0 / 2)" }
        let results = try [1, 2, 3].map { threads in
            try Intervals(
                of: outcome, groups: groups, options: options, replicates: 100,
                stream: RandomStream(seed: 4), threads: threads)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
        #expect(try outcome.metrics(options).map(\.estimate) == results[0].metrics.map(\.estimate))
        for metric in results[0].metrics {
            let lower = try #require(metric.lower)
            let upper = try #require(metric.upper)
            #expect(lower <= upper, "\(metric.name)")
            // The calibration error is biased upwards by resampling; the others hold the estimate.
            if metric.name != "calibration_error" {
                let estimate = try #require(metric.estimate)
                #expect(lower <= estimate && estimate <= upper, "\(metric.name)")
            }
        }
        let data = try JSONEncoder().encode(results[0])
        #expect(try JSONDecoder().decode(Intervals.self, from: data) == results[0])
    }

    @Test func withinFoldMeanIsThatOfTheTable() throws {
        let outcome = try Fixture.random(rows: 300, folds: 6)
        let metrics = try outcome.metrics(MetricOptions(unions: [union], withinFolds: true))
        let table = try WithinGroupRanking(of: outcome, target: union)
        let named = try #require(
            metrics.value("within_fold_average_precision", of: union.name)?.estimate)
        #expect(abs(try #require(table.mean) - named) < 1e-12)
    }

    @Test func badOptionsAreRefused() throws {
        let outcome = try Fixture.random(rows: 40)
        for options in [
            MetricOptions(unions: [MetricTarget(name: "none", classes: [])]),
            MetricOptions(unions: [MetricTarget(name: "far", classes: [3])]),
            MetricOptions(unions: [MetricTarget(name: "twice", classes: [1, 1])]),
            MetricOptions(depths: [0]), MetricOptions(calibrationBins: 0),
            MetricOptions(logLossFloor: 0),
        ] {
            #expect(throws: ValidationError.self) { try outcome.metrics(options) }
        }
    }
}
