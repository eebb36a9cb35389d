import Basis
import Foundation

/// A search that chooses its depth: shallow candidates with constants inside and growth first, then
/// deeper candidates, as long as something is left to explain and the number of candidates allows.
///
/// Each size of model is screened against what the best smaller ones leave, selected, and grown, see
/// ``FormulaGrowth``. The search ends when a law is exact, or when nothing among all candidates
/// correlates with the rest more than the largest of so many correlations with noise would:
/// 2 ln(candidates) / rows.
struct AutomaticSearch {
    /// Candidates of rung 2 for one variable, about; they grow with the cube of the variables.
    private static let perVariable = 25_000.0
    private static let grown = 6
    private static let followed = 3
    /// One edit costs as much as so many candidates of the screening.
    private static let editCost = 25
    private static let starts = 12

    let problem: SurrogateProblem
    let parameters: SurrogateParameters
    let threads: Int
    let search: SurrogateSearch

    /// What is known so far.
    struct Progress {
        var subspace: Subspace
        var states: [FormulaGrowth.State] = []
        var candidates: Int
        var isExplained = false
    }

    /// All fitted models, the intercept alone first.
    func run(_ progress: ((Double) -> Void)?) throws -> [SurrogateModel] {
        var known = Progress(
            subspace: Subspace(target: problem.target, weights: problem.weights),
            candidates: parameters.candidates)
        let shallow = space(rungs: 1, kept: nil)
        guard !shallow.factors.isEmpty else { return try search.models(known.subspace, []) }
        let order = try relevance(shallow)
        let growth = growth(known.subspace, order: order)
        try pass(over: [shallow], growth, &known, progress, from: 0, to: 0.4)
        if !known.isExplained, known.candidates > 0 {
            let room = Double(known.candidates) / Double(parameters.maximumTerms + 1)
            let count = Int(cbrt(room / AutomaticSearch.perVariable))
            if count > 1 {
                let deep = space(rungs: 2, kept: Set(order.prefix(count)))
                try pass(over: [deep], growth, &known, progress, from: 0.4, to: 0.9)
            }
        }
        return try search.models(known.subspace, known.states.map(\.terms))
    }

    /// The candidates of a depth. Constants inside take part at rung 1 only, sine and cosine of
    /// pairs in growth only, so that rung 2 stays within reach.
    private func space(rungs: Int, kept: Set<Int>?) -> FeatureSpace {
        var operators = parameters.operators
        let isDeep = rungs > 1
        if isDeep { operators.unary.removeAll { $0 == .sine || $0 == .cosine } }
        let hasConstants = parameters.refinesConstants && !isDeep
        func make(_ constants: Bool) -> FeatureSpace {
            FeatureSpace(
                variables: problem.variables, columns: problem.columns, operators: operators,
                rungs: rungs, maximumComplexity: parameters.maximumTermComplexity,
                anchors: parameters.anchors, hasConstants: constants, kept: kept)
        }
        guard hasConstants else { return make(false) }
        let all = make(true)
        // Joinings beside the product need equal units; two for each pair are plenty.
        let most = 2 * all.pairCount * parameters.maximumTerms
        return most > parameters.candidates ? make(false) : all
    }

    /// The variables that vary by the best score that a candidate with them has.
    private func relevance(_ space: FeatureSpace) throws -> [Int] {
        let subspace = Subspace(target: problem.target, weights: problem.weights)
        let screening = IndependenceScreening(
            space: space, weights: subspace.weights, residuals: [subspace.standardisedTarget])
        var best = [Int: (Int64, Int)]()
        let pool = try screening.run(limit: 2_000, threads: threads) { _ in }
        for (place, scored) in pool.best.enumerated() {
            for variable in space.expression(scored.candidate).variables
            where best[variable] == nil { best[variable] = (scored.score, place) }
        }
        let all = problem.columns.indices.filter { !space.constantVariables.contains($0) }
        return all.sorted { a, b in
            let first = best[a] ?? (.min, 0)
            let second = best[b] ?? (.min, 0)
            return first.0 != second.0 ? first.0 > second.0 : a < b
        }
    }

    private func growth(_ subspace: Subspace, order: [Int]) -> FormulaGrowth {
        let rows = 1 / subspace.weights.reduce(0) { $0 + $1 * $1 }
        return FormulaGrowth(
            variables: problem.variables, columns: problem.columns,
            target: subspace.standardisedTarget, weights: subspace.weights,
            operators: parameters.operators,
            parts: GrowthParts(
                variables: problem.variables, columns: problem.columns,
                operators: parameters.operators, order: order),
            maximumComplexity: parameters.maximumGrownComplexity,
            maximumModel: parameters.maximumComplexity,
            hasConstants: parameters.refinesConstants, width: parameters.grown,
            constants: InnerConstants(
                columns: problem.columns, target: subspace.standardisedTarget,
                weights: subspace.weights), penalty: log(rows) / rows)
    }

    /// One size of model after the other over some candidates.
    private func pass(
        over spaces: [FeatureSpace], _ growth: FormulaGrowth, _ known: inout Progress,
        _ progress: ((Double) -> Void)?, from start: Double, to end: Double
    ) throws {
        var residuals = [known.subspace.standardisedTarget]
        for size in 1...parameters.maximumTerms + 1 where !known.isExplained {
            for space in spaces where known.candidates > 0 {
                let screening = IndependenceScreening(
                    space: space, weights: known.subspace.weights, residuals: residuals)
                guard screening.hasResidual else { continue }
                let pool = try screening.run(
                    limit: SurrogateSearch.oversampling * parameters.screened,
                    atMost: known.candidates, threads: threads) { _ in }
                known.candidates -= Int(pool.screened)
                if size > 1, isNoise(pool, growth) { known.isExplained = true }
                try search.extend(&known.subspace, pool, residuals, in: space)
            }
            progress?(start + (end - start) * Double(size) / Double(parameters.maximumTerms + 1))
            guard size <= parameters.maximumTerms, !known.isExplained,
                !known.subspace.features.isEmpty
            else { break }
            try grow(size, growth, &known)
            let leaders = known.states.filter { $0.terms.count == size }
                .prefix(AutomaticSearch.followed)
            let fitting = search.fitting(known.subspace)
            let left = leaders.compactMap { state -> [Double]? in
                let features = state.terms.compactMap {
                    known.subspace.feature($0, columns: problem.columns)
                }
                return features.count == state.terms.count
                    ? fitting.residuals(features: features) : nil
            }
            guard let best = leaders.first, best.loss > FormulaGrowth.exactShare, !left.isEmpty
            else {
                known.isExplained = !leaders.isEmpty
                break
            }
            residuals = left
        }
    }

    private func isNoise(_ pool: CandidatePool, _ growth: FormulaGrowth) -> Bool {
        guard let best = pool.best.first else { return true }
        let squares = growth.weights.reduce(0) { $0 + $1 * $1 }
        return Double(best.score) * 1e-9 < 2 * log(Double(max(2, pool.screened))) * squares
    }

    /// Grows the selected models of a size and adds what they are made of to the subspace.
    private func grow(
        _ size: Int, _ growth: FormulaGrowth, _ known: inout Progress
    ) throws {
        guard parameters.winsorise == 0 else { return }
        let records = try search.select(known.subspace, terms: size)
        guard let record = records.last else { return }
        var chosen = Array(record.best.prefix(AutomaticSearch.starts)).map(\.members)
        chosen += record.levels.compactMap { $0.first?.members }
        let features = known.subspace.features
        var starts = [[Expression]]()
        for members in chosen {
            let terms = members.map { features[$0].expression }.sorted()
            if !starts.contains(terms) { starts.append(terms) }
        }
        let earlier = known.states.filter { $0.terms.count == size }.map(\.terms)
        for terms in earlier where !starts.contains(terms) { starts.append(terms) }
        let replacements = features.map {
            GrowthParts.Part(
                expression: $0.expression, values: $0.standardised, complexity: $0.complexity)
        }
        var edits = known.candidates / AutomaticSearch.editCost / 2
        let before = edits
        let states = try growth.run(
            from: starts, replacements: replacements, threads: threads, budget: &edits)
        known.candidates -= (before - edits) * AutomaticSearch.editCost
        for state in states.prefix(AutomaticSearch.grown) {
            for term in state.terms {
                guard let feature = known.subspace.feature(term, columns: problem.columns) else {
                    continue
                }
                _ = known.subspace.add(feature, duplicateCorrelation: 1 - 1e-9, simpler: true)
            }
        }
        known.states = (known.states + states).enumerated().sorted { a, b in
            let first = growth.criterion(a.element)
            let second = growth.criterion(b.element)
            return first != second ? first < second : a.offset < b.offset
        }.map(\.element)
    }
}
