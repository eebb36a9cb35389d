// Screens every candidate over a table of random columns and times it.
//
//     screening VARIABLES RUNGS COMPLEXITY RESIDUALS THREADS OPERATORS
//
// OPERATORS is algebraic (sums, products, quotients, roots and powers) or all. 1,000 rows; no units, so that
// everything may be joined. Prints one JSON object. The engine's parts are not public: built with
// `-enable-testing`.

import Basis
import Foundation

@testable import Symbolic

/// What the program prints.
struct Measured: Encodable {
    var candidates: Int
    var seconds: Double
    var coreSeconds: Double
    var best: String
}

let numbers = CommandLine.arguments.dropFirst().prefix(5).compactMap { Int($0) }
guard numbers.count == 5, CommandLine.arguments.count == 7 else {
    print("usage: screening VARIABLES RUNGS COMPLEXITY RESIDUALS THREADS algebraic|all")
    exit(64)
}
let rows = 1_000
let (count, residualCount, threads) = (numbers[0], numbers[3], numbers[4])
let isAll = CommandLine.arguments[6] == "all"

let columns = (0..<count).map { index in
    var stream = RandomStream(seed: 11).child(index)
    return (0..<rows).map { _ in 0.5 + 2 * stream.unit() }
}
var noise = RandomStream(seed: 12).child("target")
let residuals = (0..<residualCount).map { index in
    (0..<rows).map { row in
        columns[index][row] * columns[index + 1][row] / columns[index + 2][row] + noise.unit()
    }
}
let space = FeatureSpace(
    variables: (0..<count).map { Variable(name: "x\($0)", unit: .dimensionless) },
    columns: columns,
    operators: OperatorSet(
        unary: isAll ? UnaryOperator.allCases : [.squareRoot, .square, .cube, .inverse],
        binary: isAll ? BinaryOperator.allCases : [.add, .subtract, .multiply, .divide]),
    rungs: numbers[1], maximumComplexity: numbers[2])
let screening = IndependenceScreening(
    space: space, weights: [Double](repeating: 1 / Double(rows), count: rows),
    residuals: residuals)

let wall = ContinuousClock()
let (start, ticks) = (wall.now, clock())
let pool = try screening.run(limit: 1_000, threads: threads) { _ in }
let (time, coreTicks) = (wall.now - start, clock() - ticks)

let names = space.variables.map(\.name)
let measured = Measured(
    candidates: Int(pool.screened), seconds: time / .seconds(1),
    coreSeconds: Double(coreTicks) / Double(CLOCKS_PER_SEC),
    best: pool.best.first.map { space.expression($0.candidate).text(names) } ?? "")
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
encoder.keyEncodingStrategy = .convertToSnakeCase
print(String(decoding: try encoder.encode(measured), as: UTF8.self))
