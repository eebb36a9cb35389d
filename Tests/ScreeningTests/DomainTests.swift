import Descriptors
import Materials
import Screening
import Testing

@Suite struct DomainAssessmentTests {
    private let aluminium = Element(symbol: "Al")
    private let plain = DomainAssessment(isolation: 0.95, distance: 1, positiveDistance: 1)

    @Test func nothingAgainstItIsInside() {
        #expect(plain.grade == .inside)
        #expect(plain.isInDomain)
        #expect(plain.notes(commonest: "ordinary").isEmpty)
    }

    @Test func isolationAnUnseenElementOrAValueOutOfRangeLeadOutside() throws {
        let element = try #require(aluminium)
        var isolated = plain
        isolated.isolation = 0.9996
        var unseen = plain
        unseen.unseenElements = [element]
        var extreme = plain
        extreme.descriptorsOutside = 2
        for assessment in [isolated, unseen, extreme] {
            #expect(assessment.grade == .outside)
            #expect(!assessment.isInDomain)
        }
        #expect(
            isolated.notes(commonest: "ordinary")
                == ["more isolated than 99 % of the training compounds"])
        #expect(
            unseen.notes(commonest: "ordinary") == ["Al occurs in no training compound"])
        #expect(
            extreme.notes(outside: ["ave:a", "min:b"], commonest: "ordinary")
                == ["ave:a and 1 more outside the training range"])
    }

    @Test func anElementWithoutAPositiveOrGuessedValuesLeadToTheEdge() throws {
        let element = try #require(aluminium)
        var lonely = plain
        lonely.elementsWithoutPositive = [element]
        var guessed = plain
        guessed.imputedShare = 0.101
        for assessment in [lonely, guessed] {
            #expect(assessment.grade == .edge)
            #expect(assessment.isInDomain)
        }
        #expect(
            lonely.notes(commonest: "ordinary") == ["Al occurs in ordinary compounds only"])
        #expect(
            guessed.notes(commonest: "ordinary") == ["10 % of the element values are imputed"])
        #expect(
            lonely.notes(commonest: "ordinary") { _ in "Al80Mn20 (quasicrystal)" } == [
                "Al occurs in ordinary compounds only among those trained on; known besides: "
                    + "Al80Mn20 (quasicrystal)"
            ])
        lonely.isolation = 1
        #expect(lonely.grade == .outside)
        #expect(
            lonely.notes(commonest: "ordinary").first == "more isolated than any training compound")
    }

    @Test func gradesAreInOrder() {
        #expect(DomainGrade.allCases.sorted() == [.inside, .edge, .outside])
        #expect(DomainGrade.allCases.map(\.name) == ["inside", "edge", "outside"])
    }
}

@Suite struct ElementDomainTests {
    private func domain(_ properties: [String]) throws -> ElementDomain {
        try ElementDomain(
            compositions: ["Al3Fe", "AlCu", "NaCl"].map { try Composition($0) },
            positive: [true, false, false], properties: properties)
    }

    @Test func elementsAreKnownFromTrainingAndPositiveFromItsRareClasses() throws {
        let domain = try domain(["density"])
        let composition = try Composition("Al2CuPuNaO")
        #expect(domain.unseen(in: composition).map(\.symbol) == ["O", "Pu"])
        #expect(domain.withoutPositive(in: composition).map(\.symbol) == ["Na", "Cu"])
        #expect(domain.withoutPositive(in: try Composition("Al2Fe")).isEmpty)
    }

    @Test func imputedValuesCountByAtomicFraction() throws {
        let table = ElementTable.standard
        let names = DescriptorSet.liu2021.properties
        let domain = try domain(names)
        func share(_ symbol: String) throws -> Double {
            let element = try #require(Element(symbol: symbol))
            let guesses = try names.count { name in
                let provenance = table.provenance(try table.propertyIndex(name), element)
                return [Provenance.imputed, .filled, .missing, .published].contains(provenance)
            }
            return Double(guesses) / Double(names.count)
        }
        let promethium = try share("Pm")
        #expect(promethium > 0.1)
        #expect(try share("Al") == 0)
        let found = domain.imputedShare(of: try Composition("Al3Pm"))
        #expect(abs(found - promethium / 4) < 1e-15)
        #expect(domain.imputedShare(of: try Composition("Al")) == 0)
        #expect(domain.imputedShare(of: try Composition("Pm")) == promethium)
    }

    @Test func anUnknownPropertyIsRefused() {
        #expect(throws: ElementTableError.self) { try domain(["densty"]) }
    }
}
