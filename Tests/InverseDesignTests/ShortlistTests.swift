import InverseDesign
import Materials
import Testing

@Suite struct ShortlistTests {
    private func compositions(_ formulas: String...) throws -> [Composition] {
        try formulas.map { try Composition($0) }
    }

    @Test func neighboursOfAPickAreSkipped() throws {
        let ranked = try compositions(
            "Al63Cu25Fe12", "Al64Cu24Fe12", "Al70Ni15Co15", "Al60Cu28Fe12", "Al50Cu38Fe12")
        // The second differs from the first by 1 at.%, the fourth by 3, the fifth by 13.
        #expect(Shortlist().picks(from: ranked) == [0, 2, 4])
        #expect(Shortlist(minimumDistance: 0.02).picks(from: ranked) == [0, 2, 3])
        #expect(Shortlist(minimumDistance: 0, perSystem: 9).picks(from: ranked) == [0, 1, 2, 3, 4])
    }

    @Test func distanceCountsAcrossSystemsToo() throws {
        let ranked = try compositions("Al70Ni30", "Al70Ni28Co2", "Al70Ni20Co10")
        #expect(Shortlist(perSystem: 9).picks(from: ranked) == [0, 2])
    }

    @Test func theDistanceItselfIsFarEnough() throws {
        let ranked = try compositions("Al50Cu50", "Al75Cu25")
        #expect(Shortlist(minimumDistance: 0.25).picks(from: ranked) == [0, 1])
        #expect(Shortlist(minimumDistance: 0.2501).picks(from: ranked) == [0])
    }

    @Test func aSystemIsUsedUp() throws {
        let ranked = try compositions(
            "Al80Mn20", "Al60Mn40", "Al40Mn60", "Al20Mn80", "Zn90Mg10", "Mn", "Al")
        // Elements are systems of their own.
        #expect(Shortlist().picks(from: ranked) == [0, 1, 4, 5, 6])
        #expect(Shortlist(perSystem: 1).picks(from: ranked) == [0, 4, 5, 6])
        #expect(Shortlist(perSystem: 3).picks(from: ranked) == [0, 1, 2, 4, 5, 6])
        #expect(Shortlist(perSystem: 0).picks(from: ranked) == [])
    }

    @Test func theListEndsAtItsSize() throws {
        let ranked = try compositions("Al", "Mn", "Zn", "Mg")
        #expect(Shortlist(size: 3).picks(from: ranked) == [0, 1, 2])
        #expect(Shortlist(size: 0).picks(from: ranked) == [])
        #expect(Shortlist().picks(from: []) == [])
    }
}
