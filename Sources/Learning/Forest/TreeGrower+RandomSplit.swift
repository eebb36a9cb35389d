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
        countLeft(count, upTo: Rank(truncatingIfNeeded: cut))
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

    private func countLeft(_ count: Int, upTo cut: Rank) {
        let left = scratch.left
        for index in 0..<stride { left[index] = 0 }
        let ranks = scratch.ranks
        let classes = scratch.classes
        if sample.isUnit {
            for index in 0..<count {
                left[Int(classes[index])] += ranks[index] <= cut ? 1 : 0
            }
            for label in 0..<classCount { left[classCount] += left[label] }
        } else {
            for index in 0..<count where ranks[index] <= cut {
                left[Int(classes[index])] += scratch.weights[index]
                left[classCount] += scratch.sizes[index]
            }
        }
    }
}
