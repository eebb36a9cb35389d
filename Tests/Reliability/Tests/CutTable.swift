import Basis
import Foundation
import Materials

/// Some rows and columns of the shipped element table as the texts of its three files, so that one
/// cell can be spoilt and the real reader asked thousands of times.
struct CutTable {
    /// The shipped files, read once.
    struct Files: Sendable {
        let values: DelimitedTable
        let codes: DelimitedTable
        let descriptions: DelimitedTable

        init() throws {
            var folder = URL(filePath: #filePath)
            for _ in 0..<4 { folder.deleteLastPathComponent() }
            func read(_ name: String) throws -> DelimitedTable {
                let path = folder.appending(path: "datasets/elements/\(name)")
                return try DelimitedTable(bytes: Array(Data(contentsOf: path)), file: name)
            }
            values = try read("elements.csv")
            codes = try read("provenance.csv")
            descriptions = try read("properties.csv")
        }

        static let shipped = Result { try Files() }
    }

    /// `symbol`, then the properties.
    var columns: [String]
    /// One row an element: the symbol, then the cells.
    var values: [[String]]
    var codes: [[String]]
    private let descriptions: [UInt8]

    init(_ files: Files, elements: [String], properties: [String]) throws {
        let columns = ["symbol"] + properties
        func rows(_ table: DelimitedTable) throws -> [[String]] {
            let wanted = try columns.map(table.index)
            let symbol = wanted[0]
            let rows = Dictionary(
                uniqueKeysWithValues: (0..<table.rowCount).map { (table.text($0, symbol), $0) })
            return elements.compactMap { rows[$0] }.map { row in
                wanted.map { table.text(row, $0) }
            }
        }
        self.columns = columns
        values = try rows(files.values)
        codes = try rows(files.codes)
        let table = files.descriptions
        let name = try table.index(of: "name")
        var writer = DelimitedWriter(columns: table.columns)
        for row in 0..<table.rowCount where properties.contains(table.text(row, name)) {
            writer.append(table.columns.indices.map { table.text(row, $0) })
        }
        descriptions = writer.bytes
    }

    /// What the reader makes of the texts.
    func read() throws -> ElementTable {
        try ElementTable(
            elements: text(columns, values), provenance: text(codeColumns, codes),
            properties: descriptions)
    }

    /// A column that stands twice in the values stands once in the codes.
    private var codeColumns: [String] { Array(columns.prefix(codes.first?.count ?? 0)) }

    private func text(_ columns: [String], _ rows: [[String]]) -> [UInt8] {
        var writer = DelimitedWriter(columns: columns)
        for row in rows { writer.append(row) }
        return writer.bytes
    }

    /// Where a cell stands in the text of its table; row 0 is the header.
    func place(_ file: String, row: Int, column: Int) -> TextPlace {
        let rows = file == "elements.csv" ? [columns] + values : [codeColumns] + codes
        let before = rows[row][..<column].reduce(0) { $0 + $1.utf8.count + 1 }
        return TextPlace(file: file, line: row + 1, column: before + 1)
    }
}
