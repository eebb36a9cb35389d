/// The working memory of one tree: allocated once, so that no node allocates.
///
/// Raw memory because these arrays are read and written in the innermost loops, where bounds and
/// uniqueness checks cost more than the work itself.
final class GrowerScratch<Count: Numeric> {
    /// Rows of the tree, ordered such that each node owns a consecutive piece.
    let rows: UnsafeMutablePointer<SampledRow>
    /// Room to partition a piece.
    let moved: UnsafeMutablePointer<SampledRow>
    /// Bins of the candidate feature for the rows of the node.
    let bins: UnsafeMutablePointer<UInt8>
    /// Classes of the rows of the node, where `hasLabels` says that counting them is enough: every
    /// row stands for itself alone.
    let labels: UnsafeMutablePointer<UInt8>
    var hasLabels = false
    /// Rows that are looked at one by one.
    let keys: UnsafeMutablePointer<KeyedRow>
    /// Counts of each bin; all zero between uses.
    let histogram: UnsafeMutablePointer<Count>
    /// Counts left of each bin that is looked into.
    let leftOfBin: UnsafeMutablePointer<Count>
    /// Counts of the node, of the left side of a split, and of one group of equal values: one for
    /// each class, then the number of rows.
    let node: UnsafeMutablePointer<Count>
    let left: UnsafeMutablePointer<Count>
    let group: UnsafeMutablePointer<Count>
    /// Counts at a corner of what the left side can be inside a bin.
    let corner: UnsafeMutablePointer<Count>
    /// Features: those constant in the node first, then the others.
    let features: UnsafeMutablePointer<Int32>

    init(rows rowCount: Int, features featureCount: Int, stride: Int) {
        rows = .allocate(capacity: rowCount)
        moved = .allocate(capacity: rowCount)
        bins = .allocate(capacity: rowCount + NodeBins.padding)
        labels = .allocate(capacity: rowCount + NodeBins.padding)
        keys = .allocate(capacity: rowCount)
        func zeros(_ count: Int) -> UnsafeMutablePointer<Count> {
            let memory = UnsafeMutablePointer<Count>.allocate(capacity: count)
            memory.initialize(repeating: 0, count: count)
            return memory
        }
        histogram = zeros(256 * stride)
        leftOfBin = zeros(256 * stride)
        node = zeros(stride)
        left = zeros(stride)
        group = zeros(stride)
        corner = zeros(stride)
        features = .allocate(capacity: featureCount)
        for index in 0..<featureCount { features[index] = Int32(index) }
    }

    deinit {
        rows.deallocate()
        moved.deallocate()
        bins.deallocate()
        labels.deallocate()
        keys.deallocate()
        histogram.deallocate()
        leftOfBin.deallocate()
        node.deallocate()
        left.deallocate()
        group.deallocate()
        corner.deallocate()
        features.deallocate()
    }
}

/// A row of a node by its bin and value; `position` counts from the start of the node.
struct KeyedRow {
    let bin: Int
    let key: UInt64
    let position: Int

    @inline(__always)
    static func < (left: KeyedRow, right: KeyedRow) -> Bool {
        (left.key, left.position) < (right.key, right.position)
    }
}

/// A row of a tree's sample with its class and how many rows it stands for, in one word: the loops
/// over a node read nothing else in order.
struct SampledRow {
    private let bits: UInt64

    @inline(__always)
    init(row: UInt32, label: UInt16, size: UInt16) {
        bits = UInt64(row) | UInt64(label) << 32 | UInt64(size) << 48
    }

    @inline(__always) var row: Int { Int(bits & 0xffff_ffff) }
    @inline(__always) var label: Int { Int(bits >> 32 & 0xffff) }
    @inline(__always) var size: Int32 { Int32(truncatingIfNeeded: bits >> 48) }
}
