import Foundation

/// A linear axis with round tick values.
struct AxisScale: Equatable {
    let lowest: Double
    let highest: Double
    let ticks: [Double]
    let decimals: Int

    /// An axis that covers the values, with about `steps` ticks at multiples of 1, 2 or 5 times a
    /// power of ten; multiples of whole numbers where only these have a meaning.
    init(covering values: ClosedRange<Double>, wholeNumbers: Bool = false, steps: Int = 5) {
        var low = values.lowerBound
        var high = values.upperBound
        if high - low <= max(abs(low), abs(high)) * 1e-12 {
            let half = low == 0 ? 1 : abs(low) / 2
            low -= half
            high += half
        }
        let rough = max((high - low) / Double(steps), wholeNumbers ? 1 : 0)
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

    /// An axis that begins and ends just beyond the values, with the same ticks as far as they lie
    /// on it; for places that are compared, where rounding the ends would waste a third of the room.
    init(within values: ClosedRange<Double>, wholeNumbers: Bool = false, steps: Int = 5) {
        // Twice as many where fewer than four would be left.
        let tries = [steps, 2 * steps].map {
            AxisScale(covering: values, wholeNumbers: wholeNumbers, steps: $0)
        }
        let few = tries[0].ticks.count { values.contains($0) } < 4
        let round = tries[few ? 1 : 0]
        let room = 0.02 * (values.upperBound - values.lowerBound)
        // No room beyond an end that is a tick, as zero and one often are.
        let isTick = { (value: Double) in
            round.ticks.contains { abs($0 - value) <= 1e-9 * (round.highest - round.lowest) }
        }
        let low = values.lowerBound - (isTick(values.lowerBound) ? 0 : room)
        let high = values.upperBound + (isTick(values.upperBound) ? 0 : room)
        let ends = (max(low, round.lowest), min(high, round.highest))
        let inside = round.ticks.filter { $0 >= ends.0 - 1e-12 && $0 <= ends.1 + 1e-12 }
        guard room > 0, inside.count >= 2 else {
            self = round
            return
        }
        (lowest, highest) = ends
        ticks = inside
        decimals = round.decimals
    }

    /// Where a value lies on the axis, from 0 to 1.
    func share(_ value: Double) -> Double { (value - lowest) / (highest - lowest) }

    func text(_ tick: Double) -> String { PlainText.number(tick, decimals: decimals) }
}
