import Basis
import Foundation
import Testing

@testable import Validation

private struct Request: Encodable {
    struct Weighted: Encodable {
        var truth: [Int]
        var probabilities: [[Double]]
        var weights: [Int32]
        var targetNames: [String]
        var targets: [[Int]]
    }

    struct Binary: Encodable {
        var shares: [Double]
        var positives: [Bool]
        var errors: [Double]
        var floor = 1e-6
        var bins = 10
    }

    struct Clusters: Encodable {
        var features: [[Double]]
        var threshold: Double
    }

    struct Conformal: Encodable {
        var truth: [Int]
        var probabilities: [[Double]]
        var alpha: Double
    }

    var weighted = [Weighted]()
    var binary = [Binary]()
    var wilson = [[Int]]()
    var clusters = [Clusters]()
    var conformal = [Conformal]()
}

private struct Answer: Decodable {
    struct Curve: Decodable {
        var slope: Double
        var intercept: Double
    }

    struct Reliability: Decodable {
        var observed: [Double]
        var predicted: [Double]
    }

    struct Isotonic: Decodable {
        var pools: [Double]
        var spearman: Double
        var spearmanOfTies: Double
    }

    struct Clusters: Decodable {
        var single: [[Int]]
        var complete: [[Int]]
    }

    var weighted: [[String: Double]]
    var platt: [Curve]
    var reliability: [Reliability]
    var isotonic: [Isotonic]
    var wilson: [[Double]]
    var clusters: [Clusters]
    var conformal: [[Double]]
}

private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

/// One call of the oracle for all tests of this file: starting Python costs more than the figures.
private enum Judged {
    static let names = ["ordinary", "quasicrystal", "approximant"]
    static let union = MetricTarget(joining: [1, 2], of: names)

    static let request = makeRequest()

    static let answer = Result {
        try Oracle.run(
            "validation_metrics.py", input: [UInt8](JSONEncoder().encode(request)),
            as: Answer.self)
    }

    private static func makeRequest() -> Request {
        var request = Request()
        var stream = RandomStream(seed: 12)
        for index in 0..<6 {
            // Shares in sixteenths, which add without rounding, so that the same scores tie.
            let truth = (0..<200).map { _ in min(2, stream.below(20) / 7) }
            let shares = truth.map { label in
                var counts = [0.0, 0, 0]
                for _ in 0..<16 { counts[stream.below(3) == 0 ? label : stream.below(3)] += 1 }
                return counts.map { $0 / 16 }
            }
            request.weighted.append(
                Request.Weighted(
                    truth: truth, probabilities: shares,
                    weights: truth.map { _ in index == 0 ? 1 : Int32(stream.below(4)) },
                    targetNames: names + [union.name], targets: [[0], [1], [2], union.classes]))
            request.conformal.append(
                Request.Conformal(
                    truth: truth, probabilities: shares, alpha: [0.01, 0.05, 0.1][index % 3]))
            let scores = (0..<300).map { _ in stream.unit() }
            request.binary.append(
                Request.Binary(
                    shares: scores,
                    positives: scores.map { stream.unit() < 0.1 + 0.3 * $0 * $0 },
                    errors: scores.map { 0.4 * stream.unit() + 0.6 * $0 }))
            request.clusters.append(
                Request.Clusters(
                    features: (0..<60).map { _ in
                        let sources = (0..<5).map { _ in stream.unit() }
                        return (0..<24).map {
                            let sign = $0 % 2 == 0 ? 1.0 : -1
                            return sign * sources[$0 % 5] + 0.35 * stream.unit()
                        }
                    }, threshold: 0.92))
        }
        request.wilson = [[0, 7], [7, 7], [1, 3], [40, 97], [999, 1000]]
        return request
    }
}

@Suite(.enabled(if: Oracle.isAvailable, Oracle.explanation))
struct ValidationInteropTests {
    @Test func everyCaseIsJudged() throws {
        let answer = try Judged.answer.get()
        #expect(answer.weighted.count == Judged.request.weighted.count)
        for count in [answer.platt.count, answer.reliability.count, answer.isotonic.count] {
            #expect(count == Judged.request.binary.count)
        }
        #expect(answer.wilson.count == Judged.request.wilson.count)
        #expect(answer.clusters.count == Judged.request.clusters.count)
        #expect(answer.conformal.count == Judged.request.conformal.count)
    }

    @Test func weightedFiguresEqualScikitLearn() throws {
        let answers = try Judged.answer.get().weighted
        var compared = 0
        for (table, answer) in zip(Judged.request.weighted, answers) {
            let outcome = try CrossValidation.run(
                folds: [
                    Fold(name: "0", train: [199], test: Array(0..<199)),
                    Fold(name: "1", train: [0], test: [199]),
                ], labels: table.truth, classNames: Judged.names, protocol: .random, seed: 0
            ) { fold in matrix(fold.test.map { table.probabilities[$0] }) }
            let engine = try MetricEngine(
                outcome, options: MetricOptions(unions: [Judged.union]),
                groupOfRow: (0..<200).map { Int32($0) })
            for (label, value) in zip(engine.labels, engine.evaluate(times: table.weights)) {
                let name = label.name + (label.target.map { " \($0)" } ?? "")
                guard let expected = answer[name] else { continue }
                #expect(abs((value ?? 0) - expected) < 1e-10, "\(name)")
                compared += 1
            }
        }
        #expect(compared == 6 * (5 + 4 * 5))
    }

    @Test func plattCurvesEqualLogisticRegression() throws {
        for (table, answer) in zip(Judged.request.binary, try Judged.answer.get().platt) {
            let calibration = try PlattCalibration(
                fitting: matrix(table.shares.map { [1 - $0, $0] }),
                labels: table.positives.map { $0 ? 1 : 0 }, classCount: 2, floor: table.floor)
            #expect(calibration.fitted == [true, true])
            #expect(abs(calibration.slopes[1] - answer.slope) < 1e-6)
            #expect(abs(calibration.intercepts[1] - answer.intercept) < 1e-6)
        }
    }

    @Test func reliabilityEqualsScikitLearn() throws {
        for (table, answer) in zip(Judged.request.binary, try Judged.answer.get().reliability) {
            let curve = try ReliabilityCurve(
                target: "", scores: table.shares, positives: table.positives, bins: table.bins)
            #expect(curve.bins.count == answer.observed.count)
            for (index, bin) in curve.bins.enumerated() {
                #expect(bin.rows == 30)
                #expect(abs(bin.observed - answer.observed[index]) < 1e-12)
                #expect(abs(bin.meanPredicted - answer.predicted[index]) < 1e-12)
            }
        }
    }

    @Test func poolsEqualIsotonicRegressionAndRanksScipy() throws {
        for (table, answer) in zip(Judged.request.binary, try Judged.answer.get().isotonic) {
            let scale = try UncertaintyScale(
                fitting: table.shares, squaredErrors: table.errors, leastRows: 1)
            #expect(scale.squaredErrors.count == answer.pools.count)
            for (pool, expected) in zip(scale.squaredErrors, answer.pools) {
                #expect(abs(pool - expected) < 1e-12)
            }
            let plain = try #require(RankCorrelation.spearman(table.shares, table.errors))
            #expect(abs(plain - answer.spearman) < 1e-12)
            func rounded(_ values: [Double]) -> [Double] {
                values.map { ($0 * 10).rounded(.toNearestOrEven) / 10 }
            }
            let tied = try #require(
                RankCorrelation.spearman(rounded(table.shares), rounded(table.errors)))
            #expect(abs(tied - answer.spearmanOfTies) < 1e-12)
        }
    }

    @Test func wilsonIntervalsEqualScipy() throws {
        for (counts, answer) in zip(Judged.request.wilson, try Judged.answer.get().wilson) {
            let interval = Interval.wilson(hits: counts[0], rows: counts[1])
            #expect(abs(interval.lower - answer[0]) < 1e-12)
            #expect(abs(interval.upper - answer[1]) < 1e-12)
        }
    }

    @Test func clustersEqualHierarchicalClustering() throws {
        var differ = 0
        for (table, answer) in zip(Judged.request.clusters, try Judged.answer.get().clusters) {
            for (linkage, expected) in [
                (CorrelationClusters.Linkage.single, answer.single), (.complete, answer.complete),
            ] {
                let clusters = try CorrelationClusters(
                    matrix(table.features), threshold: table.threshold, linkage: linkage,
                    threads: 2)
                #expect(clusters.clusters == expected, "\(linkage)")
            }
            if answer.single != answer.complete { differ += 1 }
        }
        #expect(differ > 0, "the tables must tell the linkages apart")
    }

    @Test func conformalThresholdsEqualRankedScores() throws {
        for (table, answer) in zip(Judged.request.conformal, try Judged.answer.get().conformal) {
            let sets = try ConformalSets(
                calibrating: matrix(table.probabilities), labels: table.truth, classCount: 3,
                alpha: table.alpha)
            #expect(sets.leastProbability == answer)
        }
    }
}
