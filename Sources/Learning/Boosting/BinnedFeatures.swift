/// The columns of some rows of an encoded table in at most 256 bins each.
///
/// A column with more distinct values than bins is cut at its weighted quantiles; one with fewer
/// has a bin for each value, so that no cut is lost.
struct BinnedFeatures: Sendable {
    static let limit = 256

    let rowCount: Int
    let columnCount: Int
    /// Element (row, column) stands at `column * rowCount + row`; rows as they were chosen.
    let bins: [UInt8]
    /// Where the bins of each column begin, and at the end their number.
    let binStart: [Int]
    /// The least and the largest value of each bin.
    let lower: [Double]
    let upper: [Double]

    init(_ encoded: EncodedFeatures, rows: [UInt32], weights: [Double]) {
        var bins = [UInt8](repeating: 0, count: rows.count * encoded.columnCount)
        var binStart = [0]
        var lower = [Double]()
        var upper = [Double]()
        for column in 0..<encoded.columnCount {
            let distinct = encoded.distinctCount(column)
            var weightOfRank = [Double](repeating: 0, count: distinct)
            let ranks = rows.map { encoded.rank(Int($0), column) }
            for (row, rank) in zip(rows, ranks) { weightOfRank[rank] += weights[Int(row)] }
            let binOfRank = BinnedFeatures.binning(weightOfRank)
            for (position, rank) in ranks.enumerated() {
                bins[column * rows.count + position] = UInt8(truncatingIfNeeded: binOfRank[rank])
            }
            let start = encoded.valueStart[column]
            var last = -1
            for rank in 0..<distinct where weightOfRank[rank] > 0 {
                let value = encoded.distinctValues[start + rank]
                if binOfRank[rank] != last {
                    lower.append(value)
                    upper.append(value)
                    last = binOfRank[rank]
                } else {
                    upper[upper.count - 1] = value
                }
            }
            binStart.append(lower.count)
        }
        rowCount = rows.count
        columnCount = encoded.columnCount
        self.bins = bins
        self.binStart = binStart
        self.lower = lower
        self.upper = upper
    }

    /// The bin of each rank; ranks without weight share that of the one before.
    private static func binning(_ weights: [Double]) -> [Int] {
        let occupied = weights.count { $0 > 0 }
        let total = weights.reduce(0, +)
        var binOfRank = [Int](repeating: 0, count: weights.count)
        var bin = -1
        var passed = 0.0
        for (rank, weight) in weights.enumerated() {
            if weight > 0 {
                // A new bin opens at the first value and wherever the quantile says so.
                let isDue = passed >= total * Double(bin + 1) / Double(limit)
                if bin < 0 || occupied <= limit || (isDue && bin < limit - 1) { bin += 1 }
                passed += weight
            }
            binOfRank[rank] = max(0, bin)
        }
        return binOfRank
    }
}
