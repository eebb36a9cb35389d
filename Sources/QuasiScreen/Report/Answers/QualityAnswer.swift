import Reporting
import Validation

/// How good is it: what the model finds among compounds whose chemical system it has not seen.
struct QualityAnswer {
    /// Of the system protocol; `nil` where the run has none.
    let document: ValidationDocument?
    let target: String
    /// Whether the model of the run corrects its probabilities.
    let isCorrected: Bool

    func blocks() throws -> [ReportBlock] {
        guard let document, let figures = TargetFigures(document, target: target) else {
            return [
                .paragraph([
                    .text(
                        "This run does not say: it holds no validation with chemical systems left "
                            + "out that tests for \(ClassWords(target).many). No figure of it "
                            + "should be trusted before that is made up for.")
                ])
            ]
        }
        guard figures.wanted > 0 else {
            return [
                .paragraph([
                    .text(
                        "This run does not say: none of the \(grouped(figures.tested)) tested "
                            + "compounds is \(ClassWords(target).withArticle).")
                ])
            ]
        }
        var blocks: [ReportBlock] = [
            .paragraph([
                .text(
                    found(
                        figures, recall: document.metric("recall", target),
                        precision: document.metric("precision", target)))
            ]),
            .paragraph([.text(confusion(figures))]),
            .table(try table(document)), .paragraph([.text(averagePrecision(document))]),
        ]
        if isCorrected, let corrected = corrected(document) {
            blocks.append(.paragraph([.text(corrected)]))
        }
        blocks.append(
            .paragraph([
                .text("More: "), .section("validation with intervals", "validation"), .text("."),
            ]))
        return blocks
    }

    // MARK: - Sentences

    private var words: ClassWords { ClassWords(target) }

    func found(
        _ figures: TargetFigures, recall: MetricValue?, precision: MetricValue?
    ) -> String {
        "Whole chemical systems were hidden from the model, which was then asked about them. Of "
            + "\(words.counted(figures.wanted)) that were hidden so, it names "
            + "\(Self.share(figures.found, of: figures.wanted, recall))"
            + ". "
            + (figures.named == 0
                ? "It names nothing else \(words.withArticle)."
                : "Of \(Wording.count(figures.named, "compound")) that it names "
                    + "\(figures.named == 1 ? words.withArticle : words.many), "
                    + Self.share(
                        figures.found, of: figures.named, precision)
                    + " \(figures.found == 1 ? "is one" : "are").")
    }

    /// `98 (76 %; 95 % interval 68 to 84 %)`.
    private static func share(_ part: Int, of whole: Int, _ figure: MetricValue?) -> String {
        let count = part == 0 ? "none" : part == whole ? "all \(grouped(part))" : grouped(part)
        guard whole > 0 else { return count }
        var inside = [Wording.percent(Double(part) / Double(whole))]
        if let lower = figure?.lower, let upper = figure?.upper {
            inside.append("95 % interval \(Wording.percentRange(lower, upper))")
        }
        return count + " (\(inside.joined(separator: "; ")))"
    }

    func confusion(_ figures: TargetFigures) -> String {
        let missed = figures.others.filter { $0.missed > 0 }.map { other in
            let words = ClassWords(other.name)
            return figures.missed == 1
                ? "for \(words.withArticle)"
                : "\(grouped(other.missed)) for "
                    + (other.missed == 1 ? words.withArticle : words.many)
        }
        let alarms = figures.others.filter { $0.falseAlarms > 0 }.map {
            ClassWords($0.name).counted($0.falseAlarms)
        }
        var text =
            missed.isEmpty
            ? "It misses none."
            : "Of the \(grouped(figures.missed)) that it misses it takes \(Wording.list(missed))."
        if figures.missed == 1 { text = "It misses one, which it takes \(missed[0])." }
        text +=
            alarms.isEmpty
            ? " There are no false alarms."
            : " Its \(Wording.count(figures.falseAlarms, "false alarm")) "
                + "\(figures.falseAlarms == 1 ? "is" : "are") in truth \(Wording.list(alarms))."
        let errors = figures.missed + figures.falseAlarms
        let worst = figures.others.max { $0.errors < $1.errors }
        if figures.others.count > 1, let worst, 2 * worst.errors > errors {
            text +=
                " So most of its errors (\(worst.errors) of \(errors)) confuse "
                + "\(words.many) with \(ClassWords(worst.name).many)."
        }
        return text
    }

    private func averagePrecision(_ document: ValidationDocument) -> String {
        let chance = document.metric("prevalence", target)?.estimate
        return "AP, the average precision, says how well all compounds are ranked: walking down "
            + "from the highest probability, it is the share of \(words.many) so far, averaged over "
            + "the places at which one is met. 1 is perfect, a ranking without knowledge gets "
            + "\(Wording.figure(chance))."
    }

    private func corrected(_ document: ValidationDocument) -> String? {
        guard let other = document.baseline["calibrated"],
            let figures = TargetFigures(
                other.confusionMatrix, classes: document.classes, target: target)
        else { return nil }
        return "The screening uses corrected probabilities; with them the model names "
            + "\(figures.found) of \(figures.wanted), and \(figures.found) of \(figures.named) "
            + "that it names are right."
    }

    // MARK: - Beside others

    private func table(_ document: ValidationDocument) throws -> ReportTable {
        let union = document.union
        let targets = [target] + (union.map { [$0] } ?? [])
        let wanted = ["reference_forest", "nearest_neighbour"]
        let titles = Dictionary(uniqueKeysWithValues: ValidationDocument.baselineTitles)
        var rows = [row("this model", document.metrics, targets)]
        rows += wanted.compactMap { key in
            document.baseline[key].map { row(titles[key] ?? key, $0.metrics, targets) }
        }
        rows.append(
            [.text("chance (no knowledge)")]
                + targets.map { ReportCell(document.metrics.value("prevalence", of: $0)?.estimate) }
                + [.missing, .missing])
        return try ReportTable(
            id: "answer-quality", caption: "Beside simpler predictors, chemical systems left out",
            columns: [ReportColumn("Predictor", .text)]
                + targets.map { name in
                    ReportColumn(
                        name == union ? "AP, the rarer as one" : "AP, \(name)",
                        .number(decimals: 3),
                        summary: "Average precision of ranking \(name) compounds first.")
                } + [
                    ReportColumn(
                        "Found", .number(decimals: 3),
                        summary: "Share of the \(words.many) that are named so (recall)."),
                    ReportColumn(
                        "Right when named", .number(decimals: 3),
                        summary: "Share of those named so that are \(words.many) (precision)."),
                ], rows: rows, isSortable: false, isFilterable: false)
    }

    private func row(
        _ title: String, _ metrics: [MetricValue], _ targets: [String]
    ) -> [ReportCell] {
        [.text(title)]
            + targets.map { ReportCell(metrics.value("average_precision", of: $0)?.estimate) }
            + ["recall", "precision"].map { ReportCell(metrics.value($0, of: target)?.estimate) }
    }
}
