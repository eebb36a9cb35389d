import Basis

/// How one product of the search, a conjunction or a disjunction, stands up to checks.
public struct RuleValidation: Sendable, Equatable, Codable {
    public var kind: RuleKind
    /// On the rows that the rules were found on: flattering.
    public var training: RuleFigures
    /// Each row judged by rules of a search without its groups' fold, one entry a repeat.
    public var crossValidated: [RuleFigures]
    /// Each family judged by rules of a search without it; `nil` where not asked for or where only
    /// one family has positives.
    public var families: FamilySummary?
    public var stability: RuleStability?
    public var nulls: [NullComparison]
}

/// Rules, their checks and the criteria that they compete with.
public struct RuleStudy: Sendable, Equatable {
    /// `nil` where no band meets the limits.
    public var rules: RuleSet?
    /// `nil` where not asked for or no branch meets the limits.
    public var alternatives: RuleAlternatives?
    public var validations: [RuleValidation]
    public var criteria: [RuleEvaluation]
    /// Formulas searched and formulas made.
    public var formulas: Int
    public var enumerated: Int
    public var parameters: RuleParameters
    public var plan: RuleStudyPlan

    public func validation(_ kind: RuleKind) -> RuleValidation? {
        validations.first { $0.kind == kind }
    }

    /// Finds rules of each kind and makes the planned checks, each with the whole search inside.
    ///
    /// - Parameters:
    ///   - kinds: the products wanted, in this order.
    ///   - progress: called with the share that is done, 0...1, and what is being done.
    /// - Throws: ``SymbolicError`` for a flawed problem, parameters or plan.
    public init(
        _ problem: RuleProblem, kinds: [RuleKind] = RuleKind.allCases,
        criteria: [RuleCriterion] = [], parameters: RuleParameters = .init(),
        plan: RuleStudyPlan = .init(), threads: Int,
        progress: ((Double, String) -> Void)? = nil
    ) throws {
        try problem.check()
        try plan.check(groups: Set(problem.groups).count)
        let engine = try RuleEngine(problem, parameters: parameters, threads: threads) {
            progress?(0.1 * $0, "formulas")
        }
        self.parameters = parameters
        self.plan = plan
        formulas = engine.formulaCount
        enumerated = engine.enumeratedCount
        self.criteria = try criteria.map { try RuleEvaluation($0, on: problem) }
        validations = []
        for (index, kind) in kinds.enumerated() {
            let training: RuleFigures
            do {
                switch kind {
                case .conjunction:
                    let found = try engine.discover(threads: threads)
                    rules = found
                    training = found.conjunction
                case .disjunction:
                    let found = try engine.discoverAlternatives(threads: threads)
                    alternatives = found
                    training = found.figures
                }
            } catch SymbolicError.noCandidate {
                continue
            }
            validations.append(
                try engine.validation(kind, training: training, plan: plan, threads: threads) {
                    progress?(0.1 + 0.9 * (Double(index) + $0) / Double(kinds.count), $1)
                })
        }
    }

    init(
        rules: RuleSet?, alternatives: RuleAlternatives?, validations: [RuleValidation],
        criteria: [RuleEvaluation], formulas: Int, enumerated: Int, parameters: RuleParameters,
        plan: RuleStudyPlan
    ) {
        self.rules = rules
        self.alternatives = alternatives
        self.validations = validations
        self.criteria = criteria
        self.formulas = formulas
        self.enumerated = enumerated
        self.parameters = parameters
        self.plan = plan
    }
}

extension RuleEngine {
    /// The planned checks of one product.
    func validation(
        _ kind: RuleKind, training: RuleFigures, plan: RuleStudyPlan, threads: Int,
        progress: (Double, String) -> Void
    ) throws -> RuleValidation {
        // Every kind sees the same folds, bootstraps and nulls.
        let stream = RandomStream(seed: plan.seed).child("rules")
        var result = RuleValidation(
            kind: kind, training: training, crossValidated: [], families: nil, stability: nil,
            nulls: [])
        if plan.folds > 0 {
            progress(0, "cross-validation of the \(kind.rawValue)")
            result.crossValidated = try (0..<plan.repeats).map { number in
                try crossValidated(
                    kind, problem.task, folds: plan.folds,
                    stream: stream.child("folds").child(number), threads: threads)
            }
        }
        if plan.leavesFamiliesOut {
            progress(0.1, "families left out of the \(kind.rawValue)")
            result.families = try families(
                kind, relaxedShare: plan.relaxedShare, threads: threads)
        }
        if plan.bootstraps > 0 {
            progress(0.2, "bootstraps of the \(kind.rawValue)")
            result.stability = try stability(
                kind, bootstraps: plan.bootstraps, stream: stream.child("bootstraps"),
                threads: threads)
        }
        for (place, null) in [NullComparison.Null.shuffledLabels, .pseudoFamilies].enumerated() {
            progress(0.3 + 0.35 * Double(place), "nulls of the \(kind.rawValue)")
            let found = try comparison(
                null, kind, plan: plan, stream: stream.child(null.rawValue), threads: threads)
            if let found { result.nulls.append(found) }
        }
        return result
    }
}
