import Foundation

/// A linear axis with round tick values.
struct AxisScale: Equatable {
    let lowest: Double
    let highest: Double
    let ticks: [Double]
    let decimals: Int

    /// An axis that covers the values, with about five ticks at multiples of 1, 2 or 5 times a
    /// power of ten.
    init(covering values: ClosedRange<Double>) {
        var low = values.lowerBound
        var high = values.upperBound
        if high - low <= max(abs(low), abs(high)) * 1e-12 {
            let half = low == 0 ? 1 : abs(low) / 2
            low -= half
            high += half
        }
        let rough = (high - low) / 5
        let exponent = floor(log10(rough))
        let power = pow(10, exponent)
        let step = ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
        let first = Int((low / step + 1e-9).rounded(.down))
        let last = Int((high / step - 1e-9).rounded(.up))
        ticks = (first...last).map { Double($0) * step }
        lowest = Double(first) * step
        highest = Double(last) * step
        decimals = max(0, min(12, Int(-floor(log10(step) + 1e-9))))
    }

    /// Where a value lies on the axis, from 0 to 1.
    func share(_ value: Double) -> Double { (value - lowest) / (highest - lowest) }

    func text(_ tick: Double) -> String { PlainText.number(tick, decimals: decimals) }
}
