import Basis
import Testing

@testable import Ternary

/// The field at a point on a lattice edge, by linear interpolation; nil off the lattice edges.
private func valueOnEdge(
    _ point: TernaryPoint, _ values: [Double], _ grid: TernaryGrid
) -> [Double] {
    let n = Double(grid.divisions)
    let steps = [point.a, point.b, point.c].map { $0 * n }
    var found = [Double]()
    for first in 0..<grid.count {
        let p = grid.point(first)
        let start = [Double(p.i), Double(p.j), Double(p.k)]
        guard zip(steps, start).allSatisfy({ abs($0 - $1) < 1.0001 }) else { continue }
        for second in grid.neighbours(of: first) where second > first {
            let q = grid.point(second)
            let move = [Double(q.i) - start[0], Double(q.j) - start[1], Double(q.k) - start[2]]
            let t = zip(zip(steps, start), move).map { ($0.0 - $0.1) * $1 }.reduce(0, +) / 2
            let off = zip(zip(steps, start), move).map { abs($0.0 - $0.1 - t * $1) }.max() ?? 1
            if off < 1e-9, t > -1e-9, t < 1 + 1e-9 {
                found.append(values[first] + t * (values[second] - values[first]))
            }
        }
    }
    return found
}

private func isOnBorder(_ point: TernaryPoint) -> Bool { min(point.a, point.b, point.c) == 0 }

@Test(arguments: [UInt64](1...8))
func contoursHaveTheLevelAndCloseOrEndOnTheBorder(seed: UInt64) throws {
    let grid = try TernaryGrid(divisions: 3 + Int(seed))
    let values = Samples.field(on: grid, seed: seed, rounded: seed % 2 == 0)
    let lines = try Contours.lines(of: values, on: grid, at: 0.5)
    #expect(!lines.isEmpty)
    for line in lines {
        #expect(line.points.count >= 2)
        for point in line.points {
            let found = valueOnEdge(point, values, grid)
            #expect(found.contains { abs($0 - 0.5) < 1e-9 })
        }
        let first = try #require(line.points.first)
        let last = try #require(line.points.last)
        if !line.isClosed { #expect(isOnBorder(first) && isOnBorder(last)) }
        for (p, q) in zip(line.points, line.points.dropFirst()) {
            let step = max(abs(p.a - q.a), abs(p.b - q.b), abs(p.c - q.c))
            #expect(step > 0 && step <= 1.0000001 / Double(grid.divisions))
        }
    }
}

@Test(arguments: [UInt64](1...6))
func areaAboveAndAreaBelowFillTheTriangle(seed: UInt64) throws {
    let grid = try TernaryGrid(divisions: 11)
    let values = Samples.field(on: grid, seed: seed, rounded: false)
    let above = try Contours.areas(of: values, on: grid, atLeast: 0.5)
    let below = try Contours.areas(of: values.map { -$0 }, on: grid, atLeast: -0.5)
    let aboveShare = above.map(Samples.areaShare).reduce(0, +)
    let belowShare = below.map(Samples.areaShare).reduce(0, +)
    #expect(aboveShare > 0.1 && belowShare > 0.1)
    #expect(abs(aboveShare + belowShare - 1) < 1e-12)
}

@Test func straightFieldGivesTheStraightLine() throws {
    let grid = try TernaryGrid(divisions: 10)
    let values = (0..<grid.count).map { grid.fractions($0).a }
    let lines = try Contours.lines(of: values, on: grid, at: 0.25)
    let line = try #require(lines.first)
    #expect(lines.count == 1 && !line.isClosed)
    #expect(line.points.allSatisfy { abs($0.a - 0.25) < 1e-15 })
    let share = try Contours.areas(of: values, on: grid, atLeast: 0.25).map(Samples.areaShare)
    #expect(share.count == 1 && abs(share[0] - 0.5625) < 1e-12)
}

@Test func peakInsideGivesOneClosedLine() throws {
    let grid = try TernaryGrid(divisions: 12)
    let values = (0..<grid.count).map { index in
        let p = grid.fractions(index)
        return -max(abs(p.a - 1.0 / 3), abs(p.b - 1.0 / 3), abs(p.c - 1.0 / 3))
    }
    let lines = try Contours.lines(of: values, on: grid, at: -0.125)
    #expect(lines.count == 1 && lines.first?.isClosed == true)
}

@Test func constantFieldHasNoLinesAndOneAreaOrNone() throws {
    let grid = try TernaryGrid(divisions: 5)
    let values = [Double](repeating: 0.25, count: grid.count)
    #expect(try Contours.lines(of: values, on: grid, at: 0.5).isEmpty)
    #expect(try Contours.areas(of: values, on: grid, atLeast: 0.5).isEmpty)
    #expect(try Contours.lines(of: values, on: grid, at: 0.25).isEmpty)
    let whole = try Contours.areas(of: values, on: grid, atLeast: 0.25)
    #expect(whole.count == 1 && whole[0].count == 3)
    #expect(abs(Samples.areaShare(whole[0]) - 1) < 1e-15)
}

@Test func contoursRefuseNaNAndWrongCounts() throws {
    let grid = try TernaryGrid(divisions: 1)
    #expect(throws: TernaryError.valueCount(found: 2, points: 3, perPoint: 1)) {
        try Contours.lines(of: [0, 1], on: grid, at: 0.5)
    }
    #expect(throws: TernaryError.self) {
        try Contours.areas(of: [0, .nan, 1], on: grid, atLeast: 0.5)
    }
}

@Test(arguments: [(1, 3), (2, 2), (5, 3), (14, 4), (20, 7)])
func classOutlinesCoverTheTriangleExactlyOnce(divisions: Int, classes: Int) throws {
    for seed in UInt64(1)...4 {
        let map = try Samples.noise(divisions: divisions, classes: classes, seed: seed)
        let shares = (0..<classes).map { map.outlines(of: $0).map(Samples.areaShare).reduce(0, +) }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        let predicted = map.predictedClasses
        for column in 0..<classes {
            #expect((shares[column] > 0) == predicted.contains(column))
        }
    }
}
