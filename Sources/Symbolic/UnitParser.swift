/// Reads the text of a unit: symbols with exponents, powers of ten, `*`, `/`, blanks and
/// parentheses; what stands in square brackets is a unit of the user's own.
struct UnitParser {
    struct Parsed {
        var dimension: Monomial
        var scale: Monomial
        var symbols: Monomial
        /// The symbols that the table of units does not hold.
        var unknown: [String]
        /// Whether the text as a whole names a unit and resembles none that is known.
        var isLabel = false

        /// Whether every symbol is one that the table of units holds.
        var known: Bool { unknown.isEmpty }

        static let one = Parsed(dimension: .one, scale: .one, symbols: .one, unknown: [])

        /// - Parameter unknown: the symbols to be named as unknown.
        static func own(_ name: String, unknown: [String]) -> Parsed {
            // The mark keeps a unit called "length" apart from the dimension.
            Parsed(
                dimension: Monomial("'" + name), scale: .one, symbols: Monomial(name),
                unknown: unknown)
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
    /// Numerators and denominators of exponents end here, so that sums of them fit an integer.
    private static let exponentLimit = 1_000_000

    /// The text is not a product of symbols: it names one unit as a whole.
    private struct NotAProduct: Error {}

    private let text: String
    private var characters: [Character]
    private var position = 0

    init(_ text: String) {
        self.text = UnitText.trimmed(text)
        characters = []
    }

    mutating func parse() throws -> Parsed {
        if UnitText.saysNoUnit(text) { return .one }
        try checkParentheses()
        let atomic = "a.u. ("
        if text.hasPrefix(atomic), text.hasSuffix(")") {
            let inside = try read(String(text.dropFirst(atomic.count).dropLast()))
            if let inside, inside.known { return inside }
        }
        if let (head, remark) = UnitText.remark(of: text),
            let first = try read(head), first.known
        {
            return try withRemark(first, remark)
        }
        if let parsed = try read(text), parsed.known || UnitText.isComposed(text) {
            return parsed
        }
        // In the form that it has within derived units.
        var own = Parsed.own(UnitText.plain(text), unknown: UnitText.unknownWords(text))
        own.isLabel = !UnitText.isComposed(text)
        return own
    }

    /// A remark in parentheses may follow the unit: "A3 (1e-24 cm3)"; another unit there may be a
    /// factor or not.
    private mutating func withRemark(_ head: Parsed, _ remark: String) throws -> Parsed {
        let inside = try? read(remark)
        guard let inside, inside.known, !inside.isCount else { return head }
        guard inside.dimension == head.dimension, inside.scale == head.scale else {
            throw fault("whether the parentheses multiply is not clear; write a * before them")
        }
        return head
    }

    private func fault(_ reason: String) -> SymbolicError {
        let shown = text.count > 60 ? text.prefix(40) + "..." : text[...]
        return .unitSyntax(text: String(shown), reason: reason)
    }

    private func checkParentheses() throws {
        var open = [Character]()
        let partners: [Character: Character] = [")": "(", "]": "[", "}": "{"]
        for character in text {
            if open.last == "[", character != "]" { continue }
            if "([{".contains(character) { open.append(character) }
            if let partner = partners[character], open.popLast() != partner {
                throw fault("the parentheses do not match")
            }
            if open.count > UnitParser.depthLimit {
                throw fault(
                    "more than \(UnitParser.depthLimit) parentheses stand inside each other")
            }
        }
        if !open.isEmpty { throw fault("the parentheses do not match") }
        if text.contains(where: { $0.isNewline || $0 == "\t" }) {
            throw fault("it holds a tab or a line end")
        }
    }

    private mutating func read(_ part: String) throws -> Parsed? {
        characters = Array(UnitText.plain(part))
        position = 0
        if let reason = UnitText.misplacedOperator(characters) { throw fault(reason) }
        do {
            let parsed = try product()
            return position == characters.count ? parsed : nil
        } catch is NotAProduct {
            return nil
        }
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private mutating func skipBlanks() { while next == " " { position += 1 } }

    private mutating func product() throws -> Parsed {
        skipBlanks()
        var result = try power()
        var divided = false
        while true {
            skipBlanks()
            guard let sign = next, sign != ")" else { return result }
            let factor: Parsed
            // Where a symbol ends, a point multiplies too, as in J.mol-1.K-1.
            let isPoint = sign == "." && position > 0 && characters[position - 1] != " "
            if sign == "/" || sign == "*" || isPoint {
                position += 1
                skipBlanks()
                factor = try power()
            } else {
                if sign.isNumber || "+-".contains(sign) && isNumber(at: position + 1) {
                    throw fault(
                        "the number \"\(String(characters[position...]).prefix(8))\" stands apart "
                            + "from its unit; write an exponent as in cm^3")
                }
                factor = try power()
                guard result.known, factor.known else { throw NotAProduct() }
            }
            if sign == "/" {
                divided = true
                result = try bounded(result * factor.raised(to: Rational(-1)))
                continue
            }
            if divided, !factor.isCount {
                throw fault(
                    "which factors stand below the slash is not clear; write them in parentheses "
                        + "as in W/(m K), or with exponents as in W m^-1 K^-1")
            }
            result = try bounded(result * factor)
        }
    }

    private func isNumber(at index: Int) -> Bool {
        index < characters.count && characters[index].isNumber
    }

    private func bounded(_ parsed: Parsed) throws -> Parsed {
        for power in parsed.dimension.powers + parsed.scale.powers + parsed.symbols.powers
        where abs(power.exponent.numerator) > UnitParser.exponentLimit
            || power.exponent.denominator > UnitParser.exponentLimit
        {
            throw fault("an exponent is too large")
        }
        return parsed
    }

    private mutating func power() throws -> Parsed {
        let base: Parsed
        switch next {
        case "(": base = try group()
        case "[": base = bracket()
        case "√":
            var degree = 1
            while next == "√" {
                position += 1
                degree *= 2
                if degree > UnitParser.exponentLimit { throw fault("an exponent is too large") }
            }
            return try bounded(power().raised(to: Rational(1, degree)))
        case .some(let digit) where digit.isNumber: base = try powerOfTen()
        default: base = try symbol()
        }
        guard let exponent = try exponent() else { return base }
        return try bounded(base.raised(to: exponent))
    }

    /// A factor such as `10`, `1000` or `1e-6`; the exponent of `10^-6` is read by the caller.
    private mutating func powerOfTen() throws -> Parsed {
        let start = position
        func digits(_ from: Int) -> Int {
            var end = from
            while end < characters.count, characters[end].isASCII, characters[end].isNumber {
                end += 1
            }
            return end
        }
        position = max(start + 1, digits(start))
        let whole = String(characters[start..<position])
        var exponent = whole.count - 1
        var isPower = whole.first == "1" && whole.dropFirst().allSatisfy { $0 == "0" }
        if next == "e" || next == "E" {
            var from = position + 1
            if from < characters.count, "+-".contains(characters[from]) { from += 1 }
            let end = digits(from)
            if end > from, end - from <= 3, let value = Int(String(characters[position + 1..<end]))
            {
                exponent += value
                position = end
            }
        }
        if let next, !" /*)^".contains(next) { isPower = false }
        guard isPower, exponent < 1000 else {
            throw fault(
                "a number is no unit unless it is a power of ten, such as 10^-6 or 1e-6; convert "
                    + "the column")
        }
        let ten = exponent == 0 ? Monomial.one : Monomial("10", exponent)
        return Parsed(dimension: .one, scale: ten, symbols: ten, unknown: [])
    }

    private mutating func bracket() -> Parsed {
        let start = position
        while next != nil, next != "]" { position += 1 }
        position = min(position + 1, characters.count)
        return .own(String(characters[start..<position]), unknown: [])
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
        var isInside = false
        while let character = next {
            if character == "[" || character == "]" { isInside = character == "[" }
            if character == "(", !isInside { depth += 1 }
            if character == ")", !isInside { depth -= 1 }
            if depth == 0 { break }
            position += 1
        }
        let name = String(characters[start..<position])
        if name.allSatisfy({ $0 == " " }) { throw fault("nothing stands between parentheses") }
        position = min(position + 1, characters.count)
        return .own(name, unknown: UnitText.unknownWords(name))
    }

    private mutating func symbol() throws -> Parsed {
        let start = position
        while let character = next, UnitText.isOfSymbols(character) { position += 1 }
        guard position > start else { throw NotAProduct() }
        var name = String(characters[start..<position])
        if next == "0", UnitTable.find(name + "0") != nil {
            name += "0"
            position += 1
        }
        if name == "sqrt", next == "(" {
            return try bounded(group().raised(to: Rational(1, 2)))
        }
        if let known = UnitParser.known(name) { return known }
        if name.hasSuffix("."), let known = UnitParser.known(String(name.dropLast())) {
            return known
        }
        // Points between known symbols are products: J.mol-1.
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, parts.allSatisfy({ UnitTable.find(String($0)) != nil }) {
            position = start + parts[0].count
            if let known = UnitParser.known(String(parts[0])) { return known }
        }
        return .own(name, unknown: [name])
    }

    private static func known(_ name: String) -> Parsed? {
        UnitTable.find(name).map {
            Parsed(
                dimension: $0.dimension, scale: $0.scale, symbols: Monomial(name), unknown: [])
        }
    }

    private mutating func exponent() throws -> Rational? {
        guard next == "^" else { return number() }
        position += 1
        skipBlanks()
        if next == "(" {
            position += 1
            skipBlanks()
            let upper = number()
            var lower = 1
            skipBlanks()
            if next == "/" {
                position += 1
                skipBlanks()
                lower = integer() ?? -1
                skipBlanks()
            }
            if let upper, next == ")", lower >= 0 {
                position += 1
                guard lower != 0 else { throw fault("an exponent divides by zero") }
                return upper * Rational(1, lower)
            }
        } else if let whole = number() {
            return whole
        }
        throw fault("what follows the sign ^ is no exponent such as 2, -1, 0.5 or (1/2)")
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

    /// A whole number of at most seven digits; larger exponents are no units.
    private mutating func integer() -> Int? {
        let start = position
        if next == "-" || next == "+" { position += 1 }
        while let character = next, character.isASCII, character.isNumber { position += 1 }
        let digits = String(characters[start..<position])
        guard digits.count <= 7, let value = Int(digits) else {
            position = start
            return nil
        }
        return value
    }
}
