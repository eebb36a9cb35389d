import Foundation

/// A reproducible stream of random numbers: xoshiro256** seeded by SplitMix64.
///
/// Streams form a tree. A child is derived from the parent's seed and a name or an index, never
/// from how far the parent has been read, so parallel work gets the same numbers at any thread
/// count. The numbers are part of the file formats: they do not change between releases.
///
/// Source: Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021), doi:10.1145/3460772.
public struct RandomStream: RandomNumberGenerator, Sendable {
    public let seed: UInt64
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        var state = seed
        s0 = RandomStream.splitMix(&state)
        s1 = RandomStream.splitMix(&state)
        s2 = RandomStream.splitMix(&state)
        s3 = RandomStream.splitMix(&state)
    }

    /// The stream that belongs to `name` under this one.
    public func child(_ name: String) -> RandomStream {
        // FNV-1a over the UTF-8 bytes; SplitMix64 then spreads the result.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return derived(hash)
    }

    /// The stream with this number under this one.
    public func child(_ index: Int) -> RandomStream {
        derived(UInt64(bitPattern: Int64(index)) &+ 0x9e37_79b9_7f4a_7c15)
    }

    private func derived(_ key: UInt64) -> RandomStream {
        var state = key
        var mixed = seed ^ RandomStream.splitMix(&state)
        return RandomStream(seed: RandomStream.splitMix(&mixed))
    }

    public mutating func next() -> UInt64 {
        let result = RandomStream.rotate(s1 &* 5, 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = RandomStream.rotate(s3, 45)
        return result
    }

    /// A whole number in `0..<bound`, without bias (Lemire's method, doi:10.1145/3230636).
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "an empty range has no random element")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// A double in [0, 1), a multiple of 2^-53.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A standard normal number (Box and Muller, doi:10.1214/aoms/1177706645).
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - unit())).squareRoot()
        return radius * cos(2 * .pi * unit())
    }

    /// Puts the elements into a random order (Fisher-Yates).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, below(last + 1))
        }
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        (value << count) | (value >> (64 - count))
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
