/// Curves with fewer points.
enum Simplification {
    /// The points without those that lie within `tolerance` of the line that stays
    /// (Douglas and Peucker, Cartographica 10, 112 (1973), doi:10.3138/FM57-6770-U75U-7727).
    ///
    /// A closed curve keeps its first point and the one farthest from it.
    static func simplified(
        _ points: [PagePoint], isClosed: Bool, tolerance: Double
    ) -> [PagePoint] {
        guard points.count > (isClosed ? 3 : 2) else { return points }
        let ring = isClosed ? points + [points[0]] : points
        var keeps = [Bool](repeating: false, count: ring.count)
        keeps[0] = true
        keeps[ring.count - 1] = true
        var open = [(first: 0, last: ring.count - 1)]
        if isClosed {
            let far = farthest(ring, 0, ring.count - 1).index
            keeps[far] = true
            open = [(0, far), (far, ring.count - 1)]
        }
        while let (first, last) = open.popLast() {
            guard last - first > 1 else { continue }
            let (index, distance) = farthest(ring, first, last)
            guard distance > tolerance else { continue }
            keeps[index] = true
            open.append((first, index))
            open.append((index, last))
        }
        let kept = ring.indices.dropLast(isClosed ? 1 : 0).filter { keeps[$0] }.map { ring[$0] }
        // An area that is thinner than the tolerance stays what it was.
        return kept.count < 3 && isClosed ? points : kept
    }

    /// The point between two others that is farthest from the line through them.
    private static func farthest(
        _ points: [PagePoint], _ first: Int, _ last: Int
    ) -> (index: Int, distance: Double) {
        let start = points[first]
        let way = PagePoint(points[last].x - start.x, points[last].y - start.y)
        let length = (way.x * way.x + way.y * way.y).squareRoot()
        var best = (index: first + 1, distance: -1.0)
        for index in (first + 1)..<last {
            let step = PagePoint(points[index].x - start.x, points[index].y - start.y)
            let distance =
                length > 0
                ? distance(step, way, length) : (step.x * step.x + step.y * step.y).squareRoot()
            if distance > best.distance { best = (index, distance) }
        }
        return best
    }

    /// From a point to the piece of line from the origin to `way`.
    private static func distance(_ step: PagePoint, _ way: PagePoint, _ length: Double) -> Double {
        let along = (step.x * way.x + step.y * way.y) / length
        let across = abs(step.x * way.y - step.y * way.x) / length
        if along >= 0, along <= length { return across }
        let beyond = along < 0 ? -along : along - length
        return (across * across + beyond * beyond).squareRoot()
    }
}
