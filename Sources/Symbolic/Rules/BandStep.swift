import Basis

/// The rows that some bands leave inside.
struct BandState: Sendable {
    /// The positive rows that the search counts, and their weights: 0 for those outside.
    var kept: [Double]
    /// The other rows inside.
    var others: [Int32]
    var costs: [Double]
    var bands: [RankBand] = []
    var complexity = 0
    var merit = BandMerit.inadmissible
}

/// A band over the ranks of a formula's values.
struct RankBand: Sendable, Equatable {
    var formula: Int
    var low: UInt16
    var high: UInt16
}

/// A band that might be added to a state.
struct BandCandidate: Sendable {
    var band: RankBand
    var merit: Double
    var complexity: Int

    /// The better one first; the simpler and the earlier formula settles ties.
    static func precedes(_ a: BandCandidate, _ b: BandCandidate) -> Bool {
        if a.merit != b.merit { return a.merit > b.merit }
        if a.complexity != b.complexity { return a.complexity < b.complexity }
        return a.band.formula < b.band.formula
    }
}

/// Finds the best band of every formula for the rows that are still inside.
///
/// The rows of each formula are counted into a histogram over the codes of ``BandSites``; sums over
/// the histogram then give the merit of every band.
struct BandStep: Sendable {
    private static let blockSize = 64

    let table: RankTable
    let sites: BandSites
    /// The positive rows, in the order of ``BandState/kept``.
    let positives: [Int]
    var merit: BandMerit

    /// The best `limit` formulas, each with its best band.
    func best(_ state: BandState, limit: Int, threads: Int) throws -> [BandCandidate] {
        let blocks = (table.formulas.count + BandStep.blockSize - 1) / BandStep.blockSize
        let parts = try Parallel.map(count: blocks, threads: threads) { block in
            let start = block * BandStep.blockSize
            let end = min(start + BandStep.blockSize, table.formulas.count)
            return screen(start..<end, state, limit)
        }
        return Array(parts.flatMap { $0 }.sorted(by: BandCandidate.precedes).prefix(limit))
    }

    private func screen(_ range: Range<Int>, _ state: BandState, _ limit: Int) -> [BandCandidate] {
        var tally = BandTally(rankCount: 65_536)
        var found = [BandCandidate]()
        for formula in range {
            guard let candidate = best(formula, state, &tally) else { continue }
            if found.count == limit, let last = found.last,
                !BandCandidate.precedes(candidate, last)
            {
                continue
            }
            let place = found.firstIndex { BandCandidate.precedes(candidate, $0) } ?? found.count
            found.insert(candidate, at: place)
            if found.count > limit { found.removeLast() }
        }
        return found
    }

    /// The best band of one formula; the widest of equals.
    func best(_ formula: Int, _ state: BandState, _ tally: inout BandTally) -> BandCandidate? {
        let count = Int(sites.counts[formula])
        guard count > 0 else { return nil }
        let start = formula * sites.limit
        tally.count(self, formula, state)
        let nodes = state.complexity + table.formulas[formula].complexity
        var best = (merit: -Double.infinity, low: -1, high: -1)
        tally.kept.withUnsafeBufferPointer { kept in
            tally.cost.withUnsafeBufferPointer { cost in
                for low in 0..<count {
                    let least = sites.leastHigh[start + low]
                    if least == BandSites.none { break }
                    var high = count - 1
                    while high >= Int(least) {
                        let value = merit.value(
                            kept: kept[2 * high + 2] - kept[2 * low + 1],
                            cost: cost[2 * high + 2] - cost[2 * low + 1], complexity: nodes)
                        if value > best.merit + 1e-12 { best = (value, low, high) }
                        high -= 1
                    }
                }
            }
        }
        guard best.low >= 0 else { return nil }
        return BandCandidate(
            band: RankBand(
                formula: formula, low: sites.ranks[start + best.low],
                high: sites.ranks[start + best.high]),
            merit: best.merit, complexity: table.formulas[formula].complexity)
    }

    /// The state with one more band.
    func adding(_ band: RankBand, merit: Double, to state: BandState) -> BandState {
        let start = band.formula * table.rows
        var next = state
        next.bands.append(band)
        next.complexity += table.formulas[band.formula].complexity
        next.merit = merit
        for (place, row) in positives.enumerated() {
            let rank = table.ranks[start + row]
            if rank < band.low || rank > band.high { next.kept[place] = 0 }
        }
        next.others.removeAll(keepingCapacity: true)
        next.costs.removeAll(keepingCapacity: true)
        for (place, row) in state.others.enumerated() {
            let rank = table.ranks[start + Int(row)]
            guard rank >= band.low, rank <= band.high else { continue }
            next.others.append(row)
            next.costs.append(state.costs[place])
        }
        return next
    }
}
