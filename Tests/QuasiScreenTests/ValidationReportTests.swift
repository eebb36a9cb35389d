import Basis
import Foundation
import Reporting
import Testing
import Validation

@testable import QuasiScreen

/// A small validation of alloys of three classes, and what the report makes of it.
@Suite struct ValidationReportTests {
    private func document(_ evaluation: Evaluation) throws -> ValidationDocument {
        ValidationDocument(
            evaluation, table: try SmallValidation.made.get().table, predictions: false)
    }

    private func report(_ documents: [ValidationDocument]) throws -> RunReport {
        var files = [String: [UInt8]]()
        for document in documents {
            files["\(document.protocol).json"] = Array(try JSONText.encode(document).utf8)
            files["\(RunFigures.reliability(document.protocol)).svg"] = Array("<svg/>".utf8)
        }
        files["permutation.csv"] = try SmallValidation.made.get().system.importance?.csv
        let found = files
        return RunReport(
            settings: ReportSettings(title: "T", candidates: 1),
            results: RunResults(
                names: { _ in found.keys.sorted() }, read: { name, _ in found[name] ?? [] }))
    }

    private func page(_ section: ReportSection) -> String {
        String(
            decoding: ReportDocument(title: "T", subtitle: "", sections: [section]).html(),
            as: UTF8.self)
    }

    private func validationPage() throws -> String {
        let made = try SmallValidation.made.get()
        let documents = [try document(made.system), try document(made.family)]
        return page(
            try report(documents).validationSection(classNames: made.table.classNames))
    }

    @Test func theDocumentComesBackFromItsJSON() throws {
        let made = try SmallValidation.made.get()
        for evaluation in [made.system, made.family] {
            let text = try JSONText.encode(document(evaluation))
            let again = try JSONDecoder().decode(ValidationDocument.self, from: Data(text.utf8))
            #expect(try JSONText.encode(again) == text)
        }
    }

    @Test func figuresStandWithTheirIntervals() throws {
        let found = try document(SmallValidation.made.get().system)
        let page = try validationPage()
        let union = try #require(found.union)
        for (name, target) in [
            ("macro_f1", nil), ("matthews_correlation", nil), ("precision", "quasicrystal"),
            ("f1", "approximant"), ("average_precision", union), ("precision_at_10", "ordinary"),
        ] {
            let figure = try #require(found.metrics.value(name, of: target))
            let estimate = try #require(figure.estimate)
            let text = try #require(figure.text(decimals: 3))
            #expect(text.hasPrefix(NumberText.fixed(estimate, decimals: 3) + " ("))
            #expect(page.contains(">\(text)<"), "\(name) \(target ?? "")")
        }
        let loss = try #require(found.metrics.value("log_loss")?.text(decimals: 4))
        #expect(page.contains(">\(loss)<"))
    }

    @Test func predictorsStandSideBySideWithTheirFigures() throws {
        let page = try validationPage()
        let made = try SmallValidation.made.get()
        for evaluation in [made.system, made.family] {
            for predictor in try document(evaluation).predictors {
                let value = try #require(predictor.metrics.value("brier")?.estimate)
                #expect(page.contains(">\(predictor.title)<"))
                #expect(page.contains("data-number=\"\(NumberText.exact(value))\""))
            }
        }
        #expect(!page.contains("forest"))
    }

    @Test func setsUncertaintiesAndRepeatsAreShown() throws {
        let found = try document(SmallValidation.made.get().system)
        let page = try validationPage()
        let coverage = try #require(found.conformal.perClass[0].coverage?.estimate)
        let stated = try #require(found.uncertainty.bins.last?.stated)
        let repeated = try #require(found.repeats.figure("macro_f1")?.standardDeviation)
        let predicted = try #require(found.reliability[0].bins.last?.meanPredicted)
        for value in [coverage, stated, repeated, predicted] {
            #expect(page.contains("data-number=\"\(NumberText.exact(value))\""))
        }
        #expect(page.contains("Over 2 seeds"))
    }

    @Test func leftOutFamiliesAreRankedBesideChanceAndWarnedOf() throws {
        let made = try SmallValidation.made.get()
        let page = try validationPage()
        let last = try #require(try document(made.family).ranking.last)
        #expect(last.target == "quasicrystal or approximant")
        for group in last.groups {
            #expect(page.contains(">\(group.name)<"))
            #expect(page.contains("data-number=\"\(NumberText.exact(group.prevalence))\""))
        }
        #expect(page.contains("A left-out family cannot"))
        let alone = self.page(
            try report([document(made.system)]).validationSection(
                classNames: made.table.classNames))
        #expect(!alone.contains("A left-out family cannot"))
        #expect(!alone.contains("inside each left-out family"))
    }

    @Test func thePageAsksTheNetworkForNothing() throws {
        // The name of a namespace is no address that anything is fetched from.
        let page = try validationPage().replacing(/http:\/\/www\.w3\.org\/[0-9A-Za-z\/]+/, with: "")
        let sources = page.matches(of: /src="([^"]*)"/).map { String($0.1) }
        #expect(sources.count == 2)
        #expect(sources.allSatisfy { $0.hasPrefix("data:image/svg+xml;base64,") })
        for word in ["<link", "<iframe", "url(", "@import", "http://", "https://"] {
            let holds = page.contains(word)
            #expect(!holds, "\(word)")
        }
    }

    // MARK: - Importance

    @Test func importancesCoverEachDescriptorOnceAndComeBack() throws {
        let made = try SmallValidation.made.get()
        let importance = try #require(made.system.importance)
        let names = made.model.featurizer.names
        #expect(importance.clusters.flatMap(\.members).sorted() == names.sorted())
        #expect(importance.clusters.contains { $0.members.count > 1 })
        #expect(importance.clusters.contains { $0.drop > 0 })
        let drops = importance.clusters.map(\.drop)
        #expect(drops == drops.sorted(by: >))
        #expect(importance.metric == "average precision of quasicrystal or approximant")
        #expect((0...1).contains(importance.baseline))
        #expect(made.family.importance == nil)

        let table = try DelimitedTable(bytes: importance.csv, file: "permutation.csv")
        #expect(
            table.columns == [
                "representative", "members", "mean_drop", "standard_deviation", "metric",
                "baseline",
            ])
        #expect(try ClusterImportance(csv: table) == importance)
        let empty = try DelimitedTable(
            bytes: ClusterImportance.emptyTable, file: "permutation.csv")
        #expect(try ClusterImportance(csv: empty) == nil)
    }

    @Test func threadsLeaveNoTraceInImportances() throws {
        let again = try SmallValidation.bench(threads: 3).evaluate(
            protocol: .system, folds: 3, seed: 1, explaining: true)
        #expect(try again.importance == SmallValidation.made.get().system.importance)
    }

    @Test func asIsTheFigureWithoutAnythingPermuted() throws {
        let made = try SmallValidation.made.get()
        let bench = try SmallValidation.bench(threads: 1)
        let plain = try bench.evaluate(protocol: .system, folds: 3, seed: 1, repeats: 2)
        #expect(plain.importance == nil)
        #expect(plain.model.metrics == made.system.model.metrics)
    }

    @Test func theModelSectionShowsBothKindsOfImportance() throws {
        let made = try SmallValidation.made.get()
        let page = self.page(try report([document(made.system)]).modelSection(made.model))
        let first = try #require(made.system.importance?.clusters.first)
        #expect(page.contains("data-number=\"\(NumberText.exact(first.drop))\""))
        #expect(page.contains("id=\"permutation\"") && page.contains("id=\"importances\""))
        #expect(page.contains("fall of impurity"))
    }

    @Test func onlyTheDefaultModelSaysWhyItWasChosen() throws {
        let report = try report([])
        let section = try #require(try report.choiceSection(ModelRecipe.standard.seeded(7)))
        let page = self.page(section)
        #expect(page.contains("data-number=\"0.705\"") && page.contains("scikit-learn 1.9"))
        #expect(try report.choiceSection(.liu2021) == nil)
        var other = ModelRecipe.standard
        other.homologueWeight = 2
        #expect(try report.choiceSection(other) == nil)
    }
}
