import Basis

/// Bands on formulas that together cover the positive rows and exclude the rest.
///
/// Rules are added one at a time, each the band that most raises the harmonic mean of the set's
/// coverage and precision; then each is replaced in turn while that improves the set. All formulas
/// of the feature space are tried in every step. The same table gives the same rules at any number
/// of threads.
public enum RuleSearch {
    /// Candidates of each step whose bands are worked out exactly.
    private static let rescored = 64

    /// Finds at most ``RuleParameters/count`` rules; fewer if further ones do not help.
    ///
    /// - Throws: ``SymbolicError``; `noCandidate` if no band meets the limits.
    public static func discover(
        _ problem: RuleProblem, parameters: RuleParameters = .init(), threads: Int
    ) throws -> RuleSet {
        try problem.check()
        try parameters.check()
        let space = FeatureSpace(
            variables: problem.variables, columns: problem.columns,
            operators: parameters.operators, rungs: parameters.rungs,
            maximumComplexity: parameters.maximumComplexity)
        let step = RuleStep(
            problem: problem, parameters: parameters, space: space, threads: threads,
            rescored: rescored, powers: BandPowers(space.operators))
        var bands = [Band]()
        var merit = -1.0
        while bands.count < parameters.count, let next = try step.best(beside: bands),
            improves(next.merit, merit)
        {
            bands.append(next.band)
            merit = next.merit
        }
        guard !bands.isEmpty else { throw SymbolicError.noCandidate }
        for _ in 0..<parameters.exchangeRounds where bands.count > 1 {
            var changed = false
            for index in bands.indices {
                var others = bands
                others.remove(at: index)
                guard let next = try step.best(beside: others), improves(next.merit, merit) else {
                    continue
                }
                bands[index] = next.band
                merit = next.merit
                changed = true
            }
            if !changed { break }
        }
        return ruleSet(bands, problem, space)
    }

    private static func improves(_ new: Double, _ old: Double) -> Bool { new > old + 1e-9 }

    private static func ruleSet(
        _ bands: [Band], _ problem: RuleProblem, _ space: FeatureSpace
    ) -> RuleSet {
        let rows = problem.positive.indices
        var conjunction = [Bool](repeating: true, count: rows.count)
        var heldOut = conjunction
        let severalGroups = Set(problem.groups).count > 1
        var rules = [Rule]()
        for band in bands {
            let inside = rows.map { band.contains(band.values[$0]) }
            let apart = band.insideWithoutOwnGroup(problem)
            for row in rows {
                conjunction[row] = conjunction[row] && inside[row]
                heldOut[row] = heldOut[row] && apart[row]
            }
            rules.append(
                Rule(
                    expression: band.expression, lower: band.lower, upper: band.upper,
                    figures: figures(inside, problem),
                    heldOutEdges: severalGroups ? figures(apart, problem) : nil))
        }
        return RuleSet(
            variables: problem.variables, rules: rules,
            conjunction: figures(conjunction, problem),
            heldOutEdges: severalGroups ? figures(heldOut, problem) : nil,
            constantColumns: space.constantVariables.map { problem.variables[$0].name })
    }

    private static func figures(_ inside: [Bool], _ problem: RuleProblem) -> RuleFigures {
        RuleFigures(inside: inside, positive: problem.positive, weights: problem.weights)
    }
}

/// A band with the values of its formula in all rows.
struct Band: Sendable {
    var expression: Expression
    var complexity: Int
    var values: [Double]
    var lower: Double?
    var upper: Double?
    /// Positive rows that the edges were drawn to cut off below and above.
    var lowCut: Int
    var highCut: Int

    func contains(_ value: Double) -> Bool {
        value >= lower ?? -.infinity && value <= upper ?? .infinity
    }

    /// Which rows lie inside edges drawn at the same quantiles of the other groups' positives.
    func insideWithoutOwnGroup(_ problem: RuleProblem) -> [Bool] {
        let positives = problem.positive.indices.filter { problem.positive[$0] }
            .sorted { (values[$0], $0) < (values[$1], $1) }
        let lowShare = Double(lowCut) / Double(positives.count)
        let highShare = Double(highCut) / Double(positives.count)
        var edges = [Int: (low: Double, high: Double)]()
        for group in Set(problem.groups).sorted() {
            let rest = positives.filter { problem.groups[$0] != group }
            guard !rest.isEmpty else {
                // Nothing is known without the only group that has positives: nothing is inside.
                edges[group] = (.infinity, -.infinity)
                continue
            }
            let low = Int((lowShare * Double(rest.count) + 1e-9).rounded(.down))
            let high = Int((highShare * Double(rest.count) + 1e-9).rounded(.down))
            edges[group] = (values[rest[low]], values[rest[rest.count - 1 - high]])
        }
        return values.indices.map { row in
            guard let edge = edges[problem.groups[row]] else { return false }
            let above = lower == nil || values[row] >= edge.low
            return above && (upper == nil || values[row] <= edge.high)
        }
    }
}

/// Finds the best band beside given others.
struct RuleStep: Sendable {
    let problem: RuleProblem
    let parameters: RuleParameters
    let space: FeatureSpace
    let threads: Int
    let rescored: Int
    let powers: BandPowers

    func best(beside others: [Band]) throws -> (band: Band, merit: Double)? {
        let rows = problem.positive.indices
        let inside = rows.map { row in others.allSatisfy { $0.contains($0.values[row]) } }
        let positives = rows.filter { problem.positive[$0] }
        let rest = rows.filter { !problem.positive[$0] && inside[$0] && problem.weights[$0] > 0 }
        let kept = positives.map { inside[$0] ? problem.weights[$0] : 0 }
        let costs = rest.map { row in
            problem.weights[row] * (1 - parameters.scoreWeight * problem.scores[row])
        }
        let positiveWeight = positives.reduce(0) { $0 + problem.weights[$1] }
        let merit = BandSearch.Merit(
            positiveWeight: positiveWeight,
            minimumKept: parameters.minimumConjunctionCoverage * positiveWeight,
            complexityPenalty: parameters.complexityPenalty)
        let cuts = BandEdges.cuts(
            positives: positives.count, minimumCoverage: parameters.minimumCoverage,
            step: parameters.quantileStep)
        let search = BandSearch(
            space: space, table: space.gathering(rows: positives + rest),
            positives: positives.count, keptWeights: kept, costs: costs, cuts: cuts,
            largestCut: BandEdges.largestCut(
                positives: positives.count, minimumCoverage: parameters.minimumCoverage),
            merit: merit, complexity: others.reduce(0) { $0 + $1.complexity },
            powers: powers)
        let pool = try search.run(limit: rescored, threads: threads)
        var seen = Set<Expression>()
        var best: (band: Band, merit: Double)?
        for candidate in pool.best {
            let expression = space.expression(candidate.candidate)
            guard seen.insert(expression).inserted,
                let values = expression.evaluate(columns: problem.columns)
            else { continue }
            let order = positives + rest
            guard
                let found = search.bestBand(
                    order.map { values[$0] }, nodes: expression.complexity)
            else { continue }
            if let best, found.merit <= best.merit + 1e-9 { continue }
            let band = band(expression, values, found)
            // A band without an edge says nothing.
            guard band.lower != nil || band.upper != nil else { continue }
            best = (band, found.merit)
        }
        return best
    }

    private func band(
        _ expression: Expression, _ values: [Double], _ found: BandSearch.Found
    ) -> Band {
        // An edge beyond which no row lies says nothing.
        let low = values.contains { $0 < found.low }
        let high = values.contains { $0 > found.high }
        return Band(
            expression: expression, complexity: expression.complexity, values: values,
            lower: low ? BandEdges.rounded(found.low, values: values, isLower: true) : nil,
            upper: high ? BandEdges.rounded(found.high, values: values, isLower: false) : nil,
            lowCut: found.lowCut, highCut: found.highCut)
    }
}

extension BandSearch {
    /// The best band over one column.
    struct Found: Sendable {
        var merit: Double
        var low: Double
        var high: Double
        var lowCut: Int
        var highCut: Int
    }

    /// The best band over a column of the table's rows; ties go to the widest.
    func bestBand(_ column: [Double], nodes: Int) -> Found? {
        var tally = BandTally(cuts: cuts, positives: positives)
        let ready = column.withUnsafeBufferPointer { column -> Bool in
            guard let column = column.baseAddress, tally.setEdges(column, sortingBeyond: 0) else {
                return false
            }
            tally.count(column, keptWeights, costs)
            return true
        }
        guard ready else { return nil }
        let kept = keptWeights.reduce(0, +)
        let cost = costs.reduce(0, +)
        var best: Found?
        for low in cuts.indices {
            for high in cuts.indices where cuts[low] + cuts[high] <= largestCut {
                let value = merit.value(
                    kept: kept - tally.keptBelow[low] - tally.keptAbove[high],
                    cost: cost - tally.costBelow[low] - tally.costAbove[high],
                    complexity: complexity + nodes)
                if value > 0, value > (best?.merit ?? -1) + 1e-12 {
                    best = Found(
                        merit: value, low: tally.low[low], high: tally.high[high],
                        lowCut: cuts[low], highCut: cuts[high])
                }
            }
        }
        return best
    }
}
