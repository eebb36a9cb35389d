/// The path of an SVG document in few letters.
///
/// cairo writes `L 123.4531 67.8906` for each point; steps in hundredths of a point from the last
/// one say the same in a third of the bytes. The hundredths are whole numbers, so that nothing adds
/// up.
struct SVGPath {
    private var result = [UInt8]()
    /// The last point and the start of the piece, in hundredths.
    private var current = (x: 0, y: 0)
    private var start = (x: 0, y: 0)
    private var lastCommand: UInt8 = 0

    /// The text of a `d` attribute with absolute commands M, L, C and Z, rewritten; `nil` where it
    /// holds anything else.
    static func compacted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var path = SVGPath()
        var numbers = [Int]()
        var command: UInt8 = 0
        var position = text.startIndex
        var hasMoved = false
        func isNumber(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        while position < text.endIndex {
            let byte = text[position]
            if byte == UInt8(ascii: " ") {
                position += 1
            } else if isNumber(byte) {
                guard let (value, end) = hundredths(text, position) else { return nil }
                numbers.append(value)
                position = end
                let wanted = command == UInt8(ascii: "C") ? 6 : 2
                guard numbers.count == wanted else { continue }
                guard command != 0 else { return nil }
                // A lone M behind a closed piece, which cairo likes to write, draws nothing.
                if command == UInt8(ascii: "M") {
                    path.pending = (numbers[0], numbers[1])
                    hasMoved = true
                } else {
                    guard hasMoved else { return nil }
                    path.append(command, numbers)
                }
                numbers.removeAll(keepingCapacity: true)
            } else {
                guard numbers.isEmpty else { return nil }
                position += 1
                switch byte {
                case UInt8(ascii: "M"), UInt8(ascii: "L"), UInt8(ascii: "C"): command = byte
                case UInt8(ascii: "Z"): path.close()
                default: return nil
                }
            }
        }
        return numbers.isEmpty ? path.result : nil
    }

    /// Where the next piece begins, once something is drawn from there.
    private var pending: (x: Int, y: Int)?

    private mutating func append(_ command: UInt8, _ numbers: [Int]) {
        if let place = pending {
            result.append(UInt8(ascii: "M"))
            write(place.x, isFirst: true)
            write(place.y)
            current = place
            start = place
            pending = nil
            lastCommand = 0
        }
        let letter = command | 0x20
        let isNew = letter != lastCommand
        if isNew { result.append(letter) }
        lastCommand = letter
        for index in stride(from: 0, to: numbers.count, by: 2) {
            write(numbers[index] - current.x, isFirst: isNew && index == 0)
            write(numbers[index + 1] - current.y)
        }
        current = (numbers[numbers.count - 2], numbers[numbers.count - 1])
    }

    private mutating func close() {
        guard pending == nil, lastCommand != UInt8(ascii: "z") else { return }
        result.append(UInt8(ascii: "z"))
        lastCommand = UInt8(ascii: "z")
        current = start
        pending = start
    }

    /// A number, parted from the one before by a blank where its sign does not do that.
    private mutating func write(_ hundredths: Int, isFirst: Bool = false) {
        if hundredths < 0 {
            result.append(UInt8(ascii: "-"))
        } else if !isFirst {
            result.append(UInt8(ascii: " "))
        }
        let size = abs(hundredths)
        if size >= 100 || size == 0 { result += Array(String(size / 100).utf8) }
        guard size % 100 != 0 else { return }
        result.append(UInt8(ascii: "."))
        result.append(UInt8(0x30 + size / 10 % 10))
        if size % 10 != 0 { result.append(UInt8(0x30 + size % 10)) }
    }

    /// A decimal number as hundredths, half away from zero, and where it ends.
    private static func hundredths(
        _ text: ArraySlice<UInt8>, _ start: Int
    ) -> (value: Int, end: Int)? {
        var position = start
        let isNegative = text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var value = 0
        var decimals = -1
        var roundsUp = false
        let first = position
        while position < text.endIndex {
            let byte = text[position]
            if byte == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
            } else if (0x30...0x39).contains(byte) {
                if decimals == 2 { roundsUp = byte >= UInt8(ascii: "5") }
                if decimals < 2 { value = value * 10 + Int(byte - 0x30) }
                if decimals >= 0 { decimals += 1 }
            } else {
                break
            }
            position += 1
            guard position - first < 15 else { return nil }
        }
        guard position > first else { return nil }
        for _ in max(0, decimals)..<max(2, decimals) { value *= 10 }
        if roundsUp { value += 1 }
        return (isNegative ? -value : value, position)
    }
}
