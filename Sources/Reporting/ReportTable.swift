/// A column of a table.
public struct ReportColumn: Sendable, Equatable {
    /// How the cells of a column are set.
    public enum Kind: Sendable, Equatable {
        case text
        /// Numbers with this many decimals, set right; sorting and export use the exact values.
        case number(decimals: Int)
        /// Chemical formulas with subscripts.
        case formula
    }

    public var title: String
    public var kind: Kind
    /// What the column means, with its unit; shown on hovering and in a list under the table.
    public var summary: String?

    public init(_ title: String, _ kind: Kind, summary: String? = nil) {
        self.title = title
        self.kind = kind
        self.summary = summary
    }
}

/// A cell of a table.
public enum ReportCell: Sendable, Equatable {
    case text(String)
    /// A number; NaN is shown as `NaN`, sorted last.
    case number(Double)
    /// Text that leads somewhere, such as a system to its map.
    case link(String, to: LinkTarget)
    /// No value: shown as a dash, sorted last, empty in the export.
    case missing
}

/// A table that readers can sort, filter and export; the first column names the rows.
public struct ReportTable: Sendable {
    public let id: String
    public var caption: String
    public let columns: [ReportColumn]
    public let rows: [[ReportCell]]
    /// The default is `true`.
    public var isSortable: Bool
    /// The default is `true`.
    public var isFilterable: Bool
    /// How many rows are shown before "show all" is asked for. The default, `nil`, shows all.
    public var visibleRows: Int?

    /// - Throws: ``ReportingError/wrongCellCount(table:row:found:expected:)``.
    public init(
        id: String, caption: String, columns: [ReportColumn], rows: [[ReportCell]],
        isSortable: Bool = true, isFilterable: Bool = true, visibleRows: Int? = nil
    ) throws {
        for (index, row) in rows.enumerated() where row.count != columns.count {
            throw ReportingError.wrongCellCount(
                table: id, row: index, found: row.count, expected: columns.count)
        }
        self.id = id
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.isSortable = isSortable
        self.isFilterable = isFilterable
        self.visibleRows = visibleRows
    }
}
