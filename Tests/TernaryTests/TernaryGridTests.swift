import Basis
import Testing

@testable import Ternary

@Test(arguments: [(1, 3), (2, 6), (10, 66), (100, 5151), (1000, 501_501)])
func gridHasEveryPointItShouldHave(divisions: Int, count: Int) throws {
    let grid = try TernaryGrid(divisions: divisions)
    #expect(grid.count == count)
    #expect(grid.counts.count == 3 * count)
}

@Test func gridRefusesDivisionsOutOfRange() {
    for divisions in [-1, 0, TernaryGrid.largestDivisions + 1, .max] {
        #expect(
            throws: TernaryError.divisions(divisions, largest: TernaryGrid.largestDivisions)
        ) { try TernaryGrid(divisions: divisions) }
    }
}

@Test(arguments: Array(1...24) + [100, 257])
func indexAndPointAreInverse(divisions: Int) throws {
    let grid = try TernaryGrid(divisions: divisions)
    var expected = 0
    grid.forEach { index, i, j, k in
        #expect(index == expected && i + j + k == divisions && min(i, j, k) >= 0)
        #expect(grid.index(i: i, j: j) == index)
        #expect(grid.point(index) == (i, j, k))
        expected += 1
    }
    #expect(expected == grid.count)
}

@Test func pointIsRightAtBothEndsOfEachRowOfTheFinestGrid() throws {
    let grid = try TernaryGrid(divisions: TernaryGrid.largestDivisions)
    for i in 0...grid.divisions {
        #expect(grid.point(grid.index(i: i, j: 0)) == (i, 0, grid.divisions - i))
        let last = grid.divisions - i
        #expect(grid.point(grid.index(i: i, j: last)) == (i, last, 0))
    }
}

@Test func countsFollowTheOrderOfPoints() throws {
    let grid = try TernaryGrid(divisions: 2)
    #expect(grid.counts == [0, 0, 2, 0, 1, 1, 0, 2, 0, 1, 0, 1, 1, 1, 0, 2, 0, 0])
}

@Test(arguments: [1, 2, 3, 7, 12])
func neighboursAreThePointsOneStepAway(divisions: Int) throws {
    let grid = try TernaryGrid(divisions: divisions)
    for first in 0..<grid.count {
        let p = grid.point(first)
        let expected = (0..<grid.count).filter { second in
            let q = grid.point(second)
            return abs(p.i - q.i) + abs(p.j - q.j) + abs(p.k - q.k) == 2
        }
        #expect(grid.neighbours(of: first) == expected)
    }
}

@Test(arguments: [1, 2, 3, 10, 33])
func cellWeightsCountTheTrianglesAtEachPoint(divisions: Int) throws {
    let grid = try TernaryGrid(divisions: divisions)
    var weight = 0
    var corners = 0
    var edges = 0
    for point in 0..<grid.count {
        weight += grid.cellWeight(point)
        corners += grid.isCorner(point) ? 1 : 0
        edges += grid.isEdge(point) ? 1 : 0
        let neighbours = grid.neighbours(of: point).count
        // Around a point there are as many triangles as neighbours, one fewer on the border.
        #expect(grid.cellWeight(point) == (neighbours == 6 ? 6 : neighbours - 1))
    }
    #expect(weight == grid.totalWeight)
    #expect(corners == 3)
    #expect(edges == 3 * divisions)
}

@Test func nearestFindsEachGridPointAndItsSurroundings() throws {
    let grid = try TernaryGrid(divisions: 20)
    var stream = RandomStream(seed: 4)
    for point in 0..<grid.count {
        #expect(grid.nearest(to: grid.fractions(point)) == point)
    }
    for _ in 0..<200 {
        let a = stream.unit()
        let b = stream.unit() * (1 - a)
        let target = TernaryPoint(a, b, 1 - a - b)
        let found = grid.fractions(grid.nearest(to: target))
        #expect(max(abs(found.a - a), abs(found.b - b), abs(found.c - target.c)) < 1.0 / 20)
    }
}

@Test func projectionPutsTheCornersInPlaceAndTurnsBack() throws {
    #expect(
        GibbsProjection.plane(TernaryPoint(1, 0, 0))
            == PlanePoint(x: 0.5, y: GibbsProjection.height))
    #expect(GibbsProjection.plane(TernaryPoint(0, 1, 0)) == PlanePoint(x: 0, y: 0))
    #expect(GibbsProjection.plane(TernaryPoint(0, 0, 1)) == PlanePoint(x: 1, y: 0))
    let grid = try TernaryGrid(divisions: 17)
    for index in 0..<grid.count {
        let point = grid.fractions(index)
        let back = GibbsProjection.fractions(GibbsProjection.plane(point))
        #expect(
            max(abs(back.a - point.a), abs(back.b - point.b), abs(back.c - point.c)) < 1e-15)
    }
}
