import Basis
import Figures
import Materials
import Reporting
import Screening

extension RunReport {
    func candidateSection(sweep: SweepReader, viewer: ViewedMaps) throws -> ReportSection {
        let ranked = try table("candidates.csv", of: SweepStage.id)
        let short = try table("shortlist.csv", of: SweepStage.id)
        return ReportSection(
            id: "candidates", title: "What to try",
            blocks: [
                .paragraph([
                    .text(
                        "Each candidate is the most probable point of one contiguous region where "
                            + "\(sweep.target) is the predicted class; peaks closer than 1.5 "
                            + "at.% to a better one count with it. The nearest known compound is "
                            + "the chemically nearest that is not ordinary (or is flagged as an "
                            + "approximant in disguise), trained on or not; the distance counts the "
                            + "atoms to exchange to reach it, the chemical distance the places that "
                            + "the atoms move on a scale of elements that replace each other. A "
                            + "small one means a known neighbourhood, a large one a bolder guess. Candidates inside the model's domain come first, then "
                            + "those on its edge (an element that no known positive compound has, "
                            + "or more than 10 % imputed element values), then those outside (an "
                            + "unseen element, a descriptor out of the training range, or more "
                            + "isolated than 95 % of the training compounds).")
                ]),
                .heading("A short list"),
                .paragraph([
                    .text(
                        "At least 5 at.% from every compound of the table that is not ordinary, "
                            + "metastable and flagged ones included, and from "
                            + "each other, at most two from one system, none outside the domain.")
                ]),
                .table(
                    try candidateTable(
                        short, target: sweep.target, id: "shortlist", caption: "Short list",
                        limit: .max, visible: nil, viewer: viewer)),
                .heading("All candidates"),
            ]
                + (try figure(
                    RunFigures.ranking, id: "ranking-figure",
                    alternative: "Probabilities of the first candidates with their uncertainty",
                    caption: [
                        .text(
                            "The first candidates: probability with the error to expect, and the "
                                + "distance to the nearest known compound that is not ordinary. "
                                + "A distance of 0 is a compound of the table; one that was trained on is "
                                + "learned by heart.")
                    ])) + [
                    .table(
                        try candidateTable(
                            ranked, target: sweep.target, id: "candidates-table",
                            caption: "The first \(min(settings.candidates, ranked.rowCount)) of "
                                + "\(ranked.rowCount) candidates",
                            limit: settings.candidates, visible: 25, viewer: viewer)),
                    .paragraph([
                        .text("All of them: "),
                        .reference("candidates.csv", address: "../sweep/candidates.csv"),
                        .text(", "),
                        .reference("candidates.h5", address: "../sweep/candidates.h5"),
                        .text("."),
                    ]),
                ])
    }

    private func candidateTable(
        _ table: DelimitedTable, target: String, id: String, caption: String, limit: Int,
        visible: Int?, viewer: ViewedMaps
    ) throws -> ReportTable {
        let columns: [(field: String, column: ReportColumn, isNumber: Bool)] = [
            ("rank", ReportColumn("Rank", .number(decimals: 0)), true),
            ("formula", ReportColumn("Composition", .formula), false),
            ("system", ReportColumn("System", .text), false),
            (
                "probability_\(target)", ReportColumn("Probability", .number(decimals: 3)), true
            ),
            (
                "uncertainty",
                ReportColumn(
                    "Uncertainty", .number(decimals: 3),
                    summary: "The error to expect of the probability."), true
            ),
            (
                "region_area_share",
                ReportColumn(
                    "Area", .number(decimals: 4),
                    summary: "Share of the triangle its region covers."), true
            ),
            (
                "domain",
                ReportColumn(
                    "Domain", .text, summary: "Inside, on the edge or outside; see above."), false
            ),
            (
                "isolation",
                ReportColumn(
                    "Isolation", .number(decimals: 3),
                    summary: "Share of training compounds that are less isolated."), true
            ),
            (
                "elements_without_positive",
                ReportColumn(
                    "New elements", .text,
                    summary: "Elements that occur in compounds of the commonest class only."),
                false
            ),
            (
                "imputed_share",
                ReportColumn(
                    "Imputed", .number(decimals: 3),
                    summary: "Share of element values that no source reports."), true
            ),
            ("nearest_known", ReportColumn("Nearest known", .formula), false),
            ("nearest_class", ReportColumn("Its class", .text), false),
            ("nearest_stability", ReportColumn("Its stability", .text), false),
            ("nearest_flag", ReportColumn("Its flag", .text), false),
            ("nearest_trained", ReportColumn("Trained on", .text), false),
            (
                "distance_at_percent", ReportColumn("Distance (at.%)", .number(decimals: 1)), true
            ),
            (
                "chemical_distance",
                ReportColumn(
                    "Chemical distance", .number(decimals: 2),
                    summary: "Places that the atoms move on the scale of Glawe et al."), true
            ),
        ]
        let places = try columns.map { try table.index(of: $0.field) }
        let rows = try (0..<min(limit, table.rowCount)).map { row in
            try zip(columns, places).map { column, place -> ReportCell in
                if column.isNumber {
                    return try table.number(row, place).map(ReportCell.number) ?? .missing
                }
                let text = table.text(row, place)
                return column.field == "system"
                    ? viewer.cell(text, formula: table.text(row, places[1])) : .text(text)
            }
        }
        return try ReportTable(
            id: id, caption: caption, columns: columns.map(\.column), rows: rows,
            visibleRows: visible)
    }

    func systemSection(_ facts: RunFacts, viewer: ViewedMaps) throws -> ReportSection {
        let sweep = facts.sweep
        let summaries = facts.summaries
        let target = try QuasiScreenError.classIndex(of: sweep.target, among: sweep.classNames)
        let evaluated = summaries.filter { !$0.isBounded }
        let rows = try evaluated.prefix(500).map { summary -> [ReportCell] in
            let best = try summary.gridFormula(counts: summary.bestCounts[target])
            return [
                viewer.cell(summary.section.label, formula: best), .text(best),
                .number(summary.bestProbability[target]),
            ] + summary.areaShares.map { .number(100 * $0) } + [
                .number(Double(summary.regions.count)), .number(100 * summary.outOfDomainShare),
            ]
        }
        let table = try ReportTable(
            id: "systems-table",
            caption: "The best \(rows.count) of \(summaries.count) systems",
            columns: [
                ReportColumn("System", .text), ReportColumn("Best composition", .formula),
                ReportColumn("Probability", .number(decimals: 3)),
            ]
                + sweep.classNames.map { ReportColumn("\($0) area (%)", .number(decimals: 2)) }
                + [
                    ReportColumn("Regions", .number(decimals: 0)),
                    ReportColumn("Out of domain (%)", .number(decimals: 1)),
                ], rows: rows, visibleRows: 20)
        return ReportSection(
            id: "systems", title: "Phase-diagram maps",
            blocks: viewer.blocks
                + (try figure(
                    RunFigures.elements, id: "elements-figure",
                    alternative: "Periodic table coloured by the number of systems with a hit",
                    caption: [
                        .text(
                            "In how many of the screened systems the most probable point of a "
                                + "\(sweep.target) region holds the element. Points outside the "
                                + "model's domain do not count.")
                    ])) + [.table(table)]
                + (try mapFigures(target: sweep.target, ranked: summaries.map(\.section.label))))
    }

    /// Maps that stand in the page as pictures; the viewer shows all that are stored.
    private static let pictures = 4

    /// Maps in the order of the ranking; those that were asked for by name come last.
    private func mapFigures(target: String, ranked: [String]) throws -> [ReportBlock] {
        let names = results.names(MapStage.id)
        let drawn = Set(names.compactMap { $0.split(separator: ".").first.map(String.init) })
        let order = ranked.filter(drawn.contains)
        let systems = order + drawn.subtracting(order).sorted()
        let blocks = try systems.prefix(Self.pictures).flatMap { system in
            try figure(
                system, of: MapStage.id, id: "map-\(system)",
                alternative: "Predicted classes and probabilities in \(system)",
                caption: [
                    .strong(system),
                    .text(
                        ". Contour lines at 0.25 (dotted), 0.5 (dashed) and 0.75; between grid "
                            + "points curves are smooth, at grid points exact. The uncertainty is "
                            + "the error to expect of the predicted class's probability. Under the "
                            + "veil of level lines the model is out of its domain."),
                ])
        }
        let others = systems.dropFirst(Self.pictures)
        guard !others.isEmpty else { return blocks }
        let links = try others.flatMap { system -> [Inline] in
            guard let name = names.first(where: { $0.hasPrefix("\(system).") }) else { return [] }
            return [
                .link(system, to: try LinkTarget("../\(MapStage.id)/\(name)")), .text(" "),
            ]
        }
        return blocks + [.paragraph([.text("More maps beside this page: ")] + links)]
    }
}
