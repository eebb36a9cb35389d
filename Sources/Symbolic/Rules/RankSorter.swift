import Basis

/// Ranks of a column's values, by a radix sort of their single-precision bits.
///
/// Values that agree to about 6 digits have one rank, so formulas that differ by rounding errors
/// alone get the same ranks, and no edge stands between values that are equal but for rounding.
struct RankSorter {
    private var pairs: [UInt64]
    private var scratch: [UInt64]
    private static let digits = 11
    private static let buckets = 1 << digits

    init(rows: Int) {
        pairs = [UInt64](repeating: 0, count: rows)
        scratch = pairs
    }

    /// Dense ranks 0, 1, ... of all values; equal values share one.
    ///
    /// - Parameter snap: whether values nearer than 2^-36 of the largest are taken for equal.
    /// - Returns: the ranks and how many there are; more than 65,536 are merged to that many.
    mutating func ranks(_ values: [Double], snap: Bool) -> (ranks: [UInt16], distinct: Int) {
        let rows = values.count
        let largest = values.reduce(0) { max($0, abs($1)) }
        let scale = largest > 0 ? 1 / largest : 1
        // Adding and taking away this number rounds to a multiple of 2^-36.
        let rounder = 1.5 * 0x1p16
        for row in 0..<rows {
            var value = largest > 0x1p-1000 ? values[row] * scale : values[row]
            if snap { value = (value + rounder) - rounder }
            // Zero has one sign.
            let bits = (Float(value) + 0).bitPattern
            let key = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
            pairs[row] = UInt64(key) << 32 | UInt64(UInt32(row))
        }
        for shift in stride(from: 32, to: 64, by: RankSorter.digits) { pass(shift) }
        var dense = [UInt32](repeating: 0, count: rows)
        var rank: UInt32 = 0
        // Rounding to single precision parts equal values where they straddle a step.
        let floor = snap ? 0x1p-35 : ComputedValues.floor
        var (first, last) = (-Double.infinity, -Double.infinity)
        for position in 0..<rows {
            if position == 0 || pairs[position] >> 32 != pairs[position - 1] >> 32 {
                let value = RankSorter.value(UInt32(pairs[position] >> 32))
                if !ComputedValues.joins(value, last: last, first: first, floor: floor) {
                    if position > 0 { rank += 1 }
                    first = value
                }
                last = value
            }
            dense[Int(pairs[position] & 0xffff_ffff)] = rank
        }
        let distinct = rows == 0 ? 0 : Int(rank) + 1
        guard distinct > 65_536 else { return (dense.map { UInt16($0) }, distinct) }
        return (dense.map { UInt16(Int($0) * 65_535 / (distinct - 1)) }, 65_536)
    }

    /// The scaled value of a key.
    private static func value(_ key: UInt32) -> Double {
        Double(Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7fff_ffff))
    }

    private mutating func pass(_ shift: Int) {
        let mask = UInt64(RankSorter.buckets - 1)
        var starts = [Int](repeating: 0, count: RankSorter.buckets)
        let rows = pairs.count
        pairs.withUnsafeBufferPointer { from in
            scratch.withUnsafeMutableBufferPointer { into in
                starts.withUnsafeMutableBufferPointer { starts in
                    for row in 0..<rows { starts[Int(from[row] >> UInt64(shift) & mask)] += 1 }
                    var sum = 0
                    for bucket in 0..<RankSorter.buckets {
                        let count = starts[bucket]
                        starts[bucket] = sum
                        sum += count
                    }
                    for row in 0..<rows {
                        let bucket = Int(from[row] >> UInt64(shift) & mask)
                        into[starts[bucket]] = from[row]
                        starts[bucket] += 1
                    }
                }
            }
        }
        swap(&pairs, &scratch)
    }
}
