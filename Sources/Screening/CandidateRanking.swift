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
    /// The region's share of the triangle.
    public let areaShare: Double
    /// How far the model may be trusted there.
    public let domain: DomainAssessment
    /// The nearest known compound of a wanted or related class, and its distance (0...1).
    public let nearest: Neighbour?

    /// The elements of the corners.
    public var system: ChemicalSystem { section.system }

    /// A known compound, by its position in the list that the ranking was given.
    public struct Neighbour: Sendable, Equatable {
        public let index: Int
        public let distance: Double
    }
}

/// Ranks the peaks of all regions of a sweep.
public enum CandidateRanking {
    /// Candidates by domain grade (inside, then edge, then outside), then falling probability,
    /// then falling area, then system label and composition.
    ///
    /// The grade comes first because a probability is a measured quantity on the inside only:
    /// outside, no validation fold has ever asked the model a question of that kind.
    ///
    /// - Parameters:
    ///   - summaries: the screened systems, in any order.
    ///   - known: the compounds to which novelty is measured.
    public static func rank(
        _ summaries: [SystemSummary], known: CompositionIndex, threads: Int
    ) throws -> [Candidate] {
        var peaks = [(summary: SystemSummary, region: ScreenedRegion, composition: Composition)]()
        var seen = Set<Composition>()
        for summary in summaries.sorted(by: { $0.section < $1.section }) {
            for region in summary.regions {
                let composition = try summary.composition(counts: region.peakCounts)
                // A peak on an edge belongs to a binary that every system of its two elements has;
                // one on the edge of a section, to a ternary.
                if seen.insert(composition).inserted {
                    peaks.append((summary, region, composition))
                }
            }
        }
        let kept = peaks
        let candidates = try Parallel.map(count: kept.count, threads: threads) { index in
            let (summary, region, composition) = kept[index]
            return Candidate(
                composition: composition, section: summary.section,
                probability: region.peakProbability,
                areaShare: region.areaShare, domain: region.peakDomain,
                nearest: known.nearest(to: composition).first.map {
                    Candidate.Neighbour(index: $0.index, distance: $0.distance)
                })
        }
        return candidates.sorted { first, second in
            if first.domain.grade != second.domain.grade {
                return first.domain.grade < second.domain.grade
            }
            if first.probability != second.probability {
                return first.probability > second.probability
            }
            if first.areaShare != second.areaShare { return first.areaShare > second.areaShare }
            if first.section != second.section { return first.section < second.section }
            return first.composition.formula < second.composition.formula
        }
    }
}
