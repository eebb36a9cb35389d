import Basis
import Foundation

/// Improves models by one edit of a formula after the other, a few models at a time.
///
/// Screening finds every formula of a form up to a size; growth goes on from the best of them where
/// that is too small: long products, functions of sums, constants inside functions. The models that
/// are kept are those with the lowest ln(loss) + complexity ln(n)/n, so that a node more has to pay.
struct FormulaGrowth: Sendable {
    /// A model on the way: formulas in order and the share of the variance that they leave.
    struct State: Sendable {
        var terms: [Expression]
        var loss: Double
        var complexity: Int
    }

    /// Shares of the variance below which a law is exact.
    static let exactShare = 1e-18
    private static let patience = 2
    private static let maximumSteps = 10

    let variables: [Variable]
    let columns: [[Double]]
    let target: [Double]
    let weights: [Double]
    let operators: OperatorSet
    let parts: GrowthParts
    let maximumComplexity: Int
    /// Nodes of a whole model.
    let maximumModel: Int
    let hasConstants: Bool
    /// Models that are kept from step to step.
    let width: Int
    var constants: InnerConstants

    /// What a node costs: ln(n)/n with the effective number of rows n.
    let penalty: Double

    /// What models are compared by; `extra` counts nodes.
    func criterion(_ loss: Double, _ extra: Int) -> Double {
        log(loss + FormulaGrowth.exactShare) + penalty * Double(extra)
    }

    func criterion(_ state: State) -> Double { criterion(state.loss, state.complexity) }

    /// The model of some formulas; `nil` where they are not finite or depend on each other.
    func state(_ terms: [Expression]) -> State? {
        let sorted = terms.sorted()
        guard let loss = constants.loss(sorted) else { return nil }
        return State(
            terms: sorted, loss: loss,
            complexity: sorted.reduce(1) { $0 + 3 + $1.complexity })
    }

    /// The best models that edits lead to from some, the best first.
    ///
    /// - Parameters:
    ///   - replacements: formulas that may take the place of a term.
    ///   - budget: edits that may be judged; counted down.
    func run(
        from starts: [[Expression]], replacements: [GrowthParts.Part], threads: Int,
        budget: inout Int
    ) throws -> [State] {
        var seen = Set(starts)
        var beam = try kept(starts, threads: threads)
        var stale = 0
        for _ in 0..<FormulaGrowth.maximumSteps {
            guard let best = beam.first, best.loss > FormulaGrowth.exactShare, budget > 0 else {
                break
            }
            let jobs = beam.flatMap { state in state.terms.indices.map { (state, $0) } }
            let edited = try Parallel.map(count: jobs.count, threads: threads) { index in
                edits(of: jobs[index].0, jobs[index].1, replacements)
            }
            budget -= edited.reduce(0) { $0 + $1.judged }
            var offers = [(criterion: Double, terms: [Expression])]()
            for (job, result) in zip(jobs, edited) {
                for edit in result.terms {
                    var terms = job.0.terms
                    terms[job.1] = edit.expression
                    let size = terms.reduce(1) { $0 + 3 + $1.complexity }
                    guard size <= maximumModel else { continue }
                    offers.append((criterion(edit.loss, size), terms.sorted()))
                }
            }
            offers.sort { a, b in
                a.criterion != b.criterion
                    ? a.criterion < b.criterion : a.terms.lexicographicallyPrecedes(b.terms)
            }
            var fresh = [[Expression]]()
            for offer in offers where fresh.count < 3 * width && seen.insert(offer.terms).inserted {
                fresh.append(offer.terms)
            }
            if fresh.isEmpty { break }
            let next = try kept(fresh, with: beam, threads: threads)
            guard let leader = next.first else { break }
            stale = criterion(leader) < criterion(best) - penalty / 2 ? 0 : stale + 1
            beam = next
            if stale == FormulaGrowth.patience { break }
        }
        return beam
    }

    private func edits(
        of state: State, _ position: Int, _ replacements: [GrowthParts.Part]
    ) -> (terms: [EditedTerm], judged: Int) {
        let others = state.terms.indices.filter { $0 != position }
            .compactMap { state.terms[$0].evaluate(columns: columns) }
        var edits = FormulaEdits(self, term: state.terms[position], others: others)
        let terms = edits.run(replacements: replacements)
        return (terms, edits.judged)
    }

    /// The leading models of some, constants refined, models of one loss once.
    func kept(
        _ models: [[Expression]], with old: [State] = [], threads: Int
    ) throws -> [State] {
        let made = try Parallel.map(count: models.count, threads: threads) { index in
            let terms = models[index]
            guard hasConstants, terms.contains(where: \.hasConstant) else { return state(terms) }
            return state(constants.adjusted(terms) ?? terms)
        }.compactMap { $0 }
        var result = [State]()
        for state in (made + old).ordered(by: { criterion($0) }) {
            let twin = result.contains {
                abs($0.loss - state.loss) <= 1e-9 * state.loss && $0.complexity <= state.complexity
            }
            if !twin { result.append(state) }
            if result.count == width { break }
        }
        return result
    }
}
