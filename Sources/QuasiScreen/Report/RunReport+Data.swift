import Basis
import Reporting

extension RunReport {
    func dataSection(table: CompoundTable) throws -> ReportSection {
        let findings = try self.table("findings.csv", of: DataStage.id)
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
        var blocks: [ReportBlock] = [
            .paragraph([
                .text(Self.usage(of: table)),
                .text(" "),
                .reference("compounds.h5", address: "../\(DataStage.id)/compounds.h5"),
                .text(" holds every row; those left out, with the reason."),
            ]),
            .table(classes),
        ]
        blocks += try findingBlocks(findings)
        blocks.append(.paragraph([.strong("Element values. "), .text(try missingValues())]))
        return ReportSection(id: "data", title: "Data and their flaws", blocks: blocks)
    }

    /// How many rows take part, and how lopsided the classes are.
    private static func usage(of table: CompoundTable) -> String {
        let training = table.training
        let rows = table.compounds.count
        let left = rows - training.compounds.count
        var text =
            left == 0
            ? "All \(Wording.count(rows, "row")) of the tables take part in training."
            : "Of \(Wording.count(rows, "row")) in the tables, "
                + "\(grouped(training.compounds.count)) take part in training and "
                + "\(grouped(left)) \(left == 1 ? "does" : "do") not."
        let counts = training.classCounts
        let rarest = counts.indices.filter { counts[$0] > 0 }.min { counts[$0] < counts[$1] }
        if let rarest, 10 * counts[rarest] < training.compounds.count {
            text +=
                " Only \(Wording.part(counts[rarest], of: training.compounds.count)) are "
                + "\(ClassWords(training.classNames[rarest]).many): a model that never names one "
                + "would still be right about nearly all compounds, so accuracy says little here."
        }
        return text
    }

    /// What each kind of finding means.
    private static let meanings: [(Finding.Kind, String)] = [
        (.contradiction, "the same composition has another class elsewhere"),
        (.excluded, "a column says that the row is not to be learned from"),
        (.relabelled, "somebody decided that the row belongs to another class"),
        (.confirmed, "somebody decided that the label stands"),
        (.duplicate, "the same composition and class stood in the tables before"),
        (
            .nearPair,
            "a quasicrystal and an approximant less than 1 at.% apart, which a model of "
                + "compositions can hardly tell apart"
        ),
    ]

    private func findingBlocks(_ findings: DelimitedTable) throws -> [ReportBlock] {
        let kinds = (0..<findings.rowCount).map { findings.text($0, 0) }
        let rows = (0..<findings.rowCount).map { row in
            (0..<5).map { ReportCell.text(findings.text(row, $0)) }
        }
        guard !rows.isEmpty else {
            return [
                .paragraph([
                    .text(
                        "The checks for rows of equal composition, contradicting classes and near "
                            + "pairs found nothing.")
                ])
            ]
        }
        let counts = Self.meanings.map { kind, meaning -> (String, [Inline]) in
            let count = kinds.count { $0 == kind.rawValue }
            return (Wording.sentence(kind.rawValue), [.text("\(grouped(count)): \(meaning)")])
        }
        let list = try ReportTable(
            id: "findings", caption: "Findings in the data, and what was done about them",
            columns: [
                ReportColumn("Kind", .text), ReportColumn("Place", .text),
                ReportColumn("Formula", .formula), ReportColumn("Detail", .text),
                ReportColumn("Action", .text),
            ], rows: rows, visibleRows: 20)
        return [
            .paragraph([.text("What the checks found, by kind; nothing is dropped in silence:")]),
            .keyValues(counts),
            .details(
                "All \(Wording.count(rows.count, "finding")) with place and action",
                [.table(list)]),
        ]
    }

    /// Which element values the descriptors of the training compounds had to do without.
    private func missingValues() throws -> String {
        let missing = try table("missing.csv", of: FeatureStage.id)
        let elements = (0..<missing.rowCount).map { missing.text($0, 0) }
        let distinct = elements.enumerated().filter { !elements[..<$0.offset].contains($0.element) }
            .map(\.element)
        guard !distinct.isEmpty else {
            return
                "Every property of every element in the training compounds has a tabulated value."
        }
        return "\(Wording.count(missing.rowCount, "value")) of "
            + "\(Wording.count(distinct.count, "element")) in the training compounds "
            + "\(missing.rowCount == 1 ? "is" : "are") not tabulated "
            + "(\(distinct.joined(separator: ", "))); missing.csv beside features.h5 lists them."
    }
}
