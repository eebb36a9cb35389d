/// Turns text into markup that shows the same text.
enum HTMLEscaping {
    /// Appends the text with `& < > " '` escaped.
    ///
    /// Control characters are shown as their Unicode pictures. Characters that XML forbids and
    /// those that reorder text on screen (bidirectional controls) become U+FFFD: a label cannot
    /// disguise another one.
    static func append(_ text: String, to bytes: inout [UInt8], inAttribute: Bool = false) {
        if text.utf8.allSatisfy(isPlain) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: append("&amp;", &bytes)
            case 0x3c: append("&lt;", &bytes)
            case 0x3e: append("&gt;", &bytes)
            case 0x22: append("&quot;", &bytes)
            case 0x27: append("&#39;", &bytes)
            case 0x09: append(inAttribute ? "&#9;" : "\t", &bytes)
            case 0x0a: append(inAttribute ? "&#10;" : "\n", &bytes)
            case 0x00...0x1f:
                append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}", &bytes)
            case 0x7f: append("\u{2421}" as Unicode.Scalar, &bytes)
            case 0x80...0x9f, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0xfffe, 0xffff:
                append("\u{fffd}" as Unicode.Scalar, &bytes)
            default: append(scalar, &bytes)
            }
        }
    }

    /// ASCII that needs no escape anywhere.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x26, 0x3c, 0x3e, 0x22, 0x27: false
        case 0x20..<0x7f: true
        default: false
        }
    }

    private static func append(_ markup: StaticString, _ bytes: inout [UInt8]) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private static func append(_ scalar: Unicode.Scalar, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
