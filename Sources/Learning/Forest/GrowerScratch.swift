/// The working memory of one tree: allocated once, so that no node allocates.
///
/// Raw memory because these arrays are read and written in the innermost loops, where bounds and
/// uniqueness checks cost more than the work itself.
final class GrowerScratch<Rank: FixedWidthInteger & UnsignedInteger, Count: Numeric> {
    /// Rows of the tree, ordered such that each node owns a consecutive piece.
    let rows: UnsafeMutablePointer<UInt32>
    /// Room to partition a piece.
    let moved: UnsafeMutablePointer<UInt32>
    /// Ranks of the candidate feature for the rows of the node.
    let ranks: UnsafeMutablePointer<Rank>
    /// Classes, weights and sizes of the rows of the node.
    let classes: UnsafeMutablePointer<UInt16>
    let weights: UnsafeMutablePointer<Count>
    let sizes: UnsafeMutablePointer<Count>
    /// Weight of each class, then the number of rows, for each rank; all zero between uses.
    let histogram: UnsafeMutablePointer<Count>
    /// One bit for each rank that occurs; all zero between uses.
    let marks: UnsafeMutablePointer<UInt64>
    /// The ranks that occur, ascending.
    let occupied: UnsafeMutablePointer<Int32>
    /// Counts of the node and of the left side of a split, laid out as in the histogram.
    let node: UnsafeMutablePointer<Count>
    let left: UnsafeMutablePointer<Count>
    /// Features: those constant in the node first, then the others.
    let features: UnsafeMutablePointer<Int32>

    init(rows rowCount: Int, features featureCount: Int, distinct: Int, stride: Int) {
        rows = .allocate(capacity: rowCount)
        moved = .allocate(capacity: rowCount)
        ranks = .allocate(capacity: rowCount)
        classes = .allocate(capacity: rowCount)
        weights = .allocate(capacity: rowCount)
        sizes = .allocate(capacity: rowCount)
        histogram = .allocate(capacity: distinct * stride)
        histogram.initialize(repeating: 0, count: distinct * stride)
        marks = .allocate(capacity: (distinct + 63) / 64)
        marks.initialize(repeating: 0, count: (distinct + 63) / 64)
        occupied = .allocate(capacity: distinct)
        node = .allocate(capacity: stride)
        node.initialize(repeating: 0, count: stride)
        left = .allocate(capacity: stride)
        left.initialize(repeating: 0, count: stride)
        features = .allocate(capacity: featureCount)
        for index in 0..<featureCount { features[index] = Int32(index) }
    }

    deinit {
        rows.deallocate()
        moved.deallocate()
        ranks.deallocate()
        classes.deallocate()
        weights.deallocate()
        sizes.deallocate()
        histogram.deallocate()
        marks.deallocate()
        occupied.deallocate()
        node.deallocate()
        left.deallocate()
        features.deallocate()
    }
}
