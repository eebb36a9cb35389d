/// Reads the text of a unit: symbols with exponents, `*`, `/`, blanks and parentheses.
struct UnitParser {
    struct Parsed {
        var dimension: Monomial
        var scale: Monomial
        var symbols: Monomial
        /// The symbols that the table of units does not hold.
        var unknown: [String]

        /// Whether every symbol is one that the table of units holds.
        var known: Bool { unknown.isEmpty }

        static func own(_ name: String) -> Parsed {
            // The mark keeps a unit called "length" apart from the dimension.
            Parsed(
                dimension: Monomial("'" + name), scale: .one, symbols: Monomial(name),
                unknown: [name])
        }

        func raised(to exponent: Rational) -> Parsed {
            Parsed(
                dimension: dimension.raised(to: exponent), scale: scale.raised(to: exponent),
                symbols: symbols.raised(to: exponent), unknown: unknown)
        }

        static func * (left: Parsed, right: Parsed) -> Parsed {
            Parsed(
                dimension: left.dimension * right.dimension, scale: left.scale * right.scale,
                symbols: left.symbols * right.symbols, unknown: left.unknown + right.unknown)
        }

        var isCount: Bool { known && dimension.powers.isEmpty && scale.powers.isEmpty }
    }

    /// Groups are read by recursion, and the stack has an end.
    private static let depthLimit = 100

    /// The text is not a product of symbols: it names one unit as a whole.
    private struct NotAProduct: Error {}

    private let text: String
    private var characters: [Character]
    private var position = 0

    init(_ text: String) {
        self.text = text
        characters = []
    }

    mutating func parse() throws -> Parsed {
        let blank = text.allSatisfy { $0 == " " }
        if blank || text == "-" || text == "1" || text == "e/a" {
            return Parsed(dimension: .one, scale: .one, symbols: .one, unknown: [])
        }
        try checkParentheses()
        let atomic = "a.u. ("
        if text.hasPrefix(atomic), text.hasSuffix(")") {
            let inside = try read(String(text.dropFirst(atomic.count).dropLast()))
            if let inside, inside.known { return inside }
        }
        if let parsed = try read(text) { return parsed }
        // A remark in parentheses may follow the unit: "A3 (1e-24 cm3)".
        if text.hasSuffix(")"), let remark = text.firstRange(of: " (") {
            let head = try read(String(text[..<remark.lowerBound]))
            if let head, head.known { return head }
        }
        return .own(text)
    }

    private func checkParentheses() throws {
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth < 0 { break }
            if depth > UnitParser.depthLimit {
                throw SymbolicError.unitSyntax(
                    text: String(text.prefix(40)) + "...",
                    reason: "more than \(UnitParser.depthLimit) parentheses stand inside each other"
                )
            }
        }
        if depth != 0 {
            throw SymbolicError.unitSyntax(text: text, reason: "the parentheses do not match")
        }
        if text.contains(where: { $0.isNewline || $0 == "\t" }) {
            throw SymbolicError.unitSyntax(text: text, reason: "it holds a tab or a line end")
        }
    }

    private mutating func read(_ part: String) throws -> Parsed? {
        characters = Array(UnitParser.plain(part))
        position = 0
        do {
            let parsed = try product()
            return position == characters.count ? parsed : nil
        } catch is NotAProduct {
            return nil
        }
    }

    /// Superscripts as digits, other signs of multiplication as `*`.
    private static func plain(_ part: String) -> String {
        let digits: [Character: Character] = [
            "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
            "⁸": "8", "⁹": "9", "⁻": "-", "·": "*", "×": "*", "⋅": "*", "μ": "µ", "−": "-",
        ]
        let text = String(part.map { digits[$0] ?? $0 }).replacing("**", with: "^")
            .replacing("½", with: "0.5")
        return percentages(text)
    }

    /// `at. %`, `at.-%` and `at %` as `at.%`: one symbol whatever stands before the sign.
    private static func percentages(_ text: String) -> String {
        var result = ""
        for character in text {
            guard character == "%" else {
                result.append(character)
                continue
            }
            let head = result.reversed().drop { " .-".contains($0) }
            let word = String(head.prefix { $0.isLetter }.reversed())
            if UnitTable.percentageWords.contains(word) {
                result = String(head.reversed()) + "."
            }
            result += "%"
        }
        return result
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private mutating func skipBlanks() { while next == " " { position += 1 } }

    private mutating func product() throws -> Parsed {
        skipBlanks()
        var result = try power()
        var divided = false
        while true {
            let start = position
            skipBlanks()
            guard let sign = next, sign != ")" else {
                position = next == nil || next == ")" ? position : start
                return result
            }
            if sign == "/" || sign == "*" {
                position += 1
                skipBlanks()
                let factor = try power()
                result = result * (sign == "/" ? factor.raised(to: Rational(-1)) : factor)
                divided = sign == "/"
            } else {
                let factor = try power()
                guard result.known, factor.known else { throw NotAProduct() }
                if divided, !factor.isCount {
                    throw SymbolicError.unitSyntax(
                        text: text, reason: "which factors stand below the slash is not clear")
                }
                result = result * factor
            }
        }
    }

    private mutating func power() throws -> Parsed {
        var base: Parsed
        if next == "(" {
            base = try group()
        } else if next == "√" {
            position += 1
            return try power().raised(to: Rational(1, 2))
        } else if next == "1" {
            position += 1
            if let next, !" /*)".contains(next) { throw NotAProduct() }
            base = Parsed(dimension: .one, scale: .one, symbols: .one, unknown: [])
        } else {
            base = try symbol()
        }
        if let exponent = try exponent() { base = base.raised(to: exponent) }
        return base
    }

    private mutating func group() throws -> Parsed {
        position += 1
        let start = position
        do {
            let inside = try product()
            if next == ")" {
                position += 1
                return inside
            }
        } catch is NotAProduct {}
        // The group as a whole names an unknown unit, such as "(d.u., relative)".
        position = start
        var depth = 1
        while let character = next {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { break }
            position += 1
        }
        let name = String(characters[start..<position])
        position += 1
        return .own(name)
    }

    private mutating func symbol() throws -> Parsed {
        let start = position
        while let character = next, character.isLetter || "._%°".contains(character) {
            position += 1
        }
        guard position > start else { throw NotAProduct() }
        var name = String(characters[start..<position])
        if next == "0", UnitTable.find(name + "0") != nil {
            name += "0"
            position += 1
        }
        if name == "sqrt", next == "(" { return try group().raised(to: Rational(1, 2)) }
        guard let entry = UnitTable.find(name) else { return .own(name) }
        return Parsed(
            dimension: entry.dimension, scale: entry.scale, symbols: Monomial(name), unknown: [])
    }

    private mutating func exponent() throws -> Rational? {
        if next == "^" {
            position += 1
            if next == "(" {
                position += 1
                guard let upper = number() else { throw NotAProduct() }
                var lower = 1
                if next == "/" {
                    position += 1
                    guard let digits = integer() else { throw NotAProduct() }
                    lower = digits
                }
                guard next == ")" else { throw NotAProduct() }
                position += 1
                guard lower != 0 else {
                    throw SymbolicError.unitSyntax(
                        text: text, reason: "an exponent divides by zero")
                }
                return upper * Rational(1, lower)
            }
            guard let whole = number() else { throw NotAProduct() }
            return whole
        }
        return number()
    }

    /// A number such as `2`, `-1` or `0.5`, exactly.
    private mutating func number() -> Rational? {
        let start = position
        guard let whole = integer() else { return nil }
        let text = String(characters[start..<position])
        guard next == "." else { return Rational(whole) }
        position += 1
        let first = position
        while let character = next, character.isASCII, character.isNumber { position += 1 }
        let digits = String(characters[first..<position])
        guard !digits.isEmpty, digits.count <= 3, let decimals = Int(digits) else {
            position = first - 1
            return Rational(whole)
        }
        var scale = 1
        for _ in digits { scale *= 10 }
        let part = Rational(text.hasPrefix("-") ? -decimals : decimals, scale)
        return Rational(whole) + part
    }

    /// A whole number of at most three digits; larger exponents are no units.
    private mutating func integer() -> Int? {
        let start = position
        if next == "-" || next == "+" { position += 1 }
        while let character = next, character.isASCII, character.isNumber { position += 1 }
        let digits = String(characters[start..<position])
        guard digits.count <= 4, let value = Int(digits) else {
            position = start
            return nil
        }
        return value
    }
}
