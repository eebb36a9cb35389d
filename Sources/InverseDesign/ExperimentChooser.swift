import Basis
import Materials

/// Chooses the next experiments from candidates by the beliefs of a committee of models and the
/// outcomes known near each of them.
public struct ExperimentChooser: Sendable {
    /// A suggestion and why it was made.
    public struct Pick: Sendable, Equatable {
        /// The position among the candidates.
        public let candidate: Int
        /// The mean of the committee's probabilities, 0...1.
        public let probability: Double
        /// The standard deviation over the committee, 0...0.5.
        public let spread: Double
        /// The probability corrected by outcomes nearby, 0...1.
        public let chance: Double
    }

    let candidates: [Composition]
    /// The candidates that are looked at closely, by falling probability, then position.
    let live: [Int]
    /// By candidate, shape [members, candidates].
    private let committee: Matrix
    /// By live candidate, shape [members, live].
    let members: Matrix
    /// What is known of compounds, for candidates that are not live.
    private let index: OutcomeIndex
    let mean: [Double]
    let spread: [Double]
    let evidence: LocalEvidence
    /// By live candidate, from what is known before the batch.
    let known: [NearbyOutcomes]
    /// By live candidate: the others within the range of the evidence, with their weights.
    let neighbours: [[(other: Int, weight: Double)]]

    /// How many candidates are looked at closely.
    static let liveLimit = 2000
    /// How many neighbours of a candidate an outcome acts on.
    static let neighbourLimit = 64

    /// - Parameters:
    ///   - candidates: what may be suggested; compositions already known should not be among them.
    ///   - members: the probability of a hit by each member of the committee, shape
    ///     [members, candidates], 0...1; at least one member. NaN is refused.
    ///   - outcomes: compounds of which it is known whether they are hits.
    public init(
        candidates: [Composition], members: Matrix,
        outcomes: (compositions: [Composition], isHit: [Bool]), evidence: LocalEvidence,
        threads: Int
    ) throws {
        precondition(members.rows > 0 && members.columns == candidates.count, "a committee of all")
        precondition(members.values.allSatisfy { (0...1).contains($0) }, "probabilities are 0 to 1")
        let means = candidates.indices.map { Self.mean(members, $0) }
        let live = Array(
            candidates.indices.sorted { (means[$1], $0) < (means[$0], $1) }
                .prefix(Self.liveLimit))
        self.candidates = candidates
        self.live = live
        committee = members
        self.members = members.selecting(columns: live)
        self.evidence = evidence
        mean = live.map { means[$0] }
        spread = live.map { Self.deviation(members, $0, mean: means[$0]) }
        let index = OutcomeIndex(outcomes.compositions, isHit: outcomes.isHit)
        self.index = index
        known = try Parallel.map(count: live.count, threads: threads) { position in
            index.near(candidates[live[position]], evidence)
        }
        guard evidence.range > 0 else {
            neighbours = live.map { _ in [] }
            return
        }
        let others = CompositionIndex(live.map { candidates[$0] })
        neighbours = try Parallel.map(count: live.count, threads: threads) { position in
            others.nearest(
                to: candidates[live[position]], count: Self.neighbourLimit,
                where: { $0 != position }
            ).compactMap { found in
                let weight = evidence.weight(found.distance)
                return weight > 0 ? (other: found.index, weight: weight) : nil
            }
        }
    }

    /// What is believed of any candidate before the batch.
    func belief(about candidate: Int) -> Pick {
        let mean = Self.mean(committee, candidate)
        let near = index.near(candidates[candidate], evidence)
        return Pick(
            candidate: candidate, probability: mean,
            spread: Self.deviation(committee, candidate, mean: mean),
            chance: evidence.chance(prior: mean, hits: near.hits, count: near.count))
    }

    private static func mean(_ members: Matrix, _ column: Int) -> Double {
        var sum = 0.0
        for row in 0..<members.rows { sum += members[row, column] }
        return min(1, sum / Double(members.rows))
    }

    private static func deviation(_ members: Matrix, _ column: Int, mean: Double) -> Double {
        var sum = 0.0
        for row in 0..<members.rows {
            let difference = members[row, column] - mean
            sum += difference * difference
        }
        return (sum / Double(members.rows)).squareRoot()
    }
}
