/// The worth of a set of rules.
///
/// With the weight `k` of positives inside, the cost `c` of others inside and the weight `P` of all
/// positives, F-beta is `(1 + b^2) k / (k + c + b^2 P)`, the precision `k / (k + c)` and the gain
/// `(k - l c) / P`. Each node of the formulas takes a share off.
struct BandMerit: Sendable {
    /// What a set of rules that lets too few positives in is worth.
    static let inadmissible = -Double.infinity

    var objective: RuleObjective
    var beta: Double
    /// What one row inside that is not positive costs the gain.
    var falseCost: Double
    var positiveWeight: Double
    /// What other branches of a disjunction cover and let through already.
    var keptElsewhere = 0.0
    var costElsewhere = 0.0
    /// The smallest weight of positives inside.
    var minimumKept: Double
    /// The smallest weight of positives inside each band alone.
    var minimumAlone: Double
    /// The weight of positives below which F-beta fades in proportion; 0 for none.
    var wantedKept = 0.0
    var complexityPenalty: Double
    /// Nodes of the other branches' formulas.
    var complexityElsewhere = 0

    /// The merit, up to 1; ``inadmissible`` where too few positives are inside.
    @inline(__always)
    func value(kept: Double, cost: Double, complexity: Int) -> Double {
        // Weights are sums; the factor lets rounding pass.
        guard kept > 0, kept >= minimumKept * (1 - 1e-9) else { return BandMerit.inadmissible }
        let all = keptElsewhere + kept
        let passed = costElsewhere + cost
        let penalty = complexityPenalty * Double(complexityElsewhere + complexity)
        switch objective {
        case .f:
            let square = beta * beta
            let share = (1 + square) * all / (all + passed + square * positiveWeight)
            let fade = all < wantedKept ? all / wantedKept : 1
            return share * fade * max(0, 1 - penalty)
        case .precision: return all / (all + passed) * max(0, 1 - penalty)
        case .gain: return (all - falseCost * passed) / positiveWeight - penalty
        }
    }
}
