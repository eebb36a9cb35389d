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
