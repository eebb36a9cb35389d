/// Makes the SVG documents that cairo writes repeatable and accessible.
enum SVGText {
    /// The document with a title element and texts, identifiers numbered in order of appearance,
    /// and paths in few letters, rounded to 0.01 points (cairo itself places them in steps of
    /// 1/256).
    ///
    /// cairo names groups and images after a counter of the whole process, so that the second
    /// rendering of a figure would differ from the first.
    static func normalised(
        _ document: [UInt8], title: String, texts: [TextRecord] = []
    ) -> [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(document.count + title.utf8.count + 64)
        var numbers = [ArraySlice<UInt8>: Int]()
        var position = 0
        var hasTitle = false
        while position < document.count {
            let byte = document[position]
            result.append(byte)
            position += 1
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"),
                let end = counterEnd(document, position)
            {
                let name = document[position..<end]
                let number = numbers[name] ?? numbers.count
                numbers[name] = number
                result += Array("item\(number)".utf8)
                position = end
            }
            if byte == UInt8(ascii: "\""), result.suffix(4).elementsEqual(" d=\"".utf8) {
                let end = document[position...].firstIndex(of: byte) ?? document.endIndex
                let path = document[position..<end]
                result += SVGPath.compacted(path) ?? Array(path)
                position = end
            }
            if !hasTitle, byte == UInt8(ascii: ">"), isInsideRootTag(result) {
                result += Array("\n<title>\(PlainText.escapedForXML(title))</title>".utf8)
                hasTitle = true
            }
        }
        let end = Array("</svg>".utf8)
        if let place = result.indices.reversed().first(where: { result[$0...].starts(with: end) }) {
            result.insert(contentsOf: Array(TextRecord.group(texts).utf8), at: place)
        }
        return result
    }

    /// The end of a name such as `surface12` that starts here; nil where there is none.
    private static func counterEnd(_ document: [UInt8], _ start: Int) -> Int? {
        for prefix in ["surface", "image", "source"] {
            guard document[start...].starts(with: prefix.utf8) else { continue }
            var end = start + prefix.utf8.count
            let digits = end
            while end < document.count, (0x30...0x39).contains(document[end]) { end += 1 }
            if end > digits { return end }
        }
        return nil
    }

    /// Whether the text so far ends with the opening tag of the document.
    private static func isInsideRootTag(_ text: [UInt8]) -> Bool {
        guard let start = text.lastIndex(of: UInt8(ascii: "<")) else { return false }
        return text[start...].starts(with: "<svg ".utf8)
    }
}
