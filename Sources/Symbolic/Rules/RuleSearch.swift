/// Bands on formulas that together cover the positive rows and exclude the rest.
///
/// A beam of sets grows rule by rule; then each rule is replaced in turn while that improves the
/// set. In every step all formulas are tried, each with its best band. The same table gives the
/// same rules at any number of threads. For honest figures beside the rules see ``RuleStudy``.
public enum RuleSearch {
    /// Finds at most ``RuleParameters/count`` rules; fewer if further ones do not help.
    ///
    /// - Throws: ``SymbolicError``; `noCandidate` if no band meets the limits.
    public static func discover(
        _ problem: RuleProblem, parameters: RuleParameters = .init(), threads: Int
    ) throws -> RuleSet {
        try RuleEngine(problem, parameters: parameters, threads: threads)
            .discover(threads: threads)
    }
}

extension RuleEngine {
    /// The best conjunction on all rows, with its figures on the rows it was found on.
    ///
    /// - Throws: ``SymbolicError/noCandidate`` if no band meets the limits.
    public func discover(threads: Int) throws -> RuleSet {
        let model = try model(.conjunction, problem.task, threads: threads)
        guard let bands = model.branches.first else { throw SymbolicError.noCandidate }
        return ruleSet(bands)
    }

    /// The best disjunction on all rows, with its figures on the rows it was found on.
    ///
    /// - Throws: ``SymbolicError/noCandidate`` if no branch meets the limits.
    public func discoverAlternatives(threads: Int) throws -> RuleAlternatives {
        let model = try model(.disjunction, problem.task, threads: threads)
        guard !model.branches.isEmpty else { throw SymbolicError.noCandidate }
        return RuleAlternatives(
            branches: model.branches.map(ruleSet),
            figures: figures(model.inside(problem.columns)))
    }

    func figures(_ inside: [Bool]) -> RuleFigures {
        RuleFigures(inside: inside, positive: problem.positive, weights: problem.weights)
    }

    private func ruleSet(_ bands: [ValueBand]) -> RuleSet {
        var together = [Bool](repeating: true, count: problem.positive.count)
        let rules = bands.map { band in
            let inside = RuleModel(branches: [[band]]).inside(problem.columns)
            for row in inside.indices { together[row] = together[row] && inside[row] }
            return Rule(
                expression: band.expression, lower: band.lower, upper: band.upper,
                spread: band.spread, figures: figures(inside))
        }
        let constant = problem.columns.indices.filter { index in
            let column = problem.columns[index]
            return !column.contains { $0 != column[0] }
        }
        return RuleSet(
            variables: problem.variables, rules: rules, conjunction: figures(together),
            constantColumns: constant.map { problem.variables[$0].name })
    }
}
