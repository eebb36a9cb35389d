import Reporting
import Validation

/// How do you know: what was hidden from the model, how often, and what was done against luck.
struct EvidenceAnswer {
    let documents: [ValidationDocument]
    let target: String

    private var words: ClassWords { ClassWords(target) }

    func blocks() throws -> [ReportBlock] {
        guard !documents.isEmpty else {
            return [
                .paragraph([
                    .text(
                        "Nobody does: this run holds no validation. Its probabilities have not "
                            + "been compared with anything that the model had not seen.")
                ])
            ]
        }
        var items: [[Inline]] = [
            .lead(
                "Hidden compounds only.",
                "Every figure is of compounds that the model at hand was not trained on"
                    + (documents.count > 1
                        ? ", in \(documents.count) tests that hide more and more (table). "
                        : ". ") + grouping()),
            .lead("Luck.", luck()),
        ]
        if let shifted = shifted() { items.append(.lead("Written fractions.", shifted)) }
        if let families = families() { items.append(.lead("The hardest test.", families)) }
        return [
            .list(items), .table(try table()),
            .paragraph([
                .text("More: "), .section("all protocols with their limits", "validation"),
                .text("."),
            ]),
        ]
    }

    // MARK: - Sentences

    private func grouping() -> String {
        guard documents.of(.system) != nil else {
            return "None of them hides whole chemical systems, which is what a screening of new "
                + "systems asks for, so they flatter."
        }
        return "The one to look at for a screening hides whole chemical systems, so that a "
            + "compound cannot be guessed from its neighbours in the same system."
    }

    private func luck() -> String {
        let folds = documents.map { "\($0.protocol) \($0.folds)" }.joined(separator: ", ")
        var text =
            "The compounds were divided with seed "
            + Wording.list(unique(documents.map { "\($0.seed)" }))
            + "; parts hidden in turn: \(folds). "
            + "The 95 % intervals come from redrawing whole chemical systems. "
        let document = documents.of(.system) ?? documents[0]
        let seeds = document.repeats.seeds.count
        if seeds > 1, let figure = document.repeats.figure("average_precision", of: target),
            let mean = figure.mean
        {
            let spread = figure.standardDeviation.map {
                " with a standard deviation of \(NumberText.fixed($0, decimals: 3))"
            }
            text +=
                "Over \(seeds) divisions with other seeds the average precision "
                + "(\(document.protocol)) is \(Wording.figure(mean)) in the mean\(spread ?? "")."
        } else {
            text +=
                "Each test was run with one division, so what another one would give is not "
                + "measured here."
        }
        return text
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.enumerated().filter { !texts[..<$0.offset].contains($0.element) }.map(\.element)
    }

    private func shifted() -> String? {
        guard let document = documents.of(.system) ?? documents.first,
            let plain = document.metric("average_precision", target)?.estimate,
            let other = document.baseline["jittered"]?.metrics
                .value("average_precision", of: target)?.estimate
        else { return nil }
        let verdict =
            other < plain
            ? "the difference is what the model owes to the way in which formulas are written "
                + "down, and to real sensitivity to composition; the two cannot be told apart"
            : "so the model does not live on the way in which formulas are written down"
        return "Reported \(words.many) often have round percentages, which a model can learn. With "
            + "all fractions shifted by 1.5 at.% the average precision (\(document.protocol)) is "
            + "\(Wording.figure(other)) instead of \(Wording.figure(plain)): \(verdict)."
    }

    private func families() -> String? {
        guard let document = documents.of(.family),
            let figures = TargetFigures(document, target: target), figures.wanted > 0
        else { return nil }
        var text =
            "With all compounds of one main element hidden it names "
            + "\(Wording.part(figures.found, of: figures.wanted)) \(words.many)"
        if figures.named > 0 {
            text +=
                ", and \(Wording.part(figures.found, of: figures.named)) that it names "
                + "\(figures.found == 1 ? "is" : "are") right"
        }
        text +=
            ". That, and no better, is what to expect in an alloy family of which no "
            + "\(words.one) is known."
        return text
    }

    // MARK: - Side by side

    private func table() throws -> ReportTable {
        try ReportTable(
            id: "answer-evidence",
            caption: documents.count > 1
                ? "The same model under harder and harder tests" : "The model under this test",
            columns: [
                ReportColumn("Hidden together", .text),
                ReportColumn(
                    "Tested", .number(decimals: 0), summary: "\(Wording.sentence(words.many))."),
                ReportColumn(
                    "Found", .number(decimals: 0), summary: "Those of them that are named so."),
                ReportColumn(
                    "Named", .number(decimals: 0),
                    summary: "All compounds that are named so, rightly or wrongly."),
                ReportColumn("AP (95 % interval)", .text),
            ],
            rows: documents.map { document in
                let figures = TargetFigures(document, target: target)
                let precision = document.metric("average_precision", target)
                return [
                    .text(Self.hidden[document.protocol] ?? document.protocol),
                    ReportCell(figures.map { Double($0.wanted) }),
                    ReportCell(figures.map { Double($0.found) }),
                    ReportCell(figures.map { Double($0.named) }),
                    precision?.text(decimals: 3).map(ReportCell.text) ?? .missing,
                ]
            }, isSortable: false, isFilterable: false)
    }

    private static let hidden = [
        ValidationProtocol.random.rawValue: "compounds at random (flatters)",
        ValidationProtocol.composition.rawValue: "compounds of equal composition (flatters)",
        ValidationProtocol.system.rawValue: "chemical systems",
        ValidationProtocol.family.rawValue: "families of one main element",
    ]
}
