import Basis

extension FormulaScanner {
    /// What an error says about its place.
    struct Place {
        var formula: String
        var column: Int
        /// The marked stretch of the formula.
        var text: String
        /// The character at the place.
        var character: String
    }

    func error(
        at offset: Int, through end: Int? = nil, _ make: (Place) -> FormulaError
    ) -> FormulaError {
        // Continuation bytes do not start a character.
        let column = bytes[..<offset].count { $0 & 0xc0 != 0x80 } + 1
        var next = min(offset + 1, bytes.count)
        while next < bytes.count, bytes[next] & 0xc0 == 0x80 { next += 1 }
        return make(
            Place(
                formula: String(decoding: bytes, as: UTF8.self), column: column,
                text: String(decoding: bytes[offset..<(end ?? next)], as: UTF8.self),
                character: String(decoding: bytes[offset..<next], as: UTF8.self)))
    }

    func unknownElement(end: Int) -> FormulaError {
        error(at: position, through: end) {
            .unknownElement(
                $0.text, suggestion: suggestion(for: $0.text, end: end), formula: $0.formula,
                column: $0.column)
        }
    }

    /// For "AL63": the letter behind in lower case may complete a symbol.
    private func suggestion(for text: String, end: Int) -> String? {
        if end - position == 1, end < bytes.count, (0x41...0x5a).contains(bytes[end]),
            let element = Element(first: bytes[position], second: bytes[end] | 0x20)
        {
            return "did you mean \"\(element)\"?"
        }
        return Element.suggestion(for: text)
    }

    /// For a byte that starts no token.
    func errorForStrayCharacter() -> FormulaError {
        switch bytes[position] {
        case 0x61...0x7a:
            var end = position
            while end < bytes.count, (0x61...0x7a).contains(bytes[end]) { end += 1 }
            return error(at: position, through: end) {
                let symbol = $0.text.prefix(1).uppercased() + $0.text.dropFirst()
                let known = Element(symbol: symbol).map { "did you mean \"\($0)\"?" }
                return .lowerCaseSymbol(
                    $0.text, suggestion: known, formula: $0.formula, column: $0.column)
            }
        case 0x2d where position + 1 < bytes.count && (0x30...0x39).contains(bytes[position + 1]):
            var number = self
            number.position += 1
            _ = number.number()
            return error(at: position, through: number.position) {
                .amountNotPositive($0.text, formula: $0.formula, column: $0.column)
            }
        default:
            return error(at: position) {
                .unexpectedCharacter($0.character, formula: $0.formula, column: $0.column)
            }
        }
    }
}
