import Basis
import Foundation

extension Unit {
    /// Symbols in the order in which people mean them.
    private static let common = [
        "eV", "meV", "keV", "MeV", "K", "pm", "nm", "um", "mm", "cm", "km", "m", "kg", "g", "mg",
        "mol", "mmol", "kJ", "J", "MJ", "GPa", "MPa", "kPa", "Pa", "TPa", "kW", "W", "mW", "MW",
        "N", "kN", "mN", "Hz", "kHz", "MHz", "GHz", "THz", "s", "ms", "us", "ns", "ps", "fs",
        "min", "h", "d", "V", "mV", "kV", "ohm", "S", "T", "mT", "C", "F", "cal", "kcal", "bar",
        "mbar", "kbar", "atm", "L", "mL", "Da", "amu", "at.%", "wt.%", "vol.%", "mol.%", "ppm",
        "ppb", "rad", "deg", "atom", "Angstrom", "a0", "Eh", "Ry", "Ha", "muB",
    ]

    /// Products that people write without a blank.
    private static let usualPairs = ["N m", "kN m", "V s", "Pa s", "kW h", "W s", "N s", "J s"]

    /// What a symbol that is in no table of units was probably meant to be, as advice: the same
    /// letters in another case, two symbols without a blank, a common symbol or a name in full that
    /// differs by a letter or two.
    public static func advice(for symbol: String) -> String? {
        let lower = symbol.lowercased()
        let offsets = [
            "°c": "Celsius", "degc": "Celsius", "celsius": "Celsius", "°f": "Fahrenheit",
            "degf": "Fahrenheit", "fahrenheit": "Fahrenheit",
        ]
        if let scale = offsets[lower] {
            return "did you mean \"K\"? degrees \(scale) have an offset, so convert the column"
        }
        let pair = pair(symbol)
        var meant = common.filter { $0.lowercased() == lower }
        if let pair {
            // Kg is kg, yet Nm is N m before it is nm.
            meant.insert(pair, at: usualPairs.contains(pair) ? 0 : meant.count)
        }
        if !meant.isEmpty {
            return "did you mean "
                + meant.prefix(2).map { "\"\($0)\"" }.joined(separator: " or ") + "?"
        }
        guard symbol.count > 2 else { return nil }
        if let near = common.first(where: {
            $0.count > 2 && Suggestion.nearest(to: symbol, among: [$0], edits: 1) != nil
        }) {
            return "did you mean \"\(near)\"?"
        }
        let names = UnitTable.spelledNames.map(\.0).filter { $0.count > 3 }
        let prefixed = ["kilo", "mega", "giga", "milli", "micro", "nano", "pico", "centi"]
            .flatMap { prefix in names.map { prefix + $0 } }
        return symbol.count > 3 ? Suggestion.question(for: symbol, among: names + prefixed) : nil
    }

    /// `N m` for `Nm`.
    private static func pair(_ symbol: String) -> String? {
        let letters = Array(symbol)
        guard letters.count < 6 else { return nil }
        for cut in letters.indices.dropFirst() {
            let (first, second) = (String(letters[..<cut]), String(letters[cut...]))
            if common.contains(first), common.contains(second) { return "\(first) \(second)" }
        }
        return nil
    }

    /// What a quantity of another unit is to be multiplied with to be one of this unit; `nil` where
    /// the dimensions differ. An amount of substance counts its entities, so that `kJ/mol` and `eV`
    /// are units of one quantity. Twelve digits; powers of ten leave noise behind.
    public func factor(from other: Unit) -> Double? {
        func split(_ unit: Unit) -> (rest: Monomial, size: Double)? {
            var size = 1.0
            func multiply(_ value: Double, _ exponent: Rational) {
                size *= pow(value, Double(exponent.numerator) / Double(exponent.denominator))
            }
            for power in unit.scale.powers {
                guard let value = UnitTable.values[power.name] else { return nil }
                multiply(value, power.exponent)
            }
            let rest = Monomial(unit.dimension.powers.filter { $0.name != "amount" })
            // An amount alone is a quantity of its own beside pure numbers.
            if rest == .one { return (unit.dimension, size) }
            for power in unit.dimension.powers where power.name == "amount" {
                multiply(UnitTable.entitiesPerMole, power.exponent)
            }
            return (rest, size)
        }
        guard let own = split(self), let others = split(other), own.rest == others.rest else {
            return nil
        }
        return SignificantDigits.round(others.size / own.size, 12, .toNearestOrEven)
    }
}
