import Basis

/// One run of the search over one table.
struct SurrogateSearch {
    /// Candidates whose exact score is computed, for each feature that is to be kept.
    static let oversampling = 20
    /// Simple features kept for each complexity beside the best, as a share of `screened`.
    private static let simpleShare = 5
    /// Models of each size whose constants are refined, by either loss.
    private static let refined = 3

    private static let automaticLimit = 20_000_000

    private let problem: SurrogateProblem
    private let parameters: SurrogateParameters
    private let threads: Int
    private let space: FeatureSpace

    init(_ problem: SurrogateProblem, _ parameters: SurrogateParameters, threads: Int) throws {
        try problem.check(loss: parameters.loss)
        try parameters.check()
        self.problem = problem
        var own = parameters
        if own.isAutomatic {
            // Many small selections follow each other, so none may take long.
            own.exhaustiveLimit = min(own.exhaustiveLimit, SurrogateSearch.automaticLimit)
        }
        self.parameters = own
        self.threads = threads
        space = FeatureSpace(
            variables: problem.variables, columns: problem.columns,
            operators: parameters.operators, rungs: parameters.rungs,
            maximumComplexity: parameters.maximumTermComplexity, anchors: parameters.anchors)
    }

    /// All fitted models, the intercept alone first, and how many candidates were screened.
    func run(
        _ progress: ((Double) -> Void)?
    ) throws -> (models: [SurrogateModel], screened: Int) {
        if parameters.isAutomatic, parameters.loss == .squared, parameters.winsorise == 0 {
            return try AutomaticSearch(
                problem: problem, parameters: parameters, threads: threads, search: self
            ).run(progress)
        }
        var subspace = Subspace(target: problem.target, weights: problem.weights)
        var residuals = [subspace.standardisedTarget]
        let iterations = parameters.maximumTerms
        var screened = 0
        for iteration in 0..<iterations
        where !space.factors.isEmpty && screened < parameters.candidates {
            let screening = IndependenceScreening(
                space: space, weights: subspace.weights, residuals: residuals)
            guard screening.hasResidual else { break }
            let pool = try screening.run(
                limit: SurrogateSearch.oversampling * parameters.screened,
                atMost: parameters.candidates - screened, threads: threads
            ) { share in
                progress?((Double(iteration) + share) / Double(iterations + 1))
            }
            screened += Int(pool.screened)
            let before = subspace.features.count
            try extend(&subspace, pool, residuals, in: space)
            guard subspace.features.count > before, iteration + 1 < iterations else { break }
            let records = try select(subspace, terms: iteration + 1)
            let fitting = fitting(subspace)
            let found = records[iteration].best.prefix(parameters.residuals)
                .compactMap { fitting.residuals($0.members) }
                .filter { subspace.product($0, $0) > 1e-24 }
            // An exact law leaves nothing to screen for.
            if found.isEmpty { break }
            residuals = found
        }
        return (try models(subspace, []), screened)
    }

    func front(_ models: [SurrogateModel]) -> ParetoFront {
        ParetoFront(
            variables: problem.variables, models: models,
            constantColumns: space.constantVariables.map { problem.variables[$0].name })
    }

    func fitting(_ subspace: Subspace) -> ModelFitting {
        ModelFitting(subspace: subspace, problem: problem, loss: parameters.loss)
    }

    func select(_ subspace: Subspace, terms: Int) throws -> [SubsetRecord] {
        let count = min(terms, subspace.features.count)
        switch parameters.loss {
        case .squared:
            return try SubsetSelection(subspace: subspace, parameters: parameters)
                .run(terms: count, threads: threads)
        case .logistic:
            return try LogisticSelection(
                subspace: subspace, parameters: parameters, target: problem.target
            ).run(terms: count, threads: threads)
        }
    }

    /// - Parameter grown: formulas of further models.
    func models(_ subspace: Subspace, _ grown: [[Expression]]) throws -> [SurrogateModel] {
        var chosen: [(members: [Int], proof: SelectionProof?)] = [([], nil)]
        if !subspace.features.isEmpty {
            for record in try select(subspace, terms: parameters.maximumTerms) {
                chosen += record.all.map { ($0.members, record.proof) }
            }
        }
        let subsets = chosen
        let fitting = fitting(subspace)
        let models = try Parallel.map(count: subsets.count, threads: threads) { index in
            fitting.fit(subsets[index].members, proof: subsets[index].proof)
        }.compactMap { $0 }
        let others = try Parallel.map(count: grown.count, threads: threads) { index in
            let features = grown[index].compactMap {
                subspace.feature($0, columns: problem.columns)
            }
            return features.count == grown[index].count
                ? fitting.fit(features: features, proof: nil) : nil
        }.compactMap { $0 }
        return try models + others + refined(models + others, fitting)
    }

    /// The leading models with their constants moved.
    private func refined(
        _ models: [SurrogateModel], _ fitting: ModelFitting
    ) throws -> [SurrogateModel] {
        guard parameters.refinesConstants else { return [] }
        var leaders = front(models).entries
        for size in 1...parameters.maximumTerms {
            let same = models.filter { $0.terms.count == size }
            let indices = same.indices
            let byTraining = indices.sorted {
                (same[$0].trainingLoss, $0) < (same[$1].trainingLoss, $1)
            }
            let byHeldOut = indices.sorted {
                (same[$0].refittedLoss, $0) < (same[$1].refittedLoss, $1)
            }
            for index in byTraining.prefix(SurrogateSearch.refined)
                + byHeldOut.prefix(SurrogateSearch.refined)
            where !leaders.contains(same[index]) { leaders.append(same[index]) }
        }
        let chosen = leaders
        let refinement = ConstantRefinement(
            fitting: fitting, columns: problem.columns, variables: problem.variables,
            movesTogether: parameters.isAutomatic)
        return try Parallel.map(count: chosen.count, threads: threads) { index in
            let model = chosen[index]
            guard let features = refinement.refine(model.terms.map(\.expression)) else {
                return nil
            }
            return fitting.fit(features: features, proof: model.proof)
        }.compactMap { $0 }
    }

    /// Adds the best candidates of a pool: the best of all, then the best of each complexity, so
    /// that simple formulas are there to compete.
    func extend(
        _ subspace: inout Subspace, _ pool: CandidatePool, _ residuals: [[Double]],
        in space: FeatureSpace
    ) throws {
        let compared = parameters.keepsWinningDuplicates ? residuals : []
        var added = 0
        for feature in try rescored(pool.best, subspace, residuals, in: space)
        where added < parameters.screened {
            let new = subspace.add(
                feature, duplicateCorrelation: parameters.duplicateCorrelation, simpler: false,
                residuals: compared)
            added += new ? 1 : 0
        }
        let simple = max(1, parameters.screened / SurrogateSearch.simpleShare)
        for complexity in pool.complexities {
            let level = pool.best(complexity: complexity)
                .prefix(SurrogateSearch.oversampling * simple)
            var added = 0
            for feature in try rescored(
                Array(level), subspace, residuals, in: space) where added < simple
            {
                let new = subspace.add(
                    feature, duplicateCorrelation: parameters.duplicateCorrelation, simpler: true,
                    residuals: compared)
                added += new ? 1 : 0
            }
        }
    }

    /// The features of some candidates, each formula once, clipped if asked for, ranked by scores
    /// from centred sums.
    private func rescored(
        _ candidates: [ScoredCandidate], _ subspace: Subspace, _ residuals: [[Double]],
        in space: FeatureSpace
    ) throws -> [Subspace.Feature] {
        var seen = Set<Expression>()
        var formulas = [Expression]()
        for candidate in candidates {
            let expression = space.expression(candidate.candidate)
            if seen.insert(expression).inserted { formulas.append(expression) }
        }
        let expressions = formulas
        let spreads = residuals.map { subspace.product($0, $0) }
        let scored = try Parallel.map(count: expressions.count, threads: threads) {
            index -> (score: Int64, feature: Subspace.Feature)? in
            guard
                let feature = feature(
                    moved(expressions[index], subspace, residuals, in: space), subspace)
            else { return nil }
            var largest = 0.0
            for (residual, spread) in zip(residuals, spreads) where spread > 0 {
                let product = subspace.product(residual, feature.standardised)
                largest = max(largest, product * product / spread)
            }
            return (ScoredCandidate.quantised(largest), feature)
        }
        var once = Set<Expression>()
        return scored.compactMap { $0 }.filter {
            once.insert($0.feature.expression).inserted
        }.sorted { a, b in
            if a.score != b.score { return a.score > b.score }
            return a.feature.expression < b.feature.expression
        }.map(\.feature)
    }

    /// The formula with the constants that a space has on a grid moved towards the residual that it
    /// explains best.
    private func moved(
        _ expression: Expression, _ subspace: Subspace, _ residuals: [[Double]],
        in space: FeatureSpace
    ) -> Expression {
        guard space.hasConstants, expression.hasConstant,
            let feature = subspace.feature(expression, columns: problem.columns)
        else { return expression }
        let scores = residuals.map { residual -> Double in
            let product = subspace.product(residual, feature.standardised)
            return product * product / subspace.product(residual, residual)
        }
        guard let place = scores.indices.max(by: { scores[$0] < scores[$1] }) else {
            return expression
        }
        let scale = 1 / subspace.product(residuals[place], residuals[place]).squareRoot()
        let constants = InnerConstants(
            columns: problem.columns, target: residuals[place].map { $0 * scale },
            weights: subspace.weights)
        return constants.adjusted([expression], iterations: 6)?.first ?? expression
    }

    private func feature(_ expression: Expression, _ subspace: Subspace) -> Subspace.Feature? {
        guard parameters.winsorise > 0 else {
            return subspace.feature(expression, columns: problem.columns)
        }
        guard let values = expression.evaluate(columns: problem.columns) else { return nil }
        let clipped = Winsorising.clipped(
            expression, values: values, weights: subspace.weights, share: parameters.winsorise)
        return subspace.feature(clipped, columns: problem.columns)
    }
}
