// Times the likelihoods of a search for alloys, and the model in them beside its plain walk.
//
//     likelihoods MODEL ALLOYS THREADS ROUNDS FEATURES
//
// Mixed alloys of two to five elements, drawn evenly; all conditions of `qscreen design` as it comes. Prints one
// JSON object of medians and writes the descriptors of the alloys to FEATURES, float64 row by row. The parts are
// not public: built with `-enable-testing`.

import Basis
import Foundation
import Materials

@testable import InverseDesign
@testable import Learning
@testable import QuasiScreen

/// What the program prints; everything is a number of alloys a second.
struct Measured: Encodable {
    var likelihoods: Double
    /// The domain of alloys that the model finds likely, as a search asks for it.
    var domains: Double
    var descriptors: Double
    var compiledModel: Double
    var walkedModel: Double
    var columns: Int
}

let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.dropFirst().prefix(3).compactMap { Int($0) }
guard arguments.count == 5, numbers.count == 3, let path = arguments.first,
    let output = arguments.last
else {
    print("usage: likelihoods MODEL ALLOYS THREADS ROUNDS FEATURES")
    exit(64)
}
let (count, threads, rounds) = (numbers[0], numbers[1], numbers[2])

func rate(of count: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let seconds = try (0..<rounds).map { _ in try clock.measure(body) / .seconds(1) }.sorted()
    return Double(count) / seconds[rounds / 2]
}

let model = try TrainedModel(path: path)
let section = DesignSection()
let target = try DesignTarget(section, model: model, rules: nil, threads: threads)
let space = try section.space(of: model)
let root = RandomStream(seed: 3)
let alloys = (0..<count).map { number in
    var stream = root.child(number)
    return space.draw(&stream)
}
let values = try target.logLikelihoods(alloys)
let likely = alloys.indices.sorted { values[$0] > values[$1] }.prefix(count / 10).map { alloys[$0] }
let compositions = alloys.map(\.composition)
let features = try model.featurizer.features(of: compositions, threads: threads).matrix
let walked = try model.calibrated
let compiled = CompiledModel(walked)
guard
    try compiled.probabilities(of: features, threads: threads)
        == walked.probabilities(of: features, threads: threads)
else { fatalError("the compiled model says something else") }
let measured = Measured(
    likelihoods: try rate(of: count) { _ = try target.logLikelihoods(alloys) },
    domains: try rate(of: likely.count) { _ = try target.isAllowed(likely) },
    descriptors: try rate(of: count) {
        _ = try model.featurizer.features(of: compositions, threads: threads)
    },
    compiledModel: try rate(of: count) {
        _ = try compiled.probabilities(of: features, threads: threads)
    },
    walkedModel: try rate(of: count) {
        _ = try walked.probabilities(of: features, threads: threads)
    },
    columns: features.columns)
try features.values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: output)) }
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
encoder.keyEncodingStrategy = .convertToSnakeCase
print(String(decoding: try encoder.encode(measured), as: UTF8.self))
