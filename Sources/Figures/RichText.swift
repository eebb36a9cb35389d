/// A line of text with lowered parts, such as the amounts of a chemical formula.
struct RichText: Equatable {
    struct Run: Equatable {
        var text: String
        var isLowered: Bool
    }

    /// Lowered parts are this much smaller and lie this far down, in sizes of the font.
    static let loweredSize = 0.75
    static let loweredDrop = 0.2

    var runs: [Run]

    init(_ text: String) { runs = [Run(text: text, isLowered: false)] }

    /// A number that follows a letter or a closing bracket is lowered, its decimal point included:
    /// Al₆₃Cu₂₅Fe₁₂.
    init(formula text: String) {
        let letters = Array(text)
        runs = []
        var isLow = false
        for (index, letter) in letters.enumerated() {
            let before = index > 0 ? letters[index - 1] : " "
            if Self.isDigit(letter) {
                isLow = isLow || before.isLetter || ")]}".contains(before)
            } else {
                let isPoint =
                    letter == "." && index + 1 < letters.count && Self.isDigit(letters[index + 1])
                if !isPoint { isLow = false }
            }
            if runs.last?.isLowered != isLow { runs.append(Run(text: "", isLowered: isLow)) }
            runs[runs.count - 1].text.append(letter)
        }
    }

    private static func isDigit(_ letter: Character) -> Bool { letter.isASCII && letter.isNumber }

    var plain: String { runs.map(\.text).joined() }
}

extension RichText: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
