import Basis
import Learning
import Materials

extension LocalEvidence {
    /// The ranges and strengths that fitting chooses from.
    static let ranges = [0.03, 0.06, 0.1, 0.15, 0.2, 0.3]
    static let strengths = [0.5, 1, 2, 4, 8, 16, 64]

    /// The range and strength under which known compounds are most likely, given the probabilities
    /// of models that had not seen them, each corrected by its neighbours among the others.
    ///
    /// ``none`` where no correction lowers the log-loss. The result does not depend on `threads`.
    ///
    /// - Parameters:
    ///   - probabilities: of a hit, out of fold, one for each composition; NaN is refused.
    ///   - isHit: one for each composition.
    public init(
        fitting probabilities: [Double], isHit: [Bool], compositions: [Composition], threads: Int
    ) throws {
        precondition(
            probabilities.count == isHit.count && isHit.count == compositions.count,
            "one probability and one outcome for each composition")
        precondition(probabilities.allSatisfy { (0...1).contains($0) }, "probabilities are 0 to 1")
        let index = OutcomeIndex(compositions, isHit: isHit)
        let sums = try Parallel.map(count: Self.ranges.count, threads: threads) { position in
            let range = Self.ranges[position]
            let near = compositions.indices.map { row in
                index.near(
                    compositions[row], LocalEvidence(range: range, strength: 1), without: row)
            }
            return Self.strengths.map { strength in
                let evidence = LocalEvidence(range: range, strength: strength)
                return Self.logLoss(probabilities, near, isHit, evidence)
            }
        }
        let plain = Self.logLoss(
            probabilities, [NearbyOutcomes](repeating: .init(), count: isHit.count), isHit, .none)
        var best = (loss: plain, evidence: LocalEvidence.none)
        for (range, losses) in zip(Self.ranges, sums) {
            for (strength, loss) in zip(Self.strengths, losses) where loss < best.loss {
                best = (loss, LocalEvidence(range: range, strength: strength))
            }
        }
        self = best.evidence
    }

    /// Summed over the compounds; chances are held a millionth away from certainty.
    private static func logLoss(
        _ priors: [Double], _ near: [NearbyOutcomes], _ isHit: [Bool], _ evidence: LocalEvidence
    ) -> Double {
        var sum = 0.0
        for row in priors.indices {
            let chance = evidence.chance(
                prior: priors[row], hits: near[row].hits, count: near[row].count)
            let stated = isHit[row] ? chance : 1 - chance
            sum -= Elementary.log(max(stated, 1e-6))
        }
        return sum
    }
}
