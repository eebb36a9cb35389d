/// For each joining the factors that a left may be joined with: one bit a factor, in words of 32.
struct FactorMasks: Sendable {
    let words: Int
    private let count: Int
    /// Factors by product with a left that is not inverted, and with one that is.
    private let plainProducts: [UInt32]
    private let invertedProducts: [UInt32]
    /// The latter where 1/(x y) is a formula and not only a part of quotients.
    private let invertedCandidates: [UInt32]
    /// Factors that do not multiply with a factor.
    private let clashes: [[UInt32]]
    /// Terms of each unit.
    private let terms: [[UInt32]]
    private let hasAdd: Bool
    private let wanted: [Bool]

    init(_ factors: [FeatureSpace.Factor], operators: OperatorSet, unitCount: Int) {
        let count = factors.count
        let words = (count + 31) / 32
        func bits(_ holds: (FeatureSpace.Factor) -> Bool) -> [UInt32] {
            var result = [UInt32](repeating: 0, count: words)
            for (index, factor) in factors.enumerated() where holds(factor) {
                result[index / 32] |= 1 << UInt32(index % 32)
            }
            return result
        }
        self.count = count
        self.words = words
        let multiply = operators.has(.multiply)
        let divide = operators.has(.divide)
        let inverse = operators.has(.inverse)
        plainProducts = bits { $0.inverted ? divide : multiply }
        invertedCandidates = bits { $0.inverted ? multiply && inverse : divide }
        // Two inverses multiplied are a part of a quotient at least.
        invertedProducts = bits { $0.inverted ? multiply && (inverse || divide) : divide }
        clashes = factors.map { factor in
            bits {
                $0.variable == factor.variable
                    && ($0.isPower && factor.isPower || $0.base == factor.base
                        || $0.hasConstant && factor.hasConstant)
            }
        }
        terms = (0..<unitCount).map { unit in bits { $0.isTerm && $0.unitNumber == unit } }
        hasAdd = operators.has(.add)
        wanted = Joining.pairs.map { joining in
            joining.binary.map { operators.has($0) } ?? true
        }
    }

    /// Writes the masks of a left, one joining of ``Joining/pairs`` after the other, `words` each;
    /// `asCandidates` says that the combinations are to be formulas themselves.
    func write(_ left: Left, asCandidates: Bool, into target: inout [UInt32]) {
        for (place, joining) in Joining.pairs.enumerated() {
            let offset = place * words
            guard wanted[place], let allowed = allowed(left, joining, asCandidates) else {
                for word in 0..<words { target[offset + word] = 0 }
                continue
            }
            let chained = left.chain.continues(with: joining)
            let first = chained ? (left.chain.members.last ?? -1) + 1 : 0
            for word in 0..<words {
                var bits = allowed[word]
                if first >= 32 * (word + 1) {
                    bits = 0
                } else if first > 32 * word {
                    bits &= UInt32.max << UInt32(first - 32 * word)
                }
                target[offset + word] = bits
            }
            guard joining == .product || joining == .absoluteDifference else { continue }
            for member in left.chain.members {
                if joining == .product, chained {
                    for word in 0..<words { target[offset + word] &= ~clashes[member][word] }
                } else if joining == .absoluteDifference, left.chain.isAdditive {
                    target[offset + member / 32] &= ~(1 << UInt32(member % 32))
                }
            }
        }
    }

    private func allowed(
        _ left: Left, _ joining: Joining, _ asCandidates: Bool
    ) -> [UInt32]? {
        if joining == .product {
            guard left.inverted else { return plainProducts }
            return asCandidates ? invertedCandidates : invertedProducts
        }
        guard left.isTerm, left.unit < terms.count else { return nil }
        if joining == .absoluteDifference, left.chain.kind == .subtract, hasAdd { return nil }
        return terms[left.unit]
    }

    /// The joinings of a left with one factor.
    func joinings(_ left: Left, with right: Int) -> [Joining] {
        var masks = [UInt32](repeating: 0, count: words * Joining.pairs.count)
        write(left, asCandidates: false, into: &masks)
        return Joining.pairs.indices.filter {
            masks[$0 * words + right / 32] >> UInt32(right % 32) & 1 != 0
        }.map { Joining.pairs[$0] }
    }
}
