import Basis

/// Some neighbouring columns of a table as ranks of their distinct values.
struct ColumnRanks<Rank: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// Columns encoded together: their values share the cache lines of a row.
    static var width: Int { 8 }

    /// Element (row, column) stands at `column * rows + row`; equal values have equal ranks.
    private(set) var ranks: [Rank]
    /// The same as bins of neighbouring ranks, 256 at most, of nearly equal size.
    private(set) var bins: [UInt8]
    /// The distinct values of each column, ascending.
    private(set) var values: [[Double]] = []
    /// The first rank of each bin of each column.
    private(set) var binStart: [[Int32]] = []

    /// The values of the columns must be finite.
    init(of features: Matrix, columns: Range<Int>) {
        let rows = features.rows
        ranks = [Rank](repeating: 0, count: rows * columns.count)
        bins = [UInt8](repeating: 0, count: rows * columns.count)
        let keys = ColumnRanks.keys(of: features, columns: columns)
        var sorter = KeySorter(rows)
        for position in 0..<columns.count {
            let own = keys[position * rows..<(position + 1) * rows]
            own.withUnsafeBufferPointer { encode($0, position, &sorter) }
        }
    }

    /// Keys of the chosen columns, column by column.
    private static func keys(of features: Matrix, columns: Range<Int>) -> [UInt64] {
        let rows = features.rows
        return [UInt64](unsafeUninitializedCapacity: rows * columns.count) { keys, count in
            features.values.withUnsafeBufferPointer { values in
                for row in 0..<rows {
                    let start = row * features.columns + columns.lowerBound
                    for position in 0..<columns.count {
                        keys[position * rows + row] = key(values[start + position])
                    }
                }
            }
            count = rows * columns.count
        }
    }

    /// A whole number that orders as the values do; both zeros share one.
    private static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func value(_ key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }

    private mutating func encode(
        _ keys: UnsafeBufferPointer<UInt64>, _ position: Int, _ sorter: inout KeySorter
    ) {
        let order = sorter.order(keys)
        let rows = keys.count
        var distinct = [Double]()
        var starts = [Int32]()
        var previous: UInt64?
        // A bin closes where its share of the rows is reached; equal values stay together.
        var bin = -1
        for (place, row) in order.enumerated() {
            let key = keys[Int(row)]
            if key != previous {
                if bin < 0 || (bin < 255 && place * 256 >= (bin + 1) * rows) {
                    bin += 1
                    starts.append(Int32(distinct.count))
                }
                distinct.append(ColumnRanks.value(key))
                previous = key
            }
            ranks[position * rows + Int(row)] = Rank(truncatingIfNeeded: distinct.count - 1)
            bins[position * rows + Int(row)] = UInt8(truncatingIfNeeded: bin)
        }
        if distinct.count <= 256 {
            // Few values: each is a bin of its own, and every cut is one between bins.
            starts = (0..<Int32(distinct.count)).map { $0 }
            for index in position * rows..<(position + 1) * rows {
                bins[index] = UInt8(truncatingIfNeeded: ranks[index])
            }
        }
        values.append(distinct)
        binStart.append(starts)
    }
}

/// Sorts row numbers by 64-bit keys; its memory serves one column after the other.
private struct KeySorter {
    private var entries: [UInt64]
    private var moved: [UInt64]
    private var order: [UInt32]

    init(_ count: Int) {
        entries = [UInt64](repeating: 0, count: count)
        moved = entries
        order = [UInt32](repeating: 0, count: count)
    }

    /// The rows in the order of their keys, equal keys in the order of the rows.
    ///
    /// The upper halves of the keys are sorted digit by digit, each with its row beside it; rows
    /// that agree there, which are few unless they agree wholly, are then put right by insertion.
    mutating func order(_ keys: UnsafeBufferPointer<UInt64>) -> [UInt32] {
        for row in keys.indices {
            entries[row] = keys[row] & 0xffff_ffff_0000_0000 | UInt64(row)
        }
        entries.withUnsafeMutableBufferPointer { entries in
            moved.withUnsafeMutableBufferPointer { moved in
                for shift in [32, 43, 54] as [UInt64] {
                    if KeySorter.pass(entries, moved, shift) {
                        _ = entries.update(fromContentsOf: moved)
                    }
                }
            }
        }
        for place in entries.indices { order[place] = UInt32(truncatingIfNeeded: entries[place]) }
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, entries[end] >> 32 == entries[start] >> 32 { end += 1 }
            if end - start > 1 { sortRun(start, end, keys) }
            start = end
        }
        return order
    }

    private static func pass(
        _ entries: UnsafeMutableBufferPointer<UInt64>, _ moved: UnsafeMutableBufferPointer<UInt64>,
        _ shift: UInt64
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { starts in
            starts.initialize(repeating: 0)
            for entry in entries { starts[Int(entry >> shift & 2047)] += 1 }
            // A digit that all keys share costs no pass.
            if starts[Int(entries[0] >> shift & 2047)] == entries.count { return false }
            var next = 0
            for digit in 0..<2048 {
                let count = starts[digit]
                starts[digit] = next
                next += count
            }
            for entry in entries {
                let digit = Int(entry >> shift & 2047)
                moved[starts[digit]] = entry
                starts[digit] += 1
            }
            return true
        }
    }

    private mutating func sortRun(_ start: Int, _ end: Int, _ keys: UnsafeBufferPointer<UInt64>) {
        let isSorted = (start + 1..<end).allSatisfy {
            keys[Int(order[$0 - 1])] <= keys[Int(order[$0])]
        }
        if isSorted { return }
        order[start..<end].sort { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
    }
}
