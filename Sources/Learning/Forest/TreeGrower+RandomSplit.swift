extension TreeGrower {
    /// Compares one random cut of a feature with the best so far.
    ///
    /// The cut is drawn evenly between the least and the largest value in the node.
    ///
    /// - Returns: whether the feature varies in the node.
    mutating func considerDrawn(
        _ feature: Int, _ begin: Int, _ end: Int, _ best: inout Split
    ) -> Bool {
        let count = end - begin
        let (lowBin, highBin) = gather(feature, begin, count)
        let start = encoded.binOffset[feature]
        if lowBin == highBin, encoded.lower[start + lowBin] == encoded.upper[start + lowBin] {
            return false
        }
        let (low, high) = extremes(feature, begin, count, lowBin, highBin)
        guard low < high else { return false }
        var split = drawCut(feature, low, high, lowBin, highBin)
        countLeft(begin, count, split)
        let node = scratch.node
        let left = scratch.left
        guard left[classCount] >= limits.minLeaf,
            node[classCount] - left[classCount] >= limits.minLeaf
        else { return true }
        split.purity = score.purity(left: left, of: node, classes: classCount)
        if split.purity > best.purity { best = split }
        return true
    }

    /// Copies the bins of a feature for the rows of the node; gives the least and the largest.
    private func gather(_ feature: Int, _ begin: Int, _ count: Int) -> (low: Int, high: Int) {
        let column = table.column(feature, rows: count)
        let rows = scratch.rows + begin
        let bins = scratch.bins
        var low = UInt8.max
        var high = UInt8.min
        for index in 0..<count {
            let bin = UInt8(truncatingIfNeeded: column.bin(rows[index].row))
            bins[index] = bin
            low = min(low, bin)
            high = max(high, bin)
        }
        return (Int(low), Int(high))
    }

    /// The least and the largest value of the node.
    private func extremes(
        _ feature: Int, _ begin: Int, _ count: Int, _ lowBin: Int, _ highBin: Int
    ) -> (low: Double, high: Double) {
        let start = encoded.binOffset[feature]
        var low = encoded.lower[start + lowBin]
        var high = encoded.upper[start + highBin]
        if low == encoded.upper[start + lowBin], high == encoded.lower[start + highBin] {
            return (low, high)
        }
        (low, high) = (.infinity, -.infinity)
        for index in 0..<count {
            let bin = Int(scratch.bins[index])
            guard bin == lowBin || bin == highBin else { continue }
            let value = table.value(scratch.rows[begin + index].row, feature)
            low = min(low, value)
            high = max(high, value)
        }
        return (low, high)
    }

    /// A cut in [low, high).
    private mutating func drawCut(
        _ feature: Int, _ low: Double, _ high: Double, _ lowBin: Int, _ highBin: Int
    ) -> Split {
        let start = encoded.binOffset[feature]
        let share = stream.unit()
        let drawn = low * (1 - share) + high * share
        // Rounding may push the drawn value out of the interval.
        let cut = drawn >= low && drawn < high ? drawn : low
        var below = lowBin
        var above = highBin + 1
        while above - below > 1 {
            let middle = (below + above) / 2
            if encoded.lower[start + middle] <= cut {
                below = middle
            } else {
                above = middle
            }
        }
        var split = Split()
        split.feature = feature
        split.bin = below
        split.within = encoded.upper[start + below] <= cut ? .infinity : cut
        split.threshold = cut
        return split
    }

    private func countLeft(_ begin: Int, _ count: Int, _ split: Split) {
        let left = scratch.left
        for index in 0..<stride { left[index] = 0 }
        let bins = scratch.bins
        let rows = scratch.rows + begin
        let cut = UInt8(truncatingIfNeeded: split.bin)
        let isWhole = split.within == .infinity
        for index in 0..<count where bins[index] <= cut {
            let entry = rows[index]
            if !isWhole, bins[index] == cut,
                table.value(entry.row, split.feature) > split.within
            {
                continue
            }
            left[entry.label] += score.weight(of: entry, weights)
            left[classCount] += score.size(of: entry)
        }
    }
}
