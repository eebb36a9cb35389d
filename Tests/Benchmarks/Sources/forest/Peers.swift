// The fits that the table of peers compares: random forests and their kin at one setting.
//
//     forest fit DIR LEARNER TREES THREADS      one fit of all rows: seconds and peak memory
//     forest folds DIR LEARNER TREES THREADS    out-of-fold probabilities, DIR/LEARNER-TREES.f64
//
// The files and the setting are those of `peers/learners.py`.

import Basis
import Foundation
import Learning

enum PeerLearner: String, CaseIterable {
    case forest = "quasiscreen-forest"
    case extra = "quasiscreen-extra"

    /// Trees as deep as the data ask for, sqrt(features) per node, entropy; random forests draw a
    /// bootstrap sample per tree, extremely randomised trees see all rows.
    func parameters(trees: Int) -> ForestParameters {
        switch self {
        case .forest:
            ForestParameters(trees: trees, maxFeatures: .sqrt, sampling: .bootstrap)
        case .extra: ForestParameters(trees: trees, maxFeatures: .sqrt, splits: .random)
        }
    }

    /// From the values in memory: checking and encoding are part of it, as with the peers, which
    /// judge no rows out of bag either.
    func fit(
        _ features: Matrix, _ labels: [Int], classCount: Int, trees: Int, threads: Int
    ) throws -> RandomForest {
        let set = try TrainingSet(features: features, labels: labels, classCount: classCount)
        let encoded = try EncodedFeatures(set.features, threads: threads)
        return try ForestLearner(parameters(trees: trees)).fit(
            encoded, rows: Array(labels.indices), labels: labels, classCount: classCount,
            threads: threads
        ).model
    }
}

func measureFit(_ data: BenchmarkData, _ learner: PeerLearner, trees: Int, threads: Int) throws {
    // A small fit first, as the peers do it: starting threads is not training.
    let few = Array(0..<min(300, data.labels.count))
    _ = try learner.fit(
        data.features.selecting(rows: few), few.map { $0 % data.classCount },
        classCount: data.classCount, trees: 2, threads: threads)
    let stretch = Stretch()
    let model = try learner.fit(
        data.features, data.labels, classCount: data.classCount, trees: trees, threads: threads)
    let line = stretch.line(learner.rawValue)
    precondition(model.trees.count == trees)
    print(line)
}

func writeFolds(
    _ data: BenchmarkData, _ learner: PeerLearner, trees: Int, threads: Int, directory: String
) throws {
    guard let foldOfRow = data.folds.first else { return }
    var result = [Double](repeating: 0, count: data.labels.count * data.classCount)
    for number in 0...(foldOfRow.max() ?? 0) {
        let train = foldOfRow.indices.filter { foldOfRow[$0] != number }
        let test = foldOfRow.indices.filter { foldOfRow[$0] == number }
        let model = try learner.fit(
            data.features.selecting(rows: train), train.map { data.labels[$0] },
            classCount: data.classCount, trees: trees, threads: threads)
        let found = try model.probabilities(
            of: data.features.selecting(rows: test), threads: threads)
        for (index, row) in test.enumerated() {
            for column in 0..<data.classCount {
                result[row * data.classCount + column] = found[index, column]
            }
        }
    }
    let file = URL(fileURLWithPath: directory)
        .appendingPathComponent("\(learner.rawValue)-\(trees).f64")
    try result.withUnsafeBytes { try Data($0).write(to: file) }
    print("\(learner.rawValue): wrote \(file.path)")
}
