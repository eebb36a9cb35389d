import Basis
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
}
