import Foundation

/// A logarithmic axis for numbers above 0, with ticks at 1, 2 and 5 times powers of ten, or at the
/// powers alone where there are many of them.
struct LogScale: Equatable {
    let ticks: [Double]
    private let lowest: Double
    private let highest: Double

    /// Whether a linear axis would hide the smaller of these values: all lie above 0 and span more
    /// than one and a half decades.
    static func suits(_ values: [Double]) -> Bool {
        guard let low = values.min(), let high = values.max(), low > 0 else { return false }
        return log10(high) - log10(low) > 1.5
    }

    /// - Parameter values: above 0.
    init(covering values: ClosedRange<Double>) {
        let low = Int((log10(values.lowerBound) + 1e-9).rounded(.down))
        let high = Int((log10(values.upperBound) - 1e-9).rounded(.up))
        let decades = low...max(high, low + 1)
        let factors = decades.count <= 4 ? [1.0, 2, 5] : [1.0]
        // Every n-th decade where there are more than a reader can use.
        let step = (decades.count + 8) / 9
        let marks = decades.filter { ($0 - low) % step == 0 }.flatMap { decade in
            factors.map { LogScale.value($0, decade) }
        }
        let first = marks.last { $0 <= values.lowerBound * (1 + 1e-9) } ?? values.lowerBound
        let last =
            marks.first { $0 >= values.upperBound * (1 - 1e-9) && $0 > first }
            ?? pow(10, Double(decades.upperBound))
        ticks = marks.filter { $0 >= first && $0 <= last }
        lowest = log(first)
        highest = log(last)
    }

    func share(_ value: Double) -> Double { (log(value) - lowest) / (highest - lowest) }

    func text(_ tick: Double) -> String {
        let exponent = Int((log10(tick) + 1e-9).rounded(.down))
        if (-4...5).contains(exponent) {
            return PlainText.number(tick, decimals: max(0, -exponent))
        }
        let factor = Int((tick / pow(10, Double(exponent))).rounded())
        return "\(factor)e\(exponent < 0 ? "−" : "")\(abs(exponent))"
    }

    /// Dividing by a power of ten gives the number nearest to 0.2; multiplying by 0.1 need not.
    private static func value(_ factor: Double, _ exponent: Int) -> Double {
        exponent < 0
            ? factor / pow(10, Double(-exponent)) : factor * pow(10, Double(exponent))
    }
}
