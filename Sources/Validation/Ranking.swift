/// Rows by rising score, cut where the score changes, ready to be weighted again and again.
///
/// Each row belongs to a group and counts as often as its group was drawn, so that a bootstrap
/// replicate is one pass without sorting.
struct Ranking: Sendable {
    /// What one pass finds.
    struct Figures {
        /// `nil` without positives.
        var averagePrecision: Double?
        /// By depth; `nil` where there are fewer rows.
        var precisionAt: [Double?]
        /// `nil` without rows.
        var calibrationError: Double?
    }

    /// 2 * group + (1 for a positive row), by rising score.
    private let codes: [Int32]
    /// Where each run of equal scores ends.
    private let ends: [Int32]
    /// The score of each run.
    private let scores: [Double]
    /// The lowest run that holds a positive.
    private let lowestRun: Int
    /// Positions into `depths`, by rising depth.
    private let depthOrder: [Int]
    private let depths: [Int]
    private let bins: Int

    /// - Parameter groupOfRow: the group of each row; `nil` puts every row into group 0.
    init(
        scores: [Double], positives: [Bool], groupOfRow: [Int32]? = nil, depths: [Int] = [],
        bins: Int = 1
    ) {
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        codes = order.map { 2 * (groupOfRow?[$0] ?? 0) + (positives[$0] ? 1 : 0) }
        let ends = order.indices.filter {
            $0 + 1 == order.count || scores[order[$0]] != scores[order[$0 + 1]]
        }
        self.ends = ends.map { Int32($0 + 1) }
        let lowest = order.firstIndex { positives[$0] } ?? order.count
        lowestRun = ends.firstIndex { $0 >= lowest } ?? ends.count
        self.scores = ends.map { scores[order[$0]] }
        self.depths = depths
        depthOrder = depths.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
        self.bins = bins
    }

    /// - Parameters:
    ///   - times: how often each group counts.
    ///   - totals: rows and positives under these weights.
    func figures(times: [Int32], totals: (rows: Int, positives: Int)) -> Figures {
        var result = Figures(
            averagePrecision: nil, precisionAt: [Double?](repeating: nil, count: depths.count),
            calibrationError: nil)
        guard totals.rows > 0 else { return result }
        var nextDepth = depths.count - 1
        while nextDepth >= 0, depths[depthOrder[nextDepth]] > totals.rows { nextDepth -= 1 }
        var depth = nextDepth >= 0 ? depths[depthOrder[nextDepth]] : 0
        // Rows and positives at and above the present run.
        var above = totals.rows
        var hitsAbove = totals.positives
        var area = 0.0
        var bin = CalibrationBins(rows: totals.rows, bins: bins)
        forEachRun(times: times) { score, count, hits in
            if hits > 0 { area += Double(hits) * (Double(hitsAbove) / Double(above)) }
            above -= count
            hitsAbove -= hits
            while depth > above {
                let share = Double(hits) / Double(count)
                let expected = Double(hitsAbove) + Double(depth - above) * share
                result.precisionAt[depthOrder[nextDepth]] = expected / Double(depth)
                nextDepth -= 1
                depth = nextDepth >= 0 ? depths[depthOrder[nextDepth]] : 0
            }
            bin.add(count: count, hits: hits, score: score)
        }
        if totals.positives > 0 { result.averagePrecision = area / Double(totals.positives) }
        result.calibrationError = bin.error
        return result
    }

    /// Average precision alone, from the top down to the last positive; needs no totals.
    func averagePrecision(times: [Int32]) -> Double? {
        var above = 0
        var hitsAbove = 0
        var area = 0.0
        times.withUnsafeBufferPointer { times in
            codes.withUnsafeBufferPointer { codes in
                var position = codes.count - 1
                for run in stride(from: ends.count - 1, through: lowestRun, by: -1) {
                    let start = run > 0 ? Int(ends[run - 1]) : 0
                    let hitsBefore = hitsAbove
                    while position >= start {
                        let code = Int(codes[position])
                        let weight = Int(times[code >> 1])
                        above += weight
                        hitsAbove += weight & -(code & 1)
                        position -= 1
                    }
                    let hits = hitsAbove - hitsBefore
                    if hits > 0 { area += Double(hits) * (Double(hitsAbove) / Double(above)) }
                }
            }
        }
        return hitsAbove > 0 ? area / Double(hitsAbove) : nil
    }

    /// Score, rows and positives of each run of equal scores, by rising score; there may be runs
    /// without a row.
    @inline(__always)
    func forEachRun(
        times: [Int32], _ body: (_ score: Double, _ count: Int, _ hits: Int) -> Void
    ) {
        times.withUnsafeBufferPointer { times in
            codes.withUnsafeBufferPointer { codes in
                ends.withUnsafeBufferPointer { ends in
                    scores.withUnsafeBufferPointer { scores in
                        var position = 0
                        for run in ends.indices {
                            let end = Int(ends[run])
                            var count = 0
                            var hits = 0
                            while position < end {
                                let code = Int(codes[position])
                                let weight = Int(times[code >> 1])
                                count += weight
                                hits += weight & -(code & 1)
                                position += 1
                            }
                            body(scores[run], count, hits)
                        }
                    }
                }
            }
        }
    }
}

/// Bins of nearly equal mass over rising scores; equal scores are never parted.
///
/// A bin is full with the first run of equal scores that brings the rows seen so far to a
/// multiple of rows / bins or past it; there are at most `bins` bins.
struct CalibrationBins {
    struct Bin {
        var rows = 0
        var positives = 0
        /// Sum of the scores.
        var predicted = 0.0
    }

    private let rows: Int
    private let bins: Int
    private var seen = 0
    /// How many rows must have been seen for the open bin to be full.
    private var target: Int
    private var open = Bin()
    private var gap = 0.0

    init(rows: Int, bins: Int) {
        self.rows = rows
        self.bins = bins
        target = (rows + bins - 1) / bins
    }

    /// Adds a run; gives the bin that it fills.
    @inline(__always) @discardableResult
    mutating func add(count: Int, hits: Int, score: Double) -> Bin? {
        open.rows += count
        open.positives += hits
        open.predicted += Double(count) * score
        seen += count
        guard seen >= target else { return nil }
        return close()
    }

    private mutating func close() -> Bin {
        target = ((seen * bins / rows + 1) * rows + bins - 1) / bins
        gap += abs(open.predicted - Double(open.positives))
        let full = open
        open = Bin()
        return full
    }

    /// Mean over the rows of |mean score - share of positives| of the row's bin.
    var error: Double? { rows > 0 ? gap / Double(rows) : nil }
}
