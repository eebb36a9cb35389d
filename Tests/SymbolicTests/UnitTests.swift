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
    ("J", "kg m2/s2"), ("1/K", "K-1"), ("bohr", "a0"),
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
    ("\u{b0}C", "K"), ("joul", "joule"),
])
func unknownUnitsAreNamedWithWhatWasMeant(text: String, meant: String) throws {
    #expect(try Unit(text).unknownSymbols == [text])
    #expect(try #require(Unit.advice(for: text)).contains("did you mean \"\(meant)\"?"))
}

@Test func sharesOfMassAreNotSharesOfAtoms() throws {
    #expect(try Unit("wt.%") != Unit("at.%"))
    #expect(try Unit("wt.%").unknownSymbols.isEmpty && Unit("MPa m^0.5").unknownSymbols.isEmpty)
    #expect(try Unit("kg quux/foo").unknownSymbols == ["kg quux/foo"])
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

@Test(arguments: ["W/(m K", "g)/cm3(", "m^(1/0)", "J/g K", "a\nb"])
func unitsThatCannotBeReadAreRefused(text: String) {
    #expect(throws: SymbolicError.self) { try Unit(text) }
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
