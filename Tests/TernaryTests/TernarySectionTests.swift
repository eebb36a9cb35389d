import Basis
import Materials
import Testing

@testable import Ternary

private func section(_ label: String) throws -> TernarySection { try TernarySection(label) }

private func element(_ symbol: String) throws -> Element {
    try #require(Element(symbol: symbol))
}

@Suite struct TernarySectionTests {
    @Test(arguments: [
        "Al-Cu-Fe", "(Al-Cu-Fe)90Mg10", "(Al-Cu-Fe)1Mg1", "(Al-Cu-Fe)995Mg5", "(B-C-N)1999U1",
    ])
    func labelsReadBack(label: String) throws {
        let found = try section(label)
        #expect(found.label == label)
        #expect("\(found)" == label)
        #expect(try section(found.label) == found)
    }

    @Test func randomSectionsReadBack() throws {
        var random = RandomStream(seed: 7).child("sections")
        for _ in 0..<500 {
            var members = Element.allCases
            random.shuffle(&members)
            let total = 2 + random.below(1999)
            let made = try TernarySection(
                ChemicalSystem(Array(members.prefix(3))), fixed: members[3],
                parts: 1 + random.below(total - 1), of: total)
            #expect(try section(made.label) == made)
        }
    }

    @Test func theOrderOfCornersAndBlanksDoNotMatter() throws {
        #expect(try section(" (Fe - Cu-Al)90Mg10 ") == section("(Al-Cu-Fe)90Mg10"))
        #expect(try section("Fe-Cu-Al") == section("Al-Cu-Fe"))
        let made = try TernarySection(
            ChemicalSystem("Al-Cu-Fe"), fixed: element("Mg"), parts: 10, of: 100)
        #expect(made == (try section("(Al-Cu-Fe)90Mg10")))
        #expect(made.fixed?.element == (try element("Mg")))
        #expect(made.fixed?.parts == 10)
        #expect(made.fixed?.total == 100)
        #expect(made.elements.map(\.symbol) == ["Al", "Cu", "Fe", "Mg"])
    }

    @Test(arguments: [
        ("Al-Cu", "a ternary map needs three elements, this system has 2"),
        ("(Al-Cu)90Mg10", "a ternary map needs three elements, this system has 2"),
        ("(Al-Cu-Fe)90Al10", "the fixed element Al is an element of the corners"),
        ("(Al-Cu-Fe)90Xx10", "column 13: no element \"Xx\""),
        ("(Al-Cx-Fe)90Mg10", "no element \"Cx\"; did you mean"),
        ("(Al-Cu-Fe)0Mg10", "is neither a system nor a section"),
        ("(Al-Cu-Fe)90Mg0", "0 parts of Mg in 90"),
        ("(Al-Cu-Fe)90Mg", "is neither a system nor a section"),
        ("(Al-Cu-Fe)Mg10", "is neither a system nor a section"),
        ("(Al-Cu-Fe)9.5Mg0.5", "is neither a system nor a section"),
        ("(Al-Cu-Fe)9000Mg1", "1 parts of Mg in 9001"),
        ("(Al-Cu-Fe)9223372036854775807Mg1", "is neither a system nor a section"),
        ("(Al-Cu-Fe", "is neither a system nor a section"),
        ("Al-Cu-Fe90", "is neither a system nor a section"),
        ("(Al-Cu-Fe)90Mg10 Si", "is neither a system nor a section"), ("", "an empty formula"),
    ])
    func aWrongLabelIsNamed(label: String, message: String) {
        do {
            _ = try section(label)
            Issue.record("\(label) was accepted")
        } catch {
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test func orderIsBySystemThenFixedElementThenParts() throws {
        let expected = try [
            "Al-Cu-Fe", "(Al-Cu-Fe)91Cr9", "(Al-Cu-Fe)95Mg5", "(Al-Cu-Fe)90Mg10", "Al-Cu-Mg",
            "(Al-Cu-Mg)99B1",
        ].map(section)
        #expect(expected.reversed().sorted() == expected)
        #expect(!(expected[0] < expected[0]) && !(expected[2] < expected[2]))
    }

    @Test func theGridIsThatOfTheCorners() throws {
        #expect(try section("Al-Cu-Fe").grid(divisions: 30).divisions == 30)
        #expect(try section("(Al-Cu-Fe)90Mg10").grid(divisions: 100).divisions == 90)
        #expect(
            throws: TernaryError.anotherTotal(
                section: "(Al-Cu-Fe)90Mg10", total: 100, divisions: 50)
        ) { try section("(Al-Cu-Fe)90Mg10").grid(divisions: 50) }
    }

    @Test func everyFractionIsACountOverTheTotalRoundedOnce() throws {
        var random = RandomStream(seed: 3).child("fractions")
        for total in [2, 3, 7, 20, 30, 100, 997, 1000] {
            let parts = 1 + random.below(total - 1)
            let found = try TernarySection(
                ChemicalSystem("Al-Cu-Yb"), fixed: element("Mg"), parts: parts, of: total)
            let grid = try found.grid(divisions: total)
            for point in stride(from: 0, to: grid.count, by: max(1, grid.count / 300)) {
                let counts = grid.point(point)
                let composition = try found.composition(counts: [counts.i, counts.j, counts.k])
                let expected = [counts.i, counts.j, counts.k, parts]
                for (element, count) in zip(found.elements, expected) {
                    #expect(composition.fraction(of: element) == Double(count) / Double(total))
                }
                #expect(composition.elements.count == expected.count { $0 > 0 })
            }
        }
    }

    @Test func aMapOfASectionHoldsTheFixedElementEverywhere() throws {
        let found = try section("(Al-Cu-Fe)4Mg1")
        let grid = try found.grid(divisions: 5)
        let ones = [Double](repeating: 1, count: grid.count)
        let map = try PhaseMap(
            section: found, grid: grid, classNames: ["x"], probabilities: ones)
        #expect(map.system == found.system)
        #expect(try map.composition(at: grid.index(i: 4, j: 0)) == Composition("Al4Mg"))
        #expect(try map.composition(at: grid.index(i: 2, j: 2)) == Composition("Al2Cu2Mg"))
        #expect(try map.composition(at: grid.index(i: 1, j: 1)) == Composition("AlCuFe2Mg"))
        // Areas and centroids are those of the triangle.
        let region = try #require(map.regions(of: 0).first)
        #expect(region.areaShare == 1 && map.areaShares == [1])
        let centroid = [region.centroid.a, region.centroid.b, region.centroid.c]
        let fractions = found.fractions(ofShares: centroid)
        for (value, expected) in zip(fractions, [0.8 / 3, 0.8 / 3, 0.8 / 3, 0.2]) {
            #expect(abs(value - expected) < 1e-15)
        }
        #expect(
            throws: TernaryError.anotherTotal(section: "(Al-Cu-Fe)4Mg1", total: 5, divisions: 6)
        ) {
            let wider = try TernaryGrid(divisions: 5)
            return try PhaseMap(
                section: found, grid: wider, classNames: ["x"],
                probabilities: [Double](repeating: 1, count: wider.count))
        }
    }

    @Test(arguments: [1, 2, 3, 6, 10, 20])
    func aStackHoldsEachCompositionOfAQuaternaryOnce(divisions: Int) throws {
        let quaternary = try ChemicalSystem("Mg-Al-Fe-Cu")
        let stack = try TernarySection.stack(of: quaternary, divisions: divisions)
        #expect(stack.count == divisions)
        #expect(stack == stack.sorted())
        var found = Set<Composition>()
        var points = 0
        for section in stack {
            let grid = try section.grid(divisions: divisions)
            points += grid.count
            try grid.forEach { _, i, j, k in
                found.insert(try section.composition(counts: [i, j, k]))
            }
        }
        let n = divisions
        // C(n + 3, 3) of the whole quaternary, less the pure last element.
        #expect(points == (n + 1) * (n + 2) * (n + 3) / 6 - 1)
        #expect(found.count == points)
        var plain = Set<Composition>()
        for a in 0...n {
            for b in 0...(n - a) {
                for c in 0...(n - a - b) where a + b + c > 0 {
                    let counts = [a, b, c, n - a - b - c]
                    plain.insert(
                        try Composition(
                            amounts: zip(quaternary.elements, counts).map { ($0, Double($1)) }))
                }
            }
        }
        #expect(plain == found)
    }

    @Test func stacksAreOfQuaternariesOnly() throws {
        let ternary = try ChemicalSystem("Al-Cu-Fe")
        #expect(throws: TernaryError.notQuaternary(system: "Al-Cu-Fe", elements: 3)) {
            try TernarySection.stack(of: ternary, divisions: 10)
        }
        let quaternary = try ChemicalSystem("Al-Cu-Fe-Mg")
        for divisions in [0, -1, 2001] {
            #expect(throws: TernaryError.self) {
                try TernarySection.stack(of: quaternary, divisions: divisions)
            }
        }
    }
}
