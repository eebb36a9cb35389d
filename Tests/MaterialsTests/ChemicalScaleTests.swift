import Basis
import Testing

@testable import Materials

@Suite struct ChemicalScaleTests {
    private let scale = ChemicalScale.standard

    private func random(_ stream: inout RandomStream) throws -> Composition {
        let elements = ElementTable.standard.elements
        return try Composition(
            amounts: (0..<(1 + stream.below(5))).map { _ in
                (element: elements[stream.below(elements.count)], amount: 0.01 + stream.unit())
            })
    }

    /// The first two are those of the documentation of ElMD on the same scale.
    @Test(arguments: [
        ("NaCl", "LiCl", 0.5), ("CaTiO3", "SrTiO3", 0.2), ("Cd65Mg20Eu15", "Cd65Mg20Lu15", 0.3),
        ("Cd65Mg20Eu15", "Cd65Mg20Yb15", 0.15), ("Al64Mn15Cu21", "Al65Cu20Mn15", 0.1),
        ("Al86Mn14", "Al43Mn7", 0),
    ])
    func distancesAreThoseOfTheScale(first: String, second: String, distance: Double) throws {
        let found = scale.distance(try Composition(first), try Composition(second))
        #expect(abs(found - distance) < 1e-12)
    }

    @Test func everyElementHasItsOwnPlace() {
        let places = Element.allCases.map(scale.place)
        #expect(Set(places).count == places.count)
        #expect(places.allSatisfy { $0.isFinite })
    }

    @Test func theDistanceIsAMetric() throws {
        var stream = RandomStream(seed: 7)
        for _ in 0..<500 {
            let (a, b, c) = (try random(&stream), try random(&stream), try random(&stream))
            let distance = scale.distance(a, b)
            #expect(scale.distance(a, a) == 0)
            #expect(distance == scale.distance(b, a))
            #expect((distance == 0) == (a == b))
            #expect(scale.distance(a, c) <= distance + scale.distance(b, c) + 2e-9)
            #expect(distance >= abs(scale.meanPlace(of: a) - scale.meanPlace(of: b)) - 1e-9)
        }
    }

    @Test func spellingDoesNotMatter() throws {
        let alloy = try Composition("Al65Cu20Fe15")
        for text in ["Al13Cu4Fe3", "Fe0.15Cu0.2Al0.65", "Al650Fe150Cu200"] {
            #expect(scale.distance(alloy, try Composition(text)) == 0)
        }
    }

    @Test func theIndexFindsWhatLookingAtAllFinds() throws {
        var stream = RandomStream(seed: 11)
        let all = try (0..<400).map { _ in try random(&stream) }
        let index = ChemicalIndex(all)
        for _ in 0..<40 {
            let query = try random(&stream)
            let expected = all.indices.map {
                (scale.distance(query, all[$0]), query.distance(to: all[$0]), $0)
            }.sorted { ($0.0, ($0.1 * 1e9).rounded(), $0.2) < ($1.0, ($1.1 * 1e9).rounded(), $1.2) }
            let found = index.nearest(to: query, count: 5)
            #expect(found.map(\.index) == expected.prefix(5).map(\.2))
            #expect(found.map(\.chemicalDistance) == expected.prefix(5).map(\.0))
        }
        #expect(index.nearest(to: all[3]).first?.index == 3)
        #expect(index.nearest(to: all[3], count: 1000).count == 400)
        #expect(ChemicalIndex([]).nearest(to: all[0]).isEmpty)
    }

    @Test func likeElementsAreNearerThanEqualFractions() throws {
        // Both are 15 at.% away: one has another lanthanide, the other lacks the third element.
        let known = try ["MgCd2", "Cd65Mg20Lu15"].map { try Composition($0) }
        let found = ChemicalIndex(known).nearest(to: try Composition("Cd65Mg20Eu15"), count: 2)
        #expect(found.map(\.index) == [1, 0])
        #expect(abs(found[0].distance - found[1].distance) < 1e-9)
    }
}
