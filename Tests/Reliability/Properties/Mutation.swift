import Basis

/// Changes seeds at random, the same from the same stream: bits, bytes, words of the format, pieces
/// of other seeds.
package struct Mutation {
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private var random: RandomStream
    /// Inputs are cut to this length.
    private let longest: Int

    package init(
        seeds: [[UInt8]], words: [String] = [], longest: Int = 1 << 16, stream: RandomStream
    ) {
        self.seeds = seeds
        self.words = words.map { Array($0.utf8) } + Self.numbers
        self.longest = longest
        random = stream
    }

    /// What readers of numbers get wrong.
    private static let numbers = [
        "0", "-0", "-1", "1e999", "1e-999", "nan", "inf", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "0.00000000000000000001", "\u{feff}",
        "\u{0}", "\u{85}", "\u{2028}", "\r", "\r\n", "\n", "\t", "\u{1F600}", "e\u{301}",
    ].map { Array($0.utf8) }

    /// The next input: a seed with one to eight changes, sometimes a seed as it is.
    package mutating func next() -> [UInt8] {
        var bytes = seeds[random.below(seeds.count)]
        let changes = random.below(16) == 0 ? 0 : 1 + random.below(8)
        for _ in 0..<changes { change(&bytes) }
        return Array(bytes.prefix(longest))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = piece()
            return
        }
        let place = random.below(bytes.count)
        switch random.below(8) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeSubrange(place..<end(after: place, in: bytes))
        case 3: bytes.insert(contentsOf: bytes[place..<end(after: place, in: bytes)], at: place)
        case 4: bytes.insert(contentsOf: piece(), at: place)
        case 5: bytes.replaceSubrange(place..<end(after: place, in: bytes), with: piece())
        case 6:
            let other = seeds[random.below(seeds.count)]
            if !other.isEmpty {
                let start = random.below(other.count)
                bytes.replaceSubrange(
                    place..<end(after: place, in: bytes),
                    with: other[start..<end(after: start, in: other)])
            }
        default:
            if random.below(4) == 0 { bytes.removeSubrange(place...) }
        }
    }

    /// A short stretch mostly, now and then a long one.
    private mutating func end(after place: Int, in bytes: [UInt8]) -> Int {
        let length = 1 + random.below(random.below(8) == 0 ? 4096 : 12)
        return min(bytes.count, place + length)
    }

    private mutating func piece() -> [UInt8] {
        if random.below(3) > 0 { return words[random.below(words.count)] }
        return (0...random.below(6)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
