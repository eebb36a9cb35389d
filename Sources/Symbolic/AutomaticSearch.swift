import Basis
import Foundation

/// A search that chooses its depth: sums behind a link first, see ``LinkSearch``, then shallow
/// candidates with constants inside and growth, then deeper candidates, as long as something is left
/// to explain and the number of candidates allows.
///
/// Each size of model is screened against what the best smaller ones leave, selected, and grown, see
/// ``FormulaGrowth``. The search ends when a law is exact, or when nothing among all candidates
/// correlates with the rest more than the largest of so many correlations with noise would with a
/// chance of 5 %: 2 ln(candidates / 0.05) / rows.
struct AutomaticSearch {
    /// Candidates of rung 2 for one variable, about; they grow with the cube of the variables.
    private static let perVariable = 25_000.0
    /// The same where transforms of pairs are not joined further.
    private static let perSparseVariable = 5_000.0
    private static let grown = 6
    private static let remembered = 12
    private static let followed = 3
    /// One edit costs as much as so many candidates of the screening.
    private static let editCost = 25
    private static let starts = 12
    /// Candidates of each complexity that a screening keeps.
    private static let pooled = 300
    /// Times that each term of the best models is screened for beside the others.
    private static let rounds = 3
    /// The chance with which noise would pass for something that is left to explain.
    private static let chance = 0.05
    /// The share of the variance up to which a rest may be called noise.
    private static let largestNoise = 0.5

    let problem: SurrogateProblem
    let parameters: SurrogateParameters
    let threads: Int
    let search: SurrogateSearch

    /// What is known so far.
    struct Progress {
        var subspace: Subspace
        var states: [FormulaGrowth.State] = []
        var candidates: Int
        /// Models behind a link that leave something to explain.
        var linked: [FormulaGrowth.State] = []
        var isExplained = false
    }

    /// All fitted models, the intercept alone first, and how many candidates were looked at.
    func run(
        _ progress: ((Double) -> Void)?
    ) throws -> (models: [SurrogateModel], screened: Int) {
        var known = Progress(
            subspace: Subspace(target: problem.target, weights: problem.weights),
            candidates: parameters.candidates)
        let shallow = space(rungs: 1, kept: nil)
        guard !shallow.factors.isEmpty else { return (try search.models(known.subspace, []), 0) }
        let order = try relevance(shallow)
        let growth = growth(known.subspace, order: order)
        let spaces = [shallow] + sparse(order, known.candidates)
        try add([shallow], [known.subspace.standardisedTarget], &known)
        try settle(1, growth, &known)
        try link(order, shallow, growth, &known)
        progress?(0.2)
        if !known.isExplained { try screen(spaces, growth, &known, progress, from: 0.2, to: 0.4) }
        for size in 1...parameters.maximumTerms where !known.isExplained {
            try grow(size, growth, &known)
            try judge(size, spaces[0], growth, &known)
            progress?(0.4 + 0.2 * Double(size) / Double(parameters.maximumTerms))
        }
        if !known.isExplained, known.candidates > 0 {
            let room = Double(known.candidates) / Double(parameters.maximumTerms + 1)
            let count = Int(cbrt(room / AutomaticSearch.perVariable))
            if count > 1 {
                trim(&known)
                let deep = space(rungs: 2, kept: Set(order.prefix(count)))
                try screen([deep], growth, &known, progress, from: 0.6, to: 0.8)
                for size in 1...parameters.maximumTerms where !known.isExplained {
                    try grow(size, growth, &known)
                }
            }
        }
        return (
            try search.models(known.subspace, (known.states + known.linked).map(\.terms)),
            parameters.candidates - known.candidates
        )
    }

    /// Looks for sums of a few parts and for quotients, roots and exponentials of such sums.
    private func link(
        _ order: [Int], _ space: FeatureSpace, _ growth: FormulaGrowth, _ known: inout Progress
    ) throws {
        guard parameters.refinesConstants else { return }
        let search = LinkSearch(
            variables: problem.variables, columns: problem.columns, target: problem.target,
            targetUnit: problem.targetUnit, weights: known.subspace.weights,
            operators: parameters.operators, order: order, growth: growth,
            maximumTerms: parameters.maximumTerms, threads: threads)
        let shallow = known
        var budget = known.candidates / 2
        let before = budget
        try search.run(budget: &budget) { states in
            take(states, growth, &known)
            for size in 1...parameters.maximumTerms where !known.isExplained {
                try judge(size, space, growth, &known)
            }
            return known.isExplained
        }
        known.candidates -= before - budget
        guard !known.isExplained else { return }
        // Sums behind a link have more constants than terms of their own. What they leave would lead
        // the search for further terms astray.
        known.linked = known.states
        known.states = shallow.states
        known.subspace = shallow.subspace
    }

    /// Pairs, their transforms, and pairs joined with a factor.
    private func sparse(_ order: [Int], _ candidates: Int) -> [FeatureSpace] {
        let share = Double(candidates) / Double(8 * (parameters.maximumTerms + 1))
        let count = Int(cbrt(share / AutomaticSearch.perSparseVariable))
        guard count > 1 else { return [] }
        return [space(rungs: 2, kept: Set(order.prefix(count)), joinsTransforms: false)]
    }

    /// The candidates of a depth. Constants inside take part at rung 1 only, sine and cosine of
    /// pairs in growth only, so that rung 2 stays within reach.
    private func space(
        rungs: Int, kept: Set<Int>?, joinsTransforms: Bool = true
    ) -> FeatureSpace {
        var operators = parameters.operators
        let isDeep = rungs > 1
        if isDeep, joinsTransforms { operators.unary.removeAll { $0 == .sine || $0 == .cosine } }
        let hasConstants = parameters.refinesConstants && !isDeep
        func make(_ constants: Bool) -> FeatureSpace {
            FeatureSpace(
                variables: problem.variables, columns: problem.columns, operators: operators,
                rungs: rungs, maximumComplexity: parameters.maximumTermComplexity,
                anchors: parameters.anchors, hasConstants: constants, kept: kept,
                joinsTransforms: joinsTransforms, omitsSums: true)
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
        let pool = try screening.run(limit: 300, threads: threads) { _ in }
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

    /// Screens and selects one size of model after the other, then screens again for each term of the
    /// best models beside the others.
    private func screen(
        _ spaces: [FeatureSpace], _ growth: FormulaGrowth, _ known: inout Progress,
        _ progress: ((Double) -> Void)?, from start: Double, to end: Double
    ) throws {
        var residuals = [known.subspace.standardisedTarget]
        let sizes = parameters.maximumTerms
        for size in 1...sizes {
            try add(spaces, residuals, &known)
            guard !known.subspace.features.isEmpty else { return }
            try settle(size, growth, &known)
            try judge(size, spaces[0], growth, &known)
            progress?(start + (end - start) * Double(size) / Double(sizes + 1))
            if known.isExplained { return }
            residuals = leaders(size, known).compactMap { left($0.terms, known) }
            if residuals.isEmpty { return }
        }
        for _ in 0..<AutomaticSearch.rounds {
            let before = known.states.map { growth.criterion($0) }.min()
            trim(&known)
            for size in stride(from: sizes, through: min(2, sizes), by: -1) {
                for leader in leaders(size, known).prefix(2) {
                    let dropped = leader.terms.indices.compactMap { index in
                        var rest = leader.terms
                        rest.remove(at: index)
                        return left(rest, known)
                    }
                    try add(spaces, dropped, &known)
                }
                try settle(size, growth, &known)
                try judge(size, spaces[0], growth, &known)
                if known.isExplained { return }
            }
            let after = known.states.map { growth.criterion($0) }.min()
            if let before, let after, after > before - growth.penalty { break }
        }
    }

    /// Leaves in the subspace what the best models are made of, so that selection stays quick.
    private func trim(_ known: inout Progress) {
        var used = Set<Expression>()
        for size in 1...parameters.maximumTerms {
            for state in known.states.filter({ $0.terms.count == size })
                .prefix(AutomaticSearch.remembered)
            { used.formUnion(state.terms) }
        }
        known.subspace.keep { used.contains($0.expression) }
    }

    private func leaders(_ size: Int, _ known: Progress) -> [FormulaGrowth.State] {
        Array(
            known.states.filter { $0.terms.count == size }.prefix(AutomaticSearch.followed))
    }

    /// What least squares over some formulas leave of the target.
    private func left(_ terms: [Expression], _ known: Progress) -> [Double]? {
        let features = terms.compactMap { known.subspace.feature($0, columns: problem.columns) }
        guard features.count == terms.count else { return nil }
        return search.fitting(known.subspace).residuals(features: features)
    }

    /// Adds what correlates most with some residuals.
    private func add(
        _ spaces: [FeatureSpace], _ residuals: [[Double]], _ known: inout Progress
    ) throws {
        for space in spaces where known.candidates > 0 {
            let screening = IndependenceScreening(
                space: space, weights: known.subspace.weights, residuals: residuals)
            guard screening.hasResidual else { continue }
            let pool = try screening.run(
                limit: AutomaticSearch.pooled, atMost: known.candidates, threads: threads
            ) { _ in }
            known.candidates -= Int(pool.screened)
            try search.extend(&known.subspace, pool, residuals, in: space)
        }
    }

    /// Whether the best model of a size is exact, or nothing correlates with what it leaves.
    private func judge(
        _ size: Int, _ space: FeatureSpace, _ growth: FormulaGrowth, _ known: inout Progress
    ) throws {
        guard let best = leaders(size, known).first else { return }
        if best.loss <= FormulaGrowth.exactShare {
            known.isExplained = true
            return
        }
        guard best.loss < AutomaticSearch.largestNoise, let rest = left(best.terms, known) else {
            return
        }
        let pool = try IndependenceScreening(
            space: space, weights: known.subspace.weights, residuals: [rest]
        ).run(limit: 1, atMost: known.candidates, threads: threads) { _ in }
        known.candidates -= Int(pool.screened)
        if isNoise(pool, growth) { known.isExplained = true }
    }

    /// Whether noise would correlate as much as the best candidate with a chance above
    /// ``AutomaticSearch/chance``, by the bound that counts every candidate as independent.
    private func isNoise(_ pool: CandidatePool, _ growth: FormulaGrowth) -> Bool {
        guard let best = pool.best.first else { return true }
        let squares = growth.weights.reduce(0) { $0 + $1 * $1 }
        let tries = Double(max(2, pool.screened)) / AutomaticSearch.chance
        return Double(best.score) * 1e-9 < 2 * log(tries) * squares
    }

    /// The best selected models of a size, constants moved.
    private func selected(
        _ size: Int, _ known: Progress
    ) throws -> [[Expression]] {
        guard let record = try search.select(known.subspace, terms: size).last else { return [] }
        var chosen = Array(record.best.prefix(AutomaticSearch.starts)).map(\.members)
        chosen += record.levels.compactMap { $0.first?.members }
        let features = known.subspace.features
        var starts = [[Expression]]()
        for members in chosen {
            let terms = members.map { features[$0].expression }.sorted()
            if !starts.contains(terms) { starts.append(terms) }
        }
        let earlier = known.states.filter { $0.terms.count == size }
        for state in earlier where !starts.contains(state.terms) { starts.append(state.terms) }
        return starts
    }

    /// Takes the best selected models of a size with their constants moved, without edits.
    private func settle(
        _ size: Int, _ growth: FormulaGrowth, _ known: inout Progress
    ) throws {
        take(try growth.kept(selected(size, known), threads: threads), growth, &known)
    }

    /// Grows the selected models of a size.
    private func grow(
        _ size: Int, _ growth: FormulaGrowth, _ known: inout Progress
    ) throws {
        let replacements = known.subspace.features.map {
            GrowthParts.Part(
                expression: $0.expression, values: $0.standardised, complexity: $0.complexity)
        }
        var edits = known.candidates / AutomaticSearch.editCost / 2
        let before = edits
        let states = try growth.run(
            from: selected(size, known), replacements: replacements, threads: threads,
            budget: &edits)
        known.candidates -= (before - edits) * AutomaticSearch.editCost
        take(states, growth, &known)
    }

    private func take(
        _ states: [FormulaGrowth.State], _ growth: FormulaGrowth, _ known: inout Progress
    ) {
        for state in states.prefix(AutomaticSearch.grown) {
            for term in state.terms {
                guard let feature = known.subspace.feature(term, columns: problem.columns) else {
                    continue
                }
                _ = known.subspace.add(feature, duplicateCorrelation: 1 - 1e-9, simpler: true)
            }
        }
        let fresh = states.filter { state in
            !known.states.contains { $0.terms == state.terms }
        }
        known.states = (known.states + fresh).ordered { growth.criterion($0) }
    }
}
