import Basis

/// Sparse sums of formulas that reproduce a target: screening of very many features, then exact
/// least squares over the few that survive, iterated on residuals.
///
/// Source: Ouyang et al., Phys. Rev. Mater. 2, 083802 (2018),
/// doi:10.1103/PhysRevMaterials.2.083802.
public enum Surrogate {
    /// Candidates whose exact score is computed, for each feature that is to be kept.
    private static let oversampling = 20
    /// Simple features kept for each complexity beside the best, as a share of `screened`.
    private static let simpleShare = 5

    /// The trade-off between complexity and held-out loss.
    ///
    /// Iteration t screens against the residuals of the best models with t - 1 terms and adds to
    /// the subspace; all sizes are then selected over the final subspace. Formulas are in the
    /// variables' own units. Results are the same at any thread count.
    ///
    /// - Parameter progress: called on the calling thread with the finished share, 0...1.
    /// - Throws: ``SymbolicError`` for a flawed table or parameter.
    public static func fit(
        _ problem: SurrogateProblem, parameters: SurrogateParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> ParetoFront {
        try problem.check()
        try parameters.check()
        let space = FeatureSpace(
            variables: problem.variables, columns: problem.columns,
            operators: parameters.operators, rungs: parameters.rungs,
            maximumComplexity: parameters.maximumTermComplexity)
        var subspace = Subspace(target: problem.target, weights: problem.weights)
        var residuals = [subspace.standardisedTarget]
        let iterations = parameters.maximumTerms
        for iteration in 0..<iterations where !space.factors.isEmpty {
            let screening = IndependenceScreening(
                space: space, weights: subspace.weights, residuals: residuals)
            guard screening.hasResidual else { break }
            let pool = try screening.run(
                limit: oversampling * parameters.screened, threads: threads
            ) { share in
                progress?((Double(iteration) + share) / Double(iterations + 1))
            }
            let before = subspace.features.count
            try extend(
                &subspace, pool, residuals, space, problem, parameters, threads: threads)
            guard subspace.features.count > before, iteration + 1 < iterations else { break }
            let selection = SubsetSelection(subspace: subspace, parameters: parameters)
            let records = try selection.run(terms: iteration + 1, threads: threads)
            let fitting = ModelFitting(subspace: subspace, folds: problem.folds)
            let found = records[iteration].best.prefix(parameters.residuals)
                .compactMap { fitting.residuals($0.members) }
                .filter { meanSquare($0, subspace.weights) > 1e-24 }
            // An exact law leaves nothing to screen for.
            if found.isEmpty { break }
            residuals = found
        }
        return try front(subspace, space, problem, parameters, threads: threads, progress)
    }

    private static func meanSquare(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    }

    private static func front(
        _ subspace: Subspace, _ space: FeatureSpace, _ problem: SurrogateProblem,
        _ parameters: SurrogateParameters, threads: Int, _ progress: ((Double) -> Void)?
    ) throws -> ParetoFront {
        var subsets: [[Int]] = [[]]
        if !subspace.features.isEmpty {
            let selection = SubsetSelection(subspace: subspace, parameters: parameters)
            let terms = min(parameters.maximumTerms, subspace.features.count)
            for record in try selection.run(terms: terms, threads: threads) {
                subsets += record.all.map(\.members)
            }
        }
        let chosen = subsets
        let fitting = ModelFitting(subspace: subspace, folds: problem.folds)
        let models = try Parallel.map(count: chosen.count, threads: threads) { index in
            fitting.fit(chosen[index])
        }
        progress?(1)
        return ParetoFront(
            variables: problem.variables, models: models.compactMap { $0 },
            tolerance: 1e-12 * subspace.targetVariance,
            constantColumns: space.constantVariables.map { problem.variables[$0].name })
    }

    /// Adds the best candidates of a pool: the best of all, then the best of each complexity, so
    /// that simple formulas are there to compete.
    private static func extend(
        _ subspace: inout Subspace, _ pool: CandidatePool, _ residuals: [[Double]],
        _ space: FeatureSpace, _ problem: SurrogateProblem, _ parameters: SurrogateParameters,
        threads: Int
    ) throws {
        let best = try rescored(
            pool.best, subspace, residuals, space, problem, parameters, threads: threads)
        var added = 0
        for feature in best where added < parameters.screened {
            let new = subspace.add(
                feature, duplicateCorrelation: parameters.duplicateCorrelation, simpler: false)
            added += new ? 1 : 0
        }
        let simple = max(1, parameters.screened / simpleShare)
        for complexity in pool.complexities {
            let level = Array(pool.best(complexity: complexity).prefix(oversampling * simple))
            let features = try rescored(
                level, subspace, residuals, space, problem, parameters, threads: threads)
            var added = 0
            for feature in features where added < simple {
                let new = subspace.add(
                    feature, duplicateCorrelation: parameters.duplicateCorrelation, simpler: true)
                added += new ? 1 : 0
            }
        }
    }

    /// The features of some candidates, each formula once, ranked by scores from centred sums.
    private static func rescored(
        _ candidates: [ScoredCandidate], _ subspace: Subspace, _ residuals: [[Double]],
        _ space: FeatureSpace, _ problem: SurrogateProblem, _ parameters: SurrogateParameters,
        threads: Int
    ) throws -> [Subspace.Feature] {
        var seen = Set<Expression>()
        var expressions = [Expression]()
        for candidate in candidates {
            let expression = space.expression(candidate.candidate)
            if seen.insert(expression).inserted { expressions.append(expression) }
        }
        let formulas = expressions
        let spreads = residuals.map { subspace.product($0, $0) }
        let scored = try Parallel.map(count: formulas.count, threads: threads) {
            index -> (score: Int64, feature: Subspace.Feature)? in
            guard let feature = subspace.feature(formulas[index], columns: problem.columns) else {
                return nil
            }
            var largest = 0.0
            for (residual, spread) in zip(residuals, spreads) where spread > 0 {
                let product = subspace.product(residual, feature.standardised)
                largest = max(largest, product * product / spread)
            }
            return (ScoredCandidate.quantised(largest), feature)
        }
        return scored.compactMap { $0 }.sorted { a, b in
            if a.score != b.score { return a.score > b.score }
            return a.feature.expression < b.feature.expression
        }.map(\.feature)
    }
}
