import Basis
import Materials
import Testing

/// Formulas and the same amounts spelt out.
private let readings: [(formula: String, amounts: String)] = [
    ("Al63Cu25Fe12", "Al=63 Fe=12 Cu=25"),
    ("Al 63 Cu 25 Fe 12", "Al=63 Fe=12 Cu=25"),
    ("  Fe12\tAl63 Cu25 ", "Al=63 Fe=12 Cu=25"),
    ("Cd5.7Yb", "Cd=5.7 Yb=1"),
    ("Cd₅.₇Yb", "Cd=5.7 Yb=1"),
    ("Al₆₃Cu₂₅Fe₁₂", "Al=63 Fe=12 Cu=25"),
    ("Al.5Cu.5", "Al=0.5 Cu=0.5"),
    ("Al5.e1Cu.5e2", "Al=50 Cu=50"),
    ("Al5.Cu5.", "Al=5 Cu=5"),
    ("Al0.00000000000000000001Cu0.00000000000000000003", "Al=1e-20 Cu=3e-20"),
    ("Al1e-3Cu1E+1", "Al=1e-3 Cu=10"),
    ("Al1Er2Es3", "Al=1 Er=2 Es=3"),
    ("D2O", "H=2 O=1"),
    ("T2O", "H=2 O=1"),
    ("CH3COOH", "H=4 C=2 O=2"),
    ("CuSO4·5H2O", "H=10 O=9 S=1 Cu=1"),
    ("Na2CO3 • 10 H2O", "H=20 C=1 O=13 Na=2"),
    ("KCl·MgCl2·6H2O", "H=12 O=6 Mg=1 Cl=3 K=1"),
    ("[Co(NH3)6]Cl3", "H=18 N=6 Cl=3 Co=1"),
    ("{[Mg(H2O)2]3(SiO4)}2", "H=24 O=20 Mg=6 Si=2"),
    ("(CuO·2H2O)3Fe", "H=12 O=9 Fe=1 Cu=3"),
    ("Al123456789012345678901Cu1e20", "Al=123456789012345678901 Cu=1e20"),
]

@Test(arguments: readings)
func readsFormulas(_ formula: String, _ amounts: String) throws {
    let expected = try amounts.split(separator: " ").map { pair in
        let parts = pair.split(separator: "=").map(String.init)
        return (element: try element(parts[0]), amount: try #require(Double(parts[1])))
    }
    #expect(try Composition(formula) == Composition(amounts: expected))
}

@Test func groupNumbersMultiply() throws {
    let expected = try Composition(amounts: [
        (element("Al"), 0.7 * 86), (element("Cu"), 0.3 * 86), (element("Yb"), 14),
    ])
    #expect(try Composition("(Al0.7Cu0.3)86Yb14") == expected)
}

@Test func repeatedElementsAddUp() throws {
    #expect(try Composition("AlCuAl2") == Composition("Al3Cu"))
    #expect(try Composition("Al0.1Cu1Al0.2Al0.3") == Composition("Al0.3Al0.2Al0.1Cu1"))
}

@Test func amountsOutOfHundredAreNormalised() throws {
    let composition = try Composition("Al88.6Cu19.4Li50.3")
    #expect(composition.elements.map(\.symbol) == ["Li", "Al", "Cu"])
    #expect(abs(composition.fractions[1] - 88.6 / 158.3) < 1e-15)
}

@Test func unknownElementIsNamedWithColumnAndSuggestion() throws {
    let error = try refusal("Al63Cx25")
    #expect(
        error
            == .unknownElement(
                "Cx", suggestion: "did you mean \"Cl\"?", formula: "Al63Cx25", column: 5))
    #expect(
        error.diagnosis.message
            == "formula \"Al63Cx25\", column 5: no element \"Cx\"; did you mean \"Cl\"?")
    #expect(error.diagnosis.kind == .badData)
}

@Test func upperCaseSymbolsAreExplained() throws {
    #expect(
        try refusal("AL63CU37")
            == .unknownElement(
                "A", suggestion: "did you mean \"Al\"?", formula: "AL63CU37", column: 1))
}

@Test func columnsCountCharacters() throws {
    #expect(
        try refusal("Al₆₃Xx₃₇")
            == .unknownElement(
                "Xx", suggestion: "did you mean \"Xe\"?", formula: "Al₆₃Xx₃₇", column: 5))
}

@Test(arguments: ["", "  \t\n"])
func emptyFormulaIsRefused(_ formula: String) throws {
    #expect(try refusal(formula) == .empty)
}

@Test func refusalsNameTheirPlace() throws {
    #expect(
        try refusal("al63")
            == .lowerCaseSymbol(
                "al", suggestion: "did you mean \"Al\"?", formula: "al63", column: 1))
    #expect(
        try refusal("Al(Cu2") == .unbalancedBracket("(", formula: "Al(Cu2", column: 3))
    #expect(try refusal("Al)2Cu") == .unbalancedBracket(")", formula: "Al)2Cu", column: 3))
    #expect(try refusal("(AlCu]2") == .unbalancedBracket("]", formula: "(AlCu]2", column: 6))
    #expect(try refusal("Al()2") == .emptyGroup(formula: "Al()2", column: 3))
    #expect(try refusal("CuSO4·") == .emptyGroup(formula: "CuSO4·", column: 6))
    #expect(try refusal("·5H2O") == .emptyGroup(formula: "·5H2O", column: 1))
    #expect(try refusal("2H2O") == .numberWithoutElement("2", formula: "2H2O", column: 1))
    #expect(try refusal("(2H)3") == .numberWithoutElement("2", formula: "(2H)3", column: 2))
    #expect(try refusal("Al6 3") == .numberWithoutElement("3", formula: "Al6 3", column: 5))
    #expect(try refusal("Al1.2.3") == .numberWithoutElement(".3", formula: "Al1.2.3", column: 6))
    #expect(try refusal("Al0Cu") == .amountNotPositive("0", formula: "Al0Cu", column: 3))
    #expect(try refusal("(AlCu)0.0") == .amountNotPositive("0.0", formula: "(AlCu)0.0", column: 7))
    #expect(try refusal("Al-5Cu") == .amountNotPositive("-5", formula: "Al-5Cu", column: 3))
    #expect(try refusal("CuAl1e999") == .amountOutOfRange("Al", formula: "CuAl1e999", column: 3))
    #expect(
        try refusal("(Al1e200)1e200")
            == .amountOutOfRange(
                "Al", formula: "(Al1e200)1e200", column: 2))
    #expect(try refusal("Al1e-999") == .amountNotPositive("1e-999", formula: "Al1e-999", column: 3))
    #expect(try refusal("Al63,5") == .unexpectedCharacter(",", formula: "Al63,5", column: 5))
    #expect(try refusal("Al-Cu") == .unexpectedCharacter("-", formula: "Al-Cu", column: 3))
    #expect(try refusal("Al5é") == .unexpectedCharacter("é", formula: "Al5é", column: 4))
    #expect(try refusal("Al1e308Cu1e308") == .fractionOutOfRange(element("Cu")))
    #expect(try refusal("Al1e300Cu1e-300") == .fractionOutOfRange(element("Cu")))
}

@Test func hundredThousandBracketsNeedNoStack() throws {
    let depth = 100_000
    let deep =
        String(repeating: "(", count: depth) + "Al" + String(repeating: ")", count: depth) + "Cu"
    #expect(try Composition(deep) == Composition("AlCu"))
    let open = String(repeating: "[", count: depth) + "Al"
    #expect(throws: FormulaError.self) { try Composition(open) }
    let wide = String(repeating: "(Al2", count: depth) + String(repeating: ")", count: depth)
    #expect(try Composition(wide) == Composition("Al"))
}

@Test func anyBytesAreReadOrRefused() throws {
    var stream = RandomStream(seed: 20_210).child("formula")
    let pieces = Array("AlCuFeHOeE()[]{}0123456789..-+ ₀₇·•xyzÅ,".unicodeScalars)
    var read = 0
    for _ in 0..<10_000 {
        let raw = (0..<stream.below(24)).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
        var text = String.UnicodeScalarView()
        for _ in 0..<stream.below(14) { text.append(pieces[stream.below(pieces.count)]) }
        for candidate in [String(decoding: raw, as: UTF8.self), String(text)] {
            do {
                let composition = try Composition(candidate)
                #expect(try Composition(composition.formula) == composition)
                read += 1
            } catch let error as FormulaError {
                #expect(!error.diagnosis.message.isEmpty)
            }
        }
    }
    #expect(read > 100)
}
