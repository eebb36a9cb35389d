/// Finds room for the names of known compounds beside their markers.
struct LabelPlacement {
    struct Placed: Equatable {
        var index: Int
        var box: PageBox
        /// Where a line from the marker ends, for labels that stand away from it.
        var leader: PagePoint?
    }

    /// Labels with a place, and the number of those for which there was no room.
    ///
    /// A label lies in the triangle, or with a line to its marker on the free paper beside the upper
    /// corner; it covers no marker, no other label and no line to one.
    /// Labels are placed in `order`; each takes the first free place of a fixed list, near places
    /// first.
    static func place(
        sizes: [(width: Double, height: Double)?], order: [Int], markers: [PagePoint],
        radius: Double, in frame: TriangleFrame
    ) -> (placed: [Placed], leftOut: Int) {
        let obstacles = markers.map {
            PageBox(
                x: $0.x - radius, y: $0.y - radius, width: 2 * radius, height: 2 * radius)
        }
        var placed = [Placed]()
        var leaders = [(from: PagePoint, to: PagePoint)]()
        var leftOut = 0
        for index in order {
            guard let size = sizes[index] else { continue }
            let marker = markers[index]
            // A marker so close that it overlaps cannot be avoided by a line from this one.
            let others = obstacles.filter { !$0.overlaps(obstacles[index]) }
            let found = candidates(for: marker, size, radius).first { candidate in
                guard
                    frame.contains(candidate.box, clearance: 1.5)
                        || candidate.leader != nil && frame.isBeside(candidate.box),
                    !obstacles.contains(where: { $0.overlaps(candidate.box) }),
                    !placed.contains(where: { $0.box.overlaps(candidate.box) }),
                    !leaders.contains(where: { candidate.box.meets($0.from, $0.to) })
                else { return false }
                guard let end = candidate.leader else { return true }
                return !others.contains { $0.meets(marker, end) }
                    && !placed.contains { $0.box.meets(marker, end) }
            }
            if var found {
                found.index = index
                placed.append(found)
                if let end = found.leader { leaders.append((marker, end)) }
            } else {
                leftOut += 1
            }
        }
        return (placed, leftOut)
    }

    /// Where a label may stand: the way from the marker, and which part of the label ends up there
    /// (0 its left or upper end, 1 its right or lower end).
    private static let stands: [(way: PagePoint, anchor: PagePoint)] = {
        var stands = [
            (way: PagePoint(1, 0), anchor: PagePoint(0, 0.5)),
            (way: PagePoint(-1, 0), anchor: PagePoint(1, 0.5)),
        ]
        for x in [0.8, -0.8] {
            for y in [-0.8, 0.8] {
                stands.append((PagePoint(x, y), PagePoint(x > 0 ? 0 : 1, y > 0 ? 0 : 1)))
            }
        }
        for x in [0, 0.35, -0.35, 0.8, -0.8] {
            for y in [-1.0, 1] { stands.append((PagePoint(x, y), PagePoint(0.5, y > 0 ? 0 : 1))) }
        }
        for x in [1.0, -1] {
            for y in [-0.4, 0.4] { stands.append((PagePoint(x, y), PagePoint(x > 0 ? 0 : 1, 0.5))) }
        }
        return stands
    }()

    private static func candidates(
        for marker: PagePoint, _ size: (width: Double, height: Double), _ radius: Double
    ) -> [Placed] {
        var result = [Placed]()
        for distance in [1.25, 3, 5, 8, 11, 15, 20] {
            for (way, anchor) in stands {
                let near = PagePoint(
                    marker.x + way.x * distance * radius, marker.y + way.y * distance * radius)
                let box = PageBox(
                    x: near.x - size.width * anchor.x, y: near.y - size.height * anchor.y,
                    width: size.width, height: size.height)
                result.append(Placed(index: 0, box: box, leader: distance > 2 ? near : nil))
            }
        }
        return result
    }
}
