/// The symbols of units that the parser knows.
///
/// Scales are exact: powers of ten and sixty, and named constants for the units that are no
/// decimal multiple of an SI unit (dalton, electronvolt, hartree, bohr, Bohr magneton); their values
/// are in ``values``.
enum UnitTable {
    struct Entry {
        var dimension: Monomial
        var scale: Monomial
    }

    /// The entry of a symbol, with or without an SI prefix.
    static func find(_ symbol: String) -> Entry? {
        if let plain = plain(symbol) ?? prefixable(symbol) ?? spelled(symbol) { return plain }
        guard symbol.count > 1, let first = symbol.first, let exponent = prefix(first),
            let entry = prefixable(String(symbol.dropFirst()))
        else { return nil }
        return Entry(dimension: entry.dimension, scale: entry.scale * Monomial("10", exponent))
    }

    /// What the names in scales stand for in SI units (CODATA 2018, doi:10.1103/RevModPhys.93.025010);
    /// the amount of substance counts as this many entities.
    static let values: [String: Double] = [
        "10": 10, "60": 60, "day": 86_400, "degree": 0.017453292519943295, "calorie": 4.184,
        "electronvolt": 1.602176634e-19, "dalton": 1.66053906660e-27,
        "hartree": 4.3597447222071e-18, "rydberg per hartree": 0.5, "bohr": 5.29177210903e-11,
        "bohr magneton": 9.2740100783e-24, "atmosphere": 101_325,
        "oersted": 79.57747154594767, "torr": 133.32236842105263,
    ]
    static let entitiesPerMole = 6.02214076e23

    /// Words and signs before `%`; the symbol joins them with a point, `at.%`.
    static let percentageWords = [
        "at", "atom", "atomic", "mol", "mole", "wt", "weight", "mass", "vol", "volume",
    ]

    /// Names in full with their symbols.
    static let spelledNames: [(String, String)] = [
        ("metre", "m"), ("meter", "m"), ("gram", "g"), ("gramme", "g"), ("second", "s"),
        ("sec", "s"), ("kelvin", "K"), ("mole", "mol"), ("joule", "J"), ("calorie", "cal"),
        ("electronvolt", "eV"), ("newton", "N"), ("watt", "W"), ("pascal", "Pa"),
        ("hertz", "Hz"), ("coulomb", "C"), ("volt", "V"), ("farad", "F"), ("tesla", "T"),
        ("litre", "L"), ("liter", "L"), ("angstrom", "A"), ("ångström", "A"), ("ångstrom", "A"),
        ("minute", "min"), ("hour", "h"), ("hr", "h"), ("day", "d"),
        ("dalton", "Da"), ("percent", "%"), ("amp", "ampere"),
        ("mins", "min"), ("ohm", "ohm"), ("bar", "bar"),
        ("siemens", "S"), ("radian", "rad"),
    ]

    private static let longPrefixes: [(String, Int)] = [
        ("femto", -15), ("pico", -12), ("nano", -9), ("micro", -6), ("milli", -3),
        ("centi", -2), ("deci", -1), ("kilo", 3), ("mega", 6), ("giga", 9), ("tera", 12),
    ]

    /// A unit written in full, `Kelvin`, `gigapascals`.
    private static func spelled(_ word: String) -> Entry? {
        guard word.count > 2 else { return nil }
        var name = word.lowercased()
        func entry(_ name: String) -> Entry? {
            let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
            return spelledNames.first { $0.0 == name || $0.0 == singular }
                .flatMap { plain($0.1) ?? prefixable($0.1) }
        }
        if let found = entry(name) { return found }
        guard let prefix = longPrefixes.first(where: { name.hasPrefix($0.0) }) else { return nil }
        name.removeFirst(prefix.0.count)
        return entry(name).map {
            Entry(dimension: $0.dimension, scale: $0.scale * Monomial("10", prefix.1))
        }
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
        case "%", "at.%", "atom.%", "atomic.%", "mol.%", "mole.%": make([], ["10": -2])
        case "ppm": make([], ["10": -6])
        case "ppb": make([], ["10": -9])
        // Shares of mass or volume do not add to shares of atoms.
        case "wt.%", "weight.%", "mass.%": make(["share of mass": 1], ["10": -2])
        case "vol.%", "volume.%": make(["share of volume": 1], ["10": -2])
        case "deg", "°": make([], ["degree": 1])
        case "cc": make(["length": 3], ["10": -6])
        case "A", "Å", "Ang", "angstrom": make(["length": 1], ["10": -10])
        case "u", "Da", "amu": make(["mass": 1], ["dalton": 1])
        case "min": make(["time": 1], ["60": 1])
        case "h", "hr": make(["time": 1], ["60": 2])
        case "d": make(["time": 1], ["day": 1])
        // Scales of hardness are defined by their tests, not by dimensions.
        case "HV", "HVN", "VHN", "HK", "HB", "HBW", "HRA", "HRB", "HRC":
            make(["hardness \(symbol.contains("V") ? "HV" : symbol)": 1])
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
        case "ohm", "Ohm", "Ω", "\u{2126}":
            make(["mass": 1, "length": 2, "time": -3, "current": -2])
        case "F": make(["mass": -1, "length": -2, "time": 4, "current": 2])
        case "T": make(["mass": 1, "time": -2, "current": -1])
        case "S": make(["mass": -1, "length": -2, "time": 3, "current": 2])
        case "erg": make(energy, ["10": -7])
        case "emu": make(["current": 1, "length": 2], ["10": -3])
        case "Oe": make(["current": 1, "length": -1], ["oersted": 1])
        case "Torr": make(["mass": 1, "length": -1, "time": -2], ["torr": 1])
        case "L", "l": make(["length": 3], ["10": -3])
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
