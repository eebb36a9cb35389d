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
        let (low, high) = gather(feature, begin, count)
        guard low < high else { return false }
        let (cut, threshold) = drawCut(feature, Int(low), Int(high))
        countLeft(begin, count, upTo: Rank(truncatingIfNeeded: cut))
        let node = scratch.node
        let left = scratch.left
        guard left[classCount] >= limits.minLeaf,
            node[classCount] - left[classCount] >= limits.minLeaf
        else { return true }
        let purity = score.purity(left: left, of: node, classes: classCount)
        if purity > best.purity {
            best.purity = purity
            best.feature = feature
            best.lowRank = Rank(truncatingIfNeeded: cut)
            best.drawn = threshold
        }
        return true
    }

    /// A cut in [value of `low`, value of `high`) and the last rank that lies left of it.
    private mutating func drawCut(
        _ feature: Int, _ low: Int, _ high: Int
    ) -> (rank: Int, threshold: Double) {
        let start = encoded.valueStart[feature]
        let share = stream.unit()
        let least = encoded.distinctValues[start + low]
        let largest = encoded.distinctValues[start + high]
        let drawn = least * (1 - share) + largest * share
        var below = low
        var above = high
        while above - below > 1 {
            let middle = (below + above) / 2
            if encoded.distinctValues[start + middle] <= drawn {
                below = middle
            } else {
                above = middle
            }
        }
        // Rounding may push the drawn value out of the gap that the ranks say.
        let floor = encoded.distinctValues[start + below]
        let fits = drawn >= floor && drawn < encoded.distinctValues[start + below + 1]
        return (below, fits ? drawn : floor)
    }

    private func countLeft(_ begin: Int, _ count: Int, upTo cut: Rank) {
        let left = scratch.left
        for index in 0..<stride { left[index] = 0 }
        let ranks = scratch.ranks
        let rows = scratch.rows + begin
        for index in 0..<count where ranks[index] <= cut {
            left[rows[index].label] += score.weight(of: rows[index], weights)
            left[classCount] += score.size(of: rows[index])
        }
    }

    /// Copies the ranks of a feature for the rows of the node; gives the least and the largest.
    private func gather(_ feature: Int, _ begin: Int, _ count: Int) -> (low: Rank, high: Rank) {
        let column = columns + feature * encoded.rowCount
        let rows = scratch.rows + begin
        let ranks = scratch.ranks
        var low = Rank.max
        var high = Rank.min
        for index in 0..<count {
            let rank = column[rows[index].row]
            ranks[index] = rank
            low = min(low, rank)
            high = max(high, rank)
        }
        return (low, high)
    }
}
