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

    private let grid: TernaryGrid
    /// Per grid point: three edges, the point itself, and two triangles; -1 between two sets.
    private var successor: [Int32]
    /// The keys that have a successor.
    private var keys = [Int32]()

    init(grid: TernaryGrid) {
        self.grid = grid
        successor = [Int32](repeating: -1, count: 6 * grid.count)
    }

    /// The closed loops around a set of grid points, each a list of nodes, in order of their lowest
    /// key.
    ///
    /// - Parameter hasJunction: whether the outline passes the middle of a triangle with these
    ///   vertices; the default is never.
    mutating func loops(
        inside: [Bool], hasJunction: ((Int, Int, Int) -> Bool)? = nil
    ) -> [[Node]] {
        linkTriangles(inside, hasJunction)
        linkBorder(inside)
        keys.sort()
        var result = [[Node]]()
        for start in keys where successor[Int(start)] >= 0 {
            var loop = [Node]()
            var key = Int(start)
            while successor[key] >= 0 {
                loop.append(node(key))
                let next = Int(successor[key])
                successor[key] = -1
                key = next
            }
            result.append(loop)
        }
        keys.removeAll(keepingCapacity: true)
        return result
    }

    private mutating func connect(_ from: Int, _ to: Int) {
        successor[from] = Int32(to)
        keys.append(Int32(from))
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

    private mutating func linkTriangles(
        _ inside: [Bool], _ hasJunction: ((Int, Int, Int) -> Bool)?
    ) {
        let n = grid.divisions
        for i in 0..<n {
            let row = grid.rowStart(i)
            let next = grid.rowStart(i + 1)
            for j in 0..<(n - i) {
                let point = row + j
                let above = next + j
                let corners = (inside[point], inside[point + 1], inside[above])
                if corners.0 != corners.1 || corners.1 != corners.2 {
                    link(above, point + 1, point, junction: 6 * point + 4, inside, hasJunction)
                }
                guard i + j < n - 1 else { continue }
                let last = inside[above + 1]
                if corners.1 != corners.2 || corners.2 != last {
                    link(
                        point + 1, above, above + 1, junction: 6 * point + 5, inside, hasJunction)
                }
            }
        }
    }

    /// Links the crossings of a triangle whose vertices are given counterclockwise and differ.
    private mutating func link(
        _ p: Int, _ q: Int, _ r: Int, junction: Int, _ inside: [Bool],
        _ hasJunction: ((Int, Int, Int) -> Bool)?
    ) {
        let ins = (inside[p], inside[q], inside[r])
        // Turn the triangle until its first vertex is the one that differs from the two others.
        let (first, second, third) =
            ins.1 == ins.2 ? (p, q, r) : ins.2 == ins.0 ? (q, r, p) : (r, p, q)
        var from = edgeKey(first, second)
        var to = edgeKey(first, third)
        if !inside[first] { swap(&from, &to) }
        if hasJunction?(p, q, r) == true {
            connect(from, junction)
            connect(junction, to)
        } else {
            connect(from, to)
        }
    }

    private mutating func linkBorder(_ inside: [Bool]) {
        let n = grid.divisions
        // Counterclockwise: top to left, left to right, right to top.
        for step in 0..<n {
            linkSide(
                grid.index(i: n - step, j: step), grid.index(i: n - step - 1, j: step + 1), inside)
            linkSide(grid.index(i: 0, j: n - step), grid.index(i: 0, j: n - step - 1), inside)
            linkSide(grid.index(i: step, j: 0), grid.index(i: step + 1, j: 0), inside)
        }
    }

    private mutating func linkSide(_ from: Int, _ to: Int, _ inside: [Bool]) {
        switch (inside[from], inside[to]) {
        case (true, true): connect(borderKey(from), borderKey(to))
        case (true, false): connect(borderKey(from), edgeKey(from, to))
        case (false, true): connect(edgeKey(from, to), borderKey(to))
        case (false, false): break
        }
    }
}
