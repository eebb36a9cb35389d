import Foundation
import Testing

/// `validate --protocol screening` on a few elements.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct ScreeningTrialTests {
    private struct Found: Decodable {
        struct Hidden: Decodable { var place: Double }
        struct Ranking: Decodable { var recall: [String: Double] }
        struct Fields: Decodable { var iou: Double? }
        var `protocol`: String
        var systems: Int
        var hidden: [Hidden]
        var recall: [String: Double]
        var enrichment: [String: Double]
        var bedroc: [String: Double]
        var shareAbove: [String: Double]
        var fields: Fields?
        var baselines: [String: Ranking]
        var years: [String: Ranking]
    }

    private static let elements = "Al,Cu,Fe,Co,Ni,Mg,Zn,Y"

    private func judge(_ dataset: String, _ more: String...) throws -> Outcome {
        try QScreen.run(
            [
                "validate", "--dataset", dataset, "--protocol", "screening", "--trees", "5",
                "--elements", Self.elements, "--divisions", "10", "--folds", "2",
            ] + more)
    }

    @Test func aSmallTrialGivesItsFigures() throws {
        let scratch = try Scratch()
        try scratch.write(
            "system,phase_class,box\nMg-Y-Zn,quasicrystal,Zn:55-62;Mg:28-36;Y:7.5-11\n"
                + "Cu-Ni-Zn,none,\n", to: "fields.csv")
        let outcome = try judge(
            Fixture.dataset, "--no-forest", "--json", "--fields", scratch.path("fields.csv"))
        #expect(outcome.status == 0, "\(outcome.messages)")
        let found = try outcome.json(as: Found.self)
        #expect(found.protocol == "screening" && found.systems == 56)
        #expect(found.hidden.count > 3)
        #expect(found.hidden.allSatisfy { $0.place >= 1 && $0.place <= 56 })
        #expect(found.recall.count == 7 && found.enrichment.count == 3 && found.bedroc.count == 2)
        #expect(found.shareAbove["0.5"].map { (0...1).contains($0) } == true)
        #expect(found.fields?.iou != nil)
        #expect(found.baselines.count == 4 && found.years.isEmpty)
        #expect(outcome.messages.contains("screening: 0 %, model, part 1 of 2"))
    }

    @Test func yearsNeedTheirColumn() throws {
        let outcome = try judge(Fixture.dataset, "--no-forest", "--years", "2000")
        if outcome.status != 0 {
            #expect(outcome.status == 65)
            #expect(outcome.messages.contains("no column \"year\""))
        }
        let scratch = try Scratch()
        try scratch.write(
            """
            formula,phase_class,year
            Al70Cu20Fe10,quasicrystal,1987
            Al70Cu20Co10,quasicrystal,1989
            Al70Ni20Co10,quasicrystal,2001
            AlCu2Fe,ordinary,
            Al5Co2Cu,ordinary,
            AlNi,ordinary,
            Mg2Ni,ordinary,
            MgZn2,ordinary,
            """ + "\n", to: "years.csv")
        let later = try judge(
            scratch.path("years.csv"), "--no-forest", "--years", "2000", "--json")
        #expect(later.status == 0, "\(later.messages)")
        #expect(try later.json(as: Found.self).years["2000"]?.recall.count == 7)
    }

    @Test func itsOptionsAreRefusedElsewhere() throws {
        let outcome = try QScreen.run([
            "validate", "--dataset", "x.csv", "--protocol", "random", "--years", "2000",
        ])
        #expect(outcome.status == 64)
        #expect(outcome.messages.contains("--years needs --protocol screening"))
    }
}
