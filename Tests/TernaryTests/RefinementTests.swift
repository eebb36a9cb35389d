import Basis
import Testing

@testable import Ternary

struct RefinementTests {
    @Test(arguments: [1, 2, 3, 7, 20])
    func gridPointsKeepTheirValuesAndNewOnesStayInRange(divisions: Int) throws {
        let grid = try TernaryGrid(divisions: divisions)
        for seed in UInt64(1)...5 {
            let values = Samples.field(on: grid, seed: seed, rounded: seed == 2)
            let (fine, fineGrid) = try Refinement.doubled(values, on: grid)
            #expect(fineGrid.divisions == 2 * divisions && fine.count == fineGrid.count)
            let low = try #require(values.min())
            let high = try #require(values.max())
            #expect(fine.allSatisfy { $0 >= low && $0 <= high })
            grid.forEach { index, i, j, _ in
                #expect(fine[fineGrid.index(i: 2 * i, j: 2 * j)] == values[index])
            }
        }
    }

    @Test(arguments: [1, 2, 5, 12])
    func linearFieldsStayLinear(divisions: Int) throws {
        let grid = try TernaryGrid(divisions: divisions)
        let plane = { (p: TernaryPoint) in 0.25 + 2 * p.a - 0.5 * p.b }
        let (fine, fineGrid) = try Refinement.doubled(
            (0..<grid.count).map { plane(grid.fractions($0)) }, on: grid)
        for index in 0..<fineGrid.count {
            #expect(abs(fine[index] - plane(fineGrid.fractions(index))) < 1e-12)
        }
    }

    /// Cubic polynomials are reproduced where the whole stencil lies in the triangle and no value
    /// had to be held in range.
    @Test func cubicFieldsAreReproducedInside() throws {
        let grid = try TernaryGrid(divisions: 12)
        let cubic = { (p: TernaryPoint) in
            p.a * p.a * p.a - 2 * p.a * p.b * p.b + 3 * p.a + 2 * p.b
        }
        let (fine, fineGrid) = try Refinement.doubled(
            (0..<grid.count).map { cubic(grid.fractions($0)) }, on: grid)
        var checked = 0
        fineGrid.forEach { index, i, j, k in
            guard min(i, j, k) >= 4 else { return }
            #expect(abs(fine[index] - cubic(fineGrid.fractions(index))) < 1e-12)
            checked += 1
        }
        #expect(checked > 50)
    }

    @Test func aMapStaysOneOfProbabilitiesAndExactAtItsPoints() throws {
        let map = try Samples.noise(divisions: 9, classes: 3, seed: 4)
        let fine = try map.doubled()
        #expect(fine.grid.divisions == 18)
        for point in 0..<fine.grid.count {
            let row = (0..<3).map { fine.probability(at: point, class: $0) }
            #expect(row.allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(abs(row.reduce(0, +) - 1) < 1e-12)
        }
        map.grid.forEach { index, i, j, _ in
            let place = fine.grid.index(i: 2 * i, j: 2 * j)
            for column in 0..<3 {
                #expect(
                    fine.probability(at: place, class: column)
                        == map.probability(at: index, class: column))
            }
            #expect(fine.predictedClass(at: place) == map.predictedClass(at: index))
        }
    }

    @Test func aContourPassesThroughAGridPointOfItsLevel() throws {
        let grid = try TernaryGrid(divisions: 10)
        var values = (0..<grid.count).map { index -> Double in
            let p = grid.fractions(index)
            return p.a * p.a + 0.3 * p.b
        }
        let point = grid.index(i: 5, j: 2)
        let level = values[point]
        values[point] = level
        let (fine, fineGrid) = try Refinement.doubled(values, on: grid)
        let lines = try Contours.lines(of: fine, on: fineGrid, at: level)
        let wanted = grid.fractions(point)
        #expect(
            lines.contains { line in
                line.points.contains {
                    abs($0.a - wanted.a) + abs($0.b - wanted.b) + abs($0.c - wanted.c) < 1e-12
                }
            })
    }

    @Test func whatCannotBeRefinedIsRefused() throws {
        let grid = try TernaryGrid(divisions: 2)
        #expect(throws: TernaryError.valueCount(found: 1, points: 6, perPoint: 1)) {
            try Refinement.doubled([0], on: grid)
        }
        #expect(throws: TernaryError.notFinite(.infinity, point: 2)) {
            try Refinement.doubled([0, 0, .infinity, 0, 0, 0], on: grid)
        }
        let finest = try TernaryGrid(divisions: TernaryGrid.largestDivisions)
        #expect(throws: TernaryError.self) {
            try Refinement.doubled([Double](repeating: 0, count: finest.count), on: finest)
        }
    }
}
