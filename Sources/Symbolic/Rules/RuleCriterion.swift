/// A fixed condition from elsewhere, such as a criterion of the literature, judged like a rule.
public struct RuleCriterion: Sendable, Equatable {
    /// `lower <= expression <= upper`; `nil` is no bound.
    public struct Bound: Sendable, Equatable {
        public var expression: Expression
        public var lower: Double?
        public var upper: Double?

        public init(expression: Expression, lower: Double?, upper: Double?) {
            self.expression = expression
            self.lower = lower
            self.upper = upper
        }
    }

    public var name: String
    /// All must hold.
    public var bounds: [Bound]

    public init(name: String, bounds: [Bound]) {
        self.name = name
        self.bounds = bounds
    }
}

/// What a fixed condition covers and lets through.
public struct RuleEvaluation: Sendable, Equatable, Codable {
    /// The share of one family inside.
    public struct Family: Sendable, Equatable, Codable {
        public var family: Int
        public var positives: Int
        /// The weighted share of the family's positives inside.
        public var coverage: Double
        /// The weighted share of the family's other rows inside.
        public var passed: Double
    }

    public var name: String
    /// The condition as text, its parts joined by "and".
    public var text: String
    /// Over all rows; nothing is fitted, so these are held-out figures too.
    public var figures: RuleFigures
    /// Families with positives, by ascending number.
    public var families: [Family]

    /// Judges the condition on the rows of a problem; a row where it is undefined is outside.
    ///
    /// - Throws: ``SymbolicError`` for a flawed problem, a variable that is not there, operations
    ///   that the units forbid, or edges that are crossed or not finite.
    public init(_ criterion: RuleCriterion, on problem: RuleProblem) throws {
        try problem.check()
        let names = problem.variables.map(\.name)
        for bound in criterion.bounds { try RuleEvaluation.check(bound, criterion, problem) }
        let text = criterion.bounds.map { bound in
            (bound.lower.map { "\($0) <= " } ?? "") + bound.expression.text(names)
                + (bound.upper.map { " <= \($0)" } ?? "")
        }.joined(separator: " and ")
        let inside = problem.positive.indices.map { row in
            let point = problem.columns.map { $0[row] }
            return criterion.bounds.allSatisfy { bound in
                guard let value = bound.expression.value(at: point) else { return false }
                return value >= bound.lower ?? -.infinity && value <= bound.upper ?? .infinity
            }
        }
        self.init(name: criterion.name, text: text, inside: inside, on: problem)
    }

    /// Judges a condition of any form by the rows that meet it.
    ///
    /// - Precondition: `inside` holds one value for each row of the problem.
    public init(name: String, text: String, inside: [Bool], on problem: RuleProblem) {
        precondition(inside.count == problem.positive.count, "one value for each row")
        self.name = name
        self.text = text
        figures = RuleFigures(inside: inside, positive: problem.positive, weights: problem.weights)
        let weighted = inside.indices.filter { problem.weights[$0] > 0 }
        let numbers = Set(weighted.filter { problem.positive[$0] }.map { problem.families[$0] })
        families = numbers.sorted().map { family in
            let rows = weighted.filter { problem.families[$0] == family }
            func share(_ label: Bool) -> Double {
                let all = rows.filter { problem.positive[$0] == label }
                let weight = all.reduce(0) { $0 + problem.weights[$1] }
                let part = all.reduce(0) { $0 + (inside[$1] ? problem.weights[$1] : 0) }
                return weight > 0 ? part / weight : 0
            }
            return Family(
                family: family, positives: rows.count { problem.positive[$0] },
                coverage: share(true), passed: share(false))
        }
    }

    private static func check(
        _ bound: RuleCriterion.Bound, _ criterion: RuleCriterion, _ problem: RuleProblem
    ) throws {
        if let last = bound.expression.variables.last, last >= problem.variables.count {
            throw SymbolicError.badParameter(
                name: "criterion \"\(criterion.name)\"", value: "on variable \(last)",
                allowed: "variables 0 to \(problem.variables.count - 1)")
        }
        _ = try bound.expression.unit(problem.variables)
        let lower = bound.lower ?? -.greatestFiniteMagnitude
        let upper = bound.upper ?? .greatestFiniteMagnitude
        guard lower.isFinite, upper.isFinite, lower <= upper else {
            throw SymbolicError.badParameter(
                name: "criterion \"\(criterion.name)\"", value: "\(lower) to \(upper)",
                allowed: "finite edges, the lower one first")
        }
    }
}
