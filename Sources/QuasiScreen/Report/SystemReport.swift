import Artifacts
import Basis
import Figures
import Materials
import Reporting
import Screening
import Symbolic
import Ternary

/// A page about some systems by any model: their maps, the best compositions, what the model is.
///
/// It stands by itself, without a run: nothing is validated here, and the page says so.
public struct SystemReport: Sendable {
    private let model: TrainedModel
    private let modelBytes: [UInt8]
    private let modelName: String
    private let sections: [TernarySection]
    private let divisions: Int
    private let target: String
    private let rules: RuleSet?
    private let options: MapOptions
    private let threads: Int

    /// - Parameters:
    ///   - path: the model file.
    ///   - labels: systems such as `Al-Cu-Fe`, sections such as `(Al-Cu-Fe)90Mg10`.
    ///   - rules: a `rules.json`; `nil` for none.
    public init(
        model path: String, systems labels: [String], divisions: Int, target: String,
        rules: String? = nil, options: MapOptions = MapOptions(),
        threads: Int = Parallel.availableThreads
    ) throws {
        modelBytes = try readInput(path)
        modelName = path
        model = try ModelStore.decode(modelBytes, name: path)
        _ = try model.classIndex(named: target)
        sections = try labels.map { try SweepSection.plane($0, divisions: divisions) }
        self.divisions = divisions
        self.target = target
        self.rules = try rules.map { try RuleJudge(path: $0).rules }
        self.options = options
        self.threads = threads
    }

    /// Writes the page.
    public func write(to path: String) throws { try ResultFile.write(html(), to: path) }

    /// The page; equal models and systems give equal bytes.
    func html() throws -> [UInt8] {
        let screened = try screen()
        let names = sections.map(\.label).joined(separator: ", ")
        let document = ReportDocument(
            title: sections.count == 1 ? names : "\(sections.count) systems",
            subtitle: "Where a model expects \(target), by \(QuasiScreenVersion.software)",
            sections: [
                asked(names), try candidates(screened), try maps(screened), card(), provenance(),
            ])
        return document.html()
    }

    // MARK: - Screening

    private struct Screened {
        var summary: SystemSummary
        var map: StoredMap
    }

    private func screen() throws -> [Screened] {
        let sweep = try model.sweep()
        let judge = FringeJudge(try DomainJudge(model))
        let index = try model.classIndex(named: target)
        let quantiser = MapQuantiser(precision: .sixteen, classes: model.classNames.count)
        return try Parallel.map(count: sections.count, threads: threads) { position in
            let section = sections[position]
            return try sweep.screen(section, grid: section.grid(divisions: divisions)) { points in
                let columns = model.classNames.indices.map { points.probabilities(class: $0) }
                return Screened(
                    summary: try points.summary(target: index) {
                        try judge.assess($0, elements: section.elements.count)
                    },
                    map: StoredMap(
                        section: section, counts: quantiser.counts(columns, as: UInt16.self),
                        quantum: quantiser.quantum))
            }
        }
    }

    // MARK: - Sections

    private func asked(_ names: String) -> ReportSection {
        let step = NumberText.exact(100 / Double(divisions))
        return ReportSection(
            id: "asked", title: "What was asked",
            blocks: [
                .keyValues([
                    ("Systems", [.text(names)]), ("Wanted", [.text(target)]),
                    ("Grid", [.text("steps of \(step) at.%, corners and edges included")]),
                ]),
                .note(
                    .warning,
                    [
                        .text(
                            "This page shows what a model says; how good the model is it does not "
                                + "say. "), .code("qscreen validate"),
                        .text(", or the report of the run that trained the model, does."),
                    ]),
            ])
    }

    private func candidates(_ screened: [Screened]) throws -> ReportSection {
        let peaks = try screened.flatMap { entry in
            try entry.summary.regions.map { region in
                (
                    text: try entry.summary.gridFormula(counts: region.peakCounts),
                    composition: try entry.map.section.composition(counts: region.peakCounts)
                )
            }
        }
        let predictions = try model.predict(
            peaks, neighbours: 1, threads: threads
        ).sorted { ($0.probabilities[target] ?? 0) > ($1.probabilities[target] ?? 0) }
        let rows = predictions.map {
            $0.reportCells(probability: $0.probabilities[target] ?? .nan)
        }
        let none = ReportBlock.paragraph([
            .text("In none of these systems is \(target) the most probable class anywhere.")
        ])
        let table = try ReportTable(
            id: "candidates-table", caption: "The most probable point of each region",
            columns: Prediction.reportColumns, rows: rows, visibleRows: 25)
        return ReportSection(
            id: "candidates", title: "What to try",
            blocks: [
                .paragraph([
                    .text(
                        "One composition for each contiguous region where \(target) is the "
                            + "predicted class. A distance of 0 is a compound of the table, which the "
                            + "model has learned by heart if it was trained on it.")
                ]), rows.isEmpty ? none : .table(table),
            ])
    }

    private func maps(_ screened: [Screened]) throws -> ReportSection {
        let index = try model.classIndex(named: target)
        let set = rules ?? RuleSet.none
        let entries = try Atlas(model: model, rules: set).entries(
            of: sections, divisions: divisions, certain: sections.count, threads: threads)
        let viewer = MapViewer(
            classNames: model.classNames, target: index, known: model.everyKnown, rules: set,
            divisions: divisions)
        let block = try viewer.block(
            screened.map(\.map),
            entries: Dictionary(entries.map { ($0.section.label, $0) }) { first, _ in first },
            note: [])
        let drawing = try MapDrawing(model, target: index, options: options, threads: threads)
        let figures = try sections.map { section in
            ReportBlock.figure(
                ReportFigure(
                    id: "map-\(section.label)",
                    alternative: "Predicted classes and probabilities in \(section.label)",
                    caption: [.strong(section.label)],
                    image: .svg(
                        try drawing.figure(of: section, divisions: divisions).rendered(as: .svg))))
        }
        return ReportSection(
            id: "systems", title: "Phase-diagram maps", blocks: (block.map { [$0] } ?? []) + figures
        )
    }

    private func card() -> ReportSection {
        let training = model.known
        let counts = zip(training.classCounts, training.classNames).map { "\($0) \($1)" }
        let parameters = model.recipe.canonical
        return ReportSection(
            id: "card", title: "The model",
            blocks: [
                .paragraph([.text(model.summary + ".")]),
                .keyValues([
                    ("Learned from", [.text(counts.joined(separator: ", ") + " compounds")])
                ]),
                .details(
                    "All settings",
                    [
                        .keyValues(
                            parameters.keys.sorted().map { ($0, [.code(parameters[$0] ?? "")]) })
                    ]),
            ])
    }

    private func provenance() -> ReportSection {
        let arguments = sections.map(\.label).joined(separator: ",")
        return ReportSection(
            id: "provenance", title: "Provenance",
            blocks: [
                .keyValues([
                    ("Software", [.text(QuasiScreenVersion.software)]),
                    ("Model file (SHA-256)", [.code(Digest(of: modelBytes).hex)]),
                    ("Element table (SHA-256)", [.code(ModelStore.elementTableDigest)]),
                    (
                        "To repeat it",
                        [
                            .code(
                                "qscreen report --model \(modelName) --systems '\(arguments)' "
                                    + "--divisions \(divisions) --target \(target)"
                                    + (rules == nil ? "" : " --rules rules.json")
                                    + " --output report.html")
                        ]
                    ),
                ])
            ])
    }
}

extension RuleSet {
    /// No rules.
    static var none: RuleSet {
        RuleSet(
            variables: [], rules: [],
            conjunction: RuleFigures(inside: [], positive: [], weights: []), constantColumns: [])
    }
}
