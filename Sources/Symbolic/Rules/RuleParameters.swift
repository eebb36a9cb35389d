/// What a set of rules is judged by.
public enum RuleObjective: String, Sendable, Codable, CaseIterable {
    /// F-beta of coverage and precision (van Rijsbergen, Information Retrieval, 1979).
    case f
    /// The precision, at the smallest coverage that is allowed or more. A disjunction goes by
    /// F-beta all the same, since the precision of its first branch says nothing of the others.
    case precision
    /// `(k - l c) / P`: the positives inside, less ``RuleParameters/falseCost`` for each other row
    /// inside, over all positives.
    case gain
}

/// Limits of the search for rules.
public struct RuleParameters: Sendable, Codable, Equatable {
    /// The largest number of rules. The default is 5; 1...20.
    public var count = 5
    /// The smallest weighted share of positive rows inside each rule. The default is 0.85.
    public var minimumCoverage = 0.85
    /// The smallest weighted share of positive rows inside all rules together. The default is 0.75.
    public var minimumConjunctionCoverage = 0.75
    public var objective = RuleObjective.f
    /// How many times coverage weighs as much as precision in F-beta. The default is 1; 0.1...10.
    public var beta = 1.0
    /// What a row inside that is not positive costs the gain, in positives. The default is 1;
    /// 0.01...100. A set's first rules are sought with smaller costs, see ``costRamps``.
    public var falseCost = 1.0
    /// Factors on ``falseCost`` for the first, second, ... rule of a growing set; the last goes for
    /// all further ones. Each ramp is tried and the best set kept. At full cost the first rule
    /// would have to do the work of all. Only ``RuleObjective/gain`` uses them.
    public var costRamps: [[Double]] = [
        [0.03, 0.1, 0.3, 1], [0.1, 0.3, 1], [0.02, 0.05, 0.1, 0.3, 1],
    ]
    /// The share of a set's merit that each node of its formulas costs.
    /// The default is 0.002; 0...0.01.
    public var complexityPenalty = 0.002
    /// How far the model's score excuses a row that is inside and not positive: it counts
    /// `1 - scoreWeight * score`. The default is 0.5; 0 goes by the labels alone.
    public var scoreWeight = 0.5
    /// Whether the positives of one group weigh together as much as one row does in the search, so
    /// that a system measured many times does not decide; figures keep the rows' own weights. The
    /// default is false.
    public var balancesGroups = false
    /// How many sets grow side by side. The default is 4; 1...64.
    public var beamWidth = 4
    /// Rounds in which each rule in turn is replaced by a better one. The default is 2; 0...10.
    public var exchangeRounds = 2
    /// Where an edge stands between the outermost row inside and the nearest row that the rule
    /// excludes: 0 next to the row inside, 1 next to the row outside. The default is 0.25; more
    /// covers a little more and lets a little more through.
    public var edgeMargin = 0.25
    /// Whether an edge stands between its rule and the nearest row that this rule alone excludes,
    /// and falls away where it excludes none alone; else the nearest row that it excludes at all
    /// counts. Both keep the same rows together; wide rules have fewer numbers to read and hold
    /// better outside the rows they were found on, but each says less by itself. The default is
    /// true.
    public var widensEdges = true
    /// How many operations join variables: 0 takes single variables, 1 pairs, 2 also triples.
    /// The default is 1.
    public var rungs = 1
    /// The largest exponent in products of powers, 1 to 3. The default is 2.
    public var largestExponent = 2
    /// The largest number of nodes of a formula. The default is 7; 1...40.
    public var maximumComplexity = 7
    /// The largest number of formulas, the simplest first. The default is 20,000. Fewer are kept
    /// where two bytes for each formula and row would exceed 1.4 GB.
    public var maximumFormulas = 20_000
    /// A formula whose ranks correlate above this, in size, with those of a simpler one is left
    /// out; 1 leaves out exact repetitions only. The default is 0.999; 0.5...1.
    public var duplicateCorrelation = 0.999
    /// Operations that join variables; the default leaves out min and max.
    public var binaryOperators: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .absoluteDifference,
    ]
    /// The largest number of branches of a disjunction. The default is 3; 1...3.
    public var branches = 3
    /// The largest number of rules in one branch. The default is 3; 1...20.
    public var rulesPerBranch = 3
    /// Whether the branches share ``count``; else each has as many rules as it may.
    /// The default is true.
    public var branchesShareCount = true
    /// The smallest weighted share of positive rows that a branch covers. The default is 0.15.
    public var minimumBranchCoverage = 0.15

    /// The limits, the rest at their defaults.
    public init(count: Int = 5, minimumCoverage: Double = 0.85) {
        self.count = count
        self.minimumCoverage = minimumCoverage
    }

    func check() throws {
        let need = SymbolicError.need
        func range(_ value: Int, _ allowed: ClosedRange<Int>, _ name: String) throws {
            try need(
                allowed.contains(value), name, "\(value)",
                "\(allowed.lowerBound) to \(allowed.upperBound)")
        }
        func range(_ value: Double, _ allowed: ClosedRange<Double>, _ name: String) throws {
            try need(
                allowed.contains(value), name, "\(value)",
                "\(allowed.lowerBound) to \(allowed.upperBound)")
        }
        func share(_ value: Double, _ name: String) throws {
            try need(value > 0 && value <= 1, name, "\(value)", "a number above 0 and up to 1")
        }
        try range(count, 1...20, "count")
        try share(minimumCoverage, "minimumCoverage")
        try share(minimumConjunctionCoverage, "minimumConjunctionCoverage")
        try range(beta, 0.1...10, "beta")
        try range(falseCost, 0.01...100, "falseCost")
        for ramp in costRamps {
            try need(
                !ramp.isEmpty && ramp.allSatisfy { $0 > 0 && $0 <= 1 }, "costRamps", "\(ramp)",
                "numbers above 0 and up to 1")
        }
        try range(complexityPenalty, 0...0.01, "complexityPenalty")
        try range(scoreWeight, 0...1, "scoreWeight")
        try range(beamWidth, 1...64, "beamWidth")
        try range(exchangeRounds, 0...10, "exchangeRounds")
        try range(edgeMargin, 0...1, "edgeMargin")
        try range(rungs, 0...2, "rungs")
        try range(largestExponent, 1...3, "largestExponent")
        try range(maximumComplexity, 1...40, "maximumComplexity")
        try range(maximumFormulas, 1...1_000_000, "maximumFormulas")
        try range(duplicateCorrelation, 0.5...1, "duplicateCorrelation")
        try range(branches, 1...3, "branches")
        try range(rulesPerBranch, 1...20, "rulesPerBranch")
        try share(minimumBranchCoverage, "minimumBranchCoverage")
    }
}
