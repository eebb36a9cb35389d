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
    /// Rows of one group are near-duplicates; groups are held out as a whole.
    public var groups: [Int]
    /// Rows of one family are alike in kind; see ``FamilyFigures``.
    public var families: [Int]
    /// Weights of the rows, at least zero. A row of weight 0 counts neither as one that the rules
    /// must cover nor as one that they must exclude.
    public var weights: [Double]

    /// - Parameters:
    ///   - families: the default puts all rows into one family.
    ///   - weights: the default weighs all rows alike.
    public init(
        variables: [Variable], columns: [[Double]], positive: [Bool], scores: [Double],
        groups: [Int], families: [Int]? = nil, weights: [Double]? = nil
    ) {
        self.variables = variables
        self.columns = columns
        self.positive = positive
        self.scores = scores
        self.groups = groups
        self.families = families ?? [Int](repeating: 0, count: positive.count)
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
        guard families.count == rows else {
            throw SymbolicError.wrongLength(
                of: "the families", found: families.count, expected: rows)
        }
        let weighted = zip(positive, weights).filter { $0.1 > 0 }.map(\.0)
        guard weighted.contains(true) else { throw SymbolicError.noPositives }
        guard weighted.contains(false) else { throw SymbolicError.onlyPositives }
    }

    var task: RuleTask {
        RuleTask(positive: positive, weights: weights, scores: scores, groups: groups)
    }
}
