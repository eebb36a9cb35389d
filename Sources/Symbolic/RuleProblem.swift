/// A table of known rows of which some are positive, for the search for rules.
public struct RuleProblem: Sendable {
    public var variables: [Variable]
    /// One column for each variable, all finite.
    public var columns: [[Double]]
    /// The rows that the rules must cover.
    public var positive: [Bool]
    /// What a model says of each row, 0...1, such as its out-of-fold probability of the positive
    /// class; see ``RuleParameters/scoreWeight``.
    public var scores: [Double]
    /// Rows of one group are near-duplicates; edges are judged with whole groups held out.
    public var groups: [Int]
    /// Weights of the rows, at least zero.
    public var weights: [Double]

    /// - Parameter weights: the default weighs all rows alike.
    public init(
        variables: [Variable], columns: [[Double]], positive: [Bool], scores: [Double],
        groups: [Int], weights: [Double]? = nil
    ) {
        self.variables = variables
        self.columns = columns
        self.positive = positive
        self.scores = scores
        self.groups = groups
        self.weights = weights ?? [Double](repeating: 1, count: positive.count)
    }

    /// Throws a ``SymbolicError`` that names the first flaw.
    func check() throws {
        let rows = positive.count
        try TableCheck.check(variables: variables, columns: columns, rows: rows)
        try TableCheck.check(weights, of: "the weights", rows: rows)
        try TableCheck.check(weights: weights)
        try TableCheck.check(scores, of: "the scores", rows: rows)
        if let row = scores.firstIndex(where: { $0 < 0 || $0 > 1 }) {
            throw SymbolicError.badParameter(
                name: "score of row \(row)", value: "\(scores[row])", allowed: "0 to 1")
        }
        guard groups.count == rows else {
            throw SymbolicError.wrongLength(of: "the groups", found: groups.count, expected: rows)
        }
        let weighted = zip(positive, weights).filter { $0.1 > 0 }.map(\.0)
        guard weighted.contains(true) else { throw SymbolicError.noPositives }
        guard weighted.contains(false) else { throw SymbolicError.onlyPositives }
    }
}

/// Limits of the search for rules.
public struct RuleParameters: Sendable, Codable, Equatable {
    /// The largest number of rules. The default is 5; 1...20.
    public var count = 5
    /// The smallest share of positive rows inside each rule. The default is 0.85.
    public var minimumCoverage = 0.85
    /// The smallest weighted share of positive rows inside all rules together. The default is 0.75.
    public var minimumConjunctionCoverage = 0.75
    /// Edges stand at quantiles of the positive rows, this far apart. The default is 0.025.
    public var quantileStep = 0.025
    /// How deep formulas are built, see ``SurrogateParameters/rungs``. The default is 1.
    public var rungs = 1
    /// The largest number of nodes of a formula. The default is 7.
    public var maximumComplexity = 7
    /// The share of a set's figure of merit that each node of its formulas costs.
    /// The default is 0.002.
    public var complexityPenalty = 0.002
    /// How far the model's score excuses a row that is inside and not positive: it counts
    /// `1 - scoreWeight * score`. The default is 0.5; 0 goes by the labels alone.
    public var scoreWeight = 0.5
    /// Rounds in which each rule in turn is replaced by a better one. The default is 2.
    public var exchangeRounds = 2
    public var unaryOperators = UnaryOperator.allCases
    /// The default leaves out min and max.
    public var binaryOperators: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .absoluteDifference,
    ]

    /// The limits, the rest at their defaults.
    public init(count: Int = 5, minimumCoverage: Double = 0.85) {
        self.count = count
        self.minimumCoverage = minimumCoverage
    }

    var operators: OperatorSet { OperatorSet(unary: unaryOperators, binary: binaryOperators) }

    func check() throws {
        func need(_ holds: Bool, _ name: String, _ value: String, _ allowed: String) throws {
            if !holds {
                throw SymbolicError.badParameter(name: name, value: value, allowed: allowed)
            }
        }
        func share(_ value: Double, _ name: String) throws {
            try need(value > 0 && value <= 1, name, "\(value)", "a number above 0 and up to 1")
        }
        try need((1...20).contains(count), "count", "\(count)", "1 to 20")
        try share(minimumCoverage, "minimumCoverage")
        try share(minimumConjunctionCoverage, "minimumConjunctionCoverage")
        try need(
            quantileStep >= 0.001 && quantileStep <= 1, "quantileStep", "\(quantileStep)",
            "0.001 to 1")
        try need((0...2).contains(rungs), "rungs", "\(rungs)", "0, 1 or 2")
        try need(
            (1...40).contains(maximumComplexity), "maximumComplexity", "\(maximumComplexity)",
            "1 to 40")
        try need(
            complexityPenalty >= 0 && complexityPenalty <= 0.01, "complexityPenalty",
            "\(complexityPenalty)", "0 to 0.01")
        try need(
            scoreWeight >= 0 && scoreWeight <= 1, "scoreWeight", "\(scoreWeight)", "0 to 1")
        try need(
            (0...10).contains(exchangeRounds), "exchangeRounds", "\(exchangeRounds)", "0 to 10")
    }
}
