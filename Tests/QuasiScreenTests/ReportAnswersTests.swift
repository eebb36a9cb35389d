import Artifacts
import Basis
import Foundation
import Materials
import Reporting
import Testing
import Validation

@testable import QuasiScreen

/// The answers at the beginning of a report, to the word where numbers decide on words.
@Suite struct ReportAnswersTests {
    private static let classes = ["quasicrystal", "approximant", "ordinary"]

    private func figures(_ matrix: [[Int]]) throws -> TargetFigures {
        try #require(TargetFigures(matrix, classes: Self.classes, target: "quasicrystal"))
    }

    private func page(_ blocks: [ReportBlock]) -> String {
        let section = ReportSection(id: "s", title: "S", blocks: blocks)
        return String(
            decoding: ReportDocument(title: "T", subtitle: "", sections: [section]).html(),
            as: UTF8.self)
    }

    // MARK: - Words

    @Test func sharesAreNotRoundedToAllOrNothing() {
        #expect(Wording.percent(0) == "0\u{a0}%")
        #expect(Wording.percent(1) == "100\u{a0}%")
        #expect(Wording.percent(0.0004) == "under 0.1\u{a0}%")
        #expect(Wording.percent(0.9996) == "over 99.9\u{a0}%")
        #expect(Wording.percent(0.997) == "99.7\u{a0}%")
        #expect(Wording.percent(0.034) == "3.4\u{a0}%")
        #expect(Wording.percent(0.755) == "76\u{a0}%")
        #expect(Wording.part(0, of: 0) == "0 of 0")
        #expect(Wording.part(3, of: 3) == "3 of 3")
        #expect(Wording.part(1, of: 1024) == "1 of 1,024 (under 0.1\u{a0}%)")
        #expect(Wording.figure(0.0002) == "under 0.001")
        #expect(Wording.figure(nil) == "not defined")
    }

    @Test func countsAndListsReadRight() {
        #expect(ClassWords("quasicrystal").counted(0) == "no quasicrystals")
        #expect(ClassWords("approximant").counted(1) == "1 approximant")
        #expect(ClassWords("ordinary").counted(2000) == "2,000 ordinary crystals")
        #expect(ClassWords("superconductor").many == "compounds of class superconductor")
        #expect(ClassWords("approximant").withArticle == "an approximant")
        #expect(Wording.list([]) == "")
        #expect(Wording.list(["a", "b"], "or") == "a or b")
        #expect(Wording.list(["a", "b", "c"]) == "a, b and c")
    }

    // MARK: - How good

    private let quality = QualityAnswer(
        document: nil, target: "quasicrystal", isCorrected: false)

    @Test func findsAreCountedOut() throws {
        let figures = try figures([[98, 20, 11], [21, 111, 22], [5, 25, 35168]])
        #expect(figures.wanted == 129 && figures.named == 124 && figures.tested == 35481)
        let text = quality.found(
            figures,
            recall: MetricValue(name: "recall", estimate: 0.76, lower: 0.636, upper: 0.85),
            precision: nil)
        #expect(
            text.hasSuffix(
                "Of 129 quasicrystals that were hidden so, it names 98 (76\u{a0}%; 95 % interval "
                    + "64 to 85\u{a0}%). Of 124 compounds that it names quasicrystals, 98 "
                    + "(79\u{a0}%) are."), "\(text)")
        #expect(
            quality.confusion(figures)
                == "Of the 31 that it misses it takes 20 for approximants and 11 for ordinary "
                + "crystals. Its 26 false alarms are in truth 21 approximants and 5 ordinary "
                + "crystals. So most of its errors (41 of 57) confuse quasicrystals with "
                + "approximants.")
    }

    @Test func oneAndNoneReadRight() throws {
        let one = try figures([[1, 1, 0], [0, 5, 0], [0, 1, 90]])
        let text = quality.found(one, recall: nil, precision: nil)
        #expect(
            text.hasSuffix("Of 1 compound that it names a quasicrystal, all 1 (100\u{a0}%) is one.")
        )
        #expect(
            quality.confusion(one)
                == "It misses one, which it takes for an approximant. There are no false alarms. "
                + "So most of its errors (1 of 1) confuse quasicrystals with approximants.")
        let none = try figures([[0, 0, 3], [0, 4, 0], [0, 0, 9]])
        #expect(
            quality.found(none, recall: nil, precision: nil).hasSuffix(
                "it names none (0\u{a0}%). It names nothing else a quasicrystal."))
        let perfect = try figures([[3, 0, 0], [0, 4, 0], [0, 0, 9]])
        #expect(quality.confusion(perfect) == "It misses none. There are no false alarms.")
    }

    @Test func theNumbersAreThoseOfTheDocument() throws {
        let document = try SmallValidation.document(SmallValidation.made.get().system)
        let answer = QualityAnswer(
            document: document, target: "quasicrystal", isCorrected: true)
        let page = page(try answer.blocks())
        let figures = try #require(TargetFigures(document, target: "quasicrystal"))
        #expect(figures.wanted == document.perClass["quasicrystal"]?.support)
        #expect(page.contains("Of \(figures.wanted) quasicrystals that were hidden so"))
        for name in ["average_precision", "recall", "precision", "prevalence"] {
            let value = try #require(document.metrics.value(name, of: "quasicrystal")?.estimate)
            #expect(page.contains("data-number=\"\(NumberText.exact(value))\""), "\(name)")
        }
        let neighbour = try #require(
            document.baseline["nearest_neighbour"]?.metrics
                .value("average_precision", of: "quasicrystal")?.estimate)
        #expect(page.contains("data-number=\"\(NumberText.exact(neighbour))\""))
        #expect(page.contains("The screening uses corrected probabilities"))
        #expect(!page.contains("Liu"))
    }

    @Test func withoutTheProtocolNothingIsClaimed() throws {
        #expect(page(try quality.blocks()).contains("This run does not say"))
        #expect(
            page(try EvidenceAnswer(documents: [], target: "quasicrystal").blocks())
                .contains("this run holds no validation"))
        let document = try SmallValidation.document(SmallValidation.made.get().system)
        let other = QualityAnswer(document: document, target: "glass", isCorrected: false)
        #expect(page(try other.blocks()).contains("This run does not say"))
    }

    // MARK: - How known

    @Test func evidenceSaysHowTheFiguresWereMade() throws {
        let made = try SmallValidation.made.get()
        let documents = [
            try SmallValidation.document(made.system), try SmallValidation.document(made.family),
        ]
        let both = page(
            try EvidenceAnswer(documents: documents, target: "quasicrystal").blocks())
        #expect(both.contains("in 2 tests that hide more and more"))
        #expect(both.contains("Over 2 divisions with other seeds"))
        #expect(both.contains("The hardest test."))
        #expect(both.contains("with seed 1;"))
        let family = page(
            try EvidenceAnswer(documents: [documents[1]], target: "quasicrystal").blocks())
        #expect(family.contains("None of them hides whole chemical systems"))
        #expect(family.contains("Each test was run with one division"))
        let system = page(
            try EvidenceAnswer(documents: [documents[0]], target: "quasicrystal").blocks())
        #expect(!system.contains("The hardest test."))
    }

    // MARK: - Where to doubt

    private func candidate(
        _ formula: String, domain: String = "inside", without: String = "",
        distance: Double = 10
    ) throws -> ListedCandidate {
        let text =
            "formula,system,probability_quasicrystal,uncertainty,domain,elements_without_positive,"
            + "imputed_share,nearest_known,nearest_class,distance_at_percent,novelty_at_percent\n"
            + "\(formula),S,0.9,0.1,\(domain),\(without),0,Al80Mn20,quasicrystal,\(distance),"
            + "\(distance)\n"
        return try #require(
            ListedCandidate.read(
                DelimitedTable(bytes: Array(text.utf8), file: "c.csv"), target: "quasicrystal"
            ).first)
    }

    private func doubt(
        _ candidates: [ListedCandidate], documents: [ValidationDocument] = [],
        hidden: [String: TargetFigures] = [:], screened: [Element] = [],
        lacking: Set<String> = []
    ) throws -> DoubtAnswer {
        DoubtAnswer(
            documents: documents, target: "quasicrystal", candidates: candidates, hidden: hidden,
            curve: nil, outsideShare: nil, screened: screened,
            known: try SmallValidation.made.get().table.training, isImputing: true,
            lacking: lacking)
    }

    @Test func domainsAreCounted() throws {
        #expect(try doubt([]).domain() == "There are no candidates to judge.")
        let inside = try candidate("Al70Mn30")
        #expect(
            try doubt([inside]).domain().hasSuffix(
                "the one there is lies inside the model's domain."))
        let outside = try candidate("Al70Mn30", domain: "outside")
        let edge = try candidate("Al70Mn30", domain: "edge")
        #expect(
            try doubt([inside, outside, edge, edge]).domain().contains(
                "of 4, 1 is outside the model's domain and 2 stand on its edge."))
    }

    @Test func theWorstFamiliesAreNamedBesideChance() throws {
        let document = try SmallValidation.document(SmallValidation.made.get().family)
        let ranking = try #require(
            document.ranking.first { $0.target == "quasicrystal" })
        let seen = try figures([[3, 1, 0], [0, 4, 0], [0, 0, 9]])
        let text = try #require(
            try doubt(
                [candidate("Al70Mn30")], documents: [document], hidden: ["Al": seen]
            ).families())
        let worst = try #require(
            ranking.groups.filter { $0.averagePrecision != nil }
                .min { ($0.averagePrecision ?? 0) < ($1.averagePrecision ?? 0) })
        #expect(
            text.contains(
                "worst for \(worst.name) \(Wording.figure(worst.averagePrecision)) "
                    + "(chance \(Wording.figure(worst.prevalence))"), "\(text)")
        #expect(text.contains("it names 3 of 4 (75\u{a0}%) quasicrystals of it"))
        #expect(try doubt([]).families()?.contains("did not test") == true)
    }

    @Test func elementsWithoutAnExampleAreNamed() throws {
        let manganese = try #require(Element(symbol: "Mn"))
        let sodium = try #require(Element(symbol: "Na"))
        let gold = try #require(Element(symbol: "Au"))
        #expect(
            try doubt([], screened: [manganese]).elements()
                == "Every screened element occurs in a known quasicrystal or approximant.")
        let text = try doubt(
            [candidate("Al70Na30", without: "Na"), candidate("Al70Mn30")],
            screened: [manganese, sodium, gold]
        ).elements()
        #expect(text.contains("never seen Au."))
        #expect(text.contains("No known quasicrystal or approximant holds Na, so"))
        #expect(text.contains("1 of 2 (50\u{a0}%) candidates contains such an element"))
        #expect(try doubt([]).elements() == "Nothing was screened.")
    }

    @Test func memoryAndEstimatesAreOwnedUpTo() throws {
        let near = try candidate("Al70Mn30", distance: 1)
        #expect(try doubt([near, near]).memory().contains("2 of 2 candidates are closer than 5"))
        #expect(try doubt([]).memory().hasSuffix("does not forecast."))
        let manganese = try #require(Element(symbol: "Mn"))
        #expect(
            try doubt([near], screened: [manganese], lacking: ["Mn"]).imputation()?
                .hasPrefix("Mn lacks at least one tabulated property") == true)
        #expect(
            try doubt([near], screened: [manganese]).imputation()
                == "None is used for the screened elements.")
    }

    // MARK: - What to try

    private func trial(
        _ shortlist: [ListedCandidate], _ candidates: [ListedCandidate],
        exclusions: [String]? = [], leftOut: Int = 0
    ) -> TrialAnswer {
        TrialAnswer(
            target: "quasicrystal", shortlist: shortlist, candidates: candidates, judge: nil,
            exclusions: exclusions, leftOutPeaks: leftOut)
    }

    @Test func nothingToTryIsSaidAsIs() throws {
        #expect(page(try trial([], []).blocks()).contains("Nothing: in no screened composition"))
        #expect(trial([], [], leftOut: 1).nothing().contains("leave out the only composition"))
        let edge = try candidate("Al70Mn30", domain: "outside")
        #expect(
            trial([], [edge]).nothing().contains("of 1 candidate, 0 are in the domain"))
    }

    @Test func whatToTryComesWithItsHazards() throws {
        let picks = [try candidate("Al70Tc30"), try candidate("Al70Cd20Mn10")]
        let page = page(try trial(picks, picks, exclusions: nil).blocks())
        #expect(page.contains("The short list holds 2 compositions"))
        #expect(page.contains("Tc is radioactive and Cd is toxic"))
        #expect(page.contains("0.90 \u{b1} 0.10"))
        // No test picks as the list was picked, so none of its figures stands beside it.
        #expect(page.contains("no hit rate is stated"))
        #expect(!page.contains("such probabilities"))
        // The page's script has words of its own, so whole elements are looked for.
        #expect(!page.contains("<strong>Exclusions."))
        #expect(!page.contains(">Rules met</th>"))
        #expect(trial([], []).hazards() == nil)
        var weak = picks[0]
        weak.probability = 0.4
        #expect(trial([weak], [weak]).lead().contains("less likely than not a quasicrystal"))
        #expect(!trial([weak, picks[1]], picks).lead().contains("likely"))
    }

    @Test func exclusionsAreReadFromTheParameters() {
        #expect(Exclusions.rules(nil) == nil)
        #expect(
            Exclusions.rules([
                "sweep.exclude.toxic": "true", "sweep.exclude.radioactive": "false",
                "sweep.exclude.price_above": "1500.0", "sweep.exclude.elements": "Os, RE",
            ]) == ["named (Os, RE)", "toxic", "dearer than 1500 US dollars a kilogram"])
        #expect(
            Exclusions.rules([
                "sweep.exclude.toxic": "false", "sweep.exclude.price_above": "none",
            ]) == [])
        #expect(TrialAnswer.leftOut([]).hasPrefix("No element was excluded"))
    }

    // MARK: - Sources

    @Test func aPackageVouchesOnlyForTheTablesThatItDescribes() throws {
        let package = try JSONDecoder().decode(
            DataPackage.self,
            from: Data(
                """
                {"title": "T", "resources": [{"path": "a.csv", "hash": "sha256:\(
                    String(repeating: "ab", count: 32))"}]}
                """.utf8))
        let own = try #require(Digest(hex: String(repeating: "ab", count: 32)))
        let other = try #require(Digest(hex: String(repeating: "cd", count: 32)))
        #expect(package.described(among: ["b.csv": other, "a.csv": own]) == ["a.csv"])
        #expect(package.described(among: [:]) == [])
        #expect(try DataPackage.path(besides: "/nowhere/at/all") == nil)
    }
}
