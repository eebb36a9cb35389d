import Basis
import Materials
import Testing

@testable import QuasiScreen

@Suite struct SystemPatternTests {
    private func systems(_ pattern: String) throws -> [ChemicalSystem] {
        try SystemPattern(pattern, table: ElementTable.standard).ternarySystems()
    }

    /// Pairs of 30 transition metals, pairs of 10, 10 times 10, 17 rare earths, 93 others in pairs.
    @Test(arguments: [
        ("Al-TM-TM", 435), ("Al-3d-3d", 45), ("Al-3d-4d", 100), ("Al-4d-3d", 100),
        ("Al-5d-5d", 45), ("Cd-Mg-RE", 17), ("Al-Cu-Fe", 1), ("Al-*-*", 93 * 92 / 2),
        // Scandium is a 3d metal and a rare earth; it makes no system with itself.
        ("Al-Sc-RE", 16), ("Sc-3d-RE", 9 * 16 - 0),
    ])
    func aFamilyHasSoManySystems(pattern: String, count: Int) throws {
        let found = try systems(pattern)
        #expect(found.count == count)
        #expect(Set(found).count == count)
        #expect(found == found.sorted())
        #expect(found.allSatisfy { $0.elements.count == 3 })
    }

    @Test func theOrderOfThePartsDoesNotMatter() throws {
        #expect(try systems("TM-Al-TM") == systems("Al-TM-TM"))
        #expect(try systems("Fe-Al-Cu") == [ChemicalSystem("Al-Cu-Fe")])
    }

    @Test(arguments: [
        ("Al-TN-TM", "\"TN\" is neither an element nor a group"), ("Al-Xy-Fe", "\"Xy\" is neither"),
        ("Al-Cu", "Al-Cu does not have 3 elements"), ("Al-Cu-Fe-Ni", "does not have 3 elements"),
        ("Al-Al-Al", "Al-Al-Al gives no ternary system"), ("Al--Fe", "\"\" is neither"),
    ])
    func aWrongPatternIsNamed(pattern: String, message: String) {
        do {
            _ = try systems(pattern)
            Issue.record("\(pattern) was accepted")
        } catch {
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test func aSectionCountsEverySystemOnce() throws {
        var section = SweepSection()
        section.systems = ["Fe-Cu-Al", "Au-Ti-Zr"]
        section.families = ["Al-Cu-3d"]
        section.elements = ["Al", "Cu", "Fe", "Fe", "Ti"]
        // Al-Cu-X for the nine other 3d metals; Al-Fe-Ti and Cu-Fe-Ti; Au-Ti-Zr.
        let found = try section.ternarySystems(of: ElementTable.standard)
        #expect(found.count == 9 + 2 + 1)
        section = SweepSection()
        section.elements = ["all"]
        #expect(try section.ternarySystems(of: ElementTable.standard).count == 94 * 93 * 92 / 6)
        section.elements = ["Al", "Cu"]
        #expect(throws: QuasiScreenError.noSystems("Al, Cu")) {
            try section.ternarySystems(of: ElementTable.standard)
        }
        section.elements = ["RE"]
        #expect(try section.ternarySystems(of: ElementTable.standard).count == 17 * 16 * 15 / 6)
    }
}

@Suite struct SweepSectionTests {
    private func message(_ section: SweepSection) -> String {
        do {
            return "\(try section.ternarySystems(of: ElementTable.standard).count) systems"
        } catch {
            return "\(error)"
        }
    }

    @Test func aSweepOfNothingIsRefused() {
        #expect(message(SweepSection()).contains("no ternary system"))
    }

    @Test func anElementWithoutPropertiesIsNamedBeforeTheSweep() {
        var section = SweepSection()
        section.systems = ["Al-Cu-Og"]
        #expect(message(section).hasPrefix("Al-Cu-Og: the element table has no Og"))
    }

    @Test func gridFormulasReadBackAsTheEvaluatedPoint() throws {
        for divisions in [7, 30, 100, 1000] {
            for count in stride(from: 1, to: divisions, by: max(1, divisions / 29)) {
                let point = try Composition(amounts: [
                    (element: #require(Element(symbol: "Al")), amount: Double(count)),
                    (element: #require(Element(symbol: "Cu")), amount: Double(divisions - count)),
                ])
                #expect(try Composition(point.gridFormula) == point)
            }
        }
        #expect(try Composition("Al63Cu25Fe12").gridFormula == "Al63Fe12Cu25")
    }
}
