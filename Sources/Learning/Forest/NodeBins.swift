/// The bins of one feature for the rows of a node, one byte each, worked on sixteen at a time.
///
/// Random cuts need no histogram: counting bytes that lie at or below a bound takes no branch that
/// could be mispredicted and no store that the next row would have to wait for.
///
/// The memory behind `bins` and `labels` reaches `padding` bytes past the last row. There `bins`
/// repeats the first row, and `labels` holds a label that no class has.
struct NodeBins {
    static let padding = 16
    static let noLabel = UInt8.max

    private typealias Lanes = SIMD16<UInt8>

    private let bins: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// Copies the bins of the rows of a node.
    @inline(__always)
    init(
        _ column: Table.Column, _ rows: UnsafePointer<SampledRow>, count: Int,
        into bins: UnsafeMutablePointer<UInt8>
    ) {
        self.bins = bins
        self.count = count
        for index in 0..<count {
            bins[index] = UInt8(truncatingIfNeeded: column.bin(rows[index].row))
        }
        UnsafeMutableRawPointer(bins + count).storeBytes(
            of: Lanes(repeating: bins[0]), as: Lanes.self)
    }

    @inline(__always)
    subscript(index: Int) -> Int { Int(bins[index]) }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> Lanes {
        UnsafeRawPointer(bytes + index).loadUnaligned(as: Lanes.self)
    }

    /// The least and the largest bin.
    @inline(__always)
    func range() -> (low: Int, high: Int) {
        var low = NodeBins.load(bins, 0)
        var high = low
        var index = NodeBins.padding
        while index < count {
            let lanes = NodeBins.load(bins, index)
            low = pointwiseMin(low, lanes)
            high = pointwiseMax(high, lanes)
            index &+= NodeBins.padding
        }
        return (Int(low.min()), Int(high.max()))
    }

    /// How many rows of one class lie in a bin up to `last`.
    @inline(__always)
    func count(upTo last: Int, label: UInt8, labels: UnsafePointer<UInt8>) -> Int {
        let bound = Lanes(repeating: UInt8(truncatingIfNeeded: last))
        let wanted = Lanes(repeating: label)
        var total = 0
        var index = 0
        while index < count {
            // A byte holds up to 255 rows before it must be added to the total.
            let end = min(count, index &+ 255 &* NodeBins.padding)
            var sums = Lanes()
            while index < end {
                let chosen =
                    (NodeBins.load(bins, index) .<= bound)
                    .& (NodeBins.load(labels, index) .== wanted)
                sums &-= unsafeBitCast(chosen, to: Lanes.self)
                index &+= NodeBins.padding
            }
            total &+= NodeBins.sum(sums)
        }
        return total
    }

    /// The sum of the lanes, which does not fit a byte.
    @inline(__always)
    private static func sum(_ lanes: Lanes) -> Int {
        let words = unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let bytes: UInt64 = 0x00ff_00ff_00ff_00ff
        let pairs =
            (words[0] & bytes) &+ (words[0] &>> 8 & bytes)
            &+ (words[1] & bytes) &+ (words[1] &>> 8 & bytes)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }

    /// Whether a row lies in a bin of the range.
    @inline(__always)
    func contains(_ range: ClosedRange<Int>) -> Bool {
        let low = Lanes(repeating: UInt8(truncatingIfNeeded: range.lowerBound))
        let width = Lanes(repeating: UInt8(truncatingIfNeeded: range.count - 1))
        var index = 0
        while index < count {
            let chosen = (NodeBins.load(bins, index) &- low) .<= width
            let words = unsafeBitCast(chosen, to: SIMD2<UInt64>.self)
            if words[0] | words[1] != 0 { return true }
            index &+= NodeBins.padding
        }
        return false
    }

    /// Visits the rows whose bin is one of two, first to last.
    @inline(__always)
    func forEach(in first: Int, or second: Int, _ body: (Int) -> Void) {
        let first = Lanes(repeating: UInt8(truncatingIfNeeded: first))
        let second = Lanes(repeating: UInt8(truncatingIfNeeded: second))
        var start = 0
        while start < count {
            let lanes = NodeBins.load(bins, start)
            let chosen = (lanes .== first) .| (lanes .== second)
            let words = unsafeBitCast(chosen, to: SIMD2<UInt64>.self)
            if words[0] | words[1] != 0 {
                for half in 0..<2 {
                    var lanes = words[half] & 0x0101_0101_0101_0101
                    while lanes != 0 {
                        let index = start &+ 8 &* half &+ lanes.trailingZeroBitCount &>> 3
                        if index < count { body(index) }
                        lanes &= lanes &- 1
                    }
                }
            }
            start &+= NodeBins.padding
        }
    }
}
