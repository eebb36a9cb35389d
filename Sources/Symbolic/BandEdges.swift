/// Edges of bands: order statistics of the positive rows, and how they are rounded.
enum BandEdges {
    /// How many positive rows each step cuts off at one side, ascending, starting with none.
    static func cuts(positives: Int, minimumCoverage: Double, step: Double) -> [Int] {
        let most = largestCut(positives: positives, minimumCoverage: minimumCoverage)
        var result = [0]
        var number = 1
        while true {
            // The small number keeps 0.1 * 30 from falling to 2.
            let cut = Int((Double(number) * step * Double(positives) + 1e-9).rounded(.down))
            if cut > most { return result }
            if cut > result[result.count - 1] { result.append(cut) }
            number += 1
            if Double(number) * step > 1 { return result }
        }
    }

    /// The largest number of positive rows that may lie outside.
    static func largestCut(positives: Int, minimumCoverage: Double) -> Int {
        Int(((1 - minimumCoverage) * Double(positives) + 1e-9).rounded(.down))
    }

    /// The edge with as few digits as keep the same values on its side, at least four digits.
    ///
    /// - Parameters:
    ///   - values: all values that are to stay where they are.
    ///   - isLower: whether values at or above the edge are inside, else those at or below.
    static func rounded(_ edge: Double, values: [Double], isLower: Bool) -> Double {
        // Only the nearest values on both sides can change sides.
        var inside = isLower ? Double.infinity : -Double.infinity
        var outside = isLower ? -Double.infinity : Double.infinity
        for value in values {
            if isLower {
                if value >= edge {
                    inside = min(inside, value)
                } else {
                    outside = max(outside, value)
                }
            } else {
                if value <= edge {
                    inside = max(inside, value)
                } else {
                    outside = min(outside, value)
                }
            }
        }
        func keeps(_ candidate: Double) -> Bool {
            isLower
                ? candidate <= inside && candidate > outside
                : candidate >= inside && candidate < outside
        }
        for digits in 4...17 {
            let nearest = SignificantDigits.round(edge, digits, .toNearestOrEven)
            if keeps(nearest) { return nearest }
            let outward = SignificantDigits.round(edge, digits, isLower ? .down : .up)
            if keeps(outward) { return outward }
        }
        return edge
    }
}

/// Decimal rounding.
enum SignificantDigits {
    /// The double nearest to `value` rounded to `digits` significant decimal digits.
    static func round(
        _ value: Double, _ digits: Int, _ rule: FloatingPointRoundingRule
    ) -> Double {
        guard value != 0, value.isFinite else { return value }
        // The shortest exact decimal of the value is the text to round: digits and exponent.
        let text = "\(abs(value))"
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        var all = mantissa.joined().compactMap(\.wholeNumberValue)
        exponent += mantissa[0].count
        while all.count > 1, all[0] == 0 {
            all.removeFirst()
            exponent -= 1
        }
        guard all.count > digits else { return value }
        let next = all[digits]
        let exactHalf = next == 5 && all[(digits + 1)...].allSatisfy { $0 == 0 }
        let beyond = all[digits...].contains { $0 != 0 }
        var kept = Array(all[..<digits])
        let increase: Bool
        switch rule {
        case .up: increase = beyond && value > 0
        case .down: increase = beyond && value < 0
        default: increase = exactHalf ? kept[digits - 1] % 2 == 1 : next >= 5
        }
        if increase {
            var position = digits - 1
            while position >= 0, kept[position] == 9 {
                kept[position] = 0
                position -= 1
            }
            if position >= 0 {
                kept[position] += 1
            } else {
                kept.insert(1, at: 0)
                exponent += 1
            }
        }
        let sign = value < 0 ? "-" : ""
        return Double("\(sign)0.\(kept.map(String.init).joined())e\(exponent)") ?? value
    }
}
