import Basis

/// Puts the values of columns into bins.
struct ColumnEncoder: Sendable {
    /// Columns encoded together: their values share the cache lines of a row.
    static let width = 8

    /// What is known of a column once its values are sorted.
    struct Bounds: Sendable {
        /// The least and the largest value of each bin.
        var lower: [Double] = []
        var upper: [Double] = []
        /// The least and the largest value of each run, see ``ValueRuns``.
        var runLower: [Double] = []
        var runUpper: [Double] = []
    }

    /// Where the results of neighbouring columns go, column by column.
    struct Target {
        let bins: UnsafeMutableBufferPointer<UInt8>
        let runs: UnsafeMutableBufferPointer<UInt32>
        /// The whole table, row by row: values within a run become one.
        let values: UnsafeMutablePointer<Double>
    }

    let features: Matrix
    /// One for each row; `nil` where all are 1.
    let weights: [Double]?

    /// Encodes neighbouring columns.
    func encode(_ columns: Range<Int>, into target: Target) -> [Bounds] {
        let rows = features.rows
        var keys = keys(of: columns)
        let sorter = KeySorter(rows)
        return keys.withUnsafeMutableBufferPointer { keys in
            (0..<columns.count).map { position in
                let own = position * rows..<(position + 1) * rows
                let keys = UnsafeMutableBufferPointer(rebasing: keys[own])
                let order = sorter.order(UnsafeBufferPointer(keys))
                var bounds = Bounds()
                join(
                    keys, order, UnsafeMutableBufferPointer(rebasing: target.runs[own]),
                    target.values + columns.lowerBound + position, &bounds)
                bin(
                    UnsafeBufferPointer(keys), order,
                    UnsafeMutableBufferPointer(rebasing: target.bins[own]), &bounds)
                return bounds
            }
        }
    }

    /// Gives all values of a run the key and the value of its least.
    private func join(
        _ keys: UnsafeMutableBufferPointer<UInt64>, _ order: UnsafeBufferPointer<UInt64>,
        _ runs: UnsafeMutableBufferPointer<UInt32>, _ column: UnsafeMutablePointer<Double>,
        _ bounds: inout Bounds
    ) {
        let least = OrderedKey.value(keys[row(order, 0)])
        let largest = OrderedKey.value(keys[row(order, order.count - 1)])
        let floor = ComputedValues.floor * max(abs(least), abs(largest))
        var run = -1
        var (first, last) = (least, least)
        var firstKey: UInt64 = 0
        for place in order.indices {
            let row = row(order, place)
            let key = keys[row]
            if run < 0 || key != firstKey {
                let value = OrderedKey.value(key)
                if run >= 0, ComputedValues.joins(value, last: last, first: first, floor: floor) {
                    keys[row] = firstKey
                    column[row * features.columns] = first
                    bounds.runUpper[run] = value
                } else {
                    run += 1
                    (first, firstKey) = (value, key)
                    bounds.runLower.append(value)
                    bounds.runUpper.append(value)
                }
                last = value
            }
            runs[row] = UInt32(truncatingIfNeeded: run)
        }
    }

    /// Keys of the chosen columns, column by column.
    private func keys(of columns: Range<Int>) -> [UInt64] {
        let rows = features.rows
        return [UInt64](unsafeUninitializedCapacity: rows * columns.count) { keys, count in
            features.values.withUnsafeBufferPointer { values in
                for row in 0..<rows {
                    let start = row * features.columns + columns.lowerBound
                    for position in 0..<columns.count {
                        keys[position * rows + row] = OrderedKey.of(values[start + position])
                    }
                }
            }
            count = rows * columns.count
        }
    }

    /// Few values have a bin each; many are cut where their share of the weight is reached.
    private func bin(
        _ keys: UnsafeBufferPointer<UInt64>, _ order: UnsafeBufferPointer<UInt64>,
        _ bins: UnsafeMutableBufferPointer<UInt8>, _ bounds: inout Bounds
    ) {
        let limit = EncodedFeatures.binLimit
        func row(_ place: Int) -> Int { Int(order[place] & 0xffff_ffff) }
        var distinct = 0
        for place in order.indices where place == 0 || keys[row(place)] != keys[row(place - 1)] {
            distinct += 1
        }
        let total = weights?.reduce(0, +) ?? Double(keys.count)
        var bin = -1
        var passed = 0.0
        for place in order.indices {
            let row = row(place)
            if place == 0 || keys[row] != keys[self.row(order, place - 1)] {
                let value = OrderedKey.value(keys[row])
                let isDue = passed >= total * Double(bin + 1) / Double(limit)
                if bin < 0 || distinct <= limit || (isDue && bin < limit - 1) {
                    bin += 1
                    bounds.lower.append(value)
                    bounds.upper.append(value)
                } else {
                    bounds.upper[bin] = value
                }
            }
            passed += weights?[row] ?? 1
            bins[row] = UInt8(truncatingIfNeeded: bin)
        }
    }

    private func row(_ order: UnsafeBufferPointer<UInt64>, _ place: Int) -> Int {
        Int(order[place] & 0xffff_ffff)
    }
}

/// Whole numbers that order as finite doubles do; both zeros share one.
enum OrderedKey {
    @inline(__always)
    static func of(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    @inline(__always)
    static func value(_ key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
}

/// Sorts row numbers by 64-bit keys; its memory serves one column after the other.
private final class KeySorter {
    /// The upper half of a key and its row.
    private let entries: UnsafeMutableBufferPointer<UInt64>
    private let moved: UnsafeMutableBufferPointer<UInt64>

    init(_ count: Int) {
        entries = .allocate(capacity: count)
        moved = .allocate(capacity: count)
    }

    deinit {
        entries.deallocate()
        moved.deallocate()
    }

    /// The rows, in the lower halves of the words, in the order of their keys.
    ///
    /// The upper halves of the keys are sorted digit by digit, each with its row beside it; rows
    /// that agree there, which are few unless they agree wholly, are put right afterwards.
    func order(_ keys: UnsafeBufferPointer<UInt64>) -> UnsafeBufferPointer<UInt64> {
        for row in keys.indices {
            entries[row] = keys[row] & 0xffff_ffff_0000_0000 | UInt64(row)
        }
        var (source, target) = (entries, moved)
        for shift in [32, 43, 54] as [UInt64] where KeySorter.pass(source, target, shift) {
            swap(&source, &target)
        }
        var start = 0
        while start < source.count {
            var end = start + 1
            while end < source.count, source[end] >> 32 == source[start] >> 32 { end += 1 }
            if end - start > 1 { KeySorter.sortRun(source, start..<end, keys) }
            start = end
        }
        return UnsafeBufferPointer(source)
    }

    /// - Returns: whether anything was moved; a digit that all keys share costs no pass.
    private static func pass(
        _ source: UnsafeMutableBufferPointer<UInt64>,
        _ target: UnsafeMutableBufferPointer<UInt64>, _ shift: UInt64
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { starts in
            starts.initialize(repeating: 0)
            for entry in source { starts[Int(entry >> shift & 2047)] += 1 }
            if starts[Int(source[0] >> shift & 2047)] == source.count { return false }
            var next = 0
            for digit in 0..<2048 {
                let count = starts[digit]
                starts[digit] = next
                next += count
            }
            for entry in source {
                let digit = Int(entry >> shift & 2047)
                target[starts[digit]] = entry
                starts[digit] += 1
            }
            return true
        }
    }

    private static func sortRun(
        _ entries: UnsafeMutableBufferPointer<UInt64>, _ run: Range<Int>,
        _ keys: UnsafeBufferPointer<UInt64>
    ) {
        func key(_ entry: UInt64) -> UInt64 { keys[Int(entry & 0xffff_ffff)] }
        let isSorted = (run.lowerBound + 1..<run.upperBound).allSatisfy {
            key(entries[$0 - 1]) <= key(entries[$0])
        }
        if isSorted { return }
        entries[run].sort { (key($0), $0) < (key($1), $1) }
    }
}
