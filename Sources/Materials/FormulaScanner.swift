/// Tokens of a formula: element symbols, numbers, spaces and dots, over UTF-8 bytes.
struct FormulaScanner {
    // A pointer, not an array: the bytes are the string's own, for the time of one parse.
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var byte: UInt8 { bytes[position] }

    private func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    /// Moves to the next byte that is not white space; false at the end.
    mutating func skipSpaces() -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            case 0xc2 where byte(at: position + 1) == 0xa0: position += 2
            // Thin and narrow no-break space.
            case 0xe2
            where byte(at: position + 1) == 0x80
                && (byte(at: position + 2) == 0x89 || byte(at: position + 2) == 0xaf):
                position += 3
            default: return true
            }
        }
        return false
    }

    /// Passes a middle dot, bullet, bullet operator or dot operator.
    mutating func skipMiddleDot() -> Bool {
        switch (bytes[position], byte(at: position + 1), byte(at: position + 2)) {
        case (0xc2, 0xb7, _):
            position += 2
        case (0xe2, 0x80, 0xa2), (0xe2, 0x88, 0x99), (0xe2, 0x8b, 0x85):
            position += 3
        default:
            return false
        }
        return true
    }

    /// An upper-case letter and all lower-case letters behind it; D and T are hydrogen.
    mutating func element() throws -> UInt8 {
        let first = byte
        var end = position + 1
        while (0x61...0x7a).contains(byte(at: end)) { end += 1 }
        let length = end - position
        if length == 1, first == 0x44 || first == 0x54 {
            position = end
            return 1
        }
        guard length <= 2,
            let element = Element(first: first, second: length == 2 ? bytes[position + 1] : 0)
        else {
            throw unknownElement(end: end)
        }
        position = end
        return UInt8(element.atomicNumber)
    }

    /// A digit, or a point before a digit.
    var isAtNumber: Bool {
        digit(at: position) != nil || (byte == 0x2e && digit(at: position + 1) != nil)
    }

    /// The value and width of an ASCII digit or a subscript digit (U+2080 to U+2089).
    @inline(__always)
    private func digit(at index: Int) -> (value: UInt8, width: Int)? {
        let first = byte(at: index)
        if (0x30...0x39).contains(first) { return (first - 0x30, 1) }
        if first == 0xe2, byte(at: index + 1) == 0x82,
            (0x80...0x89).contains(byte(at: index + 2))
        {
            return (byte(at: index + 2) - 0x80, 3)
        }
        return nil
    }

    /// Reads a number at a place where ``isAtNumber`` holds; infinite where it overflows.
    ///
    /// An exponent must have a digit behind `e` or `E`, so that no element symbol can be meant.
    mutating func number() -> Double {
        let start = position
        var mantissa: UInt64 = 0
        var digits = 0
        var scale = 0
        digitRun(&mantissa, &digits)
        if position < bytes.count, byte == 0x2e {
            position += 1
            let whole = digits
            digitRun(&mantissa, &digits)
            scale = digits - whole
        }
        let mantissaEnd = position
        skipExponent()
        // Up to 15 digits and a power of ten up to 22 are exact doubles: one division rounds once.
        if digits <= 15, position == mantissaEnd {
            return scale == 0 ? Double(mantissa) : Double(mantissa) / FormulaScanner.tens[scale]
        }
        return plainNumber(start..<position)
    }

    private static let tens: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    @inline(__always)
    private mutating func digitRun(_ mantissa: inout UInt64, _ digits: inout Int) {
        while let digit = digit(at: position) {
            mantissa = mantissa &* 10 &+ UInt64(digit.value)
            digits += 1
            position += digit.width
        }
    }

    private mutating func skipExponent() {
        guard byte(at: position) | 0x20 == 0x65 else { return }
        var end = position + 1
        if byte(at: end) == 0x2b || byte(at: end) == 0x2d { end += 1 }
        guard (0x30...0x39).contains(byte(at: end)) else { return }
        while (0x30...0x39).contains(byte(at: end)) { end += 1 }
        position = end
    }

    /// The slow, general path: subscripts written as digits, then the library's conversion.
    private func plainNumber(_ range: Range<Int>) -> Double {
        var text = [UInt8]()
        var index = range.lowerBound
        while index < range.upperBound {
            if let digit = digit(at: index) {
                text.append(digit.value + 0x30)
                index += digit.width
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        if text.first == 0x2e { text.insert(0x30, at: 0) }
        if text.last == 0x2e { text.removeLast() }
        return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }
}
