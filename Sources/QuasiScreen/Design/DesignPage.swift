import Basis
import Figures
import Materials
import Reporting

/// The page about a search.
struct DesignPage: Sendable {
    let section: DesignSection
    let account: DesignAccount
    let candidates: DesignCandidates
    /// The course of the search as SVG; `nil` for a single step.
    let trace: [UInt8]?
    let model: TrainedModel

    /// Equal searches give equal bytes.
    func html() throws -> [UInt8] {
        let wanted = section.targets.joined(separator: " or ")
        return ReportDocument(
            title: "Alloys to try",
            subtitle: "Where a model expects \(wanted), by "
                + QuasiScreenVersion.software,
            sections: [asked(wanted), try list(wanted), course()]
        ).html()
    }

    private func asked(_ wanted: String) -> ReportSection {
        var conditions: [(String, [Inline])] = [
            ("Wanted", [.text(wanted)]),
            ("Elements", [.text(section.elements.joined(separator: ", "))]),
            (
                "Alloys",
                [
                    .text(
                        "of \(section.sizes.lowerBound) to \(section.sizes.upperBound) elements in "
                            + "\(section.parts) parts")
                ]
            ),
            (
                "Posterior",
                [
                    .text(
                        "probability to the power \(NumberText.exact(section.sharpness)), times "
                            + (section.prior == .known
                                ? "how often the elements occur together in known compounds"
                                : "the same for all elements"))
                ]
            ), ("Worst domain", [.text(section.domain.name)]),
            (
                "Least distance from known \(wanted)",
                [.text("\(NumberText.exact(100 * section.distance)) at.%")]
            ),
        ]
        if !section.windows.isEmpty {
            conditions.append(
                ("Windows", [.text(section.windows.map(\.description).joined(separator: ", "))]))
        }
        let warnings = account.warnings.map { ReportBlock.note(.warning, [.text($0 + ".")]) }
        return ReportSection(
            id: "asked", title: "What was asked",
            blocks: [.keyValues(conditions)] + warnings + [
                .note(
                    .warning,
                    [
                        .text(
                            "The page shows what a model says; how good the model is it does not "
                                + "say. "), .code("qscreen validate"), .text(" does."),
                    ])
            ])
    }

    private func list(_ wanted: String) throws -> ReportSection {
        let rows = candidates.predictions.indices.map { row -> [ReportCell] in
            [.number(Double(row + 1))]
                + candidates.predictions[row].reportCells(
                    probability: candidates.probability(row))
                + [
                    candidates.price(row).map { .number($0) } ?? .missing,
                    candidates.origins[row].map { .text($0) } ?? .missing,
                ]
        }
        let table = try ReportTable(
            id: "candidates-table", caption: "Candidates, best first",
            columns: [
                ReportColumn("Rank", .number(decimals: 0))
            ] + Prediction.reportColumns + [
                ReportColumn(
                    "USD a kilogram", .number(decimals: 0),
                    summary: "Of the elements, by mass; an order of magnitude."),
                ReportColumn(
                    "Replaced in", .formula,
                    summary: "The known compound that it was made from by replacing one element; "
                        + "empty where the search found it."),
            ], rows: rows, visibleRows: 25)
        return ReportSection(
            id: "candidates", title: "What to try",
            blocks: [
                .paragraph([
                    .text(
                        "From the search, and known \(wanted) with one element replaced. By "
                            + "domain, then falling probability; no two closer than 2 at.%, at most "
                            + "\(section.perSystem) of one chemical system.")
                ]), rows.isEmpty ? .paragraph([.text("Nothing was found.")]) : .table(table),
            ])
    }

    private func course() -> ReportSection {
        let shares = ["inside", "edge", "outside"].map { name in
            "\(name) \(Percent.text(account.domainShares[name] ?? 0))"
        }
        var blocks: [ReportBlock] = [
            .keyValues([
                ("Particles", [.text("\(account.particles)")]),
                ("Even draws to find them", [.text("\(account.draws)")]),
                ("Likelihoods evaluated", [.text("\(account.evaluations)")]),
                ("Relatives of known compounds", [.text("\(account.relatives)")]),
                (
                    "Mean probability of the posterior",
                    [.text(Decimal3.text(account.meanProbability))]
                ), ("Domain of the posterior", [.text(shares.joined(separator: ", "))]),
                (
                    "Chemical systems",
                    [
                        .text(
                            "\(account.systems), in effect "
                                + Decimal2.text(account.effectiveSystems))
                    ]
                ), ("Seed", [.text("\(section.search.seed)")]), ("Model", [.text(model.summary)]),
            ])
        ]
        if let trace {
            blocks.append(
                .figure(
                    ReportFigure(
                        id: "trace",
                        alternative: "Inverse temperature, acceptance and diversity by step",
                        caption: [.strong("The course of the search")],
                        image: .svg(trace))))
        }
        return ReportSection(id: "search", title: "How the search went", blocks: blocks)
    }
}
