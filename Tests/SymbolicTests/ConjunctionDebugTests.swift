import Testing

@testable import Symbolic

@Test func conjunctionDebug() throws {
    let base = try PlantedConjunctions.problem(rows: 400, decoys: 2)
    let counts = (0..<400).map { $0 % 4 }
    let copies = base.target.indices.flatMap { row in [Int](repeating: row, count: counts[row]) }
    let rows = (0..<400).filter { counts[$0] > 0 }
    let y1 = rows.map { base.target[$0] }, w1 = rows.map { Double(counts[$0]) }
    let y2 = copies.map { base.target[$0] }, w2 = copies.map { _ in 1.0 }
    let a = BandLibrary(
        columns: base.columns.map { c in rows.map { c[$0] } }, target: y1, weights: w1, bins: 24,
        hotShare: 0.03)
    let b = BandLibrary(
        columns: base.columns.map { c in copies.map { c[$0] } }, target: y2, weights: w2, bins: 24,
        hotShare: 0.03)
    for v in 0..<6 {
        print(
            "DBG", v, a.knots[v].count, b.knots[v].count,
            zip(a.knots[v], b.knots[v]).map { abs($0 - $1) }.max() ?? 9)
    }
    var p = ConjunctionParameters(); p.maximumTerms = 1
    for m in 1...4 {
        p.maximumBands = m
        let r1 = try ConjunctionSearch(
            library: a, target: y1, weights: w1, parameters: p, threads: 1
        ).run(progress: nil)
        let r2 = try ConjunctionSearch(
            library: b, target: y2, weights: w2, parameters: p, threads: 1
        ).run(progress: nil)
        print("DBG", m, r1[0][0].map(\.variable), r2[0][0].map(\.variable)); print("DBG", r1[0][0]);
        print("DBG", r2[0][0])
    }
}
