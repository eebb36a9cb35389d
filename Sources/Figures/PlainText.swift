/// Text from data made harmless: one line of printable characters.
enum PlainText {
    /// Longer texts cannot be read in a figure.
    static let longest = 300

    /// The text on one line, at most ``longest`` characters long, without control characters,
    /// direction marks or code points that XML forbids.
    static func line(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < longest else {
                result.append("…")
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: result.append(" ")
            case .format, .surrogate, .unassigned, .privateUse: continue
            default: result.append(scalar)
            }
            count += 1
        }
        return String(result)
    }

    /// The text with the characters escaped that mean something in XML.
    static func escapedForXML(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// A number with a fixed count of decimals, with a true minus sign.
    static func number(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 0x1p53 else { return "\(value)" }
        var digits = String(Int(scaled))
        while digits.count <= decimals { digits = "0" + digits }
        let sign = value < 0 && scaled > 0 ? "−" : ""
        return decimals == 0
            ? sign + digits : sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }
}
