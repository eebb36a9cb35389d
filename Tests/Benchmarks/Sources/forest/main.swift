// Trains and validates the forest of Liu et al. 2021 on the files that `peers/forest.py prepare`
// writes, so that both programs see the same numbers and the same folds.
//
//     forest train DIR [threads]
//     forest validate DIR [threads] [seeds]
//
// The commands `fit` and `folds` are told of in Peers.swift.

import Basis
import Foundation
import Learning
import Validation

struct BenchmarkData {
    let features: Matrix
    let labels: [Int]
    let folds: [[Int]]
    var classCount: Int { (labels.max() ?? 0) + 1 }

    init(directory: String) throws {
        let folder = URL(fileURLWithPath: directory)
        labels = try BenchmarkData.read(folder, "labels.i32", as: Int32.self).map { Int($0) }
        let values = try BenchmarkData.read(folder, "features.f64", as: Double.self)
        features = Matrix(
            rows: labels.count, columns: values.count / labels.count, values: values)
        let all = try BenchmarkData.read(folder, "folds.i32", as: Int32.self).map { Int($0) }
        let rows = labels.count
        folds = stride(from: 0, to: all.count, by: rows).map { Array(all[$0..<$0 + rows]) }
    }

    private static func read<Value>(
        _ folder: URL, _ name: String, as type: Value.Type
    ) throws -> [Value] {
        let data = try Data(contentsOf: folder.appendingPathComponent(name))
        return data.withUnsafeBytes { Array($0.bindMemory(to: Value.self)) }
    }
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure(body)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
}

func parameters(seed: Int) -> ForestParameters {
    var parameters = ForestParameters.liu2021
    parameters.seed = UInt64(seed)
    return parameters
}

func train(_ data: BenchmarkData, threads: Int) throws {
    let set = try TrainingSet(features: data.features, labels: data.labels, classCount: 3)
    var forest: RandomForest?
    let idle = peakMemory()
    let fitting = try seconds {
        forest = try ForestLearner(parameters(seed: 0)).fit(set, threads: threads).model
    }
    let memory = peakMemory()
    let judging = try seconds {
        _ = try forest?.probabilities(of: data.features, threads: threads)
    }
    print(
        String(
            format: "QuasiScreen: trained in %.2f s, peak memory %.0f MiB (%.0f before), "
                + "judged in %.3f s", fitting, memory, idle, judging))
}

func validate(_ data: BenchmarkData, threads: Int, seeds: Int) throws {
    let encoded = try EncodedFeatures(data.features, threads: threads)
    var scores = [Double]()
    var losses = [Double]()
    for (seed, foldOfRow) in data.folds.prefix(seeds).enumerated() {
        let folds = (0...(foldOfRow.max() ?? 0)).map { number in
            Fold(
                name: "\(number)", train: foldOfRow.indices.filter { foldOfRow[$0] != number },
                test: foldOfRow.indices.filter { foldOfRow[$0] == number })
        }
        let outcome = try CrossValidation.run(
            folds: folds, labels: data.labels, classNames: ["ordinary", "QC", "AC"],
            protocol: .random, seed: UInt64(seed)
        ) { fold in
            let result = try ForestLearner(parameters(seed: seed)).fit(
                encoded, rows: fold.train, labels: data.labels, classCount: 3, threads: threads)
            return try result.model.probabilities(
                of: data.features.selecting(rows: fold.test), threads: threads)
        }
        scores.append(outcome.macroF1)
        losses.append(outcome.logLoss)
        print(
            String(
                format: "seed %d: macro-F1 %.4f, log-loss %.5f", seed, outcome.macroF1,
                outcome.logLoss))
    }
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let spread = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    print(
        String(
            format: "QuasiScreen: macro-F1 %.5f +- %.4f, log-loss %.5f", mean, spread,
            losses.reduce(0, +) / count))
}

let arguments = CommandLine.arguments
let usage = """
    usage: forest train DIR [threads]
           forest validate DIR [threads] [seeds]
           forest fit|folds DIR \(PeerLearner.allCases.map(\.rawValue).joined(separator: "|")) \
    TREES THREADS
    """
func refuse() -> Never {
    print(usage)
    exit(64)
}

guard arguments.count >= 3 else { refuse() }
let data = try BenchmarkData(directory: arguments[2])
switch arguments[1] {
case "train", "validate":
    let threads = arguments.count > 3 ? Int(arguments[3]) ?? 2 : 2
    if arguments[1] == "train" {
        try train(data, threads: threads)
    } else {
        try validate(
            data, threads: threads, seeds: arguments.count > 4 ? Int(arguments[4]) ?? 10 : 10)
    }
case "fit", "folds":
    guard arguments.count == 6, let learner = PeerLearner(rawValue: arguments[3]),
        let trees = Int(arguments[4]), let threads = Int(arguments[5])
    else { refuse() }
    if arguments[1] == "fit" {
        try measureFit(data, learner, trees: trees, threads: threads)
    } else {
        try writeFolds(
            data, learner, trees: trees, threads: threads, directory: arguments[2])
    }
default: refuse()
}
