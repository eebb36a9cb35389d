/// The symbols of units that the parser knows.
///
/// Scales are exact: powers of ten and sixty, and named constants for the units that are no
/// decimal multiple of an SI unit (dalton, electronvolt, hartree, bohr, Bohr magneton).
enum UnitTable {
    struct Entry {
        var dimension: Monomial
        var scale: Monomial
    }

    /// The entry of a symbol, with or without an SI prefix.
    static func find(_ symbol: String) -> Entry? {
        if let plain = plain(symbol) ?? prefixable(symbol) { return plain }
        guard symbol.count > 1, let first = symbol.first, let exponent = prefix(first),
            let entry = prefixable(String(symbol.dropFirst()))
        else { return nil }
        return Entry(dimension: entry.dimension, scale: entry.scale * Monomial("10", exponent))
    }

    private static func prefix(_ letter: Character) -> Int? {
        switch letter {
        case "f": -15
        case "p": -12
        case "n": -9
        case "u", "µ": -6
        case "m": -3
        case "c": -2
        case "d": -1
        case "k": 3
        case "M": 6
        case "G": 9
        case "T": 12
        default: nil
        }
    }

    /// Units that take no prefix.
    private static func plain(_ symbol: String) -> Entry? {
        switch symbol {
        case "atom", "atoms", "e", "electron", "electrons", "f.u.", "rad":
            make([])
        case "%": make([], ["10": -2])
        case "A", "Å", "Ang", "angstrom": make(["length": 1], ["10": -10])
        case "u", "Da", "amu": make(["mass": 1], ["dalton": 1])
        case "min": make(["time": 1], ["60": 1])
        case "h": make(["time": 1], ["60": 2])
        case "kg": make(["mass": 1])
        case "cd": make(["luminous intensity": 1])
        case "ampere": make(["current": 1])
        case "a0", "bohr": make(["length": 1], ["bohr": 1])
        case "Eh", "Ha", "hartree": make(energy, ["hartree": 1])
        case "Ry": make(energy, ["hartree": 1, "rydberg per hartree": 1])
        case "muB", "µB": make(["current": 1, "length": 2], ["bohr magneton": 1])
        case "atm":
            make(["mass": 1, "length": -1, "time": -2], ["atmosphere": 1])
        default: nil
        }
    }

    private static let energy: KeyValuePairs<String, Int> = ["mass": 1, "length": 2, "time": -2]

    private static func prefixable(_ symbol: String) -> Entry? {
        switch symbol {
        case "m": make(["length": 1])
        case "g": make(["mass": 1], ["10": -3])
        case "s": make(["time": 1])
        case "K": make(["temperature": 1])
        case "mol": make(["amount": 1])
        case "J": make(energy)
        case "eV": make(energy, ["electronvolt": 1])
        case "cal": make(energy, ["calorie": 1])
        case "N": make(["mass": 1, "length": 1, "time": -2])
        case "W": make(["mass": 1, "length": 2, "time": -3])
        case "Pa": make(["mass": 1, "length": -1, "time": -2])
        case "bar": make(["mass": 1, "length": -1, "time": -2], ["10": 5])
        case "Hz": make(["time": -1])
        case "C": make(["current": 1, "time": 1])
        case "V": make(["mass": 1, "length": 2, "time": -3, "current": -1])
        case "ohm", "Ω": make(["mass": 1, "length": 2, "time": -3, "current": -2])
        case "F": make(["mass": -1, "length": -2, "time": 4, "current": 2])
        case "T": make(["mass": 1, "time": -2, "current": -1])
        case "L": make(["length": 3], ["10": -3])
        default: nil
        }
    }

    private static func make(
        _ dimension: KeyValuePairs<String, Int>, _ scale: KeyValuePairs<String, Int> = [:]
    ) -> Entry {
        Entry(dimension: monomial(dimension), scale: monomial(scale))
    }

    private static func make(_ nothing: [Never], _ scale: KeyValuePairs<String, Int> = [:]) -> Entry
    {
        Entry(dimension: .one, scale: monomial(scale))
    }

    private static func monomial(_ powers: KeyValuePairs<String, Int>) -> Monomial {
        Monomial(powers.map { Monomial.Power(name: $0.key, exponent: Rational($0.value)) })
    }
}
