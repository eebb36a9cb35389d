/// The best cut of one feature in one node, exact, by way of bins.
///
/// A pass over the rows counts classes by bin; the cuts between bins are weighed at once. Inside a
/// bin of several values no cut can be better than the corners of the box between the counts left
/// of the bin and those after it, since purity is convex in them: bins whose corners do not reach
/// the best cut so far are never looked into.
extension TreeGrower {
    /// What is known of a feature while its cuts are weighed.
    struct Search {
        let feature: Int
        var best = Split()
        /// Where the best cut stands: 2 b inside bin b, 2 b + 1 behind it. Of equal cuts the first
        /// is taken.
        var place = Int.max
        /// Bins that must be looked into, one bit each.
        var open: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var hasOpen = false

        mutating func offer(_ split: Split, at position: Int) {
            if split.purity > best.purity || (split.purity == best.purity && position < place) {
                best = split
                place = position
            }
        }
    }

    /// Compares the cuts of one feature with the best so far.
    ///
    /// - Returns: whether the feature varies in the node.
    func consider(_ feature: Int, _ begin: Int, _ end: Int, _ best: inout Split) -> Bool {
        let count = end - begin
        var search = Search(feature: feature)
        let marks = fillHistogram(feature, begin, count)
        let occupied =
            marks.0.nonzeroBitCount + marks.1.nonzeroBitCount + marks.2.nonzeroBitCount
            + marks.3.nonzeroBitCount
        if occupied == 1 {
            clearHistogram(marks)
            guard weighAll(begin, count, marks, &search) else { return false }
        } else {
            sweepBins(marks, best.purity, &search)
            if search.hasOpen { weighOpenBins(begin, count, &search) }
        }
        if search.best.purity > best.purity { best = search.best }
        return true
    }

    /// Counts classes by bin; gives the bins that occur.
    private func fillHistogram(
        _ feature: Int, _ begin: Int, _ count: Int
    ) -> (UInt64, UInt64, UInt64, UInt64) {
        let column = table.column(feature, rows: count)
        let rows = scratch.rows + begin
        let histogram = scratch.histogram
        let stride = stride
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { marks in
            marks.initialize(repeating: 0)
            for index in 0..<count {
                let entry = rows[index]
                let bin = column.bin(entry.row)
                histogram[bin &* stride &+ entry.label] += score.weight(of: entry, weights)
                if !score.countsAreSizes {
                    histogram[bin &* stride &+ classCount] += score.size(of: entry)
                }
                marks[bin &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: bin & 63)
            }
            return (marks[0], marks[1], marks[2], marks[3])
        }
    }

    private func clearHistogram(_ marks: (UInt64, UInt64, UInt64, UInt64)) {
        forEachBit(marks) { bin in
            for index in 0..<stride { scratch.histogram[bin * stride + index] = 0 }
        }
    }

    @inline(__always)
    private func forEachBit(
        _ marks: (UInt64, UInt64, UInt64, UInt64), _ body: (Int) -> Void
    ) {
        func word(_ bits: UInt64, _ start: Int) {
            var bits = bits
            while bits != 0 {
                body(start &+ bits.trailingZeroBitCount)
                bits &= bits &- 1
            }
        }
        word(marks.0, 0)
        word(marks.1, 64)
        word(marks.2, 128)
        word(marks.3, 192)
    }

    /// Weighs the cuts between bins, smallest first, and empties the histogram behind it.
    private func sweepBins(
        _ marks: (UInt64, UInt64, UInt64, UInt64), _ toBeat: Double, _ search: inout Search
    ) {
        let stride = stride
        let node = scratch.node
        let left = scratch.left
        let total = node[classCount]
        for index in 0..<stride { left[index] = 0 }
        var previousClass = -1
        var previousBin = -1
        let start = encoded.binOffset[search.feature]
        forEachBit(marks) { bin in
            let group = scratch.histogram + bin &* stride
            var present = 0
            var groupClass = -1
            var size: Count = 0
            for index in 0..<classCount where group[index] != 0 {
                present += 1
                groupClass = index
                size += group[index]
            }
            if present > 1 { groupClass = -1 }
            if !score.countsAreSizes { size = group[classCount] }
            let sameRun =
                limits.skipsPureRuns && groupClass >= 0 && groupClass == previousClass
            if previousBin >= 0, !sameRun, left[classCount] >= limits.minLeaf,
                total - left[classCount] >= limits.minLeaf
            {
                var split = Split()
                split.purity = score.purity(left: left, of: node, classes: classCount)
                split.feature = search.feature
                split.bin = previousBin
                split.nextBin = bin
                search.offer(split, at: 2 &* previousBin &+ 1)
            }
            if size > 1, present > 1 || !limits.skipsPureRuns,
                encoded.lower[start + bin] < encoded.upper[start + bin],
                corner(of: group) >= max(toBeat, search.best.purity)
            {
                search.open(bin)
                (scratch.leftOfBin + bin &* stride).update(from: left, count: stride)
            }
            for index in 0..<classCount {
                left[index] += group[index]
                group[index] = 0
            }
            left[classCount] += size
            group[classCount] = 0
            previousClass = groupClass
            previousBin = bin
        }
    }

    /// The best purity that a cut inside a bin could have, a little rounded up.
    private func corner(of group: UnsafePointer<Count>) -> Double {
        let left = scratch.left
        let corner = scratch.corner
        var present = 0
        for index in 0..<classCount where group[index] != 0 { present += 1 }
        // With many classes the corners are too many; looking into the bin is always right.
        guard present <= 4 else { return .infinity }
        var best = -Double.infinity
        for choice in 0..<(1 << present) {
            var bit = 0
            for index in 0..<classCount {
                corner[index] = left[index]
                guard group[index] != 0 else { continue }
                if choice >> bit & 1 == 1 { corner[index] += group[index] }
                bit += 1
            }
            best = max(best, score.purity(left: corner, of: scratch.node, classes: classCount))
        }
        return best + 1e-10 * abs(best)
    }

    /// Weighs the cuts inside the bins that were left open.
    private func weighOpenBins(_ begin: Int, _ count: Int, _ search: inout Search) {
        let column = table.column(search.feature, rows: count)
        var found = 0
        for index in 0..<count {
            let row = scratch.rows[begin + index].row
            let bin = column.bin(row)
            guard search.isOpen(bin) else { continue }
            let key = OrderedKey.of(table.value(row, search.feature))
            scratch.keys[found] = KeyedRow(bin: bin, key: key, position: index)
            found += 1
        }
        sortKeys(found)
        var start = 0
        while start < found {
            let bin = scratch.keys[start].bin
            var end = start + 1
            while end < found, scratch.keys[end].bin == bin { end += 1 }
            scratch.left.update(from: scratch.leftOfBin + bin * stride, count: stride)
            sweepKeys(start..<end, begin, &search)
            start = end
        }
    }

    /// Weighs the cuts between the values of a node whose rows share one bin.
    ///
    /// - Returns: whether the feature varies in the node.
    private func weighAll(
        _ begin: Int, _ count: Int, _ marks: (UInt64, UInt64, UInt64, UInt64),
        _ search: inout Search
    ) -> Bool {
        var bin = 0
        forEachBit(marks) { bin = $0 }
        let place = encoded.binOffset[search.feature] + bin
        guard encoded.lower[place] < encoded.upper[place] else { return false }
        var low = UInt64.max
        var high = UInt64.min
        for index in 0..<count {
            let row = scratch.rows[begin + index].row
            let key = OrderedKey.of(table.value(row, search.feature))
            low = min(low, key)
            high = max(high, key)
            scratch.keys[index] = KeyedRow(bin: bin, key: key, position: index)
        }
        guard low < high else { return false }
        sortKeys(count)
        for index in 0..<stride { scratch.left[index] = 0 }
        sweepKeys(0..<count, begin, &search)
        return true
    }

    private func sortKeys(_ count: Int) {
        let keys = scratch.keys
        guard count <= 32 else {
            var all = UnsafeMutableBufferPointer(start: keys, count: count)
            all.sort(by: <)
            return
        }
        for index in Swift.stride(from: 1, to: count, by: 1) {
            let key = keys[index]
            var position = index
            while position > 0, key < keys[position - 1] {
                keys[position] = keys[position - 1]
                position -= 1
            }
            keys[position] = key
        }
    }

    /// Runs over sorted rows of one bin, with what lies left of them in `scratch.left`.
    private func sweepKeys(_ range: Range<Int>, _ begin: Int, _ search: inout Search) {
        let rows = scratch.rows + begin
        let (left, group) = (scratch.left, scratch.group)
        let total = scratch.node[classCount]
        var previousClass = -1
        var previousKey: UInt64?
        var position = range.lowerBound
        while position < range.upperBound {
            let (bin, key) = (scratch.keys[position].bin, scratch.keys[position].key)
            for index in 0..<stride { group[index] = 0 }
            var groupClass = -1
            var isPure = true
            while position < range.upperBound, scratch.keys[position].key == key {
                let entry = rows[scratch.keys[position].position]
                group[entry.label] += score.weight(of: entry, weights)
                group[classCount] += score.size(of: entry)
                if groupClass >= 0, groupClass != entry.label { isPure = false }
                groupClass = entry.label
                position += 1
            }
            if !isPure { groupClass = -1 }
            let sameRun =
                limits.skipsPureRuns && groupClass >= 0 && groupClass == previousClass
            if let previousKey, !sameRun, left[classCount] >= limits.minLeaf,
                total - left[classCount] >= limits.minLeaf
            {
                let low = OrderedKey.value(previousKey)
                var split = Split()
                split.purity = score.purity(left: left, of: scratch.node, classes: classCount)
                split.feature = search.feature
                split.bin = bin
                split.within = low
                split.cut = middle(low, OrderedKey.value(key))
                search.offer(split, at: 2 * bin)
            }
            for index in 0..<stride { left[index] += group[index] }
            previousClass = groupClass
            previousKey = key
        }
    }
}

extension TreeGrower.Search {
    mutating func open(_ bin: Int) {
        let bit = UInt64(1) << UInt64(bin & 63)
        switch bin >> 6 {
        case 0: open.0 |= bit
        case 1: open.1 |= bit
        case 2: open.2 |= bit
        default: open.3 |= bit
        }
        hasOpen = true
    }

    @inline(__always)
    func isOpen(_ bin: Int) -> Bool {
        let word =
            switch bin >> 6 {
            case 0: open.0
            case 1: open.1
            case 2: open.2
            default: open.3
            }
        return word >> UInt64(bin & 63) & 1 == 1
    }
}
