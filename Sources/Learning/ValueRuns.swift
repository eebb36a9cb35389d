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

    /// A number between two others, in few digits, that no rounding carries across either.
    ///
    /// It is the shortest decimal within a quarter of the gap around the target, clear of both ends,
    /// as a number of single precision, so that ONNX keeps it and prints the decimal. Of decimals
    /// only those that single precision rounds up: an alloy whose descriptor is the decimal itself
    /// lies below the threshold by thousands of rounding errors, and as a number of single precision
    /// equals it, which is the same side. Decimals that are exact in binary, such as 2, 0.25 or
    /// 1.9375, are no thresholds, as rounding would decide which way such an alloy goes. Where the
    /// gap has no such decimal it is an odd multiple of the last of 24 bits, and where single
    /// precision has no number between the ends their middle.
    static func place(between low: Double, and high: Double, near target: Double) -> Double {
        let largest = max(abs(low), abs(high))
        guard largest >= 0x1p-100, largest <= 0x1p127 else { return middle(low, high) }
        let margin = min((high - low) / 4, ComputedValues.tolerance * largest)
        let wanted = min(max(target, low + margin), high - margin)
        let room = (high - low) / 4
        if let short = shortest(
            max(low + margin, wanted - room)...min(high - margin, wanted + room), near: wanted)
        {
            return short
        }
        let step = Double(sign: .plus, exponent: largest.exponent - 23, significand: 1)
        let placed = (2 * (wanted / (2 * step)).rounded(.down) + 1) * step
        return placed > low && placed < high ? placed : middle(low, high)
    }

    /// The decimal of fewest places in a range, of several the one nearest to a number, that single
    /// precision rounds up, so rounded; `nil` where nine places more than the range is wide show
    /// none.
    private static func shortest(
        _ range: ClosedRange<Double>, near wanted: Double
    ) -> Double? {
        let width = range.upperBound - range.lowerBound
        guard let first = powersOfTen.indices.first(where: { powersOfTen[$0] * width >= 0.1 })
        else { return nil }
        for power in powersOfTen[first..<min(first + 9, powersOfTen.count)] {
            let nearest = (wanted * power).rounded()
            guard abs(nearest) < 0x1p52 else { return nil }
            for way in 0..<24 {
                // Nearest first, then one to either side, and so on.
                let count = nearest + Double(way.isMultiple(of: 2) ? way / 2 : -(way + 1) / 2)
                let decimal = count / power
                guard range.contains(decimal) else { continue }
                let rounded = Double(Float(decimal))
                if rounded - decimal > 1e-9 * abs(decimal), range.contains(rounded) {
                    return rounded
                }
            }
        }
        return nil
    }

    /// 10^-18 to 10^22; from 1 on they are exact.
    private static let powersOfTen: [Double] = {
        let exact = (0..<22).reduce(into: [1.0]) { powers, _ in
            powers.append(10 * powers[powers.count - 1])
        }
        return exact[1...18].reversed().map { 1 / $0 } + exact
    }()
}

/// The middle of two values; the lower one where rounding leaves no room between them.
func middle(_ low: Double, _ high: Double) -> Double {
    let middle = low / 2 + high / 2
    return middle >= low && middle < high ? middle : low
}
