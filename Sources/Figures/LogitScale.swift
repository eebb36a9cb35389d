import Foundation

/// An axis for probabilities that gives the rare and the nearly certain as much room as the rest.
///
/// The place of p is logit(p) = ln(p / (1 - p)), cut at `lowest` and 1 - `lowest`: what lies
/// beyond, 0 and 1 included, stands at the edge.
struct LogitScale: Equatable {
    /// From 0 to 1/2, without either.
    let lowest: Double

    /// Powers of ten from both ends to the middle.
    var ticks: [Double] {
        let steps = Int((-log10(lowest) + 1e-9).rounded(.down))
        let small = (1...max(1, steps)).reversed().map { pow(10, -Double($0)) }
        return small.filter { $0 >= lowest * 0.999 } + [0.5]
            + small.reversed().filter { $0 >= lowest * 0.999 }.map { 1 - $0 }
    }

    /// Where a probability lies on the axis, from 0 to 1.
    func share(_ value: Double) -> Double {
        let logit = log(clamped(value) / (1 - clamped(value)))
        let reach = log((1 - lowest) / lowest)
        return (logit + reach) / (2 * reach)
    }

    func text(_ tick: Double) -> String {
        let distance = min(tick, 1 - tick)
        let decimals = Int((-log10(distance) - 1e-9).rounded(.up))
        return PlainText.number(tick, decimals: max(1, decimals))
    }

    private func clamped(_ value: Double) -> Double { min(max(value, lowest), 1 - lowest) }
}
