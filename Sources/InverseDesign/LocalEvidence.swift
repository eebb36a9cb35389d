import Basis
import Materials

/// How outcomes correct a model's probabilities nearby: a hit raises them, a miss lowers them.
///
/// The model's probability p counts as `strength` made-up outcomes; outcomes at distance d count as
/// k(d) = (1 - (d / range)^2)^2 real ones, and as nothing from `range` on:
///
///     chance = (strength p + sum k y) / (strength + sum k),    y = 1 for a hit, 0 for a miss
///
/// This is the mean of a beta distribution, so that chances stay between 0 and 1, and their
/// expectation over an outcome that is still to come is the chance before it. The distance is the
/// fraction of atoms exchanged (``Composition/distance(to:)``).
///
/// Source: nearest-neighbour beliefs for active search, Garnett, Krishnamurthy, Xiong, Schneider,
/// Mann, Proc. 29th ICML, 843 (2012), arXiv:1206.6406.
public struct LocalEvidence: Sendable, Equatable, Codable {
    /// Outcomes from this distance on say nothing, 0...1.
    public var range: Double
    /// How many outcomes the model's probability counts as; above 0.
    public var strength: Double

    public init(range: Double, strength: Double) {
        self.range = range
        self.strength = strength
    }

    /// No outcome counts beside the model.
    public static let none = LocalEvidence(range: 0, strength: 1)

    /// How much an outcome at this distance counts, 0...1.
    func weight(_ distance: Double) -> Double {
        guard distance < range else { return 0 }
        let share = distance / range
        return (1 - share * share) * (1 - share * share)
    }

    func chance(prior: Double, hits: Double, count: Double) -> Double {
        (strength * prior + hits) / (strength + count)
    }
}

/// What outcomes near a composition add up to.
struct NearbyOutcomes: Sendable, Equatable {
    /// Summed weights of hits.
    var hits = 0.0
    /// Summed weights of all outcomes.
    var count = 0.0

    mutating func add(weight: Double, chance: Double) {
        hits += weight * chance
        count += weight
    }
}

/// Known compounds, for the outcomes near a composition.
struct OutcomeIndex: Sendable {
    private let index: CompositionIndex
    private let isHit: [Bool]

    /// Neighbours beyond this many are not looked at: the chance has long settled by then.
    static let limit = 32

    init(_ compositions: [Composition], isHit: [Bool]) {
        index = CompositionIndex(compositions)
        self.isHit = isHit
    }

    /// - Parameter own: an entry that is left out.
    func near(
        _ composition: Composition, _ evidence: LocalEvidence, without own: Int? = nil
    ) -> NearbyOutcomes {
        var result = NearbyOutcomes()
        guard evidence.range > 0 else { return result }
        let found = index.nearest(to: composition, count: Self.limit, where: { $0 != own })
        for neighbour in found {
            let weight = evidence.weight(neighbour.distance)
            if weight > 0 { result.add(weight: weight, chance: isHit[neighbour.index] ? 1 : 0) }
        }
        return result
    }
}
