import Basis
import Foundation
import Learning
import Testing
import Validation

private struct TreeCase: Encodable {
    var features: [[Double]]
    var labels: [Int]
    var weights: [Double]?
    var queries: [[Double]]
    var criterion: String
    var depth: Int?
    var leaf: Int

    /// Uniform values that float32 holds exactly, since scikit-learn splits on those.
    init(_ columns: Int, _ criterion: SplitCriterion, depth: Int?, leaf: Int, seed: UInt64) {
        var stream = RandomStream(seed: seed)
        func row() -> [Double] { (0..<columns).map { _ in Double(Float(stream.unit())) } }
        features = (0..<400).map { _ in row() }
        queries = (0..<200).map { _ in row() }
        labels = features.map { row in
            min(2, Int(1.5 * (row[0] + row[columns - 1] + 0.5 * stream.unit())))
        }
        self.criterion = criterion.rawValue
        self.depth = depth
        self.leaf = leaf
    }
}

private struct TreeAnswer: Decodable {
    var probabilities: [[Double]]
    var agree: Bool
}

private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

private func probabilities(_ table: TreeCase) throws -> Matrix {
    let set = try TrainingSet(
        features: matrix(table.features), labels: table.labels, classCount: 3,
        weights: table.weights)
    let parameters = ForestParameters(
        trees: 1, criterion: try #require(SplitCriterion(rawValue: table.criterion)),
        maxDepth: table.depth, maxFeatures: .all, minSamplesLeaf: table.leaf)
    return try ForestLearner(parameters).fit(set, threads: 1).model.probabilities(
        of: matrix(table.queries), threads: 1)
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func treesEqualThoseOfScikitLearn() throws {
    var cases = [TreeCase]()
    for seed in 0..<6 {
        for criterion in SplitCriterion.allCases {
            let seed = UInt64(seed)
            // Down to pure leaves with one feature; with several, two features soon part a small
            // node equally well, so those trees stop where nodes are large.
            cases.append(TreeCase(1, criterion, depth: nil, leaf: 1, seed: seed))
            cases.append(TreeCase(5, criterion, depth: 3, leaf: 1, seed: seed))
            cases.append(TreeCase(8, criterion, depth: nil, leaf: 25, seed: seed))
            var weighted = TreeCase(5, criterion, depth: 3, leaf: 1, seed: seed)
            var stream = RandomStream(seed: seed)
            weighted.weights = weighted.labels.map { _ in 0.5 + stream.unit() }
            cases.append(weighted)
        }
    }
    let input = try JSONEncoder().encode(cases)
    let answers = try Oracle.run("forest_trees.py", input: [UInt8](input), as: [TreeAnswer].self)
    #expect(answers.count == cases.count)
    var compared = 0
    for (index, (table, answer)) in zip(cases, answers).enumerated() where answer.agree {
        compared += 1
        let ours = try probabilities(table)
        for (row, expected) in answer.probabilities.enumerated() {
            for (label, share) in expected.enumerated() {
                #expect(abs(ours[row, label] - share) < 1e-8, "case \(index), row \(row)")
            }
        }
    }
    #expect(compared >= 40, "too few tables without equally good splits")
}

private struct MetricCase: Encodable {
    var truth: [Int]
    var probabilities: [[Double]]
}

private struct MetricAnswer: Decodable {
    var confusion: [[Int]]
    var precision: [Double]
    var recall: [Double]
    var f1: [Double]
    var macroF1: Double
    var accuracy: Double
    var matthews: Double
    var averagePrecision: [Double?]
    var brier: Double
    var logLoss: Double
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func metricsEqualThoseOfScikitLearn() throws {
    let names = ["ordinary", "quasicrystal", "approximant", "unseen"]
    var stream = RandomStream(seed: 5)
    let cases = (0..<12).map { _ in
        // Shares in twentieths, so that scores tie and some are zero.
        let truth = (0..<150).map { _ in min(2, stream.below(20) / 7) }
        let shares = truth.map { label in
            var counts = [0.0, 0, 0, 0]
            for _ in 0..<20 { counts[stream.below(3) == 0 ? label : stream.below(3)] += 1 }
            return counts.map { $0 / 20 }
        }
        return MetricCase(truth: truth, probabilities: shares)
    }
    let input = try JSONEncoder().encode(cases)
    let answers = try Oracle.run(
        "forest_metrics.py", input: [UInt8](input), as: [MetricAnswer].self)
    #expect(answers.count == cases.count)
    for (table, answer) in zip(cases, answers) {
        let outcome = try CrossValidation.run(
            folds: [
                Fold(name: "0", train: [149], test: Array(0..<149)),
                Fold(name: "1", train: [0], test: [149]),
            ], labels: table.truth, classNames: names, protocol: .random, seed: 0
        ) { fold in matrix(fold.test.map { table.probabilities[$0] }) }
        #expect(outcome.confusionMatrix.counts == answer.confusion)
        for (label, report) in outcome.perClass.enumerated() {
            #expect(abs(report.precision - answer.precision[label]) < 1e-12)
            #expect(abs(report.recall - answer.recall[label]) < 1e-12)
            #expect(abs(report.f1 - answer.f1[label]) < 1e-12)
            if let area = outcome.averagePrecision[label] {
                #expect(abs(area - (answer.averagePrecision[label] ?? .nan)) < 1e-12)
            } else {
                #expect(answer.averagePrecision[label] == nil)
            }
        }
        #expect(abs(outcome.macroF1 - answer.macroF1) < 1e-12)
        #expect(abs(outcome.accuracy - answer.accuracy) < 1e-12)
        #expect(abs(outcome.matthewsCorrelation - answer.matthews) < 1e-12)
        #expect(abs(outcome.brier - answer.brier) < 1e-12)
        #expect(abs(outcome.logLoss - answer.logLoss) < 1e-9)
    }
}
