/// Finer grids for smooth curves: new points between the old ones, which keep their values exactly.
///
/// The scheme is the butterfly subdivision of Dyn, Levin and Gregory, ACM Trans. Graph. 9, 160
/// (1990), doi:10.1145/78956.78958, whose limit has continuous slopes inside the triangle; along its
/// sides it is their four-point scheme. A value in between never leaves the range of the four (on a
/// side three) grid points around it, so there is no peak and no hole that the grid does not have.
public enum Refinement {
    /// The values on the grid of twice the divisions, in grid order.
    ///
    /// Fields that are linear in the fractions stay linear.
    /// - Throws: ``TernaryError`` where the number of values is wrong, one is not finite, or the
    ///   finer grid cannot be.
    public static func doubled(
        _ values: [Double], on grid: TernaryGrid
    ) throws -> (values: [Double], grid: TernaryGrid) {
        try Contours.check(values, grid)
        let fine = try TernaryGrid(divisions: 2 * grid.divisions)
        var result = [Double](repeating: 0, count: fine.count)
        values.withUnsafeBufferPointer { values in
            let field = LatticeField(grid: grid, values: values)
            grid.forEach { index, i, j, _ in
                result[fine.index(i: 2 * i, j: 2 * j)] = values[index]
                for edge in LatticeEdge.all where field.contains(i + edge.i, j + edge.j) {
                    result[fine.index(i: 2 * i + edge.i, j: 2 * j + edge.j)] =
                        field.middle(i, j, edge)
                }
            }
        }
        return (result, fine)
    }
}

/// A step to a neighbour, with those to the two points opposite of the edge.
private struct LatticeEdge {
    var i: Int
    var j: Int
    var sides: [(i: Int, j: Int)]

    static let all = [
        LatticeEdge(i: 0, j: 1, sides: [(1, 0), (-1, 1)]),
        LatticeEdge(i: 1, j: 0, sides: [(0, 1), (1, -1)]),
        LatticeEdge(i: 1, j: -1, sides: [(1, 0), (0, -1)]),
    ]
}

private struct LatticeField {
    let grid: TernaryGrid
    let values: UnsafeBufferPointer<Double>

    func contains(_ i: Int, _ j: Int) -> Bool { i >= 0 && j >= 0 && i + j <= grid.divisions }

    /// The value at a point, or else the one that continues a straight line.
    private func value(_ i: Int, _ j: Int, else ghost: Double) -> Double {
        contains(i, j) ? values[grid.rowStart(i) + j] : ghost
    }

    private func value(_ i: Int, _ j: Int) -> Double { values[grid.rowStart(i) + j] }

    /// The value in the middle of an edge that starts at (i, j).
    func middle(_ i: Int, _ j: Int, _ edge: LatticeEdge) -> Double {
        let p = value(i, j)
        let q = value(i + edge.i, j + edge.j)
        var low = min(p, q)
        var high = max(p, q)
        var opposite = 0.0
        var wings = 0.0
        var count = 0
        for side in edge.sides where contains(i + side.i, j + side.j) {
            let r = value(i + side.i, j + side.j)
            low = min(low, r)
            high = max(high, r)
            opposite += r
            wings += value(i + side.i - edge.i, j + side.j - edge.j, else: p + r - q)
            wings += value(i + side.i + edge.i, j + side.j + edge.j, else: q + r - p)
            count += 1
        }
        let smooth: Double
        if count == 2 {
            smooth = (p + q) / 2 + opposite / 8 - wings / 16
        } else {
            let before = value(i - edge.i, j - edge.j, else: 2 * p - q)
            let after = value(i + 2 * edge.i, j + 2 * edge.j, else: 2 * q - p)
            smooth = (9 * (p + q) - before - after) / 16
        }
        return min(max(smooth, low), high)
    }
}

extension PhaseMap {
    /// The map on a grid of twice the divisions, for drawing: the same at the points of this one,
    /// smooth in between, where rows are scaled to add up to one.
    ///
    /// - Throws: ``TernaryError/divisions(_:largest:)`` where the finer grid cannot be.
    public func doubled() throws -> PhaseMap {
        let classes = classNames.count
        var fine = grid
        var columns = [[Double]]()
        for column in 0..<classes {
            let refined = try Refinement.doubled(probabilities(class: column), on: grid)
            columns.append(refined.values)
            fine = refined.grid
        }
        var rows = [Double](repeating: 0, count: fine.count * classes)
        fine.forEach { index, i, j, _ in
            let isNew = !(i.isMultiple(of: 2) && j.isMultiple(of: 2))
            let sum = isNew ? columns.reduce(0) { $0 + $1[index] } : 1
            for column in 0..<classes {
                rows[index * classes + column] = min(1, columns[column][index] / sum)
            }
        }
        return PhaseMap(drawn: section, grid: fine, classNames: classNames, probabilities: rows)
    }
}
