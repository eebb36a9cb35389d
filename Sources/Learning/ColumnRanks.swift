import Basis

/// One column as ranks of its distinct values.
struct ColumnRanks<Rank: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// By row; equal values have equal ranks.
    let ranks: [Rank]
    /// The distinct values, ascending.
    let values: [Double]

    /// The values of the column must be finite.
    init(of features: Matrix, column: Int) {
        let count = features.rows
        let keys = features.values.withUnsafeBufferPointer { source in
            (0..<count).map { ColumnRanks.key(source[$0 * features.columns + column]) }
        }
        let order = ColumnRanks.sortedOrder(keys)
        var ranks = [Rank](repeating: 0, count: count)
        var values = [Double]()
        var previous: UInt64?
        for row in order {
            let key = keys[Int(row)]
            if key != previous {
                values.append(features[Int(row), column])
                previous = key
            }
            ranks[Int(row)] = Rank(truncatingIfNeeded: values.count - 1)
        }
        self.ranks = ranks
        self.values = values
    }

    /// A whole number that orders as the values do; both zeros share one.
    private static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    /// The rows in the order of their keys: least significant digit first, eleven bits at a time.
    ///
    /// Digits that all rows share, as the low ones of round numbers, cost no pass.
    private static func sortedOrder(_ keys: [UInt64]) -> [UInt32] {
        let digits = 6
        let radix = 2048
        var counts = [Int](repeating: 0, count: digits * radix)
        for key in keys {
            for digit in 0..<digits {
                counts[digit * radix + Int(key >> UInt64(digit * 11) & 2047)] += 1
            }
        }
        var order = [UInt32](0..<UInt32(keys.count))
        var moved = order
        for digit in 0..<digits {
            let shift = UInt64(digit * 11)
            let first = digit * radix
            if let key = keys.first, counts[first + Int(key >> shift & 2047)] == keys.count {
                continue
            }
            var start = 0
            for index in first..<first + radix {
                let count = counts[index]
                counts[index] = start
                start += count
            }
            for row in order {
                let slot = first + Int(keys[Int(row)] >> shift & 2047)
                moved[counts[slot]] = row
                counts[slot] += 1
            }
            swap(&order, &moved)
        }
        return order
    }
}
