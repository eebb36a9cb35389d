/// Traces the outlines of a set of grid points by marching triangles.
///
/// Every lattice edge with one end inside and one outside carries a crossing point. Inside a
/// lattice triangle the outline joins the two crossings of its edges; along the border of the
/// diagram it follows the side. All steps keep the set on their left, so every node has one
/// successor and the outlines are closed loops.
struct OutlineTracer {
    /// A point of an outline.
    enum Node: Equatable {
        /// On the lattice edge between two points, the lower index first.
        case crossing(Int, Int)
        /// A grid point on the border of the diagram.
        case border(Int)
        /// Inside a lattice triangle, where more than two classes meet.
        case junction(Int, Int, Int)
    }

    let grid: TernaryGrid
    let inside: [Bool]
    /// Whether the outline passes the middle of a triangle with these vertices.
    let hasJunction: (Int, Int, Int) -> Bool
    private var successor: [Int32]

    init(
        grid: TernaryGrid, inside: [Bool],
        hasJunction: @escaping (Int, Int, Int) -> Bool = { _, _, _ in false }
    ) {
        self.grid = grid
        self.inside = inside
        self.hasJunction = hasJunction
        // Per grid point: three edges, the point itself, and two triangles.
        successor = [Int32](repeating: -1, count: 6 * grid.count)
        linkTriangles()
        linkBorder()
    }

    /// The closed loops, each a list of nodes, in order of their lowest key.
    func loops() -> [[Node]] {
        var seen = [Bool](repeating: false, count: successor.count)
        var result = [[Node]]()
        for start in successor.indices where successor[start] >= 0 && !seen[start] {
            var loop = [Node]()
            var key = start
            while !seen[key] {
                seen[key] = true
                loop.append(node(key))
                key = Int(successor[key])
            }
            result.append(loop)
        }
        return result
    }

    // MARK: - Keys

    // The edge from (i, j) to (i, j + 1) has direction 0, to (i + 1, j) direction 1,
    // to (i + 1, j - 1) direction 2.
    private func edgeKey(_ first: Int, _ second: Int) -> Int {
        let low = min(first, second)
        let high = max(first, second)
        if high == low + 1, grid.point(low).i == grid.point(high).i { return 6 * low }
        let (i, _, _) = grid.point(low)
        return high == low + grid.divisions + 1 - i ? 6 * low + 1 : 6 * low + 2
    }

    private func borderKey(_ point: Int) -> Int { 6 * point + 3 }

    private func node(_ key: Int) -> Node {
        let point = key / 6
        let (i, _, _) = grid.point(point)
        let above = point + grid.divisions + 1 - i
        switch key % 6 {
        case 0: return .crossing(point, point + 1)
        case 1: return .crossing(point, above)
        case 2: return .crossing(point, above - 1)
        case 3: return .border(point)
        case 4: return .junction(above, point + 1, point)
        default: return .junction(point + 1, above, above + 1)
        }
    }

    // MARK: - Links

    private mutating func linkTriangles() {
        let n = grid.divisions
        for i in 0..<n {
            for j in 0..<(n - i) {
                let point = grid.rowStart(i) + j
                let above = grid.rowStart(i + 1) + j
                link(above, point + 1, point, junction: 6 * point + 4)
                if i + j < n - 1 { link(point + 1, above, above + 1, junction: 6 * point + 5) }
            }
        }
    }

    /// Links the crossings of a triangle whose vertices are given counterclockwise.
    private mutating func link(_ p: Int, _ q: Int, _ r: Int, junction: Int) {
        let ins = (inside[p], inside[q], inside[r])
        if ins.0 == ins.1, ins.1 == ins.2 { return }
        // Turn the triangle until its first vertex is the one that differs from the two others.
        let (first, second, third) =
            ins.1 == ins.2 ? (p, q, r) : ins.2 == ins.0 ? (q, r, p) : (r, p, q)
        var from = edgeKey(first, second)
        var to = edgeKey(first, third)
        if !inside[first] { swap(&from, &to) }
        if hasJunction(p, q, r) {
            successor[from] = Int32(junction)
            successor[junction] = Int32(to)
        } else {
            successor[from] = Int32(to)
        }
    }

    private mutating func linkBorder() {
        let n = grid.divisions
        // Counterclockwise: top to left, left to right, right to top.
        for step in 0..<n {
            linkSide(grid.index(i: n - step, j: step), grid.index(i: n - step - 1, j: step + 1))
            linkSide(grid.index(i: 0, j: n - step), grid.index(i: 0, j: n - step - 1))
            linkSide(grid.index(i: step, j: 0), grid.index(i: step + 1, j: 0))
        }
    }

    private mutating func linkSide(_ from: Int, _ to: Int) {
        switch (inside[from], inside[to]) {
        case (true, true): successor[borderKey(from)] = Int32(borderKey(to))
        case (true, false): successor[borderKey(from)] = Int32(edgeKey(from, to))
        case (false, true): successor[edgeKey(from, to)] = Int32(borderKey(to))
        case (false, false): break
        }
    }
}
