import Basis
import Foundation
import Reporting
import Testing
import Validation

@testable import QuasiScreen

/// A small validation of alloys of three classes, and what the report makes of it.
@Suite struct ValidationReportTests {
    private struct Made: Sendable {
        var system: Evaluation
        var family: Evaluation
        var table: CompoundTable
        var model: TrainedModel
    }

    private static let recipe = ModelRecipe(
        learner: .forest(ForestParameters(trees: 8)), gatesNonMetals: true)

    /// With the descriptors of the default model.
    private static let configuration = Result {
        try PipelineConfiguration(
            text: "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\n", file: "p.yaml")
    }

    private static func compounds() throws -> CompoundFeatures {
        var text = "formula,phase_class\n"
        let metals = ["Mn", "Fe", "Co", "Ni", "Cu", "Cr", "V", "Ti"]
        for (index, metal) in metals.enumerated() {
            text += "Al80\(metal)20,quasicrystal\nAl75\(metal)25,approximant\n"
            text += "Zn80\(metal)20,approximant\nZn60\(metal)35Al5,quasicrystal\n"
            for other in metals[..<index] {
                text += "Al\(metal)\(other),ordinary\n\(metal)2\(other),ordinary\n"
                text += "Zn\(metal)\(other),ordinary\n"
            }
            text += "Na\(metal)2,ordinary\n\(metal)O,ordinary\n"
        }
        let table = try DatasetReader().read(tables: [(name: "t.csv", bytes: Array(text.utf8))])
            .table
        return try CompoundFeatures(
            table: table, featurizer: configuration.get().descriptors.featurizer(), threads: 1)
    }

    private static func bench(threads: Int) throws -> ValidationBench {
        try ValidationBench(
            data: compounds(), recipe: recipe,
            featurizer: configuration.get().descriptors.featurizer(), comparing: false,
            threads: threads)
    }

    private static let made = Result {
        let shared = try bench(threads: 2)
        return Made(
            system: try shared.evaluate(
                protocol: .system, folds: 3, seed: 1, repeats: 2, explaining: true),
            family: try shared.evaluate(protocol: .family, folds: 3, seed: 1),
            table: shared.data.table,
            model: try TrainedModel(
                learningFrom: shared.data,
                featurizer: configuration.get().descriptors.featurizer(), recipe: recipe,
                calibration: nil, threads: 2))
    }

    private func document(_ evaluation: Evaluation) throws -> ValidationDocument {
        ValidationDocument(evaluation, table: try Self.made.get().table, predictions: false)
    }

    private func report(_ documents: [ValidationDocument]) throws -> RunReport {
        var files = [String: [UInt8]]()
        for document in documents {
            files["\(document.protocol).json"] = Array(try JSONText.encode(document).utf8)
        }
        files["permutation.csv"] = try Self.made.get().system.importance?.csv
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
        let made = try Self.made.get()
        let documents = [try document(made.system), try document(made.family)]
        return page(
            try report(documents).validationSection(classNames: made.table.classNames))
    }

    @Test func theDocumentComesBackFromItsJSON() throws {
        let made = try Self.made.get()
        for evaluation in [made.system, made.family] {
            let text = try JSONText.encode(document(evaluation))
            let again = try JSONDecoder().decode(ValidationDocument.self, from: Data(text.utf8))
            #expect(try JSONText.encode(again) == text)
        }
    }

    @Test func figuresStandWithTheirIntervals() throws {
        let found = try document(Self.made.get().system)
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
        let made = try Self.made.get()
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
        let found = try document(Self.made.get().system)
        let page = try validationPage()
        let coverage = try #require(found.conformal.perClass[0].coverage?.estimate)
        let stated = try #require(found.uncertainty.bins.last?.stated)
        let repeated = try #require(found.repeats.figure("macro_f1")?.standardDeviation)
        let predicted = try #require(found.reliability[0].bins.last?.meanPredicted)
        for value in [coverage, stated, repeated, predicted] {
            #expect(page.contains("data-number=\"\(NumberText.exact(value))\""))
        }
        #expect(page.contains("Over 2 seeds"))
        #expect(page.contains("id=\"reliability-figure-system\""))
    }

    @Test func leftOutFamiliesAreRankedBesideChanceAndWarnedOf() throws {
        let made = try Self.made.get()
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
        let page = try validationPage().replacing("http://www.w3.org/1999/xhtml", with: "")
        let sources = page.matches(of: /src="([^"]*)"/).map { String($0.1) }
        #expect(sources.count == 4)
        #expect(sources.allSatisfy { $0.hasPrefix("data:image/svg+xml;base64,") })
        for word in ["<link", "<iframe", "url(", "@import", "http://", "https://"] {
            let holds = page.contains(word)
            #expect(!holds, "\(word)")
        }
    }

    // MARK: - Importance

    @Test func importancesCoverEachDescriptorOnceAndComeBack() throws {
        let made = try Self.made.get()
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
        let again = try Self.bench(threads: 3).evaluate(
            protocol: .system, folds: 3, seed: 1, explaining: true)
        #expect(try again.importance == Self.made.get().system.importance)
    }

    @Test func asIsTheFigureWithoutAnythingPermuted() throws {
        let made = try Self.made.get()
        let bench = try Self.bench(threads: 1)
        let plain = try bench.evaluate(protocol: .system, folds: 3, seed: 1, repeats: 2)
        #expect(plain.importance == nil)
        #expect(plain.model.metrics == made.system.model.metrics)
    }

    @Test func theModelSectionShowsBothKindsOfImportance() throws {
        let made = try Self.made.get()
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
