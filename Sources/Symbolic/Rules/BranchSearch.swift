import Basis

/// Looks for a disjunction: conjunctions of which a row must meet one.
///
/// Separate and conquer: each branch is searched on what the branches before it leave uncovered
/// and judged by the F-beta of all branches together; then each branch in turn is searched anew
/// beside the others while that improves the whole.
///
/// Source: Furnkranz, Artif. Intell. Rev. 13, 3 (1999), doi:10.1023/A:1006524209794.
struct BranchSearch: Sendable {
    /// Bands of a branch may stand anywhere among the positives; this many edges are tried.
    private static let siteLimit = 48
    /// A first branch that has to cover all by itself is broad and leaves nothing for others; so
    /// branches grow under stricter terms too, and the best set by the true terms stands.
    private static let strictness = [1.0, 3]

    let table: RankTable
    let task: RuleTask
    let parameters: RuleParameters
    let threads: Int

    private struct Branch {
        var bands: [RankBand]
        var complexity: Int
    }

    func run() throws -> [[RankBand]] {
        let positives = task.positive.indices.filter { task.positive[$0] && task.weights[$0] > 0 }
        let total = positives.reduce(0) { $0 + task.weights[$1] }
        let sites = try BandSites(
            table: table, positives: positives, weights: task.weights,
            minimumCoverage: parameters.minimumBranchCoverage, limit: BranchSearch.siteLimit,
            threads: threads)
        var best: (branches: [Branch], merit: Double)?
        for strictness in BranchSearch.strictness {
            let grown = try grown(total, sites, strictness)
            guard let found = try exchanged(grown, total, sites) else { continue }
            if RuleBeam.improves(found.merit, best?.merit ?? BandMerit.inadmissible) {
                best = found
            }
        }
        return best?.branches.map(\.bands) ?? []
    }

    private func grown(
        _ total: Double, _ sites: BandSites, _ strictness: Double
    ) throws -> [Branch] {
        var branches = [Branch]()
        var merit = BandMerit.inadmissible
        for _ in 0..<parameters.branches {
            guard let next = try best(beside: branches, total, sites, strictness),
                RuleBeam.improves(next.merit, merit)
            else { break }
            branches.append(next.branch)
            merit = next.merit
        }
        return branches
    }

    /// Searches each branch anew beside the others, or drops it, while that improves the whole.
    private func exchanged(
        _ grown: [Branch], _ total: Double, _ sites: BandSites
    ) throws -> (branches: [Branch], merit: Double)? {
        guard !grown.isEmpty else { return nil }
        var branches = grown
        var merit = merit(of: branches, total)
        for _ in 0..<parameters.exchangeRounds {
            var changed = false
            var index = 0
            while index < branches.count {
                var others = branches
                others.remove(at: index)
                let without =
                    others.isEmpty ? BandMerit.inadmissible : self.merit(of: others, total)
                if RuleBeam.improves(without, merit) {
                    branches = others
                    merit = without
                    changed = true
                    continue
                }
                if let next = try best(beside: others, total, sites, nil),
                    RuleBeam.improves(next.merit, merit)
                {
                    branches[index] = next.branch
                    merit = next.merit
                    changed = true
                }
                index += 1
            }
            if !changed { break }
        }
        return (branches, merit)
    }

    /// The merit of some branches: that of the last beside the others.
    private func merit(of branches: [Branch], _ total: Double) -> Double {
        let sums = covered(branches)
        return merit(beside: [], total, nil).value(
            kept: sums.kept, cost: sums.cost, complexity: branches.reduce(0) { $0 + $1.complexity })
    }

    private func covered(_ branches: [Branch]) -> (rows: [Bool], kept: Double, cost: Double) {
        let rows = task.positive.indices.map { row in
            branches.contains { branch in
                branch.bands.allSatisfy { band in
                    let rank = table.rank(band.formula, row)
                    return rank >= band.low && rank <= band.high
                }
            }
        }
        var kept = 0.0
        var cost = 0.0
        for row in rows.indices where rows[row] {
            if task.positive[row] {
                kept += task.weights[row]
            } else {
                cost += task.weights[row] * (1 - parameters.scoreWeight * task.scores[row])
            }
        }
        return (rows, kept, cost)
    }

    /// - Parameter strictness: how much more than in the end a row inside costs that is not
    ///   positive; `nil` is the end.
    private func merit(
        beside others: [Branch], _ total: Double, _ strictness: Double?
    ) -> BandMerit {
        let sums = covered(others)
        let least = parameters.minimumBranchCoverage * total
        return BandMerit(
            objective: parameters.objective == .gain ? .gain : .f,
            beta: parameters.beta / (strictness ?? 1),
            falseCost: parameters.falseCost * (strictness ?? 1), positiveWeight: total,
            keptElsewhere: sums.kept, costElsewhere: sums.cost, minimumKept: least,
            minimumAlone: least,
            wantedKept: strictness == nil ? parameters.minimumConjunctionCoverage * total : 0,
            complexityPenalty: parameters.complexityPenalty,
            complexityElsewhere: others.reduce(0) { $0 + $1.complexity })
    }

    private func best(
        beside others: [Branch], _ total: Double, _ sites: BandSites, _ strictness: Double?
    ) throws -> (branch: Branch, merit: Double)? {
        let used = others.reduce(0) { $0 + $1.bands.count }
        let allowed =
            parameters.branchesShareCount
            ? min(parameters.rulesPerBranch, parameters.count - used) : parameters.rulesPerBranch
        guard allowed > 0 else { return nil }
        let merit = merit(beside: others, total, strictness)
        let beam = try RuleBeam(
            table: table, task: task, parameters: parameters, sites: sites,
            covered: covered(others).rows, merit: { _ in merit },
            siteLimit: BranchSearch.siteLimit, threads: threads)
        guard let found = try beam.run(count: allowed) else { return nil }
        return (Branch(bands: found.bands, complexity: found.complexity), found.merit)
    }
}
