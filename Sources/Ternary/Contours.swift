/// A line across the triangle; a closed one does not repeat its first point.
public struct TernaryPolyline: Sendable, Equatable {
    public var points: [TernaryPoint]
    public var isClosed: Bool
}

/// Iso-lines and areas of a scalar field on a ternary grid, by marching triangles.
///
/// Between grid points the field is linear along lattice edges, so a contour passes exactly
/// through a grid point that has its level. A point that equals the level counts as above it.
public enum Contours {
    /// The lines where the field equals `level`: closed, or ending on the border.
    ///
    /// `values` holds one number per grid point in grid order. Lines that shrink to one point are
    /// left out.
    /// - Throws: ``TernaryError`` where the number of values is wrong or one is not finite.
    public static func lines(
        of values: [Double], on grid: TernaryGrid, at level: Double
    ) throws -> [TernaryPolyline] {
        try check(values, grid)
        let field = Field(grid: grid, values: values, level: level)
        var tracer = OutlineTracer(grid: grid)
        let loops = tracer.loops(inside: values.map { $0 >= level })
        return loops.flatMap { splitAtBorder($0, grid) }.compactMap { line in
            let points = simplified(line.nodes.map(field.position), closed: line.isClosed)
            return points.count < 2
                ? nil : TernaryPolyline(points: points, isClosed: line.isClosed)
        }
    }

    /// The outlines of the area where the field is at least `level`: closed loops with the area
    /// on their left, so that holes run the other way round.
    ///
    /// - Throws: ``TernaryError`` where the number of values is wrong or one is not finite.
    public static func areas(
        of values: [Double], on grid: TernaryGrid, atLeast level: Double
    ) throws -> [[TernaryPoint]] {
        try areas(of: values, on: grid, atLeast: [level])[0]
    }

    /// The areas of several levels, in their order.
    ///
    /// - Throws: as for one.
    public static func areas(
        of values: [Double], on grid: TernaryGrid, atLeast levels: [Double]
    ) throws -> [[[TernaryPoint]]] {
        try check(values, grid)
        var tracer = OutlineTracer(grid: grid)
        return levels.map { level in
            let field = Field(grid: grid, values: values, level: level)
            return tracer.loops(inside: values.map { $0 >= level }).map { loop in
                simplified(outline(loop, grid).map(field.position), closed: true)
            }.filter { $0.count > 2 }
        }
    }

    private struct Field {
        let grid: TernaryGrid
        let values: [Double]
        let level: Double

        func position(_ node: OutlineTracer.Node) -> TernaryPoint {
            switch node {
            case .crossing(let first, let second):
                let t = (level - values[first]) / (values[second] - values[first])
                return Contours.between(grid, first, second, t)
            case .border(let point): return grid.fractions(point)
            case .junction(let p, let q, let r): return Contours.middle(grid, p, q, r)
            }
        }
    }

    static func check(_ values: [Double], _ grid: TernaryGrid) throws {
        guard values.count == grid.count else {
            throw TernaryError.valueCount(found: values.count, points: grid.count, perPoint: 1)
        }
        if let point = values.firstIndex(where: { !$0.isFinite }) {
            throw TernaryError.notFinite(values[point], point: point)
        }
    }

    /// The pieces of a loop that do not follow the border.
    private static func splitAtBorder(
        _ loop: [OutlineTracer.Node], _ grid: TernaryGrid
    ) -> [(nodes: [OutlineTracer.Node], isClosed: Bool)] {
        let isBorder = loop.map { node in
            if case .border = node { true } else { false }
        }
        guard let start = isBorder.firstIndex(of: true) else { return [(loop, true)] }
        var pieces = [(nodes: [OutlineTracer.Node], isClosed: Bool)]()
        var piece = [OutlineTracer.Node]()
        for offset in 1...loop.count {
            let position = (start + offset) % loop.count
            if !isBorder[position] {
                piece.append(loop[position])
            } else if !piece.isEmpty {
                pieces.append((piece, false))
                piece = []
            }
        }
        return pieces
    }

    /// A loop without the border points that lie in the middle of a side.
    static func outline(
        _ loop: [OutlineTracer.Node], _ grid: TernaryGrid
    ) -> [OutlineTracer.Node] {
        loop.filter { node in
            if case .border(let point) = node { grid.isCorner(point) } else { true }
        }
    }

    static func between(
        _ grid: TernaryGrid, _ first: Int, _ second: Int, _ t: Double
    ) -> TernaryPoint {
        let p = grid.point(first)
        let q = grid.point(second)
        let n = Double(grid.divisions)
        return TernaryPoint(
            (Double(p.i) + t * Double(q.i - p.i)) / n, (Double(p.j) + t * Double(q.j - p.j)) / n,
            (Double(p.k) + t * Double(q.k - p.k)) / n)
    }

    static func middle(_ grid: TernaryGrid, _ p: Int, _ q: Int, _ r: Int) -> TernaryPoint {
        let corners = [p, q, r].map(grid.fractions)
        return TernaryPoint(
            corners.reduce(0) { $0 + $1.a } / 3, corners.reduce(0) { $0 + $1.b } / 3,
            corners.reduce(0) { $0 + $1.c } / 3)
    }

    /// The points without immediate repetitions.
    static func simplified(_ points: [TernaryPoint], closed: Bool) -> [TernaryPoint] {
        var result = [TernaryPoint]()
        for point in points where point != result.last { result.append(point) }
        while closed, result.count > 1, result.first == result.last { result.removeLast() }
        return result
    }
}

extension PhaseMap {
    /// The outlines of the area where a class is predicted: closed loops with the area on their
    /// left, holes the other way round.
    ///
    /// Between two grid points of different classes the boundary lies where the two
    /// probabilities, linear in between, are equal. Where three classes meet in one lattice
    /// triangle they meet at its middle. The outlines of all classes cover the triangle without
    /// gap or overlap.
    public func outlines(of column: Int) -> [[TernaryPoint]] {
        outlines(of: column, predicted: predictedClasses)
    }

    /// ``outlines(of:)`` of every class, in order.
    public var allOutlines: [[[TernaryPoint]]] {
        let predicted = predictedClasses
        return classNames.indices.map { outlines(of: $0, predicted: predicted) }
    }

    private func outlines(of column: Int, predicted: [Int]) -> [[TernaryPoint]] {
        var tracer = OutlineTracer(grid: grid)
        let loops = tracer.loops(inside: predicted.map { $0 == column }) { p, q, r in
            predicted[p] != predicted[q] && predicted[q] != predicted[r]
                && predicted[r] != predicted[p]
        }
        return loops.map { loop in
            Contours.simplified(
                Contours.outline(loop, grid).map { position($0, predicted) }, closed: true)
        }.filter { $0.count > 2 }
    }

    private func position(_ node: OutlineTracer.Node, _ predicted: [Int]) -> TernaryPoint {
        switch node {
        case .crossing(let first, let second):
            let lead = (predicted[first], predicted[second])
            let atFirst =
                probability(at: first, class: lead.0) - probability(at: first, class: lead.1)
            let atSecond =
                probability(at: second, class: lead.0) - probability(at: second, class: lead.1)
            let span = atFirst - atSecond
            return Contours.between(grid, first, second, span > 0 ? atFirst / span : 0.5)
        case .border(let point): return grid.fractions(point)
        case .junction(let p, let q, let r): return Contours.middle(grid, p, q, r)
        }
    }
}
