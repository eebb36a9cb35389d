import Materials
import Testing

@Test func systemsAreSortedBySymbol() throws {
    #expect(try ChemicalSystem("Fe-Cu-Al").label == "Al-Cu-Fe")
    #expect(try ChemicalSystem(" Fe – Cu - Al ") == ChemicalSystem("Al-Cu-Fe"))
    #expect(try Composition("Al63Cu25Fe12").system == ChemicalSystem("Al-Cu-Fe"))
    #expect(try Composition("Zn60Mg30Y10").system.description == "Mg-Y-Zn")
    #expect(try ChemicalSystem("Al-Cu") < ChemicalSystem("Al-Cu-Fe"))
    #expect(try ChemicalSystem("Ag-Zn") < ChemicalSystem("Al-Cu"))
}

@Test func wrongLabelsAreRefused() throws {
    let unknown = #expect(throws: FormulaError.self) { try ChemicalSystem("Al-Cx-Fe") }
    #expect(
        unknown
            == .unknownElement(
                "Cx", suggestion: "did you mean \"Cl\"?", formula: "Al-Cx-Fe", column: 4))
    let repeated = #expect(throws: FormulaError.self) { try ChemicalSystem("Al-Cu-Al") }
    #expect(repeated == .repeatedElement(try element("Al"), label: "Al-Al-Cu"))
    #expect(throws: FormulaError.empty) { try ChemicalSystem("  ") }
    #expect(throws: FormulaError.empty) { try ChemicalSystem([Element]()) }
    #expect(throws: FormulaError.self) { try ChemicalSystem("Al--Fe") }
}

@Test func allSystemsOfASizeAreEnumeratedOnce() throws {
    let elements = try ["Zn", "Al", "Cu", "Mg", "Fe", "Al"].map(element)
    let ternaries = ChemicalSystem.all(ofSize: 3, from: elements)
    #expect(ternaries.count == 10)
    #expect(ternaries == ternaries.sorted())
    #expect(Set(ternaries).count == 10)
    #expect(ternaries.first?.label == "Al-Cu-Fe")
    #expect(ternaries.last?.label == "Fe-Mg-Zn")
    #expect(ChemicalSystem.all(ofSize: 6, from: elements).isEmpty)
    #expect(ChemicalSystem.all(ofSize: 0, from: elements).isEmpty)
    #expect(
        ChemicalSystem.all(ofSize: 1, from: elements).map(\.label) == [
            "Al", "Cu", "Fe", "Mg", "Zn",
        ])
    #expect(ChemicalSystem.all(ofSize: 3, from: Array(Element.allCases.prefix(80))).count == 82_160)
}
