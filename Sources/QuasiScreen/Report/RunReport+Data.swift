import Basis
import Descriptors
import Figures
import Reporting

extension RunReport {
    func dataSection(table: CompoundTable) throws -> ReportSection {
        let findings = try self.table("findings.csv", of: DataStage.id)
        let kinds = (0..<findings.rowCount).map { findings.text($0, 0) }
        let all = table.classCounts
        let used = table.training.classCounts
        let classes = try ReportTable(
            id: "classes", caption: "Compounds by class",
            columns: [
                ReportColumn("Class", .text),
                ReportColumn("Rows in the tables", .number(decimals: 0)),
                ReportColumn("Used for training", .number(decimals: 0)),
            ],
            rows: table.classNames.indices.map {
                [
                    .text(table.classNames[$0]), .number(Double(all[$0])),
                    .number(Double(used[$0])),
                ]
            }, isFilterable: false)
        let counts = Finding.Kind.allCases.map { kind in
            (kind.rawValue, [Inline.text("\(kinds.count { $0 == kind.rawValue })")])
        }
        let rows = (0..<findings.rowCount).map { row in
            (0..<5).map { ReportCell.text(findings.text(row, $0)) }
        }
        let list = try ReportTable(
            id: "findings", caption: "Findings in the data, and what was done about them",
            columns: [
                ReportColumn("Kind", .text), ReportColumn("Place", .text),
                ReportColumn("Formula", .formula), ReportColumn("Detail", .text),
                ReportColumn("Action", .text),
            ], rows: rows, visibleRows: 20)
        var blocks: [ReportBlock] = [
            .table(classes),
            .paragraph([
                .text(
                    "Nothing was dropped in silence. Rows that take no part in training stay in "
                        + "compounds.h5 with the reason; findings by kind:")
            ]),
            .keyValues(counts),
        ]
        if !rows.isEmpty { blocks.append(.details("All findings", [.table(list)])) }
        return ReportSection(id: "data", title: "Data and their flaws", blocks: blocks)
    }

    func modelSection(_ model: TrainedModel) throws -> ReportSection {
        let parameters = model.recipe.canonical
        let importances = model.importances
        let names = model.featurizer.names
        let order = importances.indices.sorted { (importances[$1], $0) < (importances[$0], $1) }
        let table = try ReportTable(
            id: "importances", caption: "The descriptors that the model uses most",
            columns: [
                ReportColumn("Descriptor", .text), ReportColumn("Unit", .text),
                ReportColumn(
                    "Importance", .number(decimals: 4),
                    summary: "Share in what was learnt; correlated descriptors split it."),
            ],
            rows: order.prefix(40).map {
                [
                    .text(names[$0]), .text(model.featurizer.units[$0]),
                    .number(importances[$0]),
                ]
            }, visibleRows: 15)
        return ReportSection(
            id: "model", title: "Model",
            blocks: [
                .paragraph([.text(model.summary + ".")]),
                .keyValues(
                    parameters.keys.sorted().map { ($0, [.code(parameters[$0] ?? "")]) }),
                .figure(
                    ReportFigure(
                        id: "importance-figure", alternative: "Importance of the first descriptors",
                        caption: [.text("The fifteen descriptors that the model uses most.")],
                        image: .svg(
                            try BarFigure(
                                bars: order.prefix(15).map {
                                    BarFigure.Bar(label: names[$0], value: importances[$0])
                                }, valueTitle: "Share in what was learnt", decimals: 3
                            ).rendered(as: .svg)))),
                .table(table),
            ])
    }
}
