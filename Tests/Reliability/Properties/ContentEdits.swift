import Artifacts
import Basis

/// Edits of a file's contents, so that what passes every checksum says something hostile.
///
/// The input is a program: the first byte chooses a seed, then each edit takes a few bytes. A
/// fuzzer that changes bytes changes edits.
package func checkContents(_ bytes: [UInt8]) -> String? {
    var program = EditProgram(bytes)
    let seeds = ImageSeeds.all
    guard var file = try? LabelledFile(decoding: seeds[program.below(seeds.count)], name: "seed")
    else { return "a seed cannot be read" }
    repeat { program.edit(&file) } while !program.isAtEnd
    // What the writer refuses cannot come to a reader.
    guard let image = try? file.encoded() else { return nil }
    return checkImage(image).map { "\($0) in \(program.log.joined(separator: "; "))" }
}

/// Takes edits from bytes.
private struct EditProgram {
    private var rest: ArraySlice<UInt8>
    private(set) var log: [String] = []

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty || log.count >= 8 }

    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        var value = Int(rest.popFirst() ?? 0)
        if bound > 256 { value = value << 8 | Int(rest.popFirst() ?? 0) }
        return value % bound
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    private static let doubles: [Double] = [
        .nan, .infinity, -.infinity, 0, -0.0, -1, 1, 2, 0.5, 0x1p-1060, 1e308, -1e308, 1e15, 3.7,
    ]
    private static let integers: [Int64] = [
        0, 1, -1, 2, 3, -2, 7, 100, 1000, 65_535, 1 << 30, .init(Int32.max), .init(Int32.min),
        1 << 29,
    ]
    private static let texts = [
        "", " ", "Al", "Al-Cu-Fe", "Xx", "Al63Cu25Fe12", "0", "-1", "nan", "quasicrystal",
        "(Al-Cu-Fe)90Mg10", "mask", "ave max", "{}", "[]", "null", "1e999",
        "99999999999999999999", "é\u{202e}", "Al Al",
    ]

    mutating func edit(_ file: inout LabelledFile) {
        switch below(8) {
        case 0, 1, 2: setValue(&file)
        case 3: resize(&file)
        case 4: setAttribute(&file)
        case 5: setDocument(&file)
        case 6: setLabel(&file)
        default: setLayout(&file)
        }
    }

    private mutating func setValue(_ file: inout LabelledFile) {
        let number = below(file.variables.count)
        guard file.variables.indices.contains(number), file.variables[number].values.count > 0
        else { return log.append("nothing to set") }
        let index = below(file.variables[number].values.count)
        file.variables[number].values = hostile(file.variables[number].values, at: index)
        log.append("\(file.variables[number].name)[\(index)]")
    }

    private mutating func hostile(_ values: LabelledValues, at index: Int) -> LabelledValues {
        func replaced<Value>(_ values: [Value], _ value: Value?) -> [Value] {
            var values = values
            if let value { values[index] = value }
            return values
        }
        // Another value of the same array is the likeliest to pass for right.
        let other = below(3) == 0 ? below(values.count) : nil
        let integer = pick(Self.integers) ?? 0
        switch values {
        case .float64(let own):
            return .float64(replaced(own, other.map { own[$0] } ?? pick(Self.doubles)))
        case .float32(let own):
            return .float32(
                replaced(own, other.map { own[$0] } ?? pick(Self.doubles).map { Float($0) }))
        case .int32(let own):
            return .int32(
                replaced(own, other.map { own[$0] } ?? Int32(truncatingIfNeeded: integer)))
        case .uint16(let own):
            return .uint16(
                replaced(own, other.map { own[$0] } ?? UInt16(truncatingIfNeeded: integer)))
        case .uint8(let own):
            return .uint8(
                replaced(own, other.map { own[$0] } ?? UInt8(truncatingIfNeeded: integer)))
        case .text(let own):
            return .text(replaced(own, other.map { own[$0] } ?? pick(Self.texts)))
        default: return values
        }
    }

    /// Gives a dimension another length; everything along it is cut or repeated.
    private mutating func resize(_ file: inout LabelledFile) {
        guard let dimension = pick(file.dimensions) else { return log.append("no dimension") }
        let lengths = [0, 1, 2, dimension.length - 1, dimension.length + 1, 2 * dimension.length]
        let length = max(0, pick(lengths) ?? 0)
        file.resize(dimension.name, to: length)
        log.append("\(dimension.name) of length \(length)")
    }

    private mutating func setAttribute(_ file: inout LabelledFile) {
        guard !file.attributes.isEmpty else { return log.append("no attribute") }
        let number = below(file.attributes.count)
        let text = pick(Self.texts) ?? ""
        switch below(5) {
        case 0: file.attributes.remove(at: number)
        case 1: file.attributes[number].value = .integer(Int(pick(Self.integers) ?? 0))
        case 2: file.attributes[number].value = .texts([text, text])
        case 3: file.attributes[number].value = .texts([])
        default: file.attributes[number].value = .text(text)
        }
        log.append("attribute \(number) set to \"\(text)\"")
    }

    /// Changes a few characters of a text attribute, most of which are JSON.
    private mutating func setDocument(_ file: inout LabelledFile) {
        let numbers = file.attributes.indices.filter {
            if case .text = file.attributes[$0].value { true } else { false }
        }
        guard let number = pick(numbers), case .text(let text) = file.attributes[number].value,
            !text.isEmpty
        else { return log.append("no text") }
        var pieces = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let place = below(pieces.count)
        let digits = pieces[place].prefix { !$0.isNumber && $0 != "-" }
        let tail = pieces[place].reversed().prefix { "]}".contains($0) }.reversed()
        switch below(4) {
        case 0: pieces.remove(at: place)
        case 1: pieces.insert(pieces[place], at: place)
        case 2: pieces[place] = "\(digits)\(pick(Self.integers) ?? 0)\(String(tail))"
        default:
            let value = pick([
                "1e308", "-1e308", "1e-320", "-0.5", "0", "null", "true", "\"\"", "[]",
            ])
            pieces[place] = "\(digits)\(value ?? "")\(String(tail))"
        }
        let changed = pieces.joined(separator: ",")
        file.attributes[number].value = .text(changed)
        log.append("\(file.attributes[number].name) = \(changed.prefix(400))")
    }

    private mutating func setLabel(_ file: inout LabelledFile) {
        let numbers = file.dimensions.indices.filter { file.dimensions[$0].length > 0 }
        guard let number = pick(numbers) else { return log.append("no label") }
        let dimension = file.dimensions[number]
        let index = below(dimension.length)
        if case .texts(var labels) = dimension.labels {
            labels[index] = (below(2) == 0 ? pick(labels) : pick(Self.texts)) ?? ""
            file.dimensions[number].labels = .texts(labels)
        } else {
            file.dimensions[number].labels = .integers(Array(0..<dimension.length))
        }
        log.append("label \(index) of \(dimension.name)")
    }

    /// Takes a variable away, lays it over another dimension, gives it another type or name.
    private mutating func setLayout(_ file: inout LabelledFile) {
        guard !file.variables.isEmpty else { return log.append("no variable") }
        let number = below(file.variables.count)
        let name = file.variables[number].name
        switch below(5) {
        case 0:
            file.variables.remove(at: number)
            log.append("no \(name)")
        case 1:
            guard let dimension = pick(file.dimensions) else { return log.append("no dimension") }
            file.variables[number].dimensions = [dimension.name]
            file.variables[number].values = file.variables[number].values.resized(
                to: dimension.length)
            log.append("\(name) over \(dimension.name)")
        case 2:
            let other = below(file.variables.count)
            file.variables.swapNames(number, other)
            log.append("\(name) and \(file.variables[number].name) swapped")
        case 3:
            let count = file.variables[number].values.count
            file.variables[number].values = .int16([Int16](repeating: 1, count: count))
            log.append("\(name) of another type")
        default:
            file.variables[number].dimensions.reverse()
            log.append("\(name) turned")
        }
    }
}
