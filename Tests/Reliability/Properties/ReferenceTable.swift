/// Comma-separated text read the plain way, one character after the other: what the reader of the
/// project is compared with.
struct ReferenceTable: Equatable {
    struct Field: Equatable {
        var text: String
        var line: Int
        var column: Int
    }

    enum Refusal: Equatable {
        case empty
        case duplicateColumn(line: Int, column: Int)
        case openQuote(line: Int, column: Int)
        case textAfterQuote(line: Int, column: Int)
        case notUTF8(line: Int, column: Int)
        case null(line: Int, column: Int)
        case wrongFieldCount(line: Int)
    }

    var columns: [String] = []
    var rows: [[Field]] = []
    var refusal: Refusal?

    private enum State {
        case start, plain, quoted, closed
    }

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
        var state = State.start
        var (line, column) = (1, 1)
        var content = [UInt8]()
        var place = (line: 1, column: 1)
        var record = [Field]()
        func refuse(_ refusal: Refusal) { self.refusal = refusal }
        func endField() -> Bool {
            guard let text = String(validating: content, as: UTF8.self) else {
                refuse(.notUTF8(line: place.line, column: place.column))
                return false
            }
            guard !content.contains(0) else {
                refuse(.null(line: place.line, column: place.column))
                return false
            }
            record.append(Field(text: text, line: place.line, column: place.column))
            content = []
            state = .start
            return true
        }
        while let byte = rest.popFirst() {
            if state == .start { place = (line, column) }
            let isQuoted = state == .quoted
            let isEnd = byte == 0x0a || byte == 0x0d
            switch (state, byte) {
            case (.start, 0x22): state = .quoted
            case (.quoted, 0x22):
                if rest.first == 0x22 {
                    content.append(0x22)
                    rest = rest.dropFirst()
                    column += 1
                } else {
                    state = .closed
                }
            case (.quoted, _): content.append(byte)
            case (_, 0x2c):
                guard endField() else { return }
                // A comma promises another field.
                state = .plain
                place = (line, column + 1)
                if rest.first == 0x22 { state = .start }
            case (_, 0x0a), (_, 0x0d):
                let isBlank = state == .start && record.isEmpty
                if !isBlank {
                    guard endField(), add(record) else { return }
                    record = []
                }
                state = .start
                if byte == 0x0d, rest.first == 0x0a { rest = rest.dropFirst() }
            case (.closed, _):
                refuse(.textAfterQuote(line: line, column: column))
                return
            case (.start, _), (.plain, _):
                state = .plain
                content.append(byte)
            }
            if isEnd, !isQuoted || byte == 0x0a {
                (line, column) = (line + 1, 1)
            } else {
                column += 1
            }
        }
        if state == .quoted {
            refuse(.openQuote(line: place.line, column: place.column))
        } else if state != .start || !record.isEmpty {
            guard endField() else { return }
            _ = add(record)
        }
        if refusal == nil, columns.isEmpty { refuse(.empty) }
    }

    /// Takes a line that is not empty.
    private mutating func add(_ record: [Field]) -> Bool {
        if columns.isEmpty {
            var seen = Set<String>()
            for field in record where !seen.insert(field.text).inserted {
                refusal = .duplicateColumn(line: field.line, column: field.column)
                return false
            }
            columns = record.map(\.text)
        } else if record.count == columns.count {
            rows.append(record)
        } else {
            refusal = .wrongFieldCount(line: record[0].line)
            return false
        }
        return true
    }
}
