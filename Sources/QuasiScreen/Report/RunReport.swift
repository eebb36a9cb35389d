import Artifacts
import Basis
import Materials
import Reporting
import Screening

/// The page that ties a run together: what was asked, how good, what to try, by which laws.
public struct RunReport {
    let settings: ReportSettings
    let results: RunResults

    /// The page; equal results give equal bytes.
    func html() throws -> [UInt8] {
        let model = try ModelStore.decode(
            results.read("model.h5", ModelStage.id), name: "\(ModelStage.id)/model.h5")
        let sweep = try SweepReader(
            bytes: results.read("systems.h5", SweepStage.id),
            name: "\(SweepStage.id)/systems.h5")
        let summaries = try sweep.summaries()
        let table = try CompoundStore.decode(
            results.read("compounds.h5", DataStage.id), name: "\(DataStage.id)/compounds.h5")
        let sections = [
            try overview(table: table, sweep: sweep, summaries: summaries),
            try candidateSection(sweep: sweep),
            try systemSection(sweep: sweep, summaries: summaries),
            try validationSection(classNames: model.classNames),
            try ruleSection(),
            try dataSection(table: table),
            try modelSection(model),
            try choiceSection(model.recipe),
            provenance(),
        ]
        let document = ReportDocument(
            title: settings.title,
            subtitle: "A ternary screening for \(sweep.target) compositions with "
                + QuasiScreenVersion.software,
            sections: sections.compactMap(\.self))
        return document.html()
    }

    private func overview(
        table: CompoundTable, sweep: SweepReader, summaries: [SystemSummary]
    ) throws -> ReportSection {
        let training = table.training
        let target = try QuasiScreenError.classIndex(of: sweep.target, among: sweep.classNames)
        let evaluated = summaries.filter { !$0.isBounded }
        let hits = evaluated.filter { !$0.regions.isEmpty }
        let extent = SweepExtent(summaries.map(\.section), divisions: sweep.divisions)
        let counts = zip(training.classCounts, training.classNames).map { "\($0) \($1)" }
        let outside =
            evaluated.map(\.outOfDomainShare).reduce(0, +)
            / Double(max(1, evaluated.count))
        let account = try results.decode(
            SweepAccount.self, from: SweepAccount.name, of: SweepStage.id)
        let remarks = account.remarks.map { ReportBlock.paragraph([.text($0 + ".")]) }
        let figures: [ReportBlock] = [
            .keyValues([
                ("Learned from", [.text(counts.joined(separator: ", ") + " compounds")]),
                ("Screened", [.text("\(extent.text), corners and edges included")]),
                (
                    "Systems with a predicted \(sweep.target) region",
                    [.text("\(hits.count) of \(summaries.count)")]
                ),
                (
                    "Largest \(sweep.target) probability",
                    [
                        .text(
                            evaluated.map { $0.bestProbability[target] }.max()
                                .map { NumberText.fixed($0, decimals: 3) } ?? "-")
                    ]
                ),
                (
                    "Grid points outside the training range",
                    [.text("\(NumberText.fixed(100 * outside, decimals: 1)) %")]
                ),
            ])
        ]
        let warning: [ReportBlock] = [
            .note(
                .warning,
                [
                    .text(
                        "A composition outside the training range is extrapolation. The "
                            + "figures under "),
                    .link("Validation", to: .section("validation")),
                    .text(
                        " say how far that can be trusted: leaving a whole element family out "
                            + "is the test that a new alloy family faces."),
                ])
        ]
        return ReportSection(
            id: "overview", title: "What was asked, in short",
            blocks: figures + remarks + warning)
    }

    private func provenance() -> ReportSection {
        let manifest = [Inline.reference("manifest.json", address: "../manifest.json")]
        return ReportSection(
            id: "provenance", title: "Provenance",
            blocks: [
                .keyValues([
                    ("Software", [.text(QuasiScreenVersion.software)]),
                    ("Element table (SHA-256)", [.code(ModelStore.elementTableDigest)]),
                    ("All artifacts with their SHA-256", manifest),
                ]),
                .paragraph([
                    .text("The method follows Liu et al., Adv. Mater. 33, 2102507 (2021), "),
                    .reference(
                        "doi:10.1002/adma.202102507",
                        address: "https://doi.org/10.1002/adma.202102507"),
                    .text(
                        ". Same data, pipeline file, seed and build give the same bytes: run the "
                            + "pipeline again and compare the manifest."),
                ]),
            ])
    }

    /// Reads a CSV result.
    func table(_ name: String, of stage: String) throws -> DelimitedTable {
        try DelimitedTable(bytes: results.read(name, stage), file: "\(stage)/\(name)")
    }
}
