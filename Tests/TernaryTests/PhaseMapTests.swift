import Basis
import Materials
import Testing

@testable import Ternary

@Test func mapRefusesWhatIsNotAProbability() throws {
    let system = try Samples.system()
    let grid = try TernaryGrid(divisions: 1)
    func map(_ names: [String], _ values: [Double]) throws -> PhaseMap {
        try PhaseMap(system: system, grid: grid, classNames: names, probabilities: values)
    }
    #expect(throws: TernaryError.noClasses) { try map([], []) }
    #expect(throws: TernaryError.duplicateClass("x")) { try map(["x", "x"], []) }
    #expect(throws: TernaryError.valueCount(found: 5, points: 3, perPoint: 2)) {
        try map(["x", "y"], [0, 1, 0, 1, 0])
    }
    #expect(throws: TernaryError.notAProbability(1.5, point: 1, className: "y")) {
        try map(["x", "y"], [0, 1, 0, 1.5, 0, 1])
    }
    #expect(throws: TernaryError.sumOfProbabilities(0.75, point: 2)) {
        try map(["x", "y"], [0, 1, 0, 1, 0.5, 0.25])
    }
    for bad in [Double.nan, .infinity, -0.1] {
        #expect(throws: TernaryError.self) { try map(["x", "y"], [0, 1, 0, bad, 0, 1]) }
    }
}

@Test func mapRefusesASystemThatIsNotTernary() throws {
    let binary = try ChemicalSystem("Al-Cu")
    let grid = try TernaryGrid(divisions: 1)
    #expect(throws: TernaryError.notTernary(system: "Al-Cu", elements: 2)) {
        try PhaseMap(system: binary, grid: grid, classNames: ["x"], probabilities: [1, 1, 1])
    }
}

@Test func tiesGoToTheLowestIndex() throws {
    let map = try PhaseMap(
        system: Samples.system(), grid: TernaryGrid(divisions: 1), classNames: ["x", "y", "z"],
        probabilities: [0.5, 0.5, 0, 0.25, 0.375, 0.375, 0.25, 0.375, 0.375])
    #expect(map.predictedClasses == [0, 1, 1])
    #expect(map.best(class: 1) == (0, 0.5))
    #expect(map.best(class: 2) == (1, 0.375))
    #expect(map.probabilities(class: 2) == [0, 0.375, 0.375])
}

@Test(arguments: [1, 2, 9, 30])
func areaSharesAddUpToOne(divisions: Int) throws {
    let map = try Samples.noise(divisions: divisions, classes: 4, seed: 11)
    #expect(abs(map.areaShares.reduce(0, +) - 1) < 1e-12)
    let fromRegions = (0..<4).map { map.regions(of: $0).reduce(0) { $0 + $1.areaShare } }
    for (share, sum) in zip(map.areaShares, fromRegions) { #expect(abs(share - sum) < 1e-12) }
}

@Test func compositionLeavesOutAbsentElements() throws {
    let map = try Samples.noise(divisions: 4, classes: 2, seed: 1)
    let inner = try map.composition(at: map.grid.index(i: 2, j: 1))
    let edge = try map.composition(at: map.grid.index(i: 1, j: 3))
    let corner = try map.composition(at: map.grid.index(i: 4, j: 0))
    let elements = map.system.elements
    #expect(elements.map { inner.fraction(of: $0) } == [0.5, 0.25, 0.25])
    #expect(elements.map { edge.fraction(of: $0) } == [0.25, 0.75, 0])
    #expect(elements.map { corner.fraction(of: $0) } == [1, 0, 0])
}

/// Components by merging labels until nothing changes; slow and plain.
private func components(of members: [Bool], on grid: TernaryGrid) -> [[Int]] {
    var label = members.indices.map { members[$0] ? $0 : -1 }
    var changed = true
    while changed {
        changed = false
        for first in 0..<grid.count where members[first] {
            let p = grid.point(first)
            for second in 0..<grid.count where members[second] && label[second] < label[first] {
                let q = grid.point(second)
                if abs(p.i - q.i) + abs(p.j - q.j) + abs(p.k - q.k) == 2 {
                    label[first] = label[second]
                    changed = true
                }
            }
        }
    }
    return (0..<grid.count).filter { label[$0] == $0 }.map { root in
        (0..<grid.count).filter { label[$0] == root }
    }
}

@Test(arguments: [UInt64](1...6))
func regionsAgreeWithABruteForceSearch(seed: UInt64) throws {
    let map = try Samples.noise(divisions: 13, classes: 3, seed: seed)
    let threshold: Double? = seed % 2 == 0 ? 0.4 : nil
    for column in 0..<3 {
        let members = (0..<map.grid.count).map { point in
            threshold.map { map.probability(at: point, class: column) >= $0 }
                ?? (map.predictedClass(at: point) == column)
        }
        let expected = components(of: members, on: map.grid)
        let regions = map.regions(of: column, threshold: threshold)
        #expect(regions.count == expected.count)
        for pair in zip(regions, regions.dropFirst()) {
            let equalAndOrdered =
                pair.0.areaShare == pair.1.areaShare && pair.0.firstPoint < pair.1.firstPoint
            #expect(pair.0.areaShare > pair.1.areaShare || equalAndOrdered)
        }
        for points in expected {
            let region = try #require(regions.first { $0.firstPoint == points[0] })
            let weight = points.reduce(0) { $0 + map.grid.cellWeight($1) }
            let values = points.map { map.probability(at: $0, class: column) }
            #expect(region.classIndex == column && region.pointCount == points.count)
            #expect(region.areaShare == Double(weight) / Double(map.grid.totalWeight))
            #expect(region.peakProbability == values.max())
            #expect(map.probability(at: region.peakPoint, class: column) == values.max())
            let fractions = points.map(map.grid.fractions)
            #expect(region.lowest.a == fractions.map(\.a).min())
            #expect(region.highest.c == fractions.map(\.c).max())
            let meanB =
                zip(points, fractions).reduce(0.0) {
                    $0 + Double(map.grid.cellWeight($1.0)) * $1.1.b
                } / Double(weight)
            #expect(abs(region.centroid.b - meanB) < 1e-12)
            let mean =
                zip(points, values).reduce(0.0) {
                    $0 + Double(map.grid.cellWeight($1.0)) * $1.1
                } / Double(weight)
            #expect(abs(region.meanProbability - mean) < 1e-12)
        }
    }
}

@Test func wholeTriangleIsOneRegionWithTheEquimolarCentroid() throws {
    let grid = try TernaryGrid(divisions: 9)
    let map = try PhaseMap(
        system: Samples.system(), grid: grid, classNames: ["x"],
        probabilities: [Double](repeating: 1, count: grid.count))
    let regions = map.regions(of: 0)
    let only = try #require(regions.first)
    #expect(regions.count == 1 && only.areaShare == 1 && only.pointCount == grid.count)
    #expect(abs(only.centroid.a - 1.0 / 3) < 1e-15 && abs(only.centroid.c - 1.0 / 3) < 1e-15)
}
