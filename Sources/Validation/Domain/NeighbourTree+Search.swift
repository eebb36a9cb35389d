/// The nearest points so far, by squared distance, then number.
struct NearestPoints {
    let capacity: Int
    private(set) var squares: [Float] = []
    private(set) var numbers: [Int] = []

    init(capacity: Int) {
        self.capacity = capacity
        squares.reserveCapacity(capacity + 1)
        numbers.reserveCapacity(capacity + 1)
    }

    /// No point beyond this squared distance can get in.
    var limit: Float { squares.count < capacity ? .infinity : squares[capacity - 1] }

    mutating func offer(_ square: Float, _ number: Int) {
        var place = squares.count
        while place > 0,
            square < squares[place - 1]
                || (square == squares[place - 1] && number < numbers[place - 1])
        {
            place -= 1
        }
        guard place < capacity else { return }
        if squares.count == capacity {
            squares.removeLast()
            numbers.removeLast()
        }
        squares.insert(square, at: place)
        numbers.insert(number, at: place)
    }
}

extension NeighbourTree {
    /// Offers the points near `query` to `nearest`; all that belong there get in.
    ///
    /// - Parameters:
    ///   - query: as many coordinates as the tree has dimensions; finite.
    ///   - group: points of this group take no part; -1 leaves none out.
    ///   - number: the point of this number takes no part; -1 leaves none out.
    func search(
        _ query: UnsafeBufferPointer<Float>, withoutGroup group: Int32 = -1,
        withoutNumber number: Int = -1, _ nearest: inout NearestPoints
    ) {
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.leafSize) { squares in
            let view = SearchView(
                tree: self, query: query, squares: squares, group: group, number: number)
            nodes.withUnsafeBufferPointer { nodes in
                bounds.withUnsafeBufferPointer { bounds in
                    points.withUnsafeBufferPointer { points in
                        view.descend(
                            0, view.squareToBox(0, bounds), nodes, bounds, points, &nearest)
                    }
                }
            }
        }
    }
}

/// What stays the same during one search.
private struct SearchView {
    let tree: NeighbourTree
    let query: UnsafeBufferPointer<Float>
    let squares: UnsafeMutableBufferPointer<Float>
    let group: Int32
    let number: Int

    /// Room for rounding: a box is passed over only where it is beyond doubt.
    private static let certainty: Float = 1 - 0x1p-16
    /// Coordinates between two looks at whether a leaf is too far.
    private static let stretch = 12

    func descend(
        _ node: Int, _ square: Float, _ nodes: UnsafeBufferPointer<NeighbourTree.Node>,
        _ bounds: UnsafeBufferPointer<Float>, _ points: UnsafeBufferPointer<Float>,
        _ nearest: inout NearestPoints
    ) {
        guard square * Self.certainty <= nearest.limit else { return }
        if nodes[node].leaf >= 0 {
            visit(leaf: nodes[node].leaf, points, &nearest)
            return
        }
        let first = node + 1
        let second = nodes[node].second
        let toFirst = squareToBox(first, bounds)
        let toSecond = squareToBox(second, bounds)
        if toFirst <= toSecond {
            descend(first, toFirst, nodes, bounds, points, &nearest)
            descend(second, toSecond, nodes, bounds, points, &nearest)
        } else {
            descend(second, toSecond, nodes, bounds, points, &nearest)
            descend(first, toFirst, nodes, bounds, points, &nearest)
        }
    }

    /// The squared distance to a node's box, in a few partial sums.
    func squareToBox(_ node: Int, _ bounds: UnsafeBufferPointer<Float>) -> Float {
        let dimensions = tree.dimensions
        let lower = node * 2 * dimensions
        let upper = lower + dimensions
        var even: Float = 0
        var odd: Float = 0
        var dimension = 0
        while dimension + 1 < dimensions {
            let a = max(
                max(bounds[lower + dimension] - query[dimension], 0),
                query[dimension] - bounds[upper + dimension])
            let b = max(
                max(bounds[lower + dimension + 1] - query[dimension + 1], 0),
                query[dimension + 1] - bounds[upper + dimension + 1])
            even += a * a
            odd += b * b
            dimension += 2
        }
        if dimension < dimensions {
            let a = max(
                max(bounds[lower + dimension] - query[dimension], 0),
                query[dimension] - bounds[upper + dimension])
            even += a * a
        }
        return even + odd
    }

    private func visit(
        leaf: Int, _ points: UnsafeBufferPointer<Float>, _ nearest: inout NearestPoints
    ) {
        let size = NeighbourTree.leafSize
        squares.update(repeating: 0)
        var place = leaf * tree.dimensions * size
        var dimension = 0
        while dimension < tree.dimensions {
            let stop = min(tree.dimensions, dimension + Self.stretch)
            while dimension < stop {
                let value = query[dimension]
                for lane in 0..<size {
                    let step = points[place + lane] - value
                    squares[lane] += step * step
                }
                place += size
                dimension += 1
            }
            // Sums of squares only grow: a leaf that is too far by now stays so.
            var smallest = squares[0]
            for lane in 1..<size { smallest = min(smallest, squares[lane]) }
            if smallest > nearest.limit { return }
        }
        for lane in 0..<size where squares[lane] <= nearest.limit {
            let position = leaf * size + lane
            let candidate = tree.numbers[position]
            if candidate >= 0, candidate != number, group < 0 || tree.groups[position] != group {
                nearest.offer(squares[lane], candidate)
            }
        }
    }
}
