/// Shows text from outside so that it cannot steer a terminal.
public enum TextForm {
    /// The text with control and invisible formatting characters written as `\u{..}`.
    public static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if isInvisible(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether the text is what it looks like: ``printable(_:)`` would change nothing.
    public static func isPrintable(_ text: String) -> Bool {
        !text.unicodeScalars.contains(where: isInvisible)
    }

    /// ``printable(_:)`` in quotation marks.
    public static func quoted(_ text: String) -> String { "\"\(printable(text))\"" }

    /// The scalar as JSON writes one that cannot stand for itself: `\u` and four digits, twice beyond
    /// the basic plane.
    public static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    /// Control characters, line separators and marks that change the direction of writing.
    public static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
