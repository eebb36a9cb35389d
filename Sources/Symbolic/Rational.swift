/// An exact fraction in lowest terms with a positive denominator: the exponents of units.
struct Rational: Hashable, Sendable {
    let numerator: Int
    let denominator: Int

    init(_ numerator: Int, _ denominator: Int = 1) {
        precondition(denominator != 0, "a fraction has no zero denominator")
        let divisor = Rational.greatestCommonDivisor(numerator, denominator)
        let sign = denominator < 0 ? -1 : 1
        self.numerator = sign * numerator / divisor
        self.denominator = sign * denominator / divisor
    }

    static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    static func * (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    var isZero: Bool { numerator == 0 }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var a = abs(first)
        var b = abs(second)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}

/// A product of named quantities raised to exact powers, sorted by name, no zero exponents.
struct Monomial: Hashable, Sendable {
    struct Power: Hashable, Sendable {
        var name: String
        var exponent: Rational
    }

    let powers: [Power]

    static let one = Monomial([])

    init(_ powers: [Power]) {
        var merged = [Power]()
        for power in powers.sorted(by: { $0.name < $1.name }) {
            if let last = merged.last, last.name == power.name {
                merged[merged.count - 1].exponent = last.exponent + power.exponent
            } else {
                merged.append(power)
            }
        }
        self.powers = merged.filter { !$0.exponent.isZero }
    }

    init(_ name: String, _ exponent: Int = 1) {
        self.init([Power(name: name, exponent: Rational(exponent))])
    }

    static func * (left: Monomial, right: Monomial) -> Monomial {
        Monomial(left.powers + right.powers)
    }

    func raised(to exponent: Rational) -> Monomial {
        Monomial(powers.map { Power(name: $0.name, exponent: $0.exponent * exponent) })
    }
}
