import Basis

/// The values of each column, sorted, with those that are equal but for rounding taken for one.
///
/// A learner that can tell computed values apart that are equal in exact arithmetic learns the
/// noise, see `ComputedValues`. So neighbours nearer than its tolerance form a run, every row of a
/// run holds the same value for the growers, and no threshold stands inside a run or at its rim.
struct ValueRuns: Sendable {
    /// Where the runs of each column begin in ``lower`` and ``upper``, and at the end their number.
    let offset: [Int]
    /// The least value of each run: the value of the run.
    let lower: [Double]
    /// The largest value of each run.
    let upper: [Double]
    /// The run of each value within its column: element (row, column) at `column * rows + row`.
    let ofRow: [UInt32]

    /// Runs that hold one of the rows; others say nothing to a fit on these rows.
    func occupied(by rows: [UInt32], columns: Int) -> [Bool] {
        let rowCount = ofRow.count / columns
        var result = [Bool](repeating: false, count: lower.count)
        result.withUnsafeMutableBufferPointer { result in
            ofRow.withUnsafeBufferPointer { runs in
                for column in 0..<columns {
                    for row in rows {
                        result[offset[column] + Int(runs[column * rowCount + Int(row)])] = true
                    }
                }
            }
        }
        return result
    }
}

/// Where thresholds stand: between values that differ, never near one.
struct ThresholdPlacer: Sendable {
    let runs: ValueRuns
    /// By run: whether it counts. `nil` where all do.
    let occupied: [Bool]?

    /// The threshold that parts the rows as `target` does and keeps away from the values.
    ///
    /// - Parameter target: at least one run begins at or below it, and one above.
    func threshold(_ feature: Int, near target: Double) -> Double {
        let start = runs.offset[feature]
        let end = runs.offset[feature + 1]
        var below = start
        var width = end - start
        while width > 1 {
            let half = width / 2
            if runs.lower[below + half] <= target { below += half }
            width -= half
        }
        var above = below + 1
        if let occupied {
            while below > start, !occupied[below] { below -= 1 }
            while above < end, !occupied[above] { above += 1 }
        }
        guard above < end else { return target }
        return Self.place(between: runs.upper[below], and: runs.lower[above], near: target)
    }

    /// A number between two others that no rounding carries across either.
    ///
    /// It is a number of single precision, so that ONNX keeps it, near the target but clear of both
    /// ends, and it is an odd multiple of the last of 24 bits: a descriptor of an alloy in decimals
    /// or small whole numbers never equals such a number, while it does equal middles like 2, 0.25
    /// or 1.935, and rounding would then decide which way the alloy goes. Where single precision
    /// has no number between the ends it is their middle.
    static func place(between low: Double, and high: Double, near target: Double) -> Double {
        let largest = max(abs(low), abs(high))
        guard largest >= 0x1p-100, largest <= 0x1p127 else { return middle(low, high) }
        let margin = min((high - low) / 4, ComputedValues.tolerance * largest)
        let wanted = min(max(target, low + margin), high - margin)
        let step = Double(sign: .plus, exponent: largest.exponent - 23, significand: 1)
        let placed = (2 * (wanted / (2 * step)).rounded(.down) + 1) * step
        return placed > low && placed < high ? placed : middle(low, high)
    }
}

/// The middle of two values; the lower one where rounding leaves no room between them.
func middle(_ low: Double, _ high: Double) -> Double {
    let middle = low / 2 + high / 2
    return middle >= low && middle < high ? middle : low
}
