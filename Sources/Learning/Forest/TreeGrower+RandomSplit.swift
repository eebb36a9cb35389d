/// One random cut of a feature.
///
/// The cut lies between the least and the largest value in the node, but to read these values, one
/// here and one there in a large table, costs more than all the rest. The bins of both give bounds
/// on the cut; where no row lies between the bounds, the two sides are known without any value,
/// and the cut itself is worked out only if it wins.
extension TreeGrower {
    /// Compares one random cut of a feature with the best so far.
    ///
    /// The cut is drawn evenly between the least and the largest value in the node.
    ///
    /// - Returns: whether the feature varies in the node.
    mutating func considerDrawn(
        _ feature: Int, _ begin: Int, _ end: Int, _ best: inout Split
    ) -> Bool {
        let bins = gather(feature, begin, end)
        let (lowBin, highBin) = bins.range()
        var split = Split()
        split.feature = feature
        if lowBin < highBin {
            let share = stream.unit()
            split.share = share
            if let bin = lastBinLeft(feature, lowBin, highBin, share, bins) {
                split.bin = bin
            } else {
                let (low, high) = extremes(feature, begin, lowBin, highBin, bins)
                settle(&split, at: cut(low, high, share), lowBin, highBin)
            }
        } else {
            let bin = encoded.binOffset[feature] + lowBin
            guard table.lower[bin] < table.upper[bin] else { return false }
            let (low, high) = extremes(feature, begin, lowBin, highBin, bins)
            guard low < high else { return false }
            settle(&split, at: cut(low, high, stream.unit()), lowBin, highBin)
        }
        countLeft(begin, split, bins, end - begin)
        let node = scratch.node
        let left = scratch.left
        guard left[classCount] >= limits.minLeaf,
            node[classCount] - left[classCount] >= limits.minLeaf
        else { return true }
        split.purity = score.purity(left: left, of: node, classes: classCount)
        if split.purity > best.purity { best = split }
        return true
    }

    /// Works out the cut of a split of which only the two sides are known.
    func settled(_ split: Split, _ begin: Int, _ end: Int) -> Split {
        guard let share = split.share else { return split }
        var split = split
        let bins = gather(split.feature, begin, end)
        let (lowBin, highBin) = bins.range()
        let (low, high) = extremes(split.feature, begin, lowBin, highBin, bins)
        settle(&split, at: cut(low, high, share), lowBin, highBin)
        return split
    }

    @inline(__always)
    private func gather(_ feature: Int, _ begin: Int, _ end: Int) -> NodeBins {
        NodeBins(
            table.column(feature, rows: end - begin), scratch.rows + begin, count: end - begin,
            into: scratch.bins)
    }

    /// The last bin left of the cut, if the bins of the least and of the largest value tell.
    ///
    /// Rounding keeps order, so that bounds on both values bound the cut, as computed.
    @inline(__always)
    private func lastBinLeft(
        _ feature: Int, _ lowBin: Int, _ highBin: Int, _ share: Double, _ bins: NodeBins
    ) -> Int? {
        let start = encoded.binOffset[feature]
        let (lower, upper) = (table.lower + start, table.upper + start)
        let least = lower[lowBin] * (1 - share) + lower[highBin] * share
        let most = upper[lowBin] * (1 - share) + upper[highBin] * share
        // Else the drawn value may have to be moved into the interval.
        guard least >= upper[lowBin], most < lower[highBin] else { return nil }
        let bin = lastBin(lower, startingUpTo: least, lowBin, highBin)
        let last = upper[bin] <= least ? bin : bin &- 1
        var next = bin &+ 1
        while lower[next] <= most { next &+= 1 }
        if next > last &+ 1, bins.contains(last &+ 1...next &- 1) { return nil }
        return last
    }

    /// The last bin of a range whose least value is at most `cut`; the first bin is one.
    @inline(__always)
    private func lastBin(
        _ lower: UnsafePointer<Double>, startingUpTo cut: Double, _ first: Int, _ last: Int
    ) -> Int {
        var below = first
        var width = last &+ 1 &- first
        while width > 1 {
            let half = width &>> 1
            below = lower[below &+ half] <= cut ? below &+ half : below
            width &-= half
        }
        return below
    }

    /// The least and the largest value of the node.
    @inline(__always)
    private func extremes(
        _ feature: Int, _ begin: Int, _ lowBin: Int, _ highBin: Int, _ bins: NodeBins
    ) -> (low: Double, high: Double) {
        let start = encoded.binOffset[feature]
        var low = table.lower[start + lowBin]
        var high = table.upper[start + highBin]
        if low == table.upper[start + lowBin], high == table.lower[start + highBin] {
            return (low, high)
        }
        (low, high) = (.infinity, -.infinity)
        let rows = scratch.rows + begin
        bins.forEach(in: lowBin, or: highBin) { index in
            let value = table.value(rows[index].row, feature)
            low = min(low, value)
            high = max(high, value)
        }
        return (low, high)
    }

    /// A cut in [low, high).
    @inline(__always)
    private func cut(_ low: Double, _ high: Double, _ share: Double) -> Double {
        let drawn = low * (1 - share) + high * share
        // Rounding may push the drawn value out of the interval.
        return drawn >= low && drawn < high ? drawn : low
    }

    @inline(__always)
    private func settle(_ split: inout Split, at cut: Double, _ lowBin: Int, _ highBin: Int) {
        let start = encoded.binOffset[split.feature]
        split.bin = lastBin(table.lower + start, startingUpTo: cut, lowBin, highBin)
        split.within = table.upper[start + split.bin] <= cut ? .infinity : cut
        split.cut = cut
        split.share = nil
    }

    @inline(__always)
    private func countLeft(_ begin: Int, _ split: Split, _ bins: NodeBins, _ count: Int) {
        let left = scratch.left
        let rows = scratch.rows + begin
        let isWhole = split.within == .infinity
        for index in 0..<stride { left[index] = 0 }
        if scratch.hasLabels {
            let last = isWhole ? split.bin : split.bin - 1
            for index in 0..<classCount where last >= 0 && scratch.node[index] != 0 {
                let found = score.count(
                    ofRows: bins.count(
                        upTo: last, label: UInt8(truncatingIfNeeded: index),
                        labels: scratch.labels))
                left[index] = found
                left[classCount] += found
            }
        } else {
            for index in 0..<count
            where bins[index] < split.bin || (isWhole && bins[index] == split.bin) {
                add(rows[index], to: left)
            }
        }
        guard !isWhole else { return }
        bins.forEach(in: split.bin, or: split.bin) { index in
            let entry = rows[index]
            if table.value(entry.row, split.feature) <= split.within { add(entry, to: left) }
        }
    }

    @inline(__always)
    private func add(_ entry: SampledRow, to counts: UnsafeMutablePointer<Count>) {
        counts[entry.label] += score.weight(of: entry, weights)
        counts[classCount] += score.size(of: entry)
    }
}
