import Basis

/// The formulas of a problem, ranked once, and the searches that go over them.
///
/// A search may be repeated for other labels and weights: those of a fold, a bootstrap or a null.
public struct RuleEngine: Sendable {
    public let problem: RuleProblem
    public let parameters: RuleParameters
    let table: RankTable

    /// How many formulas the searches go over.
    public var formulaCount: Int { table.formulas.count }

    /// How many formulas were made; those that repeat a simpler one are not searched.
    public var enumeratedCount: Int { table.enumerated }

    /// Checks the problem and ranks the formulas.
    ///
    /// - Throws: ``SymbolicError``.
    public init(
        _ problem: RuleProblem, parameters: RuleParameters = .init(), threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws {
        try problem.check()
        try parameters.check()
        self.problem = problem
        self.parameters = parameters
        let formulas = BandFormulas(
            variables: problem.variables, columns: problem.columns, parameters: parameters
        ).all()
        table = try RankTable(
            formulas: formulas, columns: problem.columns, limit: parameters.maximumFormulas,
            duplicateCorrelation: parameters.duplicateCorrelation, threads: threads,
            progress: progress)
        guard !table.formulas.isEmpty else { throw SymbolicError.noCandidate }
    }

    private var reading: BandReading {
        BandReading(
            table: table, columns: problem.columns, margin: parameters.edgeMargin,
            widens: parameters.widensEdges)
    }

    /// The best conjunction for a task; without branches where no band meets the limits.
    private func conjunction(_ task: RuleTask, threads: Int) throws -> RuleModel {
        let parameters = parameters
        let beam = try RuleBeam(
            table: table, task: task, parameters: parameters,
            merit: { positives in
                BandMerit(
                    objective: parameters.objective, beta: parameters.beta,
                    falseCost: parameters.falseCost,
                    positiveWeight: positives,
                    minimumKept: parameters.minimumConjunctionCoverage * positives,
                    minimumAlone: parameters.minimumCoverage * positives,
                    complexityPenalty: parameters.complexityPenalty)
            }, siteLimit: BandSites.largestLimit, threads: threads)
        guard let found = try beam.run(count: parameters.count) else {
            return RuleModel(branches: [])
        }
        return RuleModel(branches: [reading.bands(found.bands, task)])
    }

    /// The best disjunction for a task, found by ``BranchSearch``.
    private func disjunction(_ task: RuleTask, threads: Int) throws -> RuleModel {
        let search = BranchSearch(
            table: table, task: task, parameters: parameters, threads: threads)
        return RuleModel(branches: try search.run().map { reading.bands($0, task) })
    }

    /// The best rules of a kind for a task.
    func model(_ kind: RuleKind, _ task: RuleTask, threads: Int) throws -> RuleModel {
        let task = parameters.balancesGroups ? task.balanced : task
        switch kind {
        case .conjunction: return try conjunction(task, threads: threads)
        case .disjunction: return try disjunction(task, threads: threads)
        }
    }
}

/// Whether rules hold together or in branches of which one must hold.
public enum RuleKind: String, Sendable, Codable, CaseIterable {
    case conjunction, disjunction
}
