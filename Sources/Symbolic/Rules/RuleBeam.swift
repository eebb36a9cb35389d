import Basis

/// The labels that a search goes by: the true ones, those of a training fold, or a null's.
struct RuleTask: Sendable {
    var positive: [Bool]
    /// Rows without weight do not exist for the search.
    var weights: [Double]
    var scores: [Double]
    var groups: [Int]

    /// The task with each positive's weight over the number of positives of its group.
    var balanced: RuleTask {
        let rows = positive.indices.filter { positive[$0] && weights[$0] > 0 }
        var counts = [Int: Double]()
        for row in rows { counts[groups[row], default: 0] += 1 }
        var result = self
        for row in rows { result.weights[row] /= counts[groups[row]] ?? 1 }
        return result
    }
}

/// Looks for one conjunction of bands: a beam of growing sets, then exchanges of single bands.
///
/// Where the gain counts, the cost of rows inside rises while a set grows; see
/// ``RuleParameters/costRamps``.
struct RuleBeam: Sendable {
    let table: RankTable
    let parameters: RuleParameters
    let step: BandStep
    private(set) var root: BandState
    let threads: Int

    /// - Parameters:
    ///   - sites: where edges may stand; `nil` works them out for this task.
    ///   - covered: rows that another branch covers; they count neither way.
    init(
        table: RankTable, task: RuleTask, parameters: RuleParameters, sites: BandSites? = nil,
        covered: [Bool]? = nil, merit: (Double) -> BandMerit, siteLimit: Int, threads: Int
    ) throws {
        self.table = table
        self.parameters = parameters
        self.threads = threads
        let rows = task.positive.indices
        let positives = rows.filter { task.positive[$0] && task.weights[$0] > 0 }
        let weights = positives.map { task.weights[$0] }
        let total = weights.reduce(0, +)
        let merit = merit(total)
        let others = rows.filter {
            !task.positive[$0] && task.weights[$0] > 0 && covered?[$0] != true
        }
        root = BandState(
            kept: positives.map { covered?[$0] == true ? 0 : task.weights[$0] },
            others: others.map { Int32($0) },
            costs: others.map { task.weights[$0] * (1 - parameters.scoreWeight * task.scores[$0]) })
        step = BandStep(
            table: table,
            sites: try sites
                ?? BandSites(
                    table: table, positives: positives, weights: task.weights,
                    minimumCoverage: total > 0 ? merit.minimumAlone / total : 0, limit: siteLimit,
                    threads: threads),
            positives: positives, merit: merit)
        // The first band has to beat letting every row through.
        root.merit = merit.value(root)
    }

    /// The best set of at most `count` bands; `nil` where no band meets the limits.
    func run(count: Int) throws -> BandState? {
        guard root.kept.contains(where: { $0 > 0 }), !root.others.isEmpty else { return nil }
        var best: BandState?
        let ramps = step.merit.objective == .gain ? parameters.costRamps : []
        for ramp in ramps.isEmpty ? [[1]] : ramps {
            guard let grown = try grown(count: count, ramp: ramp) else { continue }
            let found = try exchanged(grown)
            if RuleBeam.improves(found.merit, best?.merit ?? root.merit) { best = found }
        }
        return best
    }

    /// The best set that a growing beam meets.
    private func grown(count: Int, ramp: [Double]) throws -> BandState? {
        var beam = [root]
        var best: BandState?
        for place in 0..<count {
            var eased = step
            eased.merit.falseCost *= ramp[min(place, ramp.count - 1)]
            var next = [BandState]()
            for state in beam {
                let before = eased.merit.value(state)
                for found in try eased.best(state, limit: parameters.beamWidth, threads: threads)
                where RuleBeam.improves(found.merit, before) {
                    next.append(eased.adding(found.band, merit: found.merit, to: state))
                }
            }
            beam = RuleBeam.kept(next, parameters.beamWidth)
            if beam.isEmpty { break }
            for var state in beam {
                state.merit = step.merit.value(state)
                if best.map({ RuleBeam.improves(state.merit, $0.merit) }) ?? true { best = state }
            }
        }
        return best
    }

    static func improves(_ new: Double, _ old: Double) -> Bool { new > old + 1e-9 }

    /// The best states; of those that leave the same rows inside only the first.
    private static func kept(_ states: [BandState], _ width: Int) -> [BandState] {
        let order = states.indices.sorted {
            (-states[$0].merit, states[$0].complexity, $0)
                < (-states[$1].merit, states[$1].complexity, $1)
        }
        var chosen = [BandState]()
        for index in order where chosen.count < width {
            let state = states[index]
            let repeated = chosen.contains { $0.others == state.others && $0.kept == state.kept }
            if !repeated { chosen.append(state) }
        }
        return chosen
    }

    /// Replaces each band in turn by a better one, or drops it, while that improves the set.
    private func exchanged(_ found: BandState) throws -> BandState {
        var best = found
        for _ in 0..<parameters.exchangeRounds {
            var changed = false
            var index = 0
            while index < best.bands.count, best.bands.count > 1 {
                var others = best.bands
                others.remove(at: index)
                let without = rebuilt(others)
                if RuleBeam.improves(without.merit, best.merit) {
                    best = without
                    changed = true
                    continue
                }
                if let next = try step.best(without, limit: 1, threads: threads).first,
                    RuleBeam.improves(next.merit, best.merit)
                {
                    best = step.adding(next.band, merit: next.merit, to: without)
                    changed = true
                }
                index += 1
            }
            if !changed { break }
        }
        return best
    }

    /// The state of some bands from scratch.
    func rebuilt(_ bands: [RankBand]) -> BandState {
        var state = root
        for band in bands { state = step.adding(band, merit: 0, to: state) }
        state.merit = step.merit.value(state)
        return state
    }
}

extension BandMerit {
    func value(_ state: BandState) -> Double {
        value(
            kept: state.kept.reduce(0, +), cost: state.costs.reduce(0, +),
            complexity: state.complexity)
    }
}
