/// Writes comma-separated text: LF line ends, fields quoted only where they must be.
///
/// What it writes reads back as the same fields: an empty field alone in its row is quoted, since
/// an empty line is no row.
///
/// Rows are given whole or field by field; numbers stand in their shortest exact form.
public struct DelimitedWriter: Sendable {
    public private(set) var bytes: [UInt8]
    private var isRowBegun = false
    /// Where the bytes of the row that is being written begin.
    private var rowStart = 0

    /// Begins a table with its header.
    public init(columns: [String]) {
        bytes = []
        append(columns)
    }

    /// Begins a part of a table, to be added to one that has the header.
    ///
    /// - Parameter capacity: the number of bytes to make room for.
    public init(partOf capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds a row; numbers are best given as their shortest exact form, `"\(value)"`.
    public mutating func append(_ fields: [String]) {
        for field in fields { add(field) }
        endRow()
    }

    /// Adds the rows of a part.
    public mutating func append(_ part: DelimitedWriter) {
        bytes.append(contentsOf: part.bytes)
        rowStart = bytes.count
    }

    /// Adds a field to the row that is being written.
    public mutating func add(_ field: String) {
        separate()
        var field = field
        let start = bytes.count
        let mustBeQuoted = field.withUTF8 { utf8 in
            bytes.append(contentsOf: utf8)
            // A byte order mark at the start of a file would be skipped.
            return utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }
                || (start == 0 && utf8.starts(with: [0xef, 0xbb, 0xbf]))
        }
        guard mustBeQuoted else { return }
        let content = bytes[start...].flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }
        bytes.replaceSubrange(start..., with: [0x22] + content + [0x22])
    }

    /// Adds a number in its shortest exact form.
    public mutating func add(_ number: Double) { addPlain(number.description) }

    public mutating func add(_ number: Int) { addPlain(number.description) }

    /// Adds an empty field.
    public mutating func addNothing() { separate() }

    /// Ends the row that is being written.
    public mutating func endRow() {
        if isRowBegun, bytes.count == rowStart { bytes += [0x22, 0x22] }
        bytes.append(0x0a)
        rowStart = bytes.count
        isRowBegun = false
    }

    private mutating func addPlain(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func separate() {
        if isRowBegun { bytes.append(0x2c) }
        isRowBegun = true
    }
}
