import Basis

/// Where the edges of each formula's bands may stand: ranks of positive rows.
///
/// A site is an edge that is tight on a positive row and leaves a rule its smallest coverage. With
/// sites `t1 < t2 < ...` a row's value is coded in one byte: `2k` between the sites `k` and
/// `k + 1`, `2k - 1` on site `k`.
struct BandSites: Sendable {
    /// The most sites that one byte can tell apart.
    static let largestLimit = 127

    let limit: Int
    /// Sites of formula `f` start at `f * limit`.
    private(set) var ranks: [UInt16]
    private(set) var counts: [UInt8]
    /// For each site the lowest site that may close a band above it, ``BandSites/none`` if none may.
    private(set) var leastHigh: [UInt8]
    /// The codes of the positive rows, formula by formula.
    private(set) var positiveCodes: [UInt8]

    static let none = UInt8.max

    /// - Parameters:
    ///   - positives: rows with positive weight that the rules must cover.
    ///   - minimumCoverage: the smallest weighted share of them inside each band.
    init(
        table: RankTable, positives: [Int], weights: [Double], minimumCoverage: Double,
        limit: Int, threads: Int
    ) throws {
        let limit = min(limit, BandSites.largestLimit)
        self.limit = limit
        let all = positives.reduce(0) { $0 + weights[$1] }
        let most = (1 - minimumCoverage) * all + 1e-9 * all
        let block = 64
        let blocks = (table.formulas.count + block - 1) / block
        let parts = try Parallel.map(count: blocks, threads: threads) { index in
            let start = index * block
            var part = Part(formulas: block, limit: limit)
            for formula in start..<min(start + block, table.formulas.count) {
                let sorted = positives.map { (table.rank(formula, $0), weights[$0]) }
                    .sorted { $0.0 < $1.0 }
                let sites = BandSites.thinned(BandSites.sites(sorted, most: most), to: limit)
                part.add(
                    sites, at: formula - start,
                    positives: positives.map { table.rank(formula, $0) },
                    weights: positives.map { weights[$0] }, least: all - most)
            }
            return part
        }
        ranks = parts.flatMap(\.ranks)
        counts = parts.flatMap(\.counts)
        leastHigh = parts.flatMap(\.leastHigh)
        positiveCodes = parts.flatMap(\.positiveCodes)
    }

    private struct Part: Sendable {
        let limit: Int
        var ranks: [UInt16]
        var counts: [UInt8]
        var leastHigh: [UInt8]
        var positiveCodes: [UInt8] = []

        init(formulas: Int, limit: Int) {
            self.limit = limit
            ranks = [UInt16](repeating: 0, count: formulas * limit)
            counts = [UInt8](repeating: 0, count: formulas)
            leastHigh = [UInt8](repeating: BandSites.none, count: formulas * limit)
        }

        mutating func add(
            _ sites: [UInt16], at place: Int, positives: [UInt16], weights: [Double], least: Double
        ) {
            counts[place] = UInt8(sites.count)
            var sums = [Double](repeating: 0, count: 2 * sites.count + 2)
            for (rank, weight) in zip(positives, weights) {
                let code = BandSites.code(rank, sites)
                positiveCodes.append(UInt8(code))
                sums[code + 1] += weight
            }
            for index in 1..<sums.count { sums[index] += sums[index - 1] }
            var high = 0
            for (low, site) in sites.enumerated() {
                ranks[place * limit + low] = site
                high = max(high, low)
                while high < sites.count, sums[2 * high + 2] - sums[2 * low + 1] < least {
                    high += 1
                }
                if high < sites.count { leastHigh[place * limit + low] = UInt8(high) }
            }
        }
    }

    private static func code(_ rank: UInt16, _ sites: [UInt16]) -> Int {
        let low = sites.lowerBound(of: rank)
        return 2 * low + (low < sites.count && sites[low] == rank ? 1 : 0)
    }

    /// Distinct ranks below or above which at most the weight `most` lies.
    private static func sites(_ sorted: [(UInt16, Double)], most: Double) -> [UInt16] {
        var found = [UInt16]()
        var total = 0.0
        for entry in sorted { total += entry.1 }
        var below = 0.0
        var start = 0
        while start < sorted.count {
            var end = start
            var here = 0.0
            while end < sorted.count, sorted[end].0 == sorted[start].0 {
                here += sorted[end].1
                end += 1
            }
            if below <= most || total - below - here <= most { found.append(sorted[start].0) }
            below += here
            start = end
        }
        return found
    }

    /// Evenly chosen, the outermost among them.
    private static func thinned(_ sites: [UInt16], to limit: Int) -> [UInt16] {
        guard sites.count > limit else { return sites }
        return (0..<limit).map { sites[$0 * (sites.count - 1) / (limit - 1)] }
    }
}
