import Basis
import Foundation

/// JSON with sorted keys, so that equal values give equal text.
///
/// Control and formatting characters beyond ASCII are escaped too: JSON goes to terminals.
public enum JSONText {
    public static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// On one line, for attributes of files.
    static func compact(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func escaped(_ text: String) -> String {
        // The encoder has escaped all control characters of ASCII but the last.
        if text.utf8.allSatisfy({ $0 < 0x7f }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar != "\n", TextForm.isInvisible(scalar) {
                result += TextForm.jsonEscape(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
