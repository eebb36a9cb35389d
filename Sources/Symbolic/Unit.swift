/// A unit of measurement: the exponents of its dimensions, its scale and its text.
///
/// The dimensions are length, mass, time, temperature, current, amount and luminous intensity,
/// with exact fractions as exponents; each unknown unit, and each that stands in square brackets, is
/// a dimension of its own, so it combines only with itself. Two units are equal if dimension **and** scale are: pm and Å are both lengths,
/// yet they may not be added. Things that are counted (atoms, formula units, electrons in `e/atom`)
/// are pure numbers. `A` is the ångström; write `ampere` for the current.
public struct Unit: Hashable, Sendable, CustomStringConvertible {
    let dimension: Monomial
    let scale: Monomial
    /// The symbols as written, for the text of derived units.
    let symbols: Monomial
    private let text: String?
    /// Symbols of the text that are in no table of units: each is a dimension of its own.
    public let unknownSymbols: [String]
    /// Whether the text names a unit as a whole, such as `score`, and is not built like a unit.
    public let isLabel: Bool

    /// The unit of pure numbers.
    public static let dimensionless = Unit(dimension: .one, scale: .one, symbols: .one)

    init(
        dimension: Monomial, scale: Monomial, symbols: Monomial, text: String? = nil,
        unknownSymbols: [String] = [], isLabel: Bool = false
    ) {
        self.dimension = dimension
        self.scale = scale
        self.symbols = symbols
        self.text = text
        self.unknownSymbols = unknownSymbols
        self.isLabel = isLabel
    }

    /// Reads a unit such as `pm`, `W/(m K)`, `1e-6/K` or `[score]^2`; `""`, `-`, `n/a`, `none` and
    /// `1` are pure numbers.
    ///
    /// A text that is not built from known symbols becomes a dimension of its own; whoever reads
    /// what people wrote asks ``unknownSymbols``.
    ///
    /// - Throws: ``SymbolicError/unitSyntax(text:reason:)`` where parentheses do not match, an
    ///   operator or a number stands where none can, or a slash is followed by two factors without
    ///   parentheses.
    public init(_ text: String) throws {
        var parser = UnitParser(text)
        let parsed = try parser.parse()
        self.init(
            dimension: parsed.dimension, scale: parsed.scale, symbols: parsed.symbols,
            text: text, unknownSymbols: parsed.unknown, isLabel: parsed.isLabel)
    }

    /// Whether the unit is that of a pure number, with no scale: what log and exp accept.
    public var isDimensionless: Bool { dimension.powers.isEmpty && scale.powers.isEmpty }

    /// The unit of a square.
    public var squared: Unit { raised(to: Rational(2)) }

    /// The unit of a cube.
    public var cubed: Unit { raised(to: Rational(3)) }

    /// The unit of one over the quantity.
    public var inverse: Unit { raised(to: Rational(-1)) }

    /// The unit of a product.
    public func product(_ other: Unit) -> Unit {
        Unit(
            dimension: dimension * other.dimension, scale: scale * other.scale,
            symbols: symbols * other.symbols)
    }

    /// The unit of a quotient.
    public func quotient(_ other: Unit) -> Unit { product(other.inverse) }

    /// The unit of the `degree`-th root; exponents stay exact fractions.
    public func root(_ degree: Int) -> Unit {
        precondition(degree > 0, "a root has a positive degree")
        return raised(to: Rational(1, degree))
    }

    private func raised(to exponent: Rational) -> Unit {
        Unit(
            dimension: dimension.raised(to: exponent), scale: scale.raised(to: exponent),
            symbols: symbols.raised(to: exponent))
    }

    public static func == (left: Unit, right: Unit) -> Bool {
        left.dimension == right.dimension && left.scale == right.scale
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(dimension)
        hasher.combine(scale)
    }

    private static func isKnown(_ symbol: String) -> Bool {
        symbol == "10" || UnitTable.find(symbol) != nil
            || symbol.hasPrefix("[") && symbol.firstIndex(of: "]") == symbol.indices.last
    }

    /// The text as given; for derived units one built from the symbols, which reads back.
    public var description: String {
        if let text { return text }
        func render(_ powers: [Monomial.Power], sign: Int) -> [String] {
            powers.map { power in
                let numerator = power.exponent.numerator * sign
                let isSimple =
                    Unit.isKnown(power.name) || power.name.allSatisfy(UnitText.isOfSymbols)
                let name = isSimple ? power.name : "(\(power.name))"
                if power.exponent.denominator != 1 {
                    return "\(name)^(\(numerator)/\(power.exponent.denominator))"
                }
                return numerator == 1 ? name : "\(name)^\(numerator)"
            }
        }
        // Next to an unknown symbol a blank would not be read as a product.
        let known = symbols.powers.allSatisfy { Unit.isKnown($0.name) }
        let times = known ? " " : "*"
        // A number after a blank would be no factor.
        let sorted =
            symbols.powers.filter { $0.name == "10" } + symbols.powers.filter { $0.name != "10" }
        let above = render(sorted.filter { $0.exponent.numerator > 0 }, sign: 1)
        let below = render(sorted.filter { $0.exponent.numerator < 0 }, sign: -1)
        if below.isEmpty { return above.joined(separator: times) }
        let upper = above.isEmpty ? "1" : above.joined(separator: times)
        let lower = below.count == 1 ? below[0] : "(\(below.joined(separator: times)))"
        return "\(upper)/\(lower)"
    }
}
