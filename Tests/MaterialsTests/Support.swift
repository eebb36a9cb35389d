import Basis
import Materials
import Testing

func element(_ symbol: String) throws -> Element { try #require(Element(symbol: symbol)) }

/// A random composition of 1 to 6 elements; amounts of every size that people write.
func randomComposition(_ stream: inout RandomStream) throws -> Composition {
    var amounts = [(element: Element, amount: Double)]()
    for _ in 0...stream.below(6) {
        let amount: Double
        switch stream.below(4) {
        case 0: amount = Double(1 + stream.below(100))
        case 1: amount = Double(1 + stream.below(10_000)) / 100
        case 2: amount = stream.unit() + 1e-9
        default:
            amount =
                (stream.unit() + 0.01)
                * Double(sign: .plus, exponent: -stream.below(60), significand: 1)
        }
        amounts.append((Element.allCases[stream.below(94)], amount))
    }
    return try Composition(amounts: amounts)
}

/// The error that a formula is refused with.
func refusal(_ formula: String) throws -> FormulaError {
    try #require(throws: FormulaError.self) { try Composition(formula) }
}
