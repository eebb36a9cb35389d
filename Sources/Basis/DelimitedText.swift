/// A place in a text file, counted from one; columns count bytes.
public struct TextPlace: Sendable, Equatable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
}

/// Why a delimited text could not be read.
public enum DelimitedTextError: Diagnosable, Equatable {
    case notUTF8(TextPlace)
    case null(TextPlace)
    case noHeader(file: String)
    case duplicateColumn(String, TextPlace)
    case openQuote(TextPlace)
    case textAfterQuote(TextPlace)
    case wrongFieldCount(found: Int, expected: Int, TextPlace)
    /// - `place`: of the header, or the tables of which none has the column.
    case missingColumn(String, place: String, present: [String])
    case notANumber(String, column: String, TextPlace)

    public var diagnosis: Diagnosis {
        switch self {
        case .notUTF8(let place):
            return Diagnosis(
                .badData, "bytes that are not UTF-8 text", place: "\(place)",
                remedy: "save the table as UTF-8")
        case .null(let place):
            return Diagnosis(
                .badData, "a null character", place: "\(place)",
                remedy: "save the table as UTF-8; a spreadsheet or a text in UTF-16 is none")
        case .noHeader(let file):
            return Diagnosis(
                .badData, "the table is empty", place: file,
                remedy: "the first line must name the columns")
        case .duplicateColumn(let name, let place):
            return Diagnosis(
                .badData, "column \"\(name)\" appears twice", place: "\(place)",
                remedy: "rename one of them")
        case .openQuote(let place):
            return Diagnosis(
                .badData, "a quoted field that starts here never ends", place: "\(place)",
                remedy: "close the quotation mark")
        case .textAfterQuote(let place):
            return Diagnosis(
                .badData, "text after a closing quotation mark", place: "\(place)",
                remedy: "double the quotation marks inside a quoted field")
        case .wrongFieldCount(let found, let expected, let place):
            return Diagnosis(
                .badData, "\(found) fields where the header names \(expected)", place: "\(place)",
                remedy: "quote fields that contain commas")
        case .missingColumn(let name, let place, let present):
            let hint =
                Suggestion.question(for: name, among: present)
                ?? DelimitedTextError.separatorHint(present)
            return Diagnosis(
                .badData, "no column \"\(name)\"", place: place,
                remedy: hint ?? DelimitedTextError.list(present))
        case .notANumber(let text, let column, let place):
            return Diagnosis(
                .badData, "\"\(text)\" in column \"\(column)\" is not a finite number",
                place: "\(place)", remedy: "give a number such as 1.5 or 2e-3")
        }
    }
}

extension DelimitedTextError {
    /// Advice where a header of one field looks like one with another separator.
    private static func separatorHint(_ columns: [String]) -> String? {
        guard columns.count == 1 else { return nil }
        let separators = [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
        return separators.first { columns[0].contains($0.0) }.map {
            "the columns seem to be separated by \($0.1); save the table with commas and decimal "
                + "points"
        }
    }

    private static func list(_ columns: [String]) -> String {
        let shown = columns.prefix(12).joined(separator: ", ")
        let more = columns.count - 12
        return "the columns are \(shown)" + (more > 0 ? " and \(more) more" : "")
    }
}

/// A table read from comma-separated text (RFC 4180) with a header line; every field knows its place.
///
/// Lines end with LF or CRLF, a byte order mark is skipped, empty lines are skipped, quoted fields
/// may hold line ends. A row whose number of fields differs from the header's is an error.
public struct DelimitedTable: Sendable {
    public let file: String
    public let columns: [String]
    private let fields: [String]
    private let places: [(line: Int32, column: Int32)]
    private let headerPlaces: [TextPlace]

    public var rowCount: Int { columns.isEmpty ? 0 : fields.count / columns.count }

    /// Reads a table from the bytes of a file; `file` names it in errors.
    public init(bytes: [UInt8], file: String) throws {
        var scanner = DelimitedScanner(bytes: bytes, file: file)
        guard let header = try scanner.record() else {
            throw DelimitedTextError.noHeader(file: file)
        }
        var names = Set<String>()
        for field in header where !names.insert(field.text).inserted {
            throw DelimitedTextError.duplicateColumn(
                field.text, TextPlace(file: file, line: field.line, column: field.column))
        }
        var fields = [String]()
        var places = [(line: Int32, column: Int32)]()
        while let record = try scanner.record() {
            guard record.count == header.count else {
                throw DelimitedTextError.wrongFieldCount(
                    found: record.count, expected: header.count,
                    TextPlace(file: file, line: record[0].line, column: 1))
            }
            for field in record {
                fields.append(field.text)
                places.append((Int32(field.line), Int32(field.column)))
            }
        }
        self.file = file
        self.columns = header.map(\.text)
        headerPlaces = header.map { TextPlace(file: file, line: $0.line, column: $0.column) }
        self.fields = fields
        self.places = places
    }

    public func text(_ row: Int, _ column: Int) -> String { fields[row * columns.count + column] }

    public func place(_ row: Int, _ column: Int) -> TextPlace {
        let place = places[row * columns.count + column]
        return TextPlace(file: file, line: Int(place.line), column: Int(place.column))
    }

    /// The place of a column's name.
    public func headerPlace(_ column: Int) -> TextPlace { headerPlaces[column] }

    public func hasColumn(_ name: String) -> Bool { columns.contains(name) }

    /// The position of a column, or an error that names what there is.
    public func index(of name: String) throws -> Int {
        guard let index = columns.firstIndex(of: name) else {
            let place = headerPlaces.first.map { "\($0)" } ?? file
            throw DelimitedTextError.missingColumn(name, place: place, present: columns)
        }
        return index
    }

    /// The field as a finite number; `nil` where it is empty.
    public func number(_ row: Int, _ column: Int) throws -> Double? {
        let text = text(row, column)
        if text.isEmpty { return nil }
        guard let value = Double(text), value.isFinite else {
            throw DelimitedTextError.notANumber(
                text, column: columns[column], place(row, column))
        }
        return value
    }
}

private struct DelimitedScanner {
    struct Field {
        var text: String
        var line: Int
        var column: Int
    }

    let bytes: [UInt8]
    let file: String
    var position: Int
    var line = 1
    var lineStart: Int

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        lineStart = position
    }

    var place: TextPlace { TextPlace(file: file, line: line, column: position - lineStart + 1) }

    /// The next line that is not empty, or nil at the end.
    mutating func record() throws -> [Field]? {
        while position < bytes.count, isLineEnd(position) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        var fields = [Field]()
        while true {
            fields.append(try field())
            guard position < bytes.count, bytes[position] == 0x2c else { break }
            position += 1
        }
        if position < bytes.count { skipLineEnd() }
        return fields
    }

    private mutating func field() throws -> Field {
        let start = place
        guard position < bytes.count, bytes[position] == 0x22 else {
            let first = position
            while position < bytes.count, bytes[position] != 0x2c, !isLineEnd(position) {
                position += 1
            }
            return try makeField(bytes[first..<position], start)
        }
        position += 1
        var content = [UInt8]()
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                position += 1
                if position < bytes.count, bytes[position] == 0x22 {
                    content.append(byte)
                    position += 1
                    continue
                }
                guard position == bytes.count || bytes[position] == 0x2c || isLineEnd(position)
                else {
                    throw DelimitedTextError.textAfterQuote(place)
                }
                return try makeField(content[...], start)
            }
            content.append(byte)
            position += 1
            if byte == 0x0a {
                line += 1
                lineStart = position
            }
        }
        throw DelimitedTextError.openQuote(start)
    }

    private func makeField(_ content: ArraySlice<UInt8>, _ start: TextPlace) throws -> Field {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw DelimitedTextError.notUTF8(start)
        }
        guard !text.utf8.contains(0) else { throw DelimitedTextError.null(start) }
        return Field(text: text, line: start.line, column: start.column)
    }

    /// A lone CR ends a line too: files from old spreadsheets have them.
    private func isLineEnd(_ index: Int) -> Bool { bytes[index] == 0x0a || bytes[index] == 0x0d }

    private mutating func skipLineEnd() {
        if bytes[position] == 0x0d, position + 1 < bytes.count, bytes[position + 1] == 0x0a {
            position += 1
        }
        position += 1
        line += 1
        lineStart = position
    }
}
