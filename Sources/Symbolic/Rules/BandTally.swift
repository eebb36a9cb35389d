/// Sums over the rows by the code of a formula's value, see ``BandSites``.
///
/// After ``count(_:_:_:)``, entry `c` of each list holds the sum over all codes below `c`.
struct BandTally {
    /// Neighbouring rows go to different copies: adding to the place just written would wait.
    private static let copies = 4
    private static let width = 256
    /// Up to this many rows are coded by bisection; more pay for a table of all ranks.
    private static let fewRows = 160

    /// Positives inside.
    private(set) var kept: [Double]
    /// Others inside.
    private(set) var cost: [Double]
    private var code: [UInt8]
    private var histogram: [Double]

    init(rankCount: Int) {
        kept = [Double](repeating: 0, count: BandTally.width + 1)
        cost = kept
        code = [UInt8](repeating: 0, count: rankCount)
        histogram = [Double](repeating: 0, count: BandTally.copies * BandTally.width)
    }

    mutating func count(_ step: BandStep, _ formula: Int, _ state: BandState) {
        let sites = step.sites
        let siteCount = Int(sites.counts[formula])
        let codes = 2 * siteCount + 1
        for index in 0...codes { kept[index] = 0 }
        let positives = step.positives.count
        sites.positiveCodes.withUnsafeBufferPointer { code in
            kept.withUnsafeMutableBufferPointer { kept in
                for place in 0..<positives {
                    kept[Int(code[formula * positives + place]) + 1] += state.kept[place]
                }
            }
        }
        histogram.withUnsafeMutableBufferPointer { sums in
            for copy in 0..<BandTally.copies {
                for index in 0..<codes { sums[copy * BandTally.width + index] = 0 }
            }
        }
        let start = formula * sites.limit
        sites.ranks.withUnsafeBufferPointer { ranks in
            guard let ranks = ranks.baseAddress.map({ $0 + start }) else { return }
            if state.others.count <= BandTally.fewRows {
                addFew(step.table, formula, state, ranks, siteCount)
            } else {
                setCodes(ranks, siteCount, step.table.formulas[formula].distinct)
                addAll(step.table, formula, state)
            }
        }
        for index in 0..<codes {
            var sum = histogram[index]
            for copy in 1..<BandTally.copies { sum += histogram[copy * BandTally.width + index] }
            cost[index + 1] = cost[index] + sum
            kept[index + 1] += kept[index]
        }
    }

    /// Sets the code of every rank below `distinct`.
    private mutating func setCodes(
        _ sites: UnsafePointer<UInt16>, _ count: Int, _ distinct: Int
    ) {
        code.withUnsafeMutableBufferPointer { code in
            guard let code = code.baseAddress else { return }
            var next = 0
            for place in 0..<count {
                let site = Int(sites[place])
                (code + next).update(repeating: UInt8(2 * place), count: site - next)
                code[site] = UInt8(2 * place + 1)
                next = site + 1
            }
            (code + next).update(repeating: UInt8(2 * count), count: distinct - next)
        }
    }

    private mutating func addFew(
        _ table: RankTable, _ formula: Int, _ state: BandState, _ sites: UnsafePointer<UInt16>,
        _ count: Int
    ) {
        let start = formula * table.rows
        table.ranks.withUnsafeBufferPointer { ranks in
            histogram.withUnsafeMutableBufferPointer { sums in
                for (place, row) in state.others.enumerated() {
                    let rank = ranks[start + Int(row)]
                    var low = 0
                    var length = count
                    while length > 0 {
                        let half = length / 2
                        let isBelow = sites[low + half] < rank
                        low = isBelow ? low + half + 1 : low
                        length = isBelow ? length - half - 1 : half
                    }
                    let isSite = low < count && sites[low] == rank
                    sums[2 * low + (isSite ? 1 : 0)] += state.costs[place]
                }
            }
        }
    }

    private mutating func addAll(_ table: RankTable, _ formula: Int, _ state: BandState) {
        let start = formula * table.rows
        let rows = state.others.count
        table.ranks.withUnsafeBufferPointer { ranks in
            code.withUnsafeBufferPointer { code in
                histogram.withUnsafeMutableBufferPointer { sums in
                    state.others.withUnsafeBufferPointer { others in
                        state.costs.withUnsafeBufferPointer { costs in
                            guard let ranks = ranks.baseAddress.map({ $0 + start }),
                                let code = code.baseAddress, let sums = sums.baseAddress,
                                let others = others.baseAddress, let costs = costs.baseAddress
                            else { return }
                            var row = 0
                            while row + 4 <= rows {
                                let a = Int(code[Int(ranks[Int(others[row])])])
                                let b = Int(code[Int(ranks[Int(others[row + 1])])])
                                let c = Int(code[Int(ranks[Int(others[row + 2])])])
                                let d = Int(code[Int(ranks[Int(others[row + 3])])])
                                sums[a] += costs[row]
                                sums[BandTally.width + b] += costs[row + 1]
                                sums[2 * BandTally.width + c] += costs[row + 2]
                                sums[3 * BandTally.width + d] += costs[row + 3]
                                row += 4
                            }
                            while row < rows {
                                sums[Int(code[Int(ranks[Int(others[row])])])] += costs[row]
                                row += 1
                            }
                        }
                    }
                }
            }
        }
    }
}
