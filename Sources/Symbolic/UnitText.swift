/// What can be told of the text of a unit before it is read.
enum UnitText {
    /// Whether the text says that there is no unit: `-`, `n/a`, `none`, `1`, blanks.
    static func saysNoUnit(_ text: String) -> Bool {
        let bare = trimmed(text)
        let words = [
            "", "-", "--", "\u{2013}", "\u{2014}", "1", "e/a", "n/a", "n.a.", "none", "no unit",
            "unitless", "dimensionless", "pure number",
        ]
        return words.contains(bare.lowercased()) || bare == "NA"
    }

    /// Without blanks at either end.
    static func trimmed(_ text: String) -> String {
        let head = text.drop { $0 == " " }
        return String(String(head.reversed()).drop { $0 == " " }.reversed())
    }

    /// Superscripts as digits, other signs of multiplication as `*`, braces as parentheses.
    static func plain(_ part: String) -> String {
        let digits: [Character: Character] = [
            "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
            "⁸": "8", "⁹": "9", "⁻": "-", "·": "*", "×": "*", "⋅": "*", "•": "*", "μ": "µ",
            "−": "-", "{": "(", "}": ")",
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

    static func isOfSymbols(_ character: Character) -> Bool {
        character.isLetter || "._%°".contains(character)
    }

    /// Whether the text is built like a unit: of operators, digits or symbols that are known.
    static func isComposed(_ text: String) -> Bool {
        let plain = plain(text)
        return plain.contains { "/*^()√[]".contains($0) || $0.isNumber }
            || words(plain).contains { UnitTable.find($0) != nil }
    }

    /// The words of a text that name no known unit; the text itself where there is none.
    static func unknownWords(_ text: String) -> [String] {
        let unknown = words(plain(text)).filter { word in
            let bare = word.hasSuffix(".") ? String(word.dropLast()) : word
            return UnitTable.find(word) == nil && UnitTable.find(bare) == nil && word != "sqrt"
        }
        return unknown.isEmpty ? [text] : unknown
    }

    /// Words outside square brackets.
    private static func words(_ plain: String) -> [String] {
        var isInside = false
        var words = [""]
        for character in plain {
            if character == "[" || character == "]" { isInside = character == "[" }
            if isOfSymbols(character), !isInside {
                words[words.count - 1].append(character)
            } else {
                words.append("")
            }
        }
        return words.filter { $0.contains { $0.isLetter || $0 == "%" || $0 == "°" } }
    }

    /// Why operators stand where none can; `nil` if they do not.
    static func misplacedOperator(_ characters: [Character]) -> String? {
        let operators = "/*^"
        var last: Character?
        var isInside = false
        for character in characters where character != " " {
            if character == "[" || character == "]" { isInside = character == "[" }
            if isInside { continue }
            if operators.contains(character) {
                guard let last, last != "(" else {
                    return character == "/"
                        ? "it begins with a slash; write 1/ before a unit that divides"
                        : "it begins with the sign \(character)"
                }
                if operators.contains(last) { return "the sign \(character) follows \(last)" }
            } else if character == ")", let last, operators.contains(last) {
                return "nothing follows the sign \(last)"
            }
            last = character
        }
        guard let last, operators.contains(last) else { return nil }
        return "nothing follows the sign \(last)"
    }

    /// What stands before the last pair of parentheses, and in it, if it ends the text and a blank
    /// parts it from a unit.
    static func remark(of text: String) -> (head: String, remark: String)? {
        let characters = Array(text)
        guard characters.last == ")" else { return nil }
        var depth = 0
        var start = characters.count - 1
        while start >= 0 {
            if characters[start] == ")" { depth += 1 }
            if characters[start] == "(" { depth -= 1 }
            if depth == 0 { break }
            start -= 1
        }
        guard start > 1, characters[start - 1] == " " else { return nil }
        let head = trimmed(String(characters[..<start]))
        guard let last = head.last, !"/*^·×⋅•√".contains(last) else { return nil }
        return (head, String(characters[(start + 1)..<(characters.count - 1)]))
    }
}
