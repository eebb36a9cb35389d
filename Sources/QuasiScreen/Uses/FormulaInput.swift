import Artifacts
import Basis
import Materials

/// Reads the formulas of a CSV file.
public enum FormulaInput {
    /// Formulas with their compositions, in file order; an error names the place in the file.
    public static func read(
        path: String, column: String = "formula"
    ) throws -> [(text: String, composition: Composition)] {
        try read(readInput(path), path: path, column: column)
    }

    /// Formulas of a table that is at hand; `path` names it in errors.
    static func read(
        _ bytes: [UInt8], path: String, column: String = "formula"
    ) throws -> [(text: String, composition: Composition)] {
        let table = try DelimitedTable(bytes: bytes, file: path)
        let index = try table.index(of: column)
        guard table.rowCount > 0 else { throw QuasiScreenError.emptyTable(file: path) }
        return try (0..<table.rowCount).map { row in
            let text = table.text(row, index)
            return (text, try Composition(text, at: table.place(row, index)))
        }
    }
}

extension Composition {
    /// Parses a formula of a table; the error names the place in the table as well.
    init(_ formula: String, at place: TextPlace) throws {
        do {
            try self.init(formula)
        } catch let error as any Diagnosable {
            let inner = error.diagnosis
            throw Failure(
                .badData, inner.what,
                place: "\(place)" + (inner.place.map { ", \($0)" } ?? ""), remedy: inner.remedy)
        }
    }
}
