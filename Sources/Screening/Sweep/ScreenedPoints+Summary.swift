import CScreening
import Materials
import Ternary

extension ScreenedPoints {
    /// What ``SystemSummary/init(_:target:assess:)`` says of the same map.
    ///
    /// - Parameter assess: says how far the model may be trusted at compositions, in order.
    public func summary(
        target: Int, assess: ([Composition]) throws -> [DomainAssessment]
    ) throws -> SystemSummary {
        let classes = classNames.count
        let best = (0..<classes).map {
            Int(qs_first_largest(probabilities + $0 * stride, grid.count))
        }
        let weights = classWeights()
        // Most systems have no point of a rare class, and so no region.
        let regions = weights[target] > 0 ? try system().map.regions(of: target) : []
        let points = best + regions.map(\.peakPoint)
        let compositions = try points.map {
            try section.composition(counts: grid.counts(at: $0))
        }
        let domains = try assess(compositions)
        var outsideCount = 0
        for point in 0..<grid.count { outsideCount += Int(outside[point]) }
        return SystemSummary(
            section: section, bestCounts: best.map { grid.counts(at: $0) },
            bestProbability: best.enumerated().map { probabilities[$0 * stride + $1] },
            bestDomain: Array(domains.prefix(classes)),
            areaShares: weights.map { Double($0) / Double(grid.totalWeight) },
            outOfDomainShare: Double(outsideCount) / Double(grid.count),
            regions: zip(regions, domains.dropFirst(classes)).map {
                ScreenedRegion($0, grid: grid, peakDomain: $1)
            })
    }

    /// The area where each class is predicted, in units of the grid's cell weights.
    private func classWeights() -> [Int] {
        let classes = classNames.count
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: grid.count) { predicted in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: grid.count) { scratch in
                guard let labels = predicted.baseAddress else { return [] }
                qs_predicted_classes(
                    probabilities, stride, classes, grid.count, scratch.baseAddress, labels)
                var counts = [UInt32](repeating: 0, count: classes)
                qs_count_classes(labels, grid.count, classes, &counts)
                var weights = counts.map { 6 * Int($0) }
                grid.forEachOnEdges { point, i, j, k in
                    weights[Int(labels[point])] -= 6 - grid.cellWeight(i: i, j: j, k: k)
                }
                return weights
            }
        }
    }
}

extension ScreenedRegion {
    init(_ region: Region, grid: TernaryGrid, peakDomain: DomainAssessment) {
        self.init(
            pointCount: region.pointCount, areaShare: region.areaShare,
            centroid: [region.centroid.a, region.centroid.b, region.centroid.c],
            peakCounts: grid.counts(at: region.peakPoint),
            peakProbability: region.peakProbability,
            meanProbability: region.meanProbability, peakDomain: peakDomain)
    }
}
