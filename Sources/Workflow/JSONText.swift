import Basis

/// Values that are written as JSON with sorted keys, so that equal values give equal bytes.
indirect enum JSONText {
    case text(String)
    case number(Int)
    case list([JSONText])
    case object([String: JSONText])

    /// The document: two spaces of indentation, a line end at the end.
    var bytes: [UInt8] {
        var result = ""
        write(to: &result, indentation: "")
        return Array((result + "\n").utf8)
    }

    private func write(to result: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .text(let text):
            JSONText.quote(text, to: &result)
        case .number(let number):
            result += "\(number)"
        case .list(let values):
            if values.isEmpty {
                result += "[]"
                return
            }
            for (index, value) in values.enumerated() {
                result += index == 0 ? "[\n" : ",\n"
                result += inner
                value.write(to: &result, indentation: inner)
            }
            result += "\n\(indentation)]"
        case .object(let members):
            if members.isEmpty {
                result += "{}"
                return
            }
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                result += index == 0 ? "{\n" : ",\n"
                result += inner
                JSONText.quote(member.key, to: &result)
                result += ": "
                member.value.write(to: &result, indentation: inner)
            }
            result += "\n\(indentation)}"
        }
    }

    private static func quote(_ text: String, to result: inout String) {
        result += "\""
        defer { result += "\"" }
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\")
        }
        if isPlain {
            result += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where TextForm.isInvisible(scalar): result += TextForm.jsonEscape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
