// Throughput of the formula parser and the descriptors, on one thread.
//
// The formulas are the same as in peers/descriptors.py: both draw them from the same generator.

import Descriptors
import Foundation
import Materials

/// A 64-bit linear congruential generator (Knuth's MMIX constants), simple in any language.
struct Draws {
    var state: UInt64

    mutating func below(_ bound: UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % bound)
    }
}

func makeFormulas(_ count: Int) -> [String] {
    var draws = Draws(state: 2021)
    let symbols = ElementTable.standard.elements.map(\.symbol)
    return (0..<count).map { _ in
        let size = 2 + draws.below(3)
        var chosen = [Int]()
        while chosen.count < size {
            let candidate = draws.below(94)
            if !chosen.contains(candidate) { chosen.append(candidate) }
        }
        return chosen.map { "\(symbols[$0])\(1 + draws.below(99))" }.joined()
    }
}

/// Runs the task repeatedly for at least two seconds and prints the median and the spread.
func measure(_ name: String, items: Int, _ task: () throws -> Double) rethrows {
    var check = try task()
    var rates = [Double]()
    let clock = ContinuousClock()
    let start = clock.now
    while rates.count < 7 || clock.now - start < .seconds(2) {
        let begin = clock.now
        check = try task()
        rates.append(Double(items) / ((clock.now - begin) / .seconds(1)))
    }
    rates.sort()
    let columns = [rates[rates.count / 2], rates[rates.count / 10], rates[rates.count * 9 / 10]]
        .map { String(format: "%12.0f", $0) }.joined()
    let label = name.padding(toLength: 36, withPad: " ", startingAt: 0)
    print("\(label)\(columns)  check \(String(format: "%.9g", check))")
}

let formulas = makeFormulas(35_000)
let compositions = try formulas.map { try Composition($0) }
let featurizer = try Featurizer()

print("items per second                          median         10%         90%")
try measure("parse formulas", items: formulas.count) {
    try formulas.reduce(0) { try $0 + Composition($1).fractions[0] }
}
try measure("mixed compositions, 232 values", items: compositions.count) {
    let features = try featurizer.features(of: compositions)
    return features.matrix[compositions.count - 1, 60]
}

let divisions = 100
var counts = [Int32]()
for i in 0...divisions {
    for j in 0...(divisions - i) {
        counts += [i, j, divisions - i - j].map(Int32.init)
    }
}
let corners = try ChemicalSystem("Al-Cu-Fe").elements
let ternary = try featurizer.ternary(corners)
let points = counts.count / 3
let rows = UnsafeMutableBufferPointer<Double>.allocate(capacity: points * ternary.count)
defer { rows.deallocate() }
measure("ternary grid, 232 values", items: points) {
    counts.withUnsafeBufferPointer { ternary.fill(rows, counts: $0, divisions: divisions) }
    return rows[232 * 2000 + 60]
}

let index = CompositionIndex(compositions)
measure("nearest of \(compositions.count) compositions", items: 3500) {
    compositions.prefix(3500).enumerated().reduce(0.0) { sum, query in
        sum + index.nearest(to: query.element, where: { $0 != query.offset })[0].distance
    }
}
