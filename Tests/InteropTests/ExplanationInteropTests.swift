import Basis
import Foundation
import Learning
import Testing

private struct Table: Encodable {
    var features: [[Double]]
    var labels: [Int]
    var weights: [Double]?
    var queries: [[Double]]
    var depth: Int?
    var candidates: Int

    init(columns: Int, depth: Int?, candidates: Int, weighted: Bool, seed: UInt64) {
        var stream = RandomStream(seed: seed)
        func row() -> [Double] { (0..<columns).map { _ in Double(Float(stream.unit())) } }
        features = (0..<300).map { _ in row() }
        queries = (0..<40).map { _ in row() }
        labels = features.map { row in
            min(2, Int(1.5 * (row[0] + row[columns - 1] + 0.5 * stream.unit())))
        }
        if weighted { weights = labels.map { _ in 0.5 + stream.unit() } }
        self.depth = depth
        self.candidates = candidates
    }
}

private struct Answer: Decodable {
    var feature: [Int32]
    var threshold: [Double]
    var left: [Int32]
    var right: [Int32]
    var values: [[Double]]
    var cover: [Double]
    var base: [Double]
    var contributions: [[[Double]]]

    func forest(_ columns: Int) throws -> RandomForest {
        var starts = [Int32]()
        var shares = [Int32]()
        for node in feature.indices {
            starts.append(feature[node] < 0 ? Int32(shares.count) : -1)
            if feature[node] < 0 { shares += LeafShares.rounding(values[node]) }
        }
        let tree = try DecisionTree(
            featureCount: columns, outputCount: base.count, feature: feature,
            threshold: threshold, left: left, right: right, leafStart: starts, leafValues: shares,
            cover: cover)
        return try RandomForest(
            parameters: ForestParameters(trees: 1), trees: [tree], featureCount: columns,
            classCount: base.count, importances: [Double](repeating: 0, count: columns))
    }
}

@Test(.enabled(if: Oracle.isAvailable, Oracle.explanation))
func shapleyValuesEqualThoseOfShap() throws {
    var tables = [Table]()
    for (columns, candidates) in [(2, 1), (6, 6), (6, 1), (30, 2)] {
        for depth in [nil, 4] {
            for weighted in [false, true] {
                tables.append(
                    Table(
                        columns: columns, depth: depth, candidates: candidates,
                        weighted: weighted, seed: UInt64(tables.count)))
            }
        }
    }
    let input = try JSONEncoder().encode(tables)
    let answers = try Oracle.run("shap_trees.py", input: [UInt8](input), as: [Answer].self)
    #expect(answers.count == tables.count)
    for (index, (table, answer)) in zip(tables, answers).enumerated() {
        let columns = table.features[0].count
        let explainer = try TreeExplainer(answer.forest(columns))
        for (ours, theirs) in zip(explainer.base, answer.base) {
            #expect(abs(ours - theirs) < 1e-6, "table \(index)")
        }
        let rows = Matrix(
            rows: table.queries.count, columns: columns, values: table.queries.flatMap { $0 })
        var largest = 0.0
        for (row, values) in try explainer.explain(rows, threads: 1).enumerated() {
            for (feature, expected) in answer.contributions[row].enumerated() {
                for (label, value) in expected.enumerated() {
                    largest = max(largest, abs(values.contributions[feature, label] - value))
                }
            }
        }
        #expect(largest < 1e-6, "table \(index)")
    }
}
