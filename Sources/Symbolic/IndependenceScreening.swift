import Basis
import Synchronization

/// Sure independence screening: the candidates that correlate most with a residual.
///
/// The score of a feature `f` is the largest `corr(f, r)^2` over the residuals, with weighted
/// moments. Source: Fan and Lv, J. R. Stat. Soc. B 70, 849 (2008),
/// doi:10.1111/j.1467-9868.2008.00674.x.
///
/// All candidates are looked at in single precision, and those that its error does not rule out
/// are scored in double precision. What is found is what double precision alone would find, at any
/// number of threads.
struct IndependenceScreening: Sendable {
    /// A feature whose variance is below this share of its mean square is taken as constant:
    /// rounding in the moments would decide its score.
    static let smallestSpread = 1e-10
    private static let itemsPerBatch = 64
    /// Candidates of a work item, about.
    private static let candidatesPerItem = 4_000_000

    let space: FeatureSpace
    private let table: ScreeningTable?

    /// - Parameters:
    ///   - weights: one for each row, sum one.
    ///   - residuals: at most 16; those without variance are left out.
    init(space: FeatureSpace, weights: [Double], residuals: [[Double]]) {
        self.space = space
        let standardised = residuals.compactMap { residual -> [Double]? in
            let mean = zip(weights, residual).reduce(0) { $0 + $1.0 * $1.1 }
            let centred = residual.map { $0 - mean }
            let variance = zip(weights, centred).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
            guard variance > 0 else { return nil }
            let scale = 1 / variance.squareRoot()
            return centred.map { $0 * scale }
        }
        table =
            standardised.isEmpty
            ? nil : ScreeningTable(space, weights: weights, residuals: standardised)
    }

    /// Whether there is a residual to screen against.
    var hasResidual: Bool { table != nil }

    /// The best `limit` candidates of each complexity.
    ///
    /// - Parameter most: candidates after which the screening ends, with the batch of work that
    ///   reaches them, so that the end does not depend on threads.
    func run(
        limit: Int, atMost most: Int = .max, threads: Int, progress: (Double) -> Void
    ) throws -> CandidatePool {
        let empty = CandidatePool(limit: limit, maximumComplexity: space.maximumComplexity)
        guard let table, !space.factors.isEmpty else { return empty }
        let rights = space.factorRights(table)
        let factors = Double(space.factors.count)
        let pairs = space.rungs > 1 ? Double(space.pairCount) : 0
        // Guesses: most pairs have a piece or two beside the product.
        let perPair = 2 * factors * (space.rungs > 2 ? 2 * factors : 1)
        let crossed = space.rungs > 2 ? 2 * pairs * pairs : 0
        let total = factors * factors / 2 + pairs * perPair + crossed
        // Only what cannot be among the best at the end is turned away, so the order in which
        // threads come here does not show in the result.
        let shared = Mutex(empty)
        func work(
            _ count: Int, perItem size: Int, from start: Double, to end: Double,
            _ rights: ScreeningRights, _ body: @Sendable (Range<Int>, ScreeningWalk) -> Void
        ) throws {
            let items = (count + size - 1) / size
            var done = 0
            while done < items, shared.withLock({ $0.screened < UInt64(max(0, most)) }) {
                let first = done
                let batch = min(IndependenceScreening.itemsPerBatch, items - done)
                try Parallel.forEach(count: batch, threads: threads) { index in
                    let begin = (first + index) * size
                    let walk = ScreeningWalk(
                        space, table, rights, pool: shared.withLock { $0.emptied })
                    body(begin..<min(count, begin + size), walk)
                    walk.block.flush()
                    let found = walk.block.pool
                    shared.withLock { $0.merge(found) }
                }
                done += batch
                progress((start + (end - start) * Double(done) / Double(items)) / total)
            }
        }
        var finished = factors * factors / 2
        try work(
            space.factors.count, perItem: ScreeningBlock.capacity, from: 0, to: finished, rights
        ) { $1.factors($0) }
        guard space.rungs > 1 else { return shared.withLock { $0 } }
        let perItem = min(
            Double(IndependenceScreening.candidatesPerItem), Double(max(0, most)) / 2_000)
        try work(
            space.pairCount, perItem: Int(max(1, min(pairs / 64, perItem / perPair))),
            from: finished,
            to: finished + pairs * perPair, rights
        ) { $1.pairs($0) }
        finished += pairs * perPair
        guard space.rungs > 2 else { return shared.withLock { $0 } }
        var sources = CrossSource(space, table)
        while let cross = sources.next() {
            let end = finished + crossed * cross.share
            let size = perItem / Double(2 * cross.rights.descriptions.count)
            try work(
                cross.pairs.upperBound,
                perItem: Int(max(1, min(Double(cross.pairs.count) / 16, size))), from: finished,
                to: end,
                cross.rights
            ) { $1.cross($0, cross) }
            finished = end
        }
        progress(1)
        return shared.withLock { $0 }
    }
}
