import Foundation

/// A scale from 0 to the largest of some amounts.
struct AmountScale: Equatable {
    /// How an amount becomes a place on the scale.
    enum Kind: Sendable, Equatable {
        case linear, squareRoot
    }

    let kind: Kind
    /// The amount at the end of the scale, above 0.
    let highest: Double
    let ticks: [Double]
    private let decimals: Int

    /// The kind that suits the amounts: square roots where half of those above 0 would lie in the
    /// lowest fifth of a linear scale, because a few large ones then wash out the rest.
    static func suitable(for amounts: [Double]) -> Kind {
        let positive = amounts.filter { $0 > 0 }.sorted()
        guard let highest = positive.last else { return .linear }
        return positive[positive.count / 2] < 0.2 * highest ? .squareRoot : .linear
    }

    /// - Parameter amounts: finite numbers from 0 up.
    init(_ kind: Kind, covering amounts: [Double]) {
        let largest = amounts.max() ?? 0
        let linear = AxisScale(covering: 0...(largest > 0 ? largest : 1))
        self.kind = kind
        highest = linear.highest
        switch kind {
        case .linear:
            ticks = linear.ticks
            decimals = linear.decimals
        case .squareRoot:
            let end = linear.highest
            // Even steps of the root, then the nearest round amounts; a set drops what coincides.
            let inner = [0.25, 0.5, 0.75].map { AmountScale.round($0 * $0 * end) }
            ticks = inner.reduce(into: [0]) { if $1 > $0[$0.count - 1] { $0.append($1) } } + [end]
            decimals = max(
                linear.decimals,
                inner.map { max(0, Int(-floor(log10($0) + 1e-9))) }.max() ?? 0)
        }
    }

    /// Where an amount lies, from 0 to 1.
    func share(_ amount: Double) -> Double {
        let linear = min(max(amount / highest, 0), 1)
        return kind == .linear ? linear : linear.squareRoot()
    }

    func text(_ tick: Double) -> String {
        let text = PlainText.number(tick, decimals: min(decimals, 12))
        guard text.contains("."), !text.contains("e") else { return text }
        var short = Substring(text)
        while short.last == "0" { short = short.dropLast() }
        return String(short.last == "." ? short.dropLast() : short)
    }

    /// The multiple of 1, 2 or 5 times a power of ten that is nearest by ratio.
    private static func round(_ value: Double) -> Double {
        let power = pow(10, floor(log10(value)))
        let candidates = [1.0, 2, 5, 10].map { $0 * power }
        return candidates.min { abs(log($0 / value)) < abs(log($1 / value)) } ?? value
    }
}
