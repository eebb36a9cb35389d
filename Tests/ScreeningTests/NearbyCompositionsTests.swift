import Basis
import Materials
import Testing

@testable import Screening

@Suite struct NearbyCompositionsTests {
    /// Compositions of up to four elements of few, so that many are close.
    private func random(_ random: inout RandomStream) throws -> Composition {
        let elements = ["Al", "Cu", "Fe", "Mg", "Zn"].compactMap { Element(symbol: $0) }
        var members = elements
        random.shuffle(&members)
        let count = 1 + Int(4 * random.unit())
        return try Composition(
            amounts: members.prefix(count).map { element in
                // Some amounts below the tolerance, which cells must not rest on.
                (element, random.unit() < 0.3 ? 0.02 * random.unit() + 1e-6 : random.unit() + 1e-6)
            })
    }

    @Test(arguments: [0.015, 0.04, 0.2])
    func theFirstNearEntryIsFoundAsByComparingAll(tolerance: Double) throws {
        var stream = RandomStream(seed: 3)
        var near = NearbyCompositions(tolerance: tolerance)
        var all = [Composition]()
        var hits = 0
        for _ in 0..<1500 {
            let query = try random(&stream)
            let expected = all.firstIndex { $0.distance(to: query) < tolerance }
            #expect(near.firstNear(query) == expected)
            if expected != nil { hits += 1 }
            near.insert(query)
            all.append(query)
        }
        #expect(hits > 50)
    }

    @Test func nothingIsNearWithoutATolerance() throws {
        var near = NearbyCompositions(tolerance: 0)
        near.insert(try Composition("Al"))
        #expect(near.firstNear(try Composition("Al")) == nil)
    }
}
