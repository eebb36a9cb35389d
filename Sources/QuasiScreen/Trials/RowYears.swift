import Artifacts
import Basis

/// From which year compounds were known.
enum RowYears {
    /// The column that holds the year.
    static let column = "year"

    /// By the place of a compound's formula, its year; rows without one have none.
    ///
    /// - Throws: `DelimitedTextError` where no table has the column, or a year is no number.
    static func read(dataset path: String, rules: DatasetRules) throws -> [String: Int] {
        let tables = try DatasetReader.files(at: path).map { file in
            try DelimitedTable(
                bytes: readInput(file), file: TextForm.printable(FolderPath.name(of: file)))
        }
        guard tables.contains(where: { $0.hasColumn(column) }) else {
            throw DelimitedTextError.missingColumn(
                column, place: tables.map { "\($0.headerPlace(0))" }.joined(separator: ", "),
                present: tables.flatMap(\.columns))
        }
        var years = [String: Int]()
        for table in tables where table.hasColumn(column) {
            let formula = try table.index(of: rules.formulaColumn)
            let year = try table.index(of: column)
            for row in 0..<table.rowCount {
                if let value = try table.number(row, year) {
                    years["\(table.place(row, formula))"] = Int(value)
                }
            }
        }
        return years
    }
}
