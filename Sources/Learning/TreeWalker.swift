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
                                        featureCount: featureCount, outputCount: outputCount,
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
    let outputCount: Int
    let feature: UnsafeBufferPointer<Int32>
    let threshold: UnsafeBufferPointer<Double>
    let left: UnsafeBufferPointer<Int32>
    let right: UnsafeBufferPointer<Int32>
    let leafStart: UnsafeBufferPointer<Int32>
    let leafValues: UnsafeBufferPointer<Int32>

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
    func value(_ leaf: Int, _ index: Int) -> Int32 { leafValues[Int(leafStart[leaf]) + index] }

    @inline(__always)
    func add(_ leaf: Int, to sums: UnsafeMutablePointer<Int64>) {
        let start = Int(leafStart[leaf])
        for index in 0..<outputCount { sums[index] += Int64(leafValues[start + index]) }
    }

    @inline(__always)
    private func step(_ node: Int, _ row: UnsafePointer<Double>) -> Int {
        Int(row[Int(feature[node])] <= threshold[node] ? left[node] : right[node])
    }
}
