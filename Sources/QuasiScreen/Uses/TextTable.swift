import Basis
import Foundation

/// A table of texts in aligned columns; the first column is aligned left.
struct TextTable {
    private var rows: [[String]]
    private let alignsRight: Bool

    /// - Parameter alignsRight: whether the other columns are aligned right, as numbers are.
    init(_ header: [String], alignsRight: Bool = true) {
        rows = [header.map(TextForm.printable)]
        self.alignsRight = alignsRight
    }

    /// Control characters, which may come from data, are shown as escapes.
    mutating func add(_ row: [String]) {
        rows.append(row.map(TextForm.printable))
    }

    var text: String {
        let widths = rows[0].indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 || !alignsRight ? cell + padding : padding + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}

/// Fractions of atoms in at.% with at most two decimals, as tables give them.
enum AtPercent {
    static func rounded(_ fraction: Double) -> Double { (fraction * 10_000).rounded() / 100 }
}

/// Numbers with two decimals, for distances that need no more.
enum Decimal2 {
    static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}

/// Numbers with three decimals, as tables for people show them.
enum Decimal3 {
    static func text(_ value: Double) -> String { String(format: "%.3f", value) }
}

/// Numbers with four decimals, for figures that are close to 0.
enum Decimal4 {
    static func text(_ value: Double) -> String { String(format: "%.4f", value) }
}
