import Figures
import Reporting

extension RunReport {
    func validationSection(classNames: [String]) throws -> ReportSection {
        let documents = try ValidationProtocol.allCases.map(\.rawValue).compactMap { name in
            try results.names(ValidationStage.id).contains("\(name).json")
                ? results.decode(
                    ValidationDocument.self, from: "\(name).json", of: ValidationStage.id) : nil
        }
        var columns = [
            ReportColumn("Protocol", .text), ReportColumn("Predictor", .text),
            ReportColumn("Macro-F1", .number(decimals: 3)),
            ReportColumn(
                "95 % interval", .text, summary: "Of the macro-F1: bootstrap, groups resampled."),
        ]
        for name in classNames {
            columns.append(
                ReportColumn(
                    "AP \(name)", .number(decimals: 3),
                    summary: "Average precision of ranking \(name) compounds first."))
        }
        columns.append(
            ReportColumn(
                "Brier", .number(decimals: 4), summary: "Mean squared error, 0 is perfect."))
        let rows = documents.flatMap { document in
            document.rows(classNames: classNames)
        }
        let table = try ReportTable(
            id: "protocols", caption: "Out-of-sample figures, forest beside trivial predictors",
            columns: columns, rows: rows)
        return ReportSection(
            id: "validation", title: "Validation",
            blocks: [
                .paragraph([
                    .text(
                        "random: stratified folds, near-duplicates may leak. composition: equal "
                            + "compositions stay together. system: chemical systems stay together. "
                            + "family: the compounds of one majority element are left out, which is "
                            + "what a new alloy family is. The nearest neighbour copies the class "
                            + "of the nearest training composition; the prior knows the class "
                            + "shares only.")
                ]),
                .table(table),
            ] + (try documents.map { try $0.confusionBlock(classNames: classNames) }))
    }
}

extension ValidationDocument {
    /// One row for the forest and one for each baseline.
    fileprivate func rows(classNames: [String]) -> [[ReportCell]] {
        func row(
            _ predictor: String, _ macroF1: Double, _ interval: [Double]?,
            _ precision: [String: Double], _ brier: Double
        ) -> [ReportCell] {
            [
                .text(`protocol`), .text(predictor), .number(macroF1),
                interval.map { .text($0.map(Decimal3.text).joined(separator: " to ")) } ?? .missing,
            ]
                + classNames.map { precision[$0].map(ReportCell.number) ?? .missing }
                + [.number(brier)]
        }
        let baselines = Self.baselineTitles.compactMap { key, title in
            baseline[key].map { row(title, $0.macroF1, nil, $0.averagePrecision, $0.brier) }
        }
        return [row("forest", macroF1, intervals.macroF1, averagePrecision, brier)] + baselines
    }

    fileprivate func confusionBlock(classNames: [String]) throws -> ReportBlock {
        let table = try ReportTable(
            id: "confusion-\(`protocol`)", caption: "Confusion matrix, protocol \(`protocol`)",
            columns: [ReportColumn("Truth", .text)]
                + classNames.map { ReportColumn("Predicted \($0)", .number(decimals: 0)) }
                + [
                    ReportColumn("Precision", .number(decimals: 3)),
                    ReportColumn("Recall", .number(decimals: 3)),
                    ReportColumn("F1", .number(decimals: 3)),
                ],
            rows: classNames.indices.map { index in
                let figures = perClass[classNames[index]]
                return [.text(classNames[index])]
                    + confusionMatrix[index].map { .number(Double($0)) }
                    + [figures?.precision, figures?.recall, figures?.f1]
                    .map { $0.map(ReportCell.number) ?? .missing }
            }, isFilterable: false)
        let figure = ReportFigure(
            id: "confusion-figure-\(`protocol`)", alternative: "Confusion matrix as a heat map",
            caption: [.text("Compounds and shares of each row, protocol \(`protocol`).")],
            image: .svg(
                try ConfusionFigure(classNames: classNames, counts: confusionMatrix)
                    .rendered(as: .svg)))
        return .details(
            "Confusion matrix: \(`protocol`), \(folds) folds", [.figure(figure), .table(table)])
    }
}
