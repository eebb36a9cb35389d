/// Cutting whole numbers into short pieces: value = sum of part(i) * 2^(i * bits).
enum Limbs {
    /// The length of a piece of which `trees` add up to at most 2^24.
    static func bits(trees: Int) -> Int {
        // 2^(Int.bitWidth - zeros) is at least the number of trees.
        max(1, 24 - (Int.bitWidth - max(0, trees - 1).leadingZeroBitCount))
    }

    /// How many pieces the leaf values of the trees need; the last one carries the sign.
    static func count(of trees: [DecisionTree], bits: Int) -> Int {
        var magnitude: UInt64 = 0
        for tree in trees {
            for value in tree.leafValues { magnitude = max(magnitude, Int64(value).magnitude) }
        }
        var count = 1
        // The last piece lies in -2^bits...2^bits.
        while magnitude > UInt64(1) << UInt64(count * bits) { count += 1 }
        return count
    }

    /// All pieces but the last lie in 0..<2^bits.
    static func part(_ limb: Int, of value: Int64, bits: Int, last: Int) -> Int64 {
        let shifted = value >> Int64(limb * bits)
        return limb == last ? shifted : shifted & (1 << Int64(bits) - 1)
    }
}
