import Reporting
import Validation

extension ValidationDocument {
    /// What each protocol asks.
    static let meanings = [
        ValidationProtocol.random.rawValue:
            "compounds are held out at random, class by class. Near-duplicates may stand on both "
            + "sides, so this flatters.",
        ValidationProtocol.composition.rawValue:
            "compounds of equal composition are held out together.",
        ValidationProtocol.system.rawValue:
            "compounds of one set of elements are held out together: a new system among known "
            + "ones.",
        ValidationProtocol.family.rawValue:
            "compounds of one main element are held out together: a new alloy family.",
    ]

    /// The model and those beside it.
    var predictors: [(title: String, metrics: [MetricValue])] {
        [(title: "model", metrics: metrics)]
            + Self.baselineTitles.compactMap { key, title in
                baseline[key].map { (title: title, metrics: $0.metrics) }
            }
    }

    /// The classes, then their union where there is one.
    private var targets: [String] { classes + (union.map { [$0] } ?? []) }

    /// All that the report says of one protocol.
    func blocks(reliability: [ReportBlock]) throws -> [ReportBlock] {
        var blocks: [ReportBlock] = [
            .heading("Protocol \(`protocol`): \(folds) folds, seed \(seed)")
        ]
        blocks += try figureTables()
        if `protocol` == ValidationProtocol.family.rawValue { blocks += try rankingBlocks() }
        blocks += reliability
        blocks += [
            .details("Confusion matrix: \(`protocol`)", try confusionBlocks()),
            .details(
                "Points of the reliability curves: \(`protocol`)",
                [
                    .table(try reliabilityTable())
                ]),
        ]
        blocks += try conformalBlocks()
        blocks += try uncertaintyBlocks()
        blocks += noteBlocks()
        if repeats.seeds.count > 1 { blocks.append(.table(try repeatTable())) }
        blocks.append(
            .paragraph([
                .text("All of this as numbers: "),
                .reference(
                    "\(`protocol`).json", address: "../\(ValidationStage.id)/\(`protocol`).json"),
                .text(", and every compound's probabilities: "),
                .reference(
                    "\(`protocol`).h5", address: "../\(ValidationStage.id)/\(`protocol`).h5"),
                .text("."),
            ]))
        return blocks
    }

    // MARK: - Figures

    /// Names of figures in the document with those for people.
    private static let figureTitles = [
        ("macro_f1", "Macro-F1"), ("precision", "Precision"), ("recall", "Recall"), ("f1", "F1"),
        ("average_precision", "Average precision"), ("prevalence", "AP by chance"),
        ("within_fold_average_precision", "AP, mean of the folds"),
        ("precision_at_10", "Precision of first 10"),
        ("precision_at_50", "Precision of first 50"),
        ("precision_at_100", "Precision of first 100"),
        ("matthews_correlation", "Matthews correlation"), ("accuracy", "Accuracy"),
        ("brier", "Brier score"), ("log_loss", "Log-loss"),
        ("calibration_error", "Calibration error"),
    ]

    /// Figures of all classes together, then of each class and of the union.
    private func figureTables() throws -> [ReportBlock] {
        [
            .table(
                try figureTable(
                    id: "overall", caption: "Figures over all classes", columns: [nil])),
            .table(
                try figureTable(
                    id: "figures", caption: "Figures by class", columns: targets.map { $0 })),
        ]
    }

    /// Short, for the head of a column.
    private var unionTitle: String { union == nil ? "Model" : "The rarer as one" }

    private func figureTable(
        id: String, caption: String, columns: [String?]
    ) throws -> ReportTable {
        let rows = Self.figureTitles.compactMap { name, title -> [ReportCell]? in
            let values = columns.map { metrics.value(name, of: $0) }
            guard values.contains(where: { $0 != nil }) else { return nil }
            let isSmall = ["brier", "log_loss", "calibration_error"].contains(name)
            return [.text(title)]
                + values.map { value in
                    value.flatMap { $0.text(decimals: isSmall ? 4 : 3) }.map(ReportCell.text)
                        ?? .missing
                }
        }
        return try ReportTable(
            id: "\(id)-\(`protocol`)",
            caption: "\(caption) with 95 % intervals, protocol \(`protocol`)",
            columns: [ReportColumn("Figure", .text)]
                + columns.map { ReportColumn($0 == union ? unionTitle : $0 ?? "Model", .text) },
            rows: rows, isSortable: false, isFilterable: false)
    }

    private func confusionBlocks() throws -> [ReportBlock] {
        let table = try ReportTable(
            id: "confusion-\(`protocol`)", caption: "Confusion matrix, protocol \(`protocol`)",
            columns: [ReportColumn("Truth", .text)]
                + classes.map { ReportColumn("Predicted \($0)", .number(decimals: 0)) },
            rows: zip(classes, confusionMatrix).map { name, counts in
                [.text(name)] + counts.map { .number(Double($0)) }
            }, isFilterable: false)
        return [.table(table)]
    }

    // MARK: - Ranking

    /// The union, or else the last class, in the open; the others on request.
    private func rankingBlocks() throws -> [ReportBlock] {
        guard let last = ranking.last else { return [] }
        return [
            .paragraph([
                .text(
                    "Inside each left-out family the compounds are ranked by themselves, which is "
                        + "what somebody who works in one family gets. A ranking without knowledge "
                        + "has the share of the wanted compounds as its average precision.")
            ]), .table(try table(of: last, number: ranking.count)),
        ]
            + (try ranking.dropLast().enumerated().map { number, target in
                .details(
                    "Ranking inside left-out families: \(target.target)",
                    [.table(try table(of: target, number: number + 1))])
            })
    }

    private func table(of ranking: WithinGroupRanking, number: Int) throws -> ReportTable {
        try ReportTable(
            id: "ranking-\(`protocol`)-\(number)",
            caption: "Ranking \(ranking.target) first inside each left-out family",
            columns: [
                ReportColumn("Left out", .text), ReportColumn("Compounds", .number(decimals: 0)),
                ReportColumn("Wanted", .number(decimals: 0)),
                ReportColumn("Average precision", .number(decimals: 3)),
                ReportColumn("By chance", .number(decimals: 3)),
            ],
            rows: ranking.groups.map {
                [
                    .text($0.name), .number(Double($0.rows)), .number(Double($0.positives)),
                    ReportCell($0.averagePrecision), .number($0.prevalence),
                ]
            } + [
                [
                    .text("mean of \(ranking.counted) with wanted compounds"), .missing, .missing,
                    ReportCell(ranking.mean), ReportCell(ranking.meanPrevalence),
                ]
            ], isFilterable: false)
    }

    // MARK: - Repeats

    private func repeatTable() throws -> ReportTable {
        let titles = Dictionary(uniqueKeysWithValues: Self.figureTitles)
        return try ReportTable(
            id: "repeats-\(`protocol`)",
            caption: "Over \(repeats.seeds.count) seeds of folds and training",
            columns: [
                ReportColumn("Figure", .text), ReportColumn("Of", .text),
                ReportColumn("Mean", .number(decimals: 3)),
                ReportColumn(
                    "Standard deviation", .number(decimals: 3),
                    summary: "Of single runs; runs share their data, so it says nothing about "
                        + "other data."),
                ReportColumn("Least", .number(decimals: 3)),
                ReportColumn("Greatest", .number(decimals: 3)),
            ],
            rows: repeats.figures.map {
                [
                    .text(titles[$0.name] ?? $0.name), .text($0.target ?? "all classes"),
                    ReportCell($0.mean), ReportCell($0.standardDeviation), ReportCell($0.minimum),
                    ReportCell($0.maximum),
                ]
            }, visibleRows: 12)
    }
}

extension MetricValue {
    /// Both ends of the interval.
    var intervalText: String? { intervalText(decimals: 3) }

    private func intervalText(decimals: Int) -> String? {
        guard let lower, let upper else { return nil }
        return NumberText.fixed(lower, decimals: decimals) + "\u{2013}"
            + NumberText.fixed(upper, decimals: decimals)
    }

    /// The estimate, with its interval in brackets.
    func text(decimals: Int) -> String? {
        estimate.map { estimate in
            NumberText.fixed(estimate, decimals: decimals)
                + (intervalText(decimals: decimals).map { " (\($0))" } ?? "")
        }
    }
}
