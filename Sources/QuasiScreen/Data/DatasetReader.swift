import Artifacts
import Basis
import Foundation
import Materials

/// Reads compound tables: one CSV file, or every CSV file of a folder in the order of their names.
public struct DatasetReader: Sendable {
    public let rules: DatasetRules

    public init(rules: DatasetRules = DatasetRules()) {
        self.rules = rules
    }

    /// The CSV files behind a dataset path, sorted by name.
    public static func files(at path: String) throws -> [String] {
        let files = PosixFileSystem()
        guard try files.look(at: path)?.kind == .folder else { return [path] }
        let names = try files.names(in: path).filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }
        guard !names.isEmpty else { throw QuasiScreenError.noTables(folder: path) }
        return names.map { FolderPath.join(path, $0) }
    }

    /// Reads the dataset at `path`.
    public func read(path: String) throws -> (table: CompoundTable, findings: [Finding]) {
        try read(
            tables: Self.files(at: path).map { file in
                (name: FolderPath.name(of: file), bytes: try readInput(file))
            })
    }

    /// Reads tables that are already in memory; names are used in places.
    public func read(
        tables: [(name: String, bytes: [UInt8])]
    ) throws -> (table: CompoundTable, findings: [Finding]) {
        var rows = [Row]()
        var filtered = [(row: Int, column: String, value: String)]()
        var columns = [String]()
        var headers = [String]()
        for (name, bytes) in tables {
            let table = try DelimitedTable(bytes: bytes, file: TextForm.printable(name))
            headers.append("\(table.headerPlace(0))")
            columns += table.columns.filter { !columns.contains($0) }
            let formulaColumn = try table.index(of: rules.formulaColumn)
            let classColumn = try table.index(of: rules.classColumn(of: table))
            let decisionColumn = try rules.decisionColumn(of: table)
            let filters = try rules.keep.keys.sorted().filter(table.hasColumn).map { column in
                (column, try table.index(of: column), Set(rules.keep[column] ?? []))
            }
            let marks = try [DatasetRules.stabilityColumn, DatasetRules.flagColumn].map { column in
                table.hasColumn(column) ? try table.index(of: column) : nil
            }
            for row in 0..<table.rowCount {
                let className = try className(of: table, row: row, column: classColumn)
                for (column, index, accepted) in filters {
                    let value = table.text(row, index)
                    if !accepted.contains(value) {
                        filtered.append((rows.count, column, value))
                        break
                    }
                }
                let place = table.place(row, formulaColumn)
                let formula = table.text(row, formulaColumn)
                let notes = marks.map { $0.map { table.text(row, $0) } ?? "" }
                rows.append(
                    Row(
                        formula: formula, composition: try Composition(formula, at: place),
                        className: className, place: "\(place)", stability: notes[0],
                        flag: notes[1],
                        decision: decisionColumn.map {
                            (table.text(row, $0), table.place(row, $0))
                        }))
            }
        }
        let label = tables.map(\.name).joined(separator: ", ")
        if let unknown = rules.requiredColumns.first(where: { !columns.contains($0) }) {
            throw DelimitedTextError.missingColumn(
                unknown, place: headers.joined(separator: ", "), present: columns)
        }
        guard !rows.isEmpty else { throw QuasiScreenError.emptyTable(file: label) }
        let classNames = PhaseClass.ordered(Set(rows.map(\.className)))
        let position = Dictionary(
            uniqueKeysWithValues: classNames.enumerated().map { ($1, $0) })
        var table = CompoundTable(
            classNames: classNames,
            compounds: rows.compactMap { row in
                position[row.className].map { index in
                    Compound(
                        formula: row.formula, composition: row.composition, classIndex: index,
                        place: row.place, stability: row.stability, flag: row.flag,
                        exclusion: nil)
                }
            })
        let decisions = try rows.enumerated().compactMap { index, row in
            try row.decision.flatMap { text, place in
                try LabelDecision(
                    text, classNames: classNames, column: rules.decisionColumn, place: place)
            }.map { (row: index, decision: $0) }
        }
        let findings = try rules.apply(to: &table, filtered: filtered, decisions: decisions)
        let present = table.training.classCounts
        guard present.count(where: { $0 > 0 }) >= 2 else {
            throw QuasiScreenError.tooFewClasses(
                file: label,
                found: classNames.indices.filter { present[$0] > 0 }
                    .map { classNames[$0] })
        }
        return (table, findings)
    }

    /// A row as it was read, before the classes of all tables are known.
    private struct Row {
        let formula: String
        let composition: Composition
        let className: String
        let place: String
        let stability: String
        let flag: String
        let decision: (text: String, place: TextPlace)?
    }

    private func className(of table: DelimitedTable, row: Int, column: Int) throws -> String {
        let name = table.text(row, column)
        guard !name.isEmpty else {
            throw QuasiScreenError.emptyField(
                column: rules.classColumn, place: "\(table.place(row, column))")
        }
        guard TextForm.isPrintable(name) else {
            throw QuasiScreenError.unprintableClass(name, place: "\(table.place(row, column))")
        }
        return name
    }
}
