import Foundation

/// Evaluates the text of a formula as a reader would: numbers, names, + - * / ** ^, functions.
struct PrintedText {
    private let characters: [Character]
    private var position = 0
    private let values: [String: Double]

    /// The value of the text; `nil` where it does not parse or names something unknown.
    static func value(_ text: String, _ values: [String: Double]) -> Double? {
        var reader = PrintedText(characters: Array(text), values: values)
        guard let value = reader.sum() else { return nil }
        reader.skip()
        return reader.position == reader.characters.count ? value : nil
    }

    private init(characters: [Character], values: [String: Double]) {
        self.characters = characters
        self.values = values
    }

    private mutating func skip() {
        while position < characters.count, characters[position] == " " { position += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        skip()
        guard characters[position...].starts(with: Array(text)) else { return false }
        position += text.count
        return true
    }

    private mutating func sum() -> Double? {
        guard var result = product() else { return nil }
        while true {
            if take("+") {
                guard let next = product() else { return nil }
                result += next
            } else if take("-") {
                guard let next = product() else { return nil }
                result -= next
            } else {
                return result
            }
        }
    }

    private mutating func product() -> Double? {
        guard var result = signed() else { return nil }
        while true {
            skip()
            let isPower = characters[position...].starts(with: ["*", "*"])
            if !isPower, take("*") {
                guard let next = signed() else { return nil }
                result *= next
            } else if take("/") {
                guard let next = signed() else { return nil }
                result /= next
            } else {
                return result
            }
        }
    }

    private mutating func signed() -> Double? {
        if take("-") { return signed().map { -$0 } }
        guard let base = atom() else { return nil }
        if take("**") || take("^") { return signed().map { pow(base, $0) } }
        return base
    }

    private mutating func atom() -> Double? {
        skip()
        guard position < characters.count else { return nil }
        if take("(") {
            let inner = sum()
            return take(")") ? inner : nil
        }
        let start = position
        if characters[position].isNumber {
            while position < characters.count,
                characters[position].isNumber || ".e".contains(characters[position])
                    || ("+-".contains(characters[position]) && characters[position - 1] == "e")
            { position += 1 }
            return Double(String(characters[start..<position]))
        }
        while position < characters.count,
            characters[position].isLetter || characters[position].isNumber
                || characters[position] == "_"
        { position += 1 }
        let name = String(characters[start..<position])
        guard take("(") else { return values[name] }
        guard let first = sum() else { return nil }
        var second: Double?
        if take(",") {
            second = sum()
            if second == nil { return nil }
        }
        guard take(")") else { return nil }
        switch (name, second) {
        case ("sqrt", nil): return first.squareRoot()
        case ("log", nil): return log(first)
        case ("exp", nil): return exp(first)
        case ("abs", nil): return abs(first)
        case ("sin", nil): return sin(first)
        case ("cos", nil): return cos(first)
        case ("min", let other?): return min(first, other)
        case ("max", let other?): return max(first, other)
        default: return nil
        }
    }
}
