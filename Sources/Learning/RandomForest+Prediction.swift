import Basis

extension RandomForest {
    /// Rows judged at a time: a block of them stays in the cache while the trees pass.
    private static let blockSize = 64

    public func probabilities(of rows: Matrix, threads: Int) throws -> Matrix {
        try checkRows(rows)
        let blocks = try forEachBlock(of: rows, threads: threads) { block, count in
            var sums = [UInt64](repeating: 0, count: count * classCount)
            sums.withUnsafeMutableBufferPointer { accumulate(rows: block, count: count, into: $0) }
            return sums.map(probability(ofSum:))
        }
        return Matrix(rows: rows.rows, columns: classCount, values: blocks.flatMap { $0 })
    }

    /// Mean probabilities and their spread over the trees.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func predictions(of rows: Matrix, threads: Int) throws -> ForestPredictions {
        try checkRows(rows)
        let blocks = try forEachBlock(of: rows, threads: threads) { block, count in
            moments(rows: block, count: count)
        }
        return ForestPredictions(
            probabilities: Matrix(
                rows: rows.rows, columns: classCount, values: blocks.flatMap(\.means)),
            spread: Matrix(
                rows: rows.rows, columns: classCount, values: blocks.flatMap(\.spreads)))
    }

    /// Adds the class shares of every tree for `count` rows to `sums`.
    ///
    /// The kernel of sweeps: tree by tree over the block, without allocation and without checks of
    /// the values, which must be finite.
    ///
    /// - Parameters:
    ///   - rows: `count * featureCount` values, row by row.
    ///   - sums: `count * classCount` sums, row by row; ``probability(ofSum:)`` reads them.
    public func accumulate(
        rows: UnsafeBufferPointer<Double>, count: Int, into sums: UnsafeMutableBufferPointer<UInt64>
    ) {
        precondition(
            rows.count >= count * featureCount && sums.count >= count * classCount,
            "the block is shorter than \(count) rows")
        guard count > 0, let values = rows.baseAddress, let target = sums.baseAddress else {
            return
        }
        for tree in trees {
            tree.withWalker { walker in
                var row = 0
                // Four rows side by side: their loads overlap, where one walk would wait.
                while row + 4 <= count {
                    let leaves = walker.leaves(ofFour: values + row * featureCount)
                    walker.add(leaves.0, to: target + row * classCount)
                    walker.add(leaves.1, to: target + (row + 1) * classCount)
                    walker.add(leaves.2, to: target + (row + 2) * classCount)
                    walker.add(leaves.3, to: target + (row + 3) * classCount)
                    row += 4
                }
                while row < count {
                    let leaf = walker.leaf(of: values + row * featureCount)
                    walker.add(leaf, to: target + row * classCount)
                    row += 1
                }
            }
        }
    }

    private func forEachBlock<Result: Sendable>(
        of rows: Matrix, threads: Int,
        _ body: @Sendable (UnsafeBufferPointer<Double>, Int) -> Result
    ) throws -> [Result] {
        let size = RandomForest.blockSize
        return try Parallel.map(count: (rows.rows + size - 1) / size, threads: threads) { block in
            let chosen = block * size..<min(rows.rows, (block + 1) * size)
            return rows.values.withUnsafeBufferPointer { values in
                let slice = values[
                    chosen.lowerBound * featureCount..<chosen.upperBound * featureCount]
                return body(UnsafeBufferPointer(rebasing: slice), chosen.count)
            }
        }
    }

    /// Sums of shares and of their squares stay whole numbers, so the spread is exact.
    private func moments(
        rows: UnsafeBufferPointer<Double>, count: Int
    ) -> (means: [Double], spreads: [Double]) {
        var sums = [UInt64](repeating: 0, count: count * classCount)
        var squares = [UInt128](repeating: 0, count: count * classCount)
        guard let values = rows.baseAddress else { return ([], []) }
        for tree in trees {
            tree.withWalker { walker in
                for row in 0..<count {
                    let leaf = walker.leaf(of: values + row * featureCount)
                    for index in 0..<classCount {
                        let share = UInt64(walker.share(leaf, index))
                        sums[row * classCount + index] += share
                        squares[row * classCount + index] += UInt128(share * share)
                    }
                }
            }
        }
        let full = Double(trees.count) * Double(LeafShares.unit)
        let spreads = zip(sums, squares).map { sum, square in
            let variance = UInt128(trees.count) * square - UInt128(sum) * UInt128(sum)
            return Double(variance).squareRoot() / full
        }
        return (sums.map(probability(ofSum:)), spreads)
    }
}

extension DecisionTree {
    /// The node in which the walk of one row ends; the values must be finite.
    public func leaf(of row: ArraySlice<Double>) -> Int {
        precondition(row.count == featureCount, "\(row.count) values, \(featureCount) features")
        return row.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return 0 }
            return withWalker { $0.leaf(of: values) }
        }
    }

    /// Lends the arrays as pointers: bounds checks in the walk would cost a third of its time.
    func withWalker<Result>(_ body: (TreeWalker) -> Result) -> Result {
        feature.withUnsafeBufferPointer { feature in
            threshold.withUnsafeBufferPointer { threshold in
                left.withUnsafeBufferPointer { left in
                    right.withUnsafeBufferPointer { right in
                        leafStart.withUnsafeBufferPointer { leafStart in
                            leafValues.withUnsafeBufferPointer { leafValues in
                                body(
                                    TreeWalker(
                                        featureCount: featureCount, classCount: classCount,
                                        feature: feature, threshold: threshold, left: left,
                                        right: right, leafStart: leafStart,
                                        leafValues: leafValues))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A tree lent for walking; valid only inside `withWalker`.
struct TreeWalker {
    let featureCount: Int
    let classCount: Int
    let feature: UnsafeBufferPointer<Int32>
    let threshold: UnsafeBufferPointer<Double>
    let left: UnsafeBufferPointer<Int32>
    let right: UnsafeBufferPointer<Int32>
    let leafStart: UnsafeBufferPointer<Int32>
    let leafValues: UnsafeBufferPointer<UInt32>

    @inline(__always)
    func leaf(of row: UnsafePointer<Double>) -> Int {
        var node = 0
        while feature[node] >= 0 { node = step(node, row) }
        return node
    }

    @inline(__always)
    func leaves(ofFour rows: UnsafePointer<Double>) -> (Int, Int, Int, Int) {
        let second = rows + featureCount
        let third = second + featureCount
        let fourth = third + featureCount
        var (a, b, c, d) = (0, 0, 0, 0)
        // Leaves hold -1, so the bitwise and is negative only when all four have arrived.
        while feature[a] & feature[b] & feature[c] & feature[d] >= 0 {
            if feature[a] >= 0 { a = step(a, rows) }
            if feature[b] >= 0 { b = step(b, second) }
            if feature[c] >= 0 { c = step(c, third) }
            if feature[d] >= 0 { d = step(d, fourth) }
        }
        return (a, b, c, d)
    }

    @inline(__always)
    func share(_ leaf: Int, _ index: Int) -> UInt32 { leafValues[Int(leafStart[leaf]) + index] }

    @inline(__always)
    func add(_ leaf: Int, to sums: UnsafeMutablePointer<UInt64>) {
        let start = Int(leafStart[leaf])
        for index in 0..<classCount { sums[index] += UInt64(leafValues[start + index]) }
    }

    @inline(__always)
    private func step(_ node: Int, _ row: UnsafePointer<Double>) -> Int {
        Int(row[Int(feature[node])] <= threshold[node] ? left[node] : right[node])
    }
}
