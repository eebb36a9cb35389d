import Basis
import Foundation
import Learning
import Testing

private struct Request: Encodable {
    var model: Data
    var rows: Data
    var features: Int
}

private struct Answer: Decodable {
    var labels: [String]
    var probabilities: [[Double]]
    var metadata: [String: String]
    var input: [String]
    var outputs: [[String]]
    var operators: [String]
}

private let names = ["ordinary", "approximant", "quasicrystal", "β-phase"]

/// A table whose labels follow the features, with noise.
private func table(rows: Int, columns: Int, classes: Int, seed: UInt64) throws -> TrainingSet {
    var stream = RandomStream(seed: seed)
    var features = Matrix(rows: rows, columns: columns)
    for index in features.values.indices { features.values[index] = stream.unit() * 10 - 5 }
    let labels = (0..<rows).map { row in
        let signal = features[row, 0] + features[row, columns - 1] + 4 * stream.unit()
        return max(0, min(classes - 1, Int((signal + 10) / 24 * Double(classes))))
    }
    return try TrainingSet(features: features, labels: labels, classCount: classes)
}

/// Random rows of single precision, of which many hold thresholds of the trees, rounded to single
/// precision, or a neighbour of them.
private func rows(_ count: Int, near trees: [DecisionTree], seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    let columns = trees[0].featureCount
    var rows = Matrix(rows: count, columns: columns)
    for index in rows.values.indices {
        rows.values[index] = Double(Float(stream.unit() * 10 - 5))
    }
    for row in 0..<count {
        for _ in 0..<columns {
            let tree = trees[stream.below(trees.count)]
            let node = stream.below(tree.nodeCount)
            guard tree.feature[node] >= 0 else { continue }
            let threshold = Float(tree.threshold[node])
            let value = [threshold, threshold.nextUp, threshold.nextDown][stream.below(3)]
            rows[row, Int(tree.feature[node])] = Double(value)
        }
    }
    return rows
}

private func ask(_ model: ONNXModel, _ rows: Matrix) throws -> Answer {
    let singles = rows.values.flatMap { value in
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
    }
    let request = Request(
        model: Data(model.bytes), rows: Data(singles), features: rows.columns)
    let input = try JSONEncoder().encode(request)
    return try Oracle.run("onnx_predict.py", input: [UInt8](input), as: Answer.self)
}

/// The largest difference of a probability; labels must be those of the largest probability, but
/// for differences that single precision cannot hold.
private func difference(_ answer: Answer, _ ours: Matrix, _ classNames: [String]) -> Double {
    var largest = 0.0
    for row in 0..<ours.rows {
        let values = ours.row(row)
        let chosen = classNames.firstIndex(of: answer.labels[row])
        let share = chosen.map { values[values.startIndex + $0] } ?? -1
        #expect(share >= (values.max() ?? 1) - 0x1p-23, "row \(row)")
        for label in 0..<ours.columns {
            largest = max(largest, abs(answer.probabilities[row][label] - ours[row, label]))
        }
    }
    return largest
}

@Suite(.enabled(if: Oracle.isAvailable, Oracle.explanation)) struct ONNXInteropTests {
    @Test(arguments: [(2, 2000), (3, 10_000), (4, 2000)])
    func forestsGiveTheSameProbabilities(classes: Int, count: Int) throws {
        let set = try table(rows: 600, columns: 12, classes: classes, seed: UInt64(classes))
        let parameters = ForestParameters(
            trees: count / 20, minSamplesLeaf: classes == 3 ? 3 : 1)
        let forest = try ForestLearner(parameters).fit(set, threads: 2).model
        let rows = rows(count, near: forest.trees, seed: 9)
        let classNames = Array(names[..<classes])
        let answer = try ask(
            ONNXModel(
                .forest(forest), classNames: classNames,
                metadata: [("class_names", "[\"β\"]"), ("schema", "forest 3"), ("empty", "")]),
            rows)
        let ours = try forest.probabilities(of: rows, threads: 2)
        #expect(difference(answer, ours, classNames) <= 1.2e-7)
        #expect(
            answer.metadata == ["class_names": "[\"β\"]", "schema": "forest 3", "empty": ""])
        #expect(answer.input == ["tensor(float)", "N", "12"])
        #expect(
            answer.outputs == [["label", "tensor(string)"], ["probabilities", "tensor(float)"]])
        #expect(answer.operators.filter { $0.hasPrefix("Tree") } == ["TreeEnsembleClassifier"])
    }

    @Test func unusualForestsSurvive() throws {
        // One class; trees that are a single leaf; a class that no leaf ever holds.
        var cases = [(TrainingSet, ForestParameters)]()
        for classes in [1, 2, 3] {
            let features = Matrix(rows: 4, columns: 1, values: [1, 2, 3, 4])
            let one = try TrainingSet(
                features: features, labels: [0, 0, 0, 0], classCount: classes)
            cases.append((one, ForestParameters(trees: 3)))
            guard classes > 1 else { continue }
            let two = try TrainingSet(
                features: features, labels: [0, 1, 0, 1], classCount: classes)
            cases.append((two, ForestParameters(trees: 1, maxDepth: 0)))
            cases.append((two, ForestParameters(trees: 7)))
        }
        for (set, parameters) in cases {
            let forest = try ForestLearner(parameters).fit(set, threads: 1).model
            let classNames = Array(names[..<set.classCount])
            let rows = Matrix(rows: 4, columns: 1, values: [-1, 1.5, 2.75, 9])
            let answer = try ask(ONNXModel(.forest(forest), classNames: classNames), rows)
            let ours = try forest.probabilities(of: rows, threads: 1)
            #expect(difference(answer, ours, classNames) <= 1.2e-7)
        }
    }

    @Test func boostedTreesAndBlendsGiveTheSameProbabilities() throws {
        let set = try table(rows: 400, columns: 10, classes: 3, seed: 6)
        let forest = LearnerParameters.forest(ForestParameters(trees: 60))
        let rare = LearnerParameters.forest(
            ForestParameters(trees: 40, minSamplesLeaf: 5, seed: 5))
        let boosted = LearnerParameters.boosting(
            BoostingParameters(rounds: 60, learningRate: 0.3, maxDepth: 5))
        func blend(
            _ members: [(LearnerParameters, Double)], _ pooling: Blend.Pooling
        ) -> LearnerParameters {
            .blend(
                BlendParameters(
                    members: members.map { BlendParameters.Member($0, weight: $1) },
                    pooling: pooling))
        }
        let linear = blend([(forest, 1), (boosted, 2)], .linear)
        let models = [
            boosted, linear, blend([(rare, 1)], .logarithmic),
            blend([(forest, 1), (boosted, 2), (rare, 1.5)], .logarithmic),
            blend([(linear, 3), (rare, 1)], .logarithmic),
        ]
        let curves = ONNXModel.Calibration(
            curves: [
                .init(slope: 0.4, intercept: -1), nil, .init(slope: 2.5, intercept: 0.75),
            ], floor: 1e-6)
        let encoded = try EncodedFeatures(set.features, threads: 1)
        for (index, parameters) in ([forest] + models).enumerated() {
            let model = try ClassifierLearner(parameters).fit(
                encoded, rows: Array(0..<400), labels: set.labels, classCount: 3, threads: 2
            ).model
            let trees = model.ensembles.flatMap(\.trees)
            let rows = rows(index == 4 ? 10_000 : 1000, near: trees, seed: UInt64(index))
            let ours = try model.probabilities(of: rows, threads: 2)
            let classNames = Array(names[..<3])
            let plain = try ask(ONNXModel(model, classNames: classNames), rows)
            #expect(difference(plain, ours, classNames) <= 1e-7, "model \(index)")
            let bent = try ask(
                ONNXModel(model, classNames: classNames, calibration: curves), rows)
            #expect(
                difference(bent, calibrated(ours, curves), classNames) <= 1e-7,
                "model \(index), calibrated")
        }
    }
}

/// The definition of the calibration, row by row.
private func calibrated(_ probabilities: Matrix, _ calibration: ONNXModel.Calibration) -> Matrix {
    var result = probabilities
    for row in 0..<probabilities.rows {
        let shares = calibration.curves.enumerated().map { label, curve in
            let share = probabilities[row, label]
            guard let curve else { return share }
            let clipped = min(max(share, calibration.floor), 1 - calibration.floor)
            let score = log(clipped) - log1p(-clipped)
            return 1 / (1 + exp(-(curve.slope * score + curve.intercept)))
        }
        let total = shares.reduce(0, +)
        for (label, share) in shares.enumerated() { result[row, label] = share / total }
    }
    return result
}
