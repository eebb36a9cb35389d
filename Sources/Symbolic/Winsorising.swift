/// Limits of a formula's tails: `min(max(f, low), high)` with quantiles of the training rows.
enum Winsorising {
    /// The formula clipped at the quantiles `share` and `1 - share` of its values, the edges rounded
    /// to few digits; an edge that clips no row is left out.
    static func clipped(
        _ expression: Expression, values: [Double], weights: [Double], share: Double
    ) -> Expression {
        guard share > 0 else { return expression }
        let sorted = values.indices.filter { weights[$0] > 0 }.map { values[$0] }.sorted()
        guard let smallest = sorted.first, let largest = sorted.last else { return expression }
        let low = quantile(sorted, share)
        let high = quantile(sorted, 1 - share)
        guard low < high else { return expression }
        let tolerance = 1e-3 * (high - low)
        var result = expression
        if low > smallest {
            result = .binary(.maximum, result, .constant(ShortNumber.near(low, within: tolerance)))
        }
        if high < largest {
            result = .binary(.minimum, result, .constant(ShortNumber.near(high, within: tolerance)))
        }
        return result
    }

    /// The linear interpolation between order statistics, as NumPy has it by default.
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let index = min(sorted.count - 1, Int(position))
        let next = min(sorted.count - 1, index + 1)
        return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
    }
}

/// Numbers with as few digits as their purpose allows.
enum ShortNumber {
    /// The number with the fewest digits that is within `tolerance` of `value`.
    static func near(_ value: Double, within tolerance: Double) -> Double {
        for digits in 1...16 {
            let short = SignificantDigits.round(value, digits, .toNearestOrEven)
            if abs(short - value) <= tolerance { return short }
        }
        return value
    }
}
