import Figures
import Reporting
import Validation

/// What the model says of its own certainty, against what was found.
extension ValidationDocument {
    // MARK: - Calibration

    /// Every class and the union, those without compounds left out.
    func reliabilityFigure(style: FigureStyle) -> ReliabilityFigure? {
        let curves = reliability.filter { !$0.bins.isEmpty }
        guard !curves.isEmpty else { return nil }
        return ReliabilityFigure(
            curves: curves.map { curve in
                ReliabilityFigure.Curve(
                    name: curve.target,
                    points: curve.bins.map {
                        ReliabilityFigure.Point(
                            predicted: $0.meanPredicted, observed: $0.observed, lower: $0.lower,
                            upper: $0.upper, positives: $0.positives, rows: $0.rows)
                    })
            }, style: style)
    }

    var reliabilityCaption: [Inline] {
        [
            .text(
                "What a calibrated probability is worth, protocol \(`protocol`): compounds in "
                    + "groups of about equal probability, with Wilson's 95 % interval and "
                    + "\u{201c}of the class/in all\u{201d}. Points on the dashed line are "
                    + "right; below it the model promises too much. Both axes are logits; "
                    + "what is closer to 0 or 1 than 0.0001 stands at the edge. The curves "
                    + "that calibrate were fitted on the other folds.")
        ]
    }

    func reliabilityTable() throws -> ReportTable {
        try ReportTable(
            id: "reliability-\(`protocol`)",
            caption: "Predicted against observed, protocol \(`protocol`)",
            columns: [
                ReportColumn("Class", .text), ReportColumn("Compounds", .number(decimals: 0)),
                ReportColumn("Of the class", .number(decimals: 0)),
                ReportColumn("Mean predicted probability", .number(decimals: 5)),
                ReportColumn("Observed share", .number(decimals: 5)),
                ReportColumn(
                    "Interval, from", .number(decimals: 5),
                    summary: "Wilson, 95 %, as if compounds were independent."),
                ReportColumn("to", .number(decimals: 5)),
            ],
            rows: reliability.flatMap { curve in
                curve.bins.map {
                    [
                        .text(curve.target), .number(Double($0.rows)),
                        .number(Double($0.positives)), .number($0.meanPredicted),
                        .number($0.observed), .number($0.lower), .number($0.upper),
                    ]
                }
            })
    }

    // MARK: - Sets of classes

    func conformalBlocks() throws -> [ReportBlock] {
        let percent = NumberText.exact((100 * (1 - conformal.alpha)).rounded())
        let table = try coverageTable(
            conformal.perClass + [conformal.overall], id: "conformal-\(`protocol`)",
            caption: "Sets that hold the true class for \(percent) %, protocol \(`protocol`)")
        let groups = conformal.perGroup.filter { $0.rows > 0 }
        var blocks: [ReportBlock] = [.table(table)]
        if !groups.isEmpty {
            blocks.append(
                .details(
                    "Coverage by main element: \(`protocol`)",
                    [
                        .table(
                            try coverageTable(
                                groups, id: "conformal-groups-\(`protocol`)",
                                caption: "Sets by main element, protocol \(`protocol`)"))
                    ]))
        }
        if conformal.untouchedRows > 0 {
            blocks.append(
                .paragraph([
                    .text(
                        "\(Wording.count(conformal.untouchedRows, "compound")) of a non-metal that "
                            + "no rarer class holds take no part: they are next to never wrong, and "
                            + "would supply the coverage that is promised for alloys.")
                ]))
        }
        guard `protocol` == ValidationProtocol.family.rawValue else { return blocks }
        return blocks + [
            .note(
                .warning,
                [
                    .text(
                        "The promise of a set holds for compounds that could be exchanged with "
                            + "those that set its thresholds. A left-out family cannot: it is "
                            + "another population, and the measured coverage is what such sets "
                            + "are worth there.")
                ])
        ]
    }

    private func coverageTable(
        _ figures: [ConformalCoverage.Figures], id: String, caption: String
    ) throws -> ReportTable {
        let promised = 1 - conformal.alpha
        return try ReportTable(
            id: id, caption: caption,
            columns: [
                ReportColumn("True class", .text), ReportColumn("Compounds", .number(decimals: 0)),
                ReportColumn("Promised", .number(decimals: 3)),
                ReportColumn(
                    "Measured", .number(decimals: 3),
                    summary: "Share of the sets that hold the true class; thresholds come from "
                        + "the other folds."),
                ReportColumn("95 % interval", .text),
                ReportColumn("Classes a set", .number(decimals: 2)),
                ReportColumn("Sets of one class", .number(decimals: 3)),
            ],
            rows: figures.map { figures in
                let interval = figures.coverage.map {
                    NumberText.fixed($0.lower, decimals: 3) + " to "
                        + NumberText.fixed($0.upper, decimals: 3)
                }
                return [
                    .text(figures.title), .number(Double(figures.rows)),
                    .number(promised), ReportCell(figures.coverage?.estimate),
                    interval.map(ReportCell.text) ?? .missing, ReportCell(figures.meanSize),
                    ReportCell(figures.single),
                ]
            }, isFilterable: false)
    }

    // MARK: - Uncertainty

    /// Stated against realised, by what was left out and where the compounds stand.
    private func strataBlocks() throws -> [ReportBlock] {
        guard let strata else { return [] }
        return [
            .table(
                try ReportTable(
                    id: "strata-\(`protocol`)",
                    caption: "Stated uncertainty against realised error, by what was left out",
                    columns: [
                        ReportColumn("Left out", .text), ReportColumn("Domain", .text),
                        ReportColumn("Compounds", .number(decimals: 0)),
                        ReportColumn("Wrong class", .number(decimals: 0)),
                        ReportColumn("Stated", .number(decimals: 3)),
                        ReportColumn("Realised", .number(decimals: 3)),
                    ],
                    rows: strata.map {
                        [
                            .text($0.leftOut), .text($0.domain), .number(Double($0.rows)),
                            .number(Double($0.wrong)), .number($0.stated), .number($0.realised),
                        ]
                    }, isFilterable: false))
        ]
    }

    /// What a reader must know about the figures.
    func noteBlocks() -> [ReportBlock] {
        notes.map { .note(.warning, [.text(Wording.sentence($0) + ".")]) }
    }

    func uncertaintyBlocks() throws -> [ReportBlock] {
        func text(_ value: Double?) -> String {
            value.map { NumberText.fixed($0, decimals: 3) } ?? "not defined"
        }
        let table = try ReportTable(
            id: "uncertainty-\(`protocol`)",
            caption: "Stated uncertainty against realised error, protocol \(`protocol`)",
            columns: [
                ReportColumn("Group, by rising uncertainty", .number(decimals: 0)),
                ReportColumn("Compounds", .number(decimals: 0)),
                ReportColumn(
                    "Stated", .number(decimals: 4),
                    summary: "Root of the mean square of the stated uncertainties."),
                ReportColumn(
                    "Realised", .number(decimals: 4),
                    summary: "Root of the mean squared error of the predicted class's "
                        + "probability."),
            ],
            rows: uncertainty.bins.enumerated().map { number, bin in
                [
                    .number(Double(number + 1)), .number(Double(bin.rows)), .number(bin.stated),
                    .number(bin.realised),
                ]
            }, isFilterable: false)
        return [
            .paragraph([
                .text(
                    "Rank correlation of stated uncertainty and squared error: "
                        + "\(text(uncertainty.spearman)); that of sqrt(p (1 - p)), which needs "
                        + "no look inside the model: \(text(uncertainty.spearmanOfProbability)). "
                        + "Mean difference of stated and realised: "
                        + "\(NumberText.fixed(uncertainty.calibrationError, decimals: 4)).")
            ]),
            .details("Stated uncertainty against realised error: \(`protocol`)", [.table(table)]),
        ] + (try strataBlocks())
    }
}
