import Basis
import Testing

@testable import Symbolic

@Test(arguments: [
    ("g/cm3", "g cm^-3"), ("kJ/mol", "kJ mol^-1"), ("W/(m K)", "W m^-1 K^-1"),
    ("J/(g K)", "J g^-1 K^-1"), ("m/s", "m s^-1"), ("A3/atom", "A^3"), ("Å³", "A3"),
    ("a.u. (a0^3)", "a0^3"), ("e/atom", ""), ("-", ""), ("1", ""), ("kJ/mol atoms", "kJ/mol"),
    ("A3 (1e-24 cm3)", "A3"), ("pm", "10"), ("cm2", "cm**2"), ("GPa", "GN/m2"),
    ("Kelvin", "K"), ("kelvin", "K"), ("g/cm3", "g/cm^3"), ("g/cm\u{b3}", "g/cc"),
    ("MPa m^0.5", "MPa m^(1/2)"), ("MPa m^0.5", "MPa*sqrt(m)"), ("MPa \u{221a}m", "MPa m0.5"),
    ("MPa m^\u{bd}", "MPa m^(0.5)"), ("m^1.5", "m^(3/2)"), ("m^-0.5", "1/sqrt(m)"),
    ("at. %", "at.%"), ("at%", "at.%"), ("at.-%", "atomic %"), ("at. %", "%"), ("mol%", "mol. %"),
    ("wt %", "wt.%"), ("weight %", "wt.%".replacing("wt", with: "weight")),
    ("gigapascals", "GPa"), ("kilojoule/mole", "kJ/mol"), ("Angstrom", "\u{c5}"),
    ("angstroms", "A"), ("picometre", "pm"), ("picometer", "pm"), ("ml", "cm3"), ("e/a", "-"),
    ("J", "kg m2/s2"), ("1/K", "K-1"), ("bohr", "a0"), ("n/a", "-"), ("none", ""), ("N/A", "1"),
    ("MPa m^{1/2}", "MPa m^0.5"), ("m^{-1}", "1/m"), ("uOhm cm", "u\u{3a9} cm"),
    ("hrs", "h"), ("hr", "h"), ("secs", "s"), ("J.mol-1.K-1", "J/(mol K)"), ("sec.", "s"),
    ("10^-6/K", "1e-6 K^-1"), ("10^-6 K^-1", "um/m/K"), ("1000 kg/m3", "g/cm3"),
    ("Pa (N/m2)", "Pa"), ("[score]/K", "K^-1 [score]"), ("\u{b5}m", "\u{3bc}m"), ("HV", "HVN"),
    ("kJ (mol K)^-1", "kJ/(mol K)"), ("J m / (mol K)", "J m/(mol K)"), ("e\u{b7}V", "V"),
])
func unitsThatMeanTheSameAreEqual(first: String, second: String) throws {
    if first == "pm" {
        #expect(try Unit(first) != Unit(second))
    } else {
        #expect(try Unit(first) == Unit(second))
        #expect(try Unit(first).hashValue == Unit(second).hashValue)
    }
}

@Test func equalDimensionsOfDifferentScaleAreDifferentUnits() throws {
    let picometre = Variable(name: "r", unit: try Unit("pm"))
    let angstrom = Variable(name: "a", unit: try Unit("A"))
    #expect(picometre.unit != angstrom.unit)
    #expect(picometre.unit.dimension == angstrom.unit.dimension)
    let sum = Expression.binary(.add, .variable(0), .variable(1))
    #expect(
        throws: SymbolicError.unitsForbid(operation: "add", left: "pm", right: "A")
    ) { try sum.unit([picometre, angstrom]) }
    #expect(try sum.unit([picometre, picometre]) == picometre.unit)
}

@Test func unknownUnitsCombineOnlyWithThemselves() throws {
    let relative = try Unit("Eh-like, relative")
    let pauling = try Unit("Pauling")
    #expect(relative != pauling)
    #expect(!relative.isDimensionless)
    #expect(relative.quotient(try Unit("Eh-like, relative")).isDimensionless)
    #expect(try Unit("a.u.") != Unit("a.u. (a0^3)"))
    let density = try Unit("(d.u.)^(1/3)")
    #expect(density.cubed == (try Unit("d.u.")))
    #expect(try Unit("length") != Unit("m"))
}

@Test(arguments: [
    ("Agnstrom", "Angstrom"), ("Kelvim", "kelvin"), ("GPaa", "GPa"), ("degC", "K"),
    ("\u{b0}C", "K"), ("joul", "joule"), ("ev", "eV"), ("EV", "eV"), ("KW", "kW"), ("Kg", "kg"),
    ("Mpa", "MPa"), ("gpa", "GPa"), ("KJ", "kJ"), ("Nm", "N m"), ("Pas", "Pa s"), ("kWh", "kW h"),
    ("Klvin", "kelvin"), ("mPaa", "MPa"), ("Gpas", "GPa"), ("gigapascl", "gigapascal"),
    ("hz", "Hz"), ("NM", "nm"),
])
func unknownUnitsAreNamedWithWhatWasMeant(text: String, meant: String) throws {
    #expect(try Unit(text).unknownSymbols == [text])
    #expect(try #require(Unit.advice(for: text)).hasPrefix("did you mean \"\(meant)\""))
}

@Test func sharesOfMassAreNotSharesOfAtoms() throws {
    #expect(try Unit("wt.%") != Unit("at.%"))
    #expect(try Unit("wt.%").unknownSymbols.isEmpty && Unit("MPa m^0.5").unknownSymbols.isEmpty)
    #expect(try Unit("kg quux/foo").unknownSymbols == ["quux", "foo"])
    #expect(try Unit("quux/foo").unknownSymbols == ["quux", "foo"])
}

@Test func rootsAndPowersOfUnitsAreExact() throws {
    let volume = try Unit("cm3/mol")
    #expect(volume.root(3).cubed == volume)
    #expect(volume.squared.root(2) == volume)
    #expect(volume.product(volume.inverse).isDimensionless)
    #expect(try Unit("K").root(2).squared == Unit("K"))
}

@Test func derivedUnitsReadBack() throws {
    let texts = [
        "pm", "W/(m K)", "Eh-like, relative", "(d.u.)^(1/3)", "a.u. (Eh a0^6)", "cm2", "g/cm3",
    ]
    for first in texts {
        for second in texts {
            let derived = try Unit(first).quotient(try Unit(second)).root(2)
            #expect(try Unit(derived.description) == derived, "\(derived)")
        }
    }
}

@Test(arguments: [
    ("W/(m K", "parentheses"), ("g)/cm3(", "parentheses"), ("m^(1/0)", "zero"),
    ("J/g K", "below the slash"), ("a\nb", "line end"), ("kg/m/s^2/", "nothing follows"),
    ("m//s", "follows"), ("m**/s", "follows"), ("/K", "begins"), ("*m", "begins"),
    ("(m*)", "nothing"),
    ("g/cm 3", "stands apart"), ("J mol -1", "stands apart"), ("score 1/K", "apart"),
    ("m^", "nothing follows"),
    ("m^x", "exponent"), ("m^(1/)", "follows"), ("()", "between"), ("m( )", "between"),
    ("m^(1 2)", "exponent"),
    ("W/m\u{b7}K", "below the slash"), ("W/m*K", "below the slash"), ("W/m.K", "below the slash"),
    ("2 m", "power of ten"), ("0.1 nm", "power of ten"), ("3", "power of ten"),
    ("100m", "power of ten"), ("MPa (m)", "multiply"), ("[score", "parentheses"),
    ("((((m^9999)^9999)^9999)^9999)^9999", "too large"),
    (String(repeating: "\u{221a}", count: 100_000) + "m", "too large"),
    (
        String(repeating: "sqrt(", count: 90) + "m" + String(repeating: ")", count: 90),
        "too large"
    ),
    ("m^0.997 m^(1/9973) m^(1/9967) m^(1/9949) m^(1/9941) m^(1/9931)", "too large"),
])
func unitsThatCannotBeReadAreRefused(text: String, reason: String) throws {
    let error = #expect(throws: SymbolicError.self) { try Unit(text) }
    #expect(try #require(error?.description).contains(reason), "\(error?.description ?? "")")
}

@Test(arguments: [
    ("score", true, ["score"]), ("VEC units", true, ["VEC", "units"]),
    ("Pauling", true, ["Pauling"]),
    ("[my score] / K", false, []), ("[1/2 of it]", false, []), ("MPa", false, []),
    ("J/(mol Klvin)", false, ["Klvin"]), ("Mpa m^0.5", false, ["Mpa"]), ("emu/foo", false, ["foo"]),
    ("score/K", false, ["score"]), ("kg quux", false, ["quux"]), ("quux^2", false, ["quux"]),
    ("(quux, relative) m", false, ["quux", "relative"]), ("MPa (true stress)", false, []),
])
func labelsAreToldFromUnitsOfWhichAPartIsUnknown(
    text: String, isLabel: Bool, unknown: [String]
) throws {
    let unit = try Unit(text)
    #expect(unit.isLabel == isLabel)
    #expect(unit.unknownSymbols == unknown)
    // The unit is itself again after it was written and read.
    #expect(try Unit(unit.squared.root(2).description) == unit)
}

@Test(arguments: ["score", "VEC", "Pauling", "HV", "rating", "a.u.", "x"])
func noAdviceIsGivenWhereNothingIsNear(text: String) throws {
    let unit = try Unit(text)
    #expect(unit.unknownSymbols.isEmpty || Unit.advice(for: text) == nil)
}

@Test(arguments: [
    ("nm", "A", 0.1 as Double?), ("GPa", "MPa", 1e-3), ("ppm", "ppb", 1e-3), ("K", "mK", 1e-3),
    ("eV", "kJ/mol", 0.010364269656), ("kJ/mol", "eV/atom", 96.4853321233), ("h", "s", nil),
    ("m", "kg", nil), ("%", "1", 100), ("mol", "1", nil), ("HV", "HRC", nil), ("at.%", "wt.%", nil),
    ("deg", "rad", 57.2957795131), ("Ry", "Eh", 2), ("g/cm3", "kg/m3", 1e-3),
])
func unitsOfOneQuantityKnowTheirFactor(first: String, second: String, factor: Double?) throws {
    let found = try Unit(first).factor(from: Unit(second))
    if first == "h" {
        #expect(abs((found ?? 0) - 1 / 3600.0) < 1e-12)
    } else if let factor {
        #expect(abs(try #require(found) / factor - 1) < 1e-10, "\(String(describing: found))")
    } else {
        #expect(found == nil)
    }
}

@Test func derivedUnitsReadBackHoweverTheyAreBuilt() throws {
    let texts = [
        "MPa m^0.5", "1e-6/K", "10^3 kg/m3", "[my score]/K", "at.%", "\u{b5}B/atom", "[a] [b]^2",
        "quux/foo", "VEC units", "\u{b0}", "u\u{3a9} cm", "HV", "10", "a0^3", "A3 (1e-24 cm3)",
    ]
    for first in texts {
        for second in texts {
            for derived in [
                try Unit(first).quotient(try Unit(second)), try Unit(first).product(Unit(second)),
                try Unit(first).quotient(try Unit(second).squared).root(3),
            ] {
                #expect(try Unit(derived.description) == derived, "\(derived)")
            }
        }
    }
}

@Test func parenthesesInParenthesesHaveALimit() throws {
    func nested(_ depth: Int) -> String {
        String(repeating: "(", count: depth) + "m" + String(repeating: ")", count: depth)
    }
    #expect(try Unit(nested(100)) == Unit("m"))
    #expect(throws: SymbolicError.self) { try Unit(nested(101)) }
    #expect(throws: SymbolicError.self) { try Unit(nested(100_000)) }
}

@Test func logarithmsNeedPureNumbersWithoutScale() throws {
    let variables = [
        Variable(name: "T", unit: try Unit("K")), Variable(name: "p", unit: try Unit("%")),
        Variable(name: "n", unit: try Unit("e/atom")),
    ]
    func logarithm(_ inner: Expression) -> Expression { .unary(.logarithm, inner) }
    #expect(throws: SymbolicError.self) { try logarithm(.variable(0)).unit(variables) }
    #expect(throws: SymbolicError.self) { try logarithm(.variable(1)).unit(variables) }
    #expect(try logarithm(.variable(2)).unit(variables) == .dimensionless)
    let ratio = Expression.binary(.divide, .variable(0), .variable(0))
    #expect(try logarithm(ratio).unit(variables) == .dimensionless)
    let shifted = Expression.binary(.add, .constant(273.15), .variable(0))
    #expect(try shifted.unit(variables) == variables[0].unit)
}

@Test func theNumberOneIsNoQuantity() throws {
    let variables = [
        Variable(name: "a", unit: try Unit("pm")), Variable(name: "b", unit: try Unit("K")),
        Variable(name: "c", unit: try Unit("pm")),
    ]
    let one = Expression.constant(1)
    let ratio = Expression.binary(.divide, .variable(0), .variable(1))
    let pure = Expression.binary(.divide, .variable(0), .variable(2))
    for operation in [BinaryOperator.add, .subtract, .absoluteDifference, .minimum, .maximum] {
        #expect(
            throws: SymbolicError.unitsForbid(
                operation: operation.rawValue, left: "1", right: "pm/K")
        ) { try Expression.binary(operation, one, ratio).unit(variables) }
        #expect(throws: SymbolicError.self) {
            try Expression.unary(.squareRoot, .binary(operation, ratio, .constant(-1)))
                .unit(variables)
        }
        #expect(try Expression.binary(operation, one, pure).unit(variables) == .dimensionless)
        // A constant that was fitted has the unit that its place needs.
        let fitted = Expression.binary(operation, .constant(1.25), ratio)
        #expect(try fitted.unit(variables) == Unit("pm/K"))
        let ended = try Expression.binary(operation, one, ratio)
            .unit(variables, onesAreFitted: true)
        #expect(ended == (try Unit("pm/K")))
    }
}

@Test func anyTextIsAUnitThatReadsBackOrIsRefused() throws {
    let pieces = [
        "m", "kg", "K", "quux", "10", "1", "3", "-", "^", "**", "/", "*", "(", ")", "[", "]", "{",
        "}", " ", ".", "%", "\u{b7}", "\u{221a}", "sqrt(", "at", "\u{b2}", "e", "0.5", "\u{b5}",
        "\u{3a9}", "1e-6", ",", "a0", "\u{bd}",
    ]
    var stream = RandomStream(seed: 22).child("units")
    var read = 0
    for _ in 0..<10_000 {
        let text = (0..<(1 + stream.below(7))).map { _ in pieces[stream.below(pieces.count)] }
            .joined()
        guard let unit = try? Unit(text) else { continue }
        read += 1
        let derived = unit.squared.root(3)
        #expect(try Unit(derived.description) == derived, "\(text)")
        #expect(try Unit(" \(text) ") == unit, "\(text)")
    }
    #expect(read > 1_000)
}
