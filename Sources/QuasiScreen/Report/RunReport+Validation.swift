import Reporting

extension RunReport {
    func validationSection(classNames: [String]) throws -> ReportSection {
        let documents = try results.validations()
        guard !documents.isEmpty else {
            return ReportSection(
                id: "validation", title: "Validation",
                blocks: [
                    .note(
                        .warning,
                        [.text("This run was not validated: no figure here is out of sample.")])
                ])
        }
        return ReportSection(
            id: "validation", title: "Validation",
            blocks: [
                .paragraph([
                    .text(
                        "How the model does on compounds that it has not seen, with less and less "
                            + "help from the compounds that it has. A protocol says what is held "
                            + "out together; each part of the data is held out once:")
                ]),
                .list(
                    documents.compactMap { document in
                        ValidationDocument.meanings[document.protocol].map {
                            [.strong(document.protocol), .text(": \($0)")]
                        }
                    }),
            ] + (try overviewFigures()) + [
                .details(
                    "All predictors of all protocols side by side",
                    [.table(try Self.glance(documents, classNames: classNames))]),
                .heading("How far these figures carry"),
                .list(Self.limits(documents)),
            ] + (try documents.flatMap { try detail($0) }))
    }

    private func overviewFigures() throws -> [ReportBlock] {
        try figure(
            RunFigures.precisionRecall, id: "precision-recall-figure",
            alternative: "Precision against recall, one curve for each protocol",
            caption: [
                .text(
                    "Walking down the ranking: which share of what is named is right (precision) "
                        + "when so many of all are found (recall). Dashed: the forest of Liu et "
                        + "al. on the same folds. The further a curve reaches to the upper right, "
                        + "the better.")
            ])
            + figure(
                RunFigures.confusion, id: "confusion-figure",
                alternative: "Confusion matrices of all protocols",
                caption: [
                    .text(
                        "Rows are the true classes, columns what the model says; the share is of "
                            + "the row. Right answers stand on the diagonal.")
                ])
    }

    /// The protocols that a screening is judged by stand open, the flattering ones on request.
    private func detail(_ document: ValidationDocument) throws -> [ReportBlock] {
        let open: Set = [ValidationProtocol.system.rawValue, ValidationProtocol.family.rawValue]
        let name = document.protocol
        let blocks = try document.blocks(
            reliability: figure(
                RunFigures.reliability(name), id: "reliability-figure-\(name)",
                alternative: "Observed shares against predicted probabilities",
                caption: document.reliabilityCaption))
        guard !open.contains(document.protocol), case .heading(let title)? = blocks.first else {
            return blocks
        }
        return [.details(title, Array(blocks.dropFirst()))]
    }

    /// All predictors of all protocols.
    private static func glance(
        _ documents: [ValidationDocument], classNames: [String]
    ) throws -> ReportTable {
        let union = documents.first?.union
        // Without a union there are two classes, and each has its ranking.
        let ranked = union.map { [$0] } ?? classNames
        var columns = [
            ReportColumn("Protocol", .text), ReportColumn("Predictor", .text),
            ReportColumn(
                "Macro-F1", .number(decimals: 3), summary: "Mean F1 of the classes, 1 is perfect."),
            ReportColumn(
                "95 % interval", .text,
                summary: "Of the model's macro-F1: bootstrap, chemical systems resampled."),
        ]
        columns += ranked.map {
            ReportColumn(
                $0 == union ? "AP of the rarer" : "AP \($0)", .number(decimals: 3),
                summary: "Average precision of ranking \($0) compounds first, 1 is perfect; a "
                    + "ranking without knowledge has their share of the compounds.")
        }
        columns += [
            ReportColumn(
                "MCC", .number(decimals: 3),
                summary: "Matthews correlation coefficient: 1 is perfect, 0 is chance."),
            ReportColumn(
                "Log-loss", .number(decimals: 4),
                summary: "Mean of -ln(probability of the true class), 0 is perfect."),
            ReportColumn(
                "Brier", .number(decimals: 4), summary: "Mean squared error, 0 is perfect."),
            ReportColumn(
                "Calibration error", .number(decimals: 4),
                summary: "Mean difference of predicted and observed shares, mean of the classes."),
        ]
        let rows = documents.flatMap { document in
            document.predictors.map { predictor -> [ReportCell] in
                func cell(_ name: String, _ target: String? = nil) -> ReportCell {
                    ReportCell(predictor.metrics.value(name, of: target)?.estimate)
                }
                let interval = predictor.metrics.value("macro_f1").flatMap(\.intervalText)
                return [
                    .text(document.protocol), .text(predictor.title), cell("macro_f1"),
                    interval.map(ReportCell.text) ?? .missing,
                ] + ranked.map { cell("average_precision", $0) } + [
                    cell("matthews_correlation"), cell("log_loss"), cell("brier"),
                    cell("calibration_error"),
                ]
            }
        }
        return try ReportTable(
            id: "protocols", caption: "Predictors side by side, on the same folds",
            columns: columns, rows: rows)
    }

    /// What the reader should know before taking a figure for more than it is.
    private static func limits(_ documents: [ValidationDocument]) -> [[Inline]] {
        var items: [[Inline]] = [
            [
                .strong("Out of sample. "),
                .text(
                    "Every figure is of compounds that the model at hand was not trained on. "
                        + "Neither the calibration nor the sets of classes nor the uncertainties "
                        + "were fitted on the compounds on which they are judged: each fold takes "
                        + "them from the other folds."),
            ],
            [
                .strong("Intervals. "),
                .text(
                    "They resample whole chemical systems, since compounds of one system stand or "
                        + "fall together. The folds and the trained models stay as they are: "
                        + "what another training would give is not in an interval. A "
                        + "calibration error grows by resampling, so its interval lies high."),
            ],
            [
                .strong("Written fractions. "),
                .text(
                    "Quasicrystals are often reported in round percentages, ordinary crystals in "
                        + "small whole numbers, and a model can learn that. The row with "
                        + "fractions shifted by 1.5 at.% (standard deviation) shows what is left "
                        + "when the way a formula is written says nothing."),
            ],
            [
                .strong("Trivial predictors. "),
                .text(
                    "The nearest neighbour copies the class of the nearest training composition; "
                        + "the prior knows the shares of the classes only. A figure that does not "
                        + "beat them is worth nothing."),
            ],
        ]
        if documents.contains(where: { $0.protocol == ValidationProtocol.family.rawValue }) {
            items += [
                [
                    .strong("Families left out. "),
                    .text(
                        "All compounds with the same main element are held out together and the "
                            + "model learns from the others: what it faces in an alloy family of "
                            + "which nobody has reported a quasicrystal. The figures of the "
                            + "families differ widely, so read them one by one; their mean rests "
                            + "on few families."),
                ],
                [
                    .strong("Homologue copies are prior knowledge. "),
                    .text(
                        "Where the model's homologue_weight is above 0 it also learns from copies "
                            + "of known compounds in which the main element is replaced by a "
                            + "chemically similar one. Which elements are similar was written "
                            + "down by people who knew the periodic table and not learnt from "
                            + "the data. Copies are made of training compounds only, but they "
                            + "reach into the family left out, so a success there is in part "
                            + "the success of that list."),
                ],
            ]
        }
        return items
    }
}

extension ReportCell {
    /// A number, or none.
    init(_ value: Double?) { self = value.map(ReportCell.number) ?? .missing }
}
