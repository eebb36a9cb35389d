extension TreeGrower {
    /// Nodes of at most this many rows sort their ranks; larger ones mark them in a bit set.
    private static var sortedNodeSize: Int { 16 }

    /// Compares the cuts of one feature with the best so far.
    ///
    /// - Returns: whether the feature varies in the node.
    func consider(_ feature: Int, _ begin: Int, _ end: Int, _ best: inout Split) -> Bool {
        let count = end - begin
        let (low, high) = gather(feature, begin, count)
        guard low < high else { return false }
        fillHistogram(count, low)
        let groups =
            count <= Self.sortedNodeSize
            ? sortRanks(count, low) : markRanks(count, low, Int(high - low) + 1)
        sweep(feature, low, groups, &best)
        return true
    }

    /// Copies the ranks of a feature for the rows of the node; gives the least and the largest.
    @inline(__always)
    func gather(_ feature: Int, _ begin: Int, _ count: Int) -> (low: Rank, high: Rank) {
        let column = columns + feature * encoded.rowCount
        let rows = scratch.rows + begin
        let ranks = scratch.ranks
        var low = Rank.max
        var high = Rank.min
        for index in 0..<count {
            let rank = column[Int(rows[index])]
            ranks[index] = rank
            low = min(low, rank)
            high = max(high, rank)
        }
        return (low, high)
    }

    private func fillHistogram(_ count: Int, _ low: Rank) {
        let histogram = scratch.histogram
        let ranks = scratch.ranks
        let classes = scratch.classes
        let stride = stride
        if sample.isUnit {
            if score.countsAreSizes {
                for index in 0..<count {
                    histogram[Int(ranks[index] - low) * stride + Int(classes[index])] += 1
                }
            } else {
                for index in 0..<count {
                    let group = histogram + Int(ranks[index] - low) * stride
                    group[Int(classes[index])] += 1
                    group[classCount] += 1
                }
            }
        } else {
            for index in 0..<count {
                let group = histogram + Int(ranks[index] - low) * stride
                group[Int(classes[index])] += scratch.weights[index]
                if !score.countsAreSizes { group[classCount] += scratch.sizes[index] }
            }
        }
    }

    /// Lists the ranks that occur by insertion; equal ranks are listed once.
    private func sortRanks(_ count: Int, _ low: Rank) -> Int {
        let occupied = scratch.occupied
        var groups = 0
        for index in 0..<count {
            let rank = Int32(truncatingIfNeeded: scratch.ranks[index] - low)
            var position = groups
            while position > 0, occupied[position - 1] > rank { position -= 1 }
            if position > 0, occupied[position - 1] == rank { continue }
            var moving = groups
            while moving > position {
                occupied[moving] = occupied[moving - 1]
                moving -= 1
            }
            occupied[position] = rank
            groups += 1
        }
        return groups
    }

    /// Lists the ranks that occur by way of a bit set.
    private func markRanks(_ count: Int, _ low: Rank, _ range: Int) -> Int {
        let marks = scratch.marks
        let occupied = scratch.occupied
        for index in 0..<count {
            let rank = Int(scratch.ranks[index] - low)
            marks[rank >> 6] |= 1 << UInt64(truncatingIfNeeded: rank & 63)
        }
        var groups = 0
        for word in 0..<(range + 63) / 64 {
            var bits = marks[word]
            guard bits != 0 else { continue }
            marks[word] = 0
            while bits != 0 {
                occupied[groups] = Int32(truncatingIfNeeded: word * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
                groups += 1
            }
        }
        return groups
    }

    /// Runs over the groups of equal values, smallest first, and empties the histogram behind it.
    private func sweep(_ feature: Int, _ low: Rank, _ groups: Int, _ best: inout Split) {
        let stride = stride
        let node = scratch.node
        let left = scratch.left
        let total = node[classCount]
        for index in 0..<stride { left[index] = 0 }
        var previousClass = -1
        var previousRank = scratch.occupied[0]
        for position in 0..<groups {
            let rank = scratch.occupied[position]
            let group = scratch.histogram + Int(rank) * stride
            var present = 0
            var groupClass = -1
            var size: Count = 0
            for index in 0..<classCount where group[index] != 0 {
                present += 1
                groupClass = index
                size += group[index]
            }
            if present > 1 { groupClass = -1 }
            let sameRun =
                limits.skipsPureRuns && groupClass >= 0 && groupClass == previousClass
            if position > 0, !sameRun, left[classCount] >= limits.minLeaf,
                total - left[classCount] >= limits.minLeaf
            {
                let purity = score.purity(left: left, of: node, classes: classCount)
                if purity > best.purity {
                    best.purity = purity
                    best.feature = feature
                    best.lowRank = low + Rank(truncatingIfNeeded: previousRank)
                    best.highRank = low + Rank(truncatingIfNeeded: rank)
                }
            }
            for index in 0..<classCount {
                left[index] += group[index]
                group[index] = 0
            }
            left[classCount] += score.countsAreSizes ? size : group[classCount]
            group[classCount] = 0
            previousClass = groupClass
            previousRank = rank
        }
    }
}
