import Basis
import Materials
import Testing

@testable import InverseDesign

@Suite struct ReplacementTests {
    private func elements(_ symbols: String) throws -> [Element] {
        try symbols.split(separator: " ").map { try #require(Element(symbol: String($0))) }
    }

    @Test func eachElementIsReplacedByEachThatIsAllowed() throws {
        let space = AlloySpace(
            elements: try elements("Al Cu Fe Ru Zn"), sizes: 2...4, total: 100)
        let compounds = try [
            "Al63Cu25Fe12", "Al63Cu25Ru12", "CdYb", "Cd85Zn15", "Al", "AlCuFeRuZn",
        ]
        .map { try Composition($0) }
        let found = Replacements(of: compounds, in: space)
        let formulas = found.alloys.map { alloy in
            zip(alloy.elements, alloy.parts).map { "\($0)\($1)" }.joined()
        }
        #expect(
            formulas == [
                // Al63Cu25Fe12: aluminium, iron, copper give way in this order.
                "Fe12Cu25Zn63", "Fe12Cu25Ru63", "Al63Cu25Zn12", "Al63Cu25Ru12", "Al63Fe12Zn25",
                "Al63Fe12Ru25",
                // Al63Cu25Ru12, but for what stands above.
                "Fe63Cu25Ru12", "Cu25Zn63Ru12", "Al63Fe25Ru12", "Al63Zn25Ru12", "Al63Fe12Cu25",
                // Cadmium is not allowed: it is all that can be replaced in Cd85Zn15.
                "Al85Zn15", "Fe85Zn15", "Cu85Zn15", "Zn15Ru85",
            ])
        #expect(found.origins == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 3, 3, 3, 3])
    }

    @Test func roundingIsToTheNearestAlloyAndLosesNoElement() throws {
        var stream = RandomStream(seed: 4)
        for _ in 0..<300 {
            var amounts = [Element: Double]()
            while amounts.count < 1 + stream.below(6) {
                amounts[Element.allCases[stream.below(118)]] = 0.02 + stream.unit()
            }
            let composition = try Composition(
                amounts: amounts.map { (element: $0.key, amount: $0.value) })
            let alloy = try #require(Alloy(rounding: composition, to: 1000))
            #expect(alloy.total == 1000)
            #expect(alloy.elements == composition.elements)
            for (parts, fraction) in zip(alloy.parts, composition.fractions) {
                #expect(abs(Double(parts) - 1000 * fraction) < 1)
            }
            #expect(Alloy(rounding: alloy.composition, to: 1000) == alloy)
        }
        #expect(Alloy(rounding: try Composition("Al2Cu"), to: 10)?.parts == [7, 3])
        #expect(Alloy(rounding: try Composition("Al1000Cu"), to: 100) == nil)
        #expect(Alloy(rounding: try Composition("AlCuFeMnNiCoPdMgZn"), to: 100) == nil)
    }
}
