/// A connected part of a phase map, where one class is predicted or probable enough.
public struct Region: Sendable, Equatable {
    public var classIndex: Int
    /// The number of grid points.
    public var pointCount: Int
    /// The share of the triangle's area, in (0, 1].
    public var areaShare: Double
    /// The mean composition, weighted with the area of each point.
    public var centroid: TernaryPoint
    /// The least fraction of each element in the region.
    public var lowest: TernaryPoint
    /// The greatest fraction of each element in the region.
    public var highest: TernaryPoint
    /// The first grid point of the region.
    public var firstPoint: Int
    /// The grid point where the class is most probable; ties go to the lowest index.
    public var peakPoint: Int
    public var peakProbability: Double
    /// The mean probability of the class, weighted with the area of each point.
    public var meanProbability: Double
}

extension PhaseMap {
    /// The connected regions of a class, largest area first; equal areas in order of first points.
    ///
    /// Two points are connected where they are neighbours on the triangular lattice. A point
    /// belongs where the class is predicted or, with a threshold, where its probability is at
    /// least the threshold.
    public func regions(of column: Int, threshold: Double? = nil) -> [Region] {
        var open = (0..<grid.count).map { point in
            threshold.map { probability(at: point, class: column) >= $0 }
                ?? (predictedClass(at: point) == column)
        }
        var regions = [(weight: Int, region: Region)]()
        var stack = [Int]()
        for first in 0..<grid.count where open[first] {
            open[first] = false
            stack.append(first)
            var members = [Int]()
            while let point = stack.popLast() {
                members.append(point)
                let (i, j, _) = grid.point(point)
                grid.forEachNeighbour(of: point, i: i, j: j) { neighbour in
                    guard open[neighbour] else { return }
                    open[neighbour] = false
                    stack.append(neighbour)
                }
            }
            // Sums run in grid order, not in the order of discovery.
            members.sort()
            regions.append(summary(of: members, class: column))
        }
        regions.sort {
            $0.weight == $1.weight
                ? $0.region.firstPoint < $1.region.firstPoint : $0.weight > $1.weight
        }
        return regions.map(\.region)
    }

    private func summary(of members: [Int], class column: Int) -> (weight: Int, region: Region) {
        var weight = 0
        var sums = (i: 0, j: 0, k: 0)
        var low = (i: Int.max, j: Int.max, k: Int.max)
        var high = (i: 0, j: 0, k: 0)
        var peak = members[0]
        var total = 0.0
        for point in members {
            let (i, j, k) = grid.point(point)
            let cell = grid.cellWeight(i: i, j: j, k: k)
            let value = probability(at: point, class: column)
            weight += cell
            sums = (sums.i + cell * i, sums.j + cell * j, sums.k + cell * k)
            low = (min(low.i, i), min(low.j, j), min(low.k, k))
            high = (max(high.i, i), max(high.j, j), max(high.k, k))
            total += Double(cell) * value
            if value > probability(at: peak, class: column) { peak = point }
        }
        let n = Double(grid.divisions)
        let scale = n * Double(weight)
        let region = Region(
            classIndex: column, pointCount: members.count,
            areaShare: Double(weight) / Double(grid.totalWeight),
            centroid: TernaryPoint(
                Double(sums.i) / scale, Double(sums.j) / scale, Double(sums.k) / scale),
            lowest: TernaryPoint(Double(low.i) / n, Double(low.j) / n, Double(low.k) / n),
            highest: TernaryPoint(Double(high.i) / n, Double(high.j) / n, Double(high.k) / n),
            firstPoint: members[0], peakPoint: peak,
            peakProbability: probability(at: peak, class: column),
            meanProbability: total / Double(weight))
        return (weight, region)
    }
}
