/// Makes the SVG documents that cairo writes repeatable and accessible.
enum SVGText {
    /// The document with a title element, identifiers numbered in order of appearance, and path
    /// coordinates rounded to 0.01 points (cairo itself places them in steps of 1/256).
    ///
    /// cairo names groups and images after a counter of the whole process, so that the second
    /// rendering of a figure would differ from the first.
    static func normalised(_ document: [UInt8], title: String) -> [UInt8] {
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
                while position < document.count, document[position] != UInt8(ascii: "\"") {
                    position = appendRounded(document, position, to: &result)
                }
            }
            if !hasTitle, byte == UInt8(ascii: ">"), isInsideRootTag(result) {
                result += Array("\n<title>\(PlainText.escapedForXML(title))</title>".utf8)
                hasTitle = true
            }
        }
        return result
    }

    /// Copies one number, or one byte of anything else, and returns where the next begins.
    private static func appendRounded(
        _ document: [UInt8], _ start: Int, to result: inout [UInt8]
    ) -> Int {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        var end = start
        var hundredths = 0
        while end < document.count, isDigit(document[end]) {
            hundredths = hundredths * 10 + Int(document[end] - 0x30)
            end += 1
        }
        guard end > start else {
            result.append(document[start])
            return start + 1
        }
        guard end < document.count, document[end] == UInt8(ascii: ".") else {
            result += document[start..<end]
            return end
        }
        end += 1
        var decimals = 0
        while end < document.count, isDigit(document[end]) {
            let digit = Int(document[end] - 0x30)
            if decimals < 2 { hundredths = hundredths * 10 + digit }
            if decimals == 2, digit >= 5 { hundredths += 1 }
            decimals += 1
            end += 1
        }
        for _ in decimals..<max(2, decimals) { hundredths *= 10 }
        result += Array(String(hundredths / 100).utf8)
        if hundredths % 100 != 0 {
            result.append(UInt8(ascii: "."))
            result.append(UInt8(0x30 + hundredths / 10 % 10))
            if hundredths % 10 != 0 { result.append(UInt8(0x30 + hundredths % 10)) }
        }
        return end
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
