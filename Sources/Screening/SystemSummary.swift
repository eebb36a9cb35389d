import Materials
import Ternary

/// A contiguous region where the wanted class is predicted, with what a ranking needs of it.
public struct ScreenedRegion: Sendable, Equatable {
    /// Grid points in the region.
    public var pointCount: Int
    /// The region's share of the triangle's area, 0...1.
    public var areaShare: Double
    /// Area-weighted mean shares of the corners, in their order; they add up to one in a section
    /// too, whose fixed element has no part in them.
    public var centroid: [Double]
    /// The counts (i, j, k) of the most probable point, in corner order; ties go to the first.
    public var peakCounts: [Int]
    public var peakProbability: Double
    public var meanProbability: Double
    /// How far the model may be trusted at the peak.
    public var peakDomain: DomainAssessment

    public init(
        pointCount: Int, areaShare: Double, centroid: [Double], peakCounts: [Int],
        peakProbability: Double, meanProbability: Double, peakDomain: DomainAssessment
    ) {
        self.pointCount = pointCount
        self.areaShare = areaShare
        self.centroid = centroid
        self.peakCounts = peakCounts
        self.peakProbability = peakProbability
        self.meanProbability = meanProbability
        self.peakDomain = peakDomain
    }
}

/// One chemical system, or one section, after the sweep: what is kept when the map itself is not.
public struct SystemSummary: Sendable, Equatable {
    public var section: TernarySection
    /// For each class: the counts (i, j, k) of the best grid point; ties go to the first point.
    public var bestCounts: [[Int]]
    /// For each class: the probability at that point.
    public var bestProbability: [Double]
    /// For each class: how far the model may be trusted at that point.
    public var bestDomain: [DomainAssessment]
    /// For each class: the share of the triangle's area where it is the predicted class.
    public var areaShares: [Double]
    /// The share of grid points outside the descriptor range of the training compounds.
    public var outOfDomainShare: Double
    /// The regions of the wanted class, largest first.
    public var regions: [ScreenedRegion]
    /// Where the system was not evaluated: no point has a larger probability of the wanted class.
    /// The arrays of this summary are empty then. `nil` for an evaluated system.
    public var upperBound: Double?

    /// The elements of the corners.
    public var system: ChemicalSystem { section.system }

    public init(
        section: TernarySection, bestCounts: [[Int]], bestProbability: [Double],
        bestDomain: [DomainAssessment], areaShares: [Double], outOfDomainShare: Double,
        regions: [ScreenedRegion]
    ) {
        self.section = section
        self.bestCounts = bestCounts
        self.bestProbability = bestProbability
        self.bestDomain = bestDomain
        self.areaShares = areaShares
        self.outOfDomainShare = outOfDomainShare
        self.regions = regions
    }

    /// The summary of a ternary system.
    ///
    /// - Throws: `TernaryError` unless there are three elements.
    public init(
        system: ChemicalSystem, bestCounts: [[Int]], bestProbability: [Double],
        bestDomain: [DomainAssessment], areaShares: [Double], outOfDomainShare: Double,
        regions: [ScreenedRegion]
    ) throws {
        self.init(
            section: try TernarySection(system), bestCounts: bestCounts,
            bestProbability: bestProbability, bestDomain: bestDomain, areaShares: areaShares,
            outOfDomainShare: outOfDomainShare, regions: regions)
    }

    /// Summarises a screened system; regions are those of class `target`.
    ///
    /// - Parameter assess: says how far the model may be trusted at compositions, in order.
    public init(
        _ screened: ScreenedSystem, target: Int,
        assess: ([Composition]) throws -> [DomainAssessment]
    ) throws {
        let map = screened.map
        let best = map.classNames.indices.map { map.best(class: $0) }
        let regions = map.regions(of: target)
        let points = best.map(\.point) + regions.map(\.peakPoint)
        let domains = try assess(points.map { try map.composition(at: $0) })
        self.init(
            section: map.section, bestCounts: best.map { map.grid.counts(at: $0.point) },
            bestProbability: best.map(\.probability),
            bestDomain: Array(domains.prefix(best.count)), areaShares: map.areaShares,
            outOfDomainShare: screened.outOfDomainShare,
            regions: zip(regions, domains.dropFirst(best.count)).map {
                ScreenedRegion($0, grid: map.grid, peakDomain: $1)
            })
    }

    /// A system or section that was not evaluated, because no point of it can reach a probability
    /// that is worth the work.
    ///
    /// - Parameter upperBound: no point of the system has a larger probability of the wanted
    ///   class, 0...1.
    public init(bounded section: TernarySection, upperBound: Double) {
        self.init(
            section: section, bestCounts: [], bestProbability: [], bestDomain: [],
            areaShares: [], outOfDomainShare: 0, regions: [])
        self.upperBound = upperBound
    }

    /// The composition of a grid point; corners of zero counts are absent, the fixed element of a
    /// section is in.
    public func composition(counts: [Int]) throws -> Composition {
        try section.composition(counts: counts)
    }

    /// Whether the system was left unevaluated: it has no best points, shares or regions.
    public var isBounded: Bool { upperBound != nil }

    /// Systems by falling best probability of a class, then falling area share, then label; those
    /// that were not evaluated come last, by falling bound, then label.
    public static func ranked(_ summaries: [SystemSummary], by target: Int) -> [SystemSummary] {
        // A summary is large and a label slow to compare, so small keys are sorted; a position
        // among sorted labels stands for the label.
        var byLabel = Array(summaries.indices)
        if !zip(summaries, summaries.dropFirst()).allSatisfy({ $0.section <= $1.section }) {
            byLabel.sort { summaries[$0].section < summaries[$1].section }
        }
        let keys = byLabel.enumerated().map { position, index in
            let summary = summaries[index]
            return RankingKey(
                isBounded: summary.isBounded,
                probability: summary.upperBound ?? summary.bestProbability[target],
                areaShare: summary.isBounded ? 0 : summary.areaShares[target],
                position: position, index: index)
        }
        return keys.sorted().map { summaries[$0.index] }
    }
}

/// What decides about the place of a system among others.
private struct RankingKey: Comparable {
    let isBounded: Bool
    let probability: Double
    let areaShare: Double
    /// The place in the order of labels.
    let position: Int
    let index: Int

    static func < (first: RankingKey, second: RankingKey) -> Bool {
        if first.isBounded != second.isBounded { return second.isBounded }
        if first.probability != second.probability {
            return first.probability > second.probability
        }
        if first.areaShare != second.areaShare { return first.areaShare > second.areaShare }
        return first.position < second.position
    }
}

extension TernaryGrid {
    /// The counts (i, j, k) of a point, in corner order.
    func counts(at index: Int) -> [Int] {
        let point = point(index)
        return [point.i, point.j, point.k]
    }
}
