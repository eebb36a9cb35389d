import Artifacts
import Basis
import Materials

/// One row of a table of results: what became of a composition.
struct ExperimentResult {
    let formula: String
    let composition: Composition
    /// The name of a class.
    let outcome: String
    /// `file:line:column` of the outcome.
    let place: String

    /// Reads a CSV file with the columns `formula` and `outcome`; rows without an outcome are
    /// experiments that nobody has made yet, and are passed over.
    static func read(path: String) throws -> [ExperimentResult] {
        let table = try DelimitedTable(bytes: try readInput(path), file: path)
        let formula = try table.index(of: "formula")
        let outcome = try table.index(of: "outcome")
        return try (0..<table.rowCount).compactMap { row in
            let name = table.text(row, outcome)
            let text = table.text(row, formula)
            let composition = try Composition(text, at: table.place(row, formula))
            if name.isEmpty { return nil }
            return ExperimentResult(
                formula: text, composition: composition, outcome: name,
                place: "\(table.place(row, outcome))")
        }
    }
}
