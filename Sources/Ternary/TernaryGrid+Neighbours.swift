extension TernaryGrid {
    /// The points one step away, in ascending order: 6 inside, 4 on an edge, 2 at a corner.
    public func neighbours(of index: Int) -> [Int] {
        let (i, j, _) = point(index)
        var result = [Int]()
        result.reserveCapacity(6)
        forEachNeighbour(of: index, i: i, j: j) { result.append($0) }
        return result
    }

    /// Whether the point is a pure element.
    public func isCorner(_ index: Int) -> Bool {
        let (i, j, k) = point(index)
        return i == divisions || j == divisions || k == divisions
    }

    /// Whether the point is a binary or a pure element.
    public func isEdge(_ index: Int) -> Bool {
        let (i, j, k) = point(index)
        return i == 0 || j == 0 || k == 0
    }

    /// The area that belongs to a point, in thirds of a lattice triangle.
    ///
    /// Each of the n² lattice triangles gives a third of itself to each of its vertices; an inner
    /// point belongs to six triangles, an edge point to three, a corner to one. The weights of a
    /// grid add up to 3n² (see ``totalWeight``).
    public func cellWeight(_ index: Int) -> Int {
        let (i, j, k) = point(index)
        return cellWeight(i: i, j: j, k: k)
    }

    /// The sum of all cell weights, 3n².
    public var totalWeight: Int { 3 * divisions * divisions }

    public func cellWeight(i: Int, j: Int, k: Int) -> Int {
        let zeros = (i == 0 ? 1 : 0) + (j == 0 ? 1 : 0) + (k == 0 ? 1 : 0)
        return zeros == 0 ? 6 : zeros == 1 ? 3 : 1
    }

    /// Calls `body` once with each point of the edges, corners included.
    public func forEachOnEdges(_ body: (_ index: Int, _ i: Int, _ j: Int, _ k: Int) -> Void) {
        let n = divisions
        for j in 0...n { body(index(i: 0, j: j), 0, j, n - j) }
        for i in 1..<n {
            body(index(i: i, j: 0), i, 0, n - i)
            body(index(i: i, j: n - i), i, n - i, 0)
        }
        body(index(i: n, j: 0), n, 0, 0)
    }

    func forEachNeighbour(of index: Int, i: Int, j: Int, _ body: (Int) -> Void) {
        let rowLength = divisions + 1 - i
        let k = divisions - i - j
        if i > 0 {
            body(index - rowLength - 1)
            body(index - rowLength)
        }
        if j > 0 { body(index - 1) }
        if k > 0 { body(index + 1) }
        if j > 0 { body(index + rowLength - 1) }
        if k > 0 { body(index + rowLength) }
    }
}
