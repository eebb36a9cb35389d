import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct ReliabilityTests {
    @Test func binsHoldEqualMassAndKeepTies() throws {
        // Six zeros fill two of five bins at once; four different scores fill the other three.
        let curve = try ReliabilityCurve(
            target: "yes", scores: [0, 0.9, 0, 0.2, 0, 0.4, 0, 0.8, 0, 0],
            positives: [false, true, false, false, false, true, true, true, false, false], bins: 5)
        #expect(curve.bins.map(\.rows) == [6, 2, 2])
        #expect(curve.bins.map(\.positives) == [1, 1, 2])
        #expect(curve.bins[0].meanPredicted == 0)
        #expect(abs(curve.bins[1].meanPredicted - 0.3) < 1e-15)
        #expect(abs(curve.bins[2].meanPredicted - 0.85) < 1e-15)
        #expect(curve.bins.map(\.observed) == [1.0 / 6, 0.5, 1])
        #expect(abs(curve.calibrationError - (1 + 0.4 + 0.3) / 10) < 1e-12)
        let data = try JSONEncoder().encode(curve)
        #expect(try JSONDecoder().decode(ReliabilityCurve.self, from: data) == curve)
    }

    @Test func curvesCarryTheErrorOfTheMetrics() throws {
        let outcome = try Fixture.random(rows: 500)
        let union = MetricTarget(joining: [1, 2], of: Fixture.names)
        let metrics = try outcome.metrics(MetricOptions(unions: [union], calibrationBins: 7))
        let curves = try ReliabilityCurve.curves(of: outcome, unions: [union], bins: 7)
        #expect(curves.map(\.target) == Fixture.names + [union.name])
        for curve in curves {
            let metric = metrics.value("calibration_error", of: curve.target)
            #expect(metric?.estimate == curve.calibrationError)
            #expect(curve.bins.reduce(0) { $0 + $1.rows } == 500)
            for bin in curve.bins {
                #expect(bin.lower <= bin.observed && bin.observed <= bin.upper)
            }
        }
        let mean = curves.prefix(3).reduce(0) { $0 + $1.calibrationError } / 3
        #expect(metrics.value("calibration_error")?.estimate == mean)
    }

    @Test func wilsonEqualsPublishedFigures() {
        // Newcombe, Stat. Med. 17, 857 (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
        let cases = [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ]
        for (hits, rows, lower, upper) in cases {
            let interval = Interval.wilson(hits: hits, rows: rows)
            #expect(abs(interval.lower - lower) < 5e-5 && abs(interval.upper - upper) < 5e-5)
        }
        #expect(Interval.wilson(hits: 0, rows: 0) == Interval(estimate: 0, lower: 0, upper: 1))
    }

    @Test func badCurvesAreRefused() {
        #expect(throws: ValidationError.self) {
            try ReliabilityCurve(target: "a", scores: [], positives: [])
        }
        #expect(throws: ValidationError.notFinite(what: "score", index: 0)) {
            try ReliabilityCurve(target: "a", scores: [.nan], positives: [true])
        }
        #expect(throws: ValidationError.self) {
            try ReliabilityCurve(target: "a", scores: [1], positives: [true], bins: 0)
        }
    }

    @Test func detailedCurvesPartTheRareAndLoseNoRow() throws {
        let outcome = try Fixture.random(rows: 600)
        let plain = try ReliabilityCurve.curves(of: outcome)
        let detailed = try ReliabilityCurve.detailed(of: outcome)
        for (one, other) in zip(plain, detailed) {
            #expect(other.target == one.target)
            #expect(other.calibrationError == one.calibrationError)
            #expect(other.bins.reduce(0) { $0 + $1.rows } == 600)
            #expect(
                other.bins.reduce(0) { $0 + $1.positives }
                    == one.bins.reduce(0) { $0 + $1.positives })
            #expect(other.bins.count >= one.bins.count && other.bins.count <= 31)
            let predicted = other.bins.map(\.meanPredicted)
            #expect(predicted == predicted.sorted())
        }
    }
}
