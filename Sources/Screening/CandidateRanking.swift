import Basis
import Materials
import Ternary

/// A composition to try: the peak of one predicted region.
public struct Candidate: Sendable, Equatable {
    public let composition: Composition
    /// The system or section whose sweep found it (a binary peak is found in several systems, one
    /// on the edge of a section in several sections; the first is kept).
    public let section: TernarySection
    /// The probability of the wanted class at the peak.
    public let probability: Double
    /// The error to expect of the probability, 0...1; `nil` where nobody has asked the model.
    public var uncertainty: Double?
    /// The region's share of the triangle.
    public let areaShare: Double
    /// How far the model may be trusted there.
    public let domain: DomainAssessment
    /// The peaks nearby, of this and other systems, that the candidate stands for.
    public var mergedPeaks: Int
    /// The chemically nearest known compound of a wanted or related class.
    public var nearest: Neighbour?
    /// The least fraction of atoms to exchange to reach any of these compounds, 0...1; 1 without
    /// any.
    public var novelty: Double

    /// The elements of the corners.
    public var system: ChemicalSystem { section.system }

    /// A known compound, by its position in the list that the ranking was given.
    public struct Neighbour: Sendable, Equatable {
        public let index: Int
        /// Fraction of atoms to exchange, 0...1.
        public let distance: Double
        /// See `ChemicalScale`.
        public let chemicalDistance: Double
    }
}

/// Ranks the peaks of all regions of a sweep.
public struct CandidateRanking: Sendable, Equatable {
    /// Peaks closer than this (fraction of atoms exchanged) are one candidate. The default is
    /// 0.015: neighbours on a grid of 1 at.% are 0.01 apart, the next ones 0.02.
    public static let tolerance = 0.015

    /// What a rule took away.
    public struct LeftOut: Sendable, Equatable {
        public let rule: ElementExclusion
        /// Peaks that hold an element of the rule and of none before it.
        public var peaks: Int
    }

    /// The candidates, best first.
    public private(set) var candidates: [Candidate]
    /// All different peaks, those left out and merged included.
    public let peaks: Int
    /// For each rule what it took away, in the order of the rules.
    public private(set) var leftOut: [LeftOut]

    /// Peaks that lie so near a better one that it stands for them.
    public var merged: Int { candidates.reduce(0) { $0 + $1.mergedPeaks } }

    /// Candidates by domain grade (inside, then edge, then outside), then falling probability,
    /// then falling area, then system label and composition.
    ///
    /// The grade comes first because a probability is a measured quantity on the inside only:
    /// outside, no validation fold has ever asked the model a question of that kind. A peak closer
    /// than `tolerance` to one that ranks higher is no candidate of its own.
    ///
    /// - Parameters:
    ///   - summaries: the screened systems, in any order.
    ///   - known: the compounds to which novelty is measured.
    ///   - rules: by which peaks are left out, before near ones are merged. The default is none.
    ///   - tolerance: see ``tolerance``; 0 merges nothing but the same composition.
    public init(
        _ summaries: [SystemSummary], known: [Composition],
        excluding rules: [ElementExclusion] = [], tolerance: Double = CandidateRanking.tolerance,
        threads: Int
    ) throws {
        var peaks = [Peak]()
        var seen = Set<Composition>()
        leftOut = rules.map { LeftOut(rule: $0, peaks: 0) }
        for index in Self.orderByLabel(summaries) {
            for region in summaries[index].regions.indices {
                let counts = summaries[index].regions[region].peakCounts
                let composition = try summaries[index].composition(counts: counts)
                // A peak on an edge belongs to a binary that every system of its two elements has;
                // one on the edge of a section, to a ternary.
                guard seen.insert(composition).inserted else { continue }
                if let rule = rules.firstIndex(where: { $0.excludes(composition) }) {
                    leftOut[rule].peaks += 1
                } else {
                    peaks.append(
                        Peak(
                            summaries[index].regions[region], summary: index, region: region,
                            order: peaks.count, composition))
                }
            }
        }
        self.peaks = seen.count
        candidates = []
        var near = NearbyCompositions(tolerance: tolerance)
        for peak in peaks.sorted() {
            if let better = near.firstNear(peak.composition) {
                candidates[better].mergedPeaks += 1
                continue
            }
            near.insert(peak.composition)
            let region = summaries[peak.summary].regions[peak.region]
            candidates.append(
                Candidate(
                    composition: peak.composition, section: summaries[peak.summary].section,
                    probability: region.peakProbability, uncertainty: nil,
                    areaShare: region.areaShare, domain: region.peakDomain, mergedPeaks: 0,
                    nearest: nil, novelty: 1))
        }
        let kept = candidates
        let (atoms, likeness) = (CompositionIndex(known), ChemicalIndex(known))
        let nearest = try Parallel.map(count: kept.count, threads: threads) { index in
            (
                likeness.nearest(to: kept[index].composition).first,
                atoms.nearest(to: kept[index].composition).first?.distance
            )
        }
        for (index, found) in nearest.enumerated() {
            candidates[index].nearest = found.0.map {
                Candidate.Neighbour(
                    index: $0.index, distance: $0.distance, chemicalDistance: $0.chemicalDistance)
            }
            candidates[index].novelty = found.1 ?? 1
        }
    }

    /// Sets the uncertainty of every candidate.
    public mutating func set(uncertainties: [Double]) {
        precondition(uncertainties.count == candidates.count, "one uncertainty a candidate")
        for (index, uncertainty) in uncertainties.enumerated() {
            candidates[index].uncertainty = uncertainty
        }
    }

    private static func orderByLabel(_ summaries: [SystemSummary]) -> [Int] {
        let indices = Array(summaries.indices)
        // A sweep comes in this order, and comparing labels is slow.
        if zip(summaries, summaries.dropFirst()).allSatisfy({ $0.section <= $1.section }) {
            return indices
        }
        return indices.sorted { summaries[$0].section < summaries[$1].section }
    }
}

/// What decides about the rank of a region's peak.
private struct Peak: Comparable {
    let grade: Int
    let probability: Double
    let areaShare: Double
    /// Where it stands among all peaks by label of the system.
    let order: Int
    let summary: Int
    let region: Int
    let composition: Composition

    init(
        _ found: ScreenedRegion, summary: Int, region: Int, order: Int, _ composition: Composition
    ) {
        grade = found.peakDomain.grade.rawValue
        probability = found.peakProbability
        areaShare = found.areaShare
        self.order = order
        self.summary = summary
        self.region = region
        self.composition = composition
    }

    static func < (first: Peak, second: Peak) -> Bool {
        if first.grade != second.grade { return first.grade < second.grade }
        if first.probability != second.probability {
            return first.probability > second.probability
        }
        if first.areaShare != second.areaShare { return first.areaShare > second.areaShare }
        if first.summary != second.summary { return first.order < second.order }
        return first.composition.formula < second.composition.formula
    }

    static func == (first: Peak, second: Peak) -> Bool {
        first.summary == second.summary && first.region == second.region
    }
}
