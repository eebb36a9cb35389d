import Basis
import Foundation
import Materials
import Testing

@Test func standardTableHoldsItsContents() throws {
    let table = ElementTable.standard
    #expect(table.elements == Array(Element.allCases.prefix(94)))
    #expect(table.properties.count == 80)
    #expect(table.properties.filter { !$0.isExtra }.count == 58)
    let radius = try table.propertyIndex("covalent_radius_cordero")
    #expect(table.properties[radius].unit == "pm")
    #expect(table.value(radius, try element("Al")) == 121)
    #expect(table.provenance(radius, try element("Al")) == .reported)
    let affinity = try table.propertyIndex("electron_affinity")
    #expect(table.provenance(affinity, try element("Zn")) == .imputed)
    #expect(table.value(radius, try element("Am")) == nil)
    #expect(table.provenance(radius, try element("Am")) == .missing)
}

@Test func builtInTableIsTheOneInTheDatasetsFolder() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "datasets/elements")
    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }
    let table = try ElementTable(
        elements: bytes("elements.csv"), provenance: bytes("provenance.csv"),
        properties: bytes("properties.csv"))
    #expect(table.properties == ElementTable.standard.properties)
    #expect(table.canonicalBytes == ElementTable.standard.canonicalBytes)
}

@Test func everyCellHasAValueAndAProvenanceOrNeither() {
    let table = ElementTable.standard
    for (index, property) in table.properties.enumerated() {
        #expect(!property.unit.isEmpty && !property.summary.isEmpty && !property.citation.isEmpty)
        for element in table.elements {
            let value = table.value(index, element)
            #expect((value == nil) == (table.provenance(index, element) == .missing))
            if !property.isExtra { #expect(value != nil) }
        }
    }
}

@Test func misspeltPropertyGetsASuggestion() {
    #expect(
        throws: ElementTableError.unknownProperty(
            "atomic_raduis", suggestion: "did you mean \"atomic_radius\"?")
    ) { try ElementTable.standard.propertyIndex("atomic_raduis") }
}

private let descriptions = """
    name,unit,description,citation,group
    radius,pm,Radius,doi,xenonpy
    x_mass,u,Mass,doi,extra

    """

private func table(
    values: String, codes: String = "symbol,radius,x_mass\nAl,R,\nCu,R,C\n",
    descriptions: String = descriptions
) throws -> ElementTable {
    try ElementTable(
        elements: Array(values.utf8), provenance: Array(codes.utf8),
        properties: Array(descriptions.utf8))
}

@Test func spellingDoesNotChangeCanonicalBytes() throws {
    let plain = try table(values: "symbol,radius,x_mass\nAl,121,\nCu,132,63.5\n")
    let other = try table(values: "symbol,radius,x_mass\r\nCu,132.0,6.35e1\r\n\"Al\",1.21e2,\r\n")
    #expect(plain.canonicalBytes == other.canonicalBytes)
    let changed = try table(values: "symbol,radius,x_mass\nAl,121.5,\nCu,132,63.5\n")
    #expect(plain.canonicalBytes != changed.canonicalBytes)
    #expect(
        String(decoding: plain.canonicalBytes, as: UTF8.self)
            == "name,unit,Al,Cu\nradius,pm,121.0R,132.0R\nx_mass,u,,63.5C\n")
}

@Test func damagedTablesAreRefusedWithTheirPlace() throws {
    let al = try element("Al")
    func place(_ file: String, _ line: Int, _ column: Int) -> TextPlace {
        TextPlace(file: file, line: line, column: column)
    }
    let good = "symbol,radius,x_mass\nAl,121,\nCu,132,63.5\n"
    for text in ["heavy", "inf", "nan", "1e999"] {
        #expect(
            throws: ElementTableError.badValue(
                text, element: al, property: "radius", place("elements.csv", 2, 4))
        ) { try table(values: "symbol,radius,x_mass\nAl,\(text),\nCu,132,63.5\n") }
    }
    #expect(throws: ElementTableError.duplicateElement(al, place("elements.csv", 4, 1))) {
        try table(values: good + "Al,121,\n")
    }
    #expect(
        throws: ElementTableError.unknownElement(
            "Alx", suggestion: "did you mean \"Al\"?", place("elements.csv", 4, 1))
    ) { try table(values: good + "Alx,121,\n") }
    #expect(
        throws: ElementTableError.elementWithoutProvenance(
            try element("Fe"), file: "provenance.csv")
    ) { try table(values: good + "Fe,126,\n") }
    #expect(
        throws: ElementTableError.provenanceMismatch(
            element: al, property: "x_mass", place("provenance.csv", 2, 6))
    ) { try table(values: good, codes: "symbol,radius,x_mass\nAl,R,R\nCu,R,C\n") }
    #expect(
        throws: ElementTableError.unknownProvenance(
            "Q", element: al, property: "radius", place("provenance.csv", 2, 4))
    ) { try table(values: good, codes: "symbol,radius,x_mass\nAl,Q,\nCu,R,C\n") }
    #expect(
        throws: ElementTableError.propertyWithoutDescription(
            "radios", suggestion: "did you mean \"radius\"?", place("elements.csv", 1, 1))
    ) { try table(values: "symbol,radios\nAl,121\n", codes: "symbol,radios\nAl,R\n") }
    #expect(
        throws: ElementTableError.unknownGroup(
            "other", property: "radius", place("properties.csv", 2, 22))
    ) {
        try table(
            values: "symbol,radius\nAl,121\n",
            descriptions: "name,unit,description,citation,group\nradius,pm,Radius,doi,other\n")
    }
    #expect(throws: DelimitedTextError.self) { try table(values: good, codes: "symbol,radius\n") }
}
