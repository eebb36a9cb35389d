import Foundation
import Validation

/// What became of hidden compounds to which a model gave the probabilities at hand.
struct HitRate: Sendable, Equatable {
    let rows: Int
    let positives: Int
    /// Wilson's interval at 95 %, as if the compounds were independent.
    let lower: Double
    let upper: Double
    /// The mean probabilities of the lowest and of the highest group that counts.
    let from: Double
    let to: Double

    var observed: Double { Double(positives) / Double(rows) }

    /// Pools the groups of a reliability curve whose mean probability is nearest, on the scale of
    /// logits, to one of the probabilities; `nil` without groups or probabilities.
    init?(_ curve: ReliabilityCurve, probabilities: [Double]) {
        let bins = curve.bins.filter { $0.rows > 0 }
        guard !bins.isEmpty, !probabilities.isEmpty else { return nil }
        var chosen = Set<Int>()
        for probability in probabilities {
            let nearest = bins.indices.min {
                abs(Self.logit(bins[$0].meanPredicted) - Self.logit(probability))
                    < abs(Self.logit(bins[$1].meanPredicted) - Self.logit(probability))
            }
            if let nearest { chosen.insert(nearest) }
        }
        let found = chosen.sorted().map { bins[$0] }
        guard let first = found.first, let last = found.last else { return nil }
        rows = found.reduce(0) { $0 + $1.rows }
        positives = found.reduce(0) { $0 + $1.positives }
        let interval = Interval.wilson(hits: positives, rows: rows)
        lower = interval.lower
        upper = interval.upper
        from = first.meanPredicted
        to = last.meanPredicted
    }

    private static func logit(_ probability: Double) -> Double {
        let kept = min(max(probability, 1e-9), 1 - 1e-9)
        return log(kept / (1 - kept))
    }
}
