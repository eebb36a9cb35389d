// Screens systems with a model file and writes nothing: the sweep without its output.
//
//     sweep MODEL SYSTEMS DIVISIONS THREADS [FILE]
//
// SYSTEMS is a file with a system a line, such as Al-Cu-Fe; it may be empty. FILE gets the
// probabilities, float64 [systems, points, classes]. Prints one JSON object; its seconds leave out
// the reading of the model and a first system, which starts the threads and warms the caches.

import Foundation
import Materials
import QuasiScreen

/// What the program prints.
struct Measured: Encodable {
    var systems: Int
    var points: Int
    var threads: Int
    var seconds: Double
    var coreSeconds: Double
    var sums: [Double]
    var parts: [String: Double]
}

let arguments = CommandLine.arguments
guard (5...6).contains(arguments.count), let divisions = Int(arguments[3]),
    let threads = Int(arguments[4])
else {
    print("usage: sweep MODEL SYSTEMS DIVISIONS THREADS [FILE]")
    exit(64)
}
let model = try TrainedModel(path: arguments[1])
let systems = try String(contentsOfFile: arguments[2], encoding: .utf8)
    .split(whereSeparator: \.isNewline).map { try ChemicalSystem(String($0)) }
let engine = try Engine(model, divisions: divisions)
let file = arguments.count > 5 ? arguments[5] : nil

_ = try engine.screen([ChemicalSystem("Al-Cu-Fe")], threads: threads, keeping: false)
let wall = ContinuousClock()
let (start, ticks) = (wall.now, clock())
let outcome = try engine.screen(systems, threads: threads, keeping: file != nil)
let (time, coreTicks) = (wall.now - start, clock() - ticks)

if let file {
    try outcome.probabilities.withUnsafeBytes {
        try Data($0).write(to: URL(fileURLWithPath: file))
    }
}
let measured = Measured(
    systems: systems.count, points: engine.pointCount, threads: threads,
    seconds: time / .seconds(1), coreSeconds: Double(coreTicks) / Double(CLOCKS_PER_SEC),
    sums: outcome.sums, parts: outcome.parts)
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
encoder.keyEncodingStrategy = .convertToSnakeCase
print(String(decoding: try encoder.encode(measured), as: UTF8.self))
