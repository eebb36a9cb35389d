/// Pieces on the right of (piece o piece), and which pieces on the left they may be joined with.
struct CrossBlock: Sendable {
    /// All pairs up to the last one of the block.
    let pairs: Range<Int>
    let rights: ScreeningRights
    let units: UnitRegistry
    /// The part of the work over all blocks.
    let share: Double

    private let words: Int
    private let firstPair: Int
    /// The pair that each right is made from, and its order within.
    private let orders: [(pair: Int, piece: Piece)]
    private let plainFactors: [UInt32]
    private let invertedFactors: [UInt32]
    private let invertedCandidates: [UInt32]
    private let terms: [Int: [UInt32]]
    private let additive: [UInt32]
    private let minus: [UInt32]
    private let minima: [UInt32]
    private let maxima: [UInt32]
    /// Sums that a factor is part of.
    private let sumsOf: [Int: [UInt32]]

    init(
        _ space: FeatureSpace, _ table: ScreeningTable, pairs: Range<Int>,
        _ pieces: [(pair: Int, left: Left)], _ units: UnitRegistry
    ) {
        let words = (pieces.count + 31) / 32
        func bits(_ holds: (Left) -> Bool) -> [UInt32] {
            var result = [UInt32](repeating: 0, count: words)
            for (index, piece) in pieces.enumerated() where holds(piece.left) {
                result[index / 32] |= 1 << UInt32(index % 32)
            }
            return result
        }
        self.pairs = 0..<pairs.upperBound
        self.units = units
        self.words = words
        firstPair = pairs.lowerBound
        let all = Double(space.pairCount)
        share =
            (Double(pairs.upperBound) * Double(pairs.upperBound)
                - Double(pairs.lowerBound) * Double(pairs.lowerBound)) / (all * all)
        rights = ScreeningRights(
            table,
            pieces.map {
                .init(
                    piece: $0.left.candidate.head, baseComplexity: $0.left.baseComplexity,
                    inverted: $0.left.inverted)
            })
        orders = pieces.map { ($0.pair, $0.left.candidate.head) }
        let operators = space.operators
        let multiply = operators.has(.multiply)
        let divide = operators.has(.divide)
        let inverse = operators.has(.inverse)
        plainFactors = bits { $0.chain.kind != .product && ($0.inverted ? divide : multiply) }
        invertedFactors = bits { $0.chain.kind != .product && !$0.inverted && divide }
        invertedCandidates = bits {
            $0.chain.kind != .product && $0.inverted && multiply && inverse
        }
        var terms = [Int: [UInt32]]()
        for unit in Set(pieces.map(\.left.unit)).sorted() {
            terms[unit] = bits { $0.isTerm && $0.unit == unit }
        }
        self.terms = terms
        additive = bits { $0.chain.isAdditive }
        minus = bits { $0.chain.kind == .subtract }
        minima = bits { $0.chain.kind == .minimum }
        maxima = bits { $0.chain.kind == .maximum }
        var sumsOf = [Int: [UInt32]]()
        for factor in space.factors.indices {
            let own = bits { $0.chain.isAdditive && $0.chain.members.contains(factor) }
            if own.contains(where: { $0 != 0 }) { sumsOf[factor] = own }
        }
        self.sumsOf = sumsOf
    }

    /// Writes the masks of a left, see ``FactorMasks``; `false` where no right is allowed.
    func writeMasks(
        _ left: Left, pairIndex: Int, _ operators: OperatorSet, into target: inout [UInt32]
    ) -> Bool {
        var any: UInt32 = 0
        let terms = left.isTerm ? terms[left.unit] : nil
        let kind = left.chain.kind
        for (place, joining) in Joining.pairs.enumerated() {
            let isWanted = joining.binary.map { operators.has($0) } ?? true
            for word in 0..<words {
                var bits: UInt32 = 0
                switch joining {
                case .product:
                    if kind == .product { break }
                    bits =
                        left.inverted
                        ? invertedFactors[word] | invertedCandidates[word] : plainFactors[word]
                case .add, .subtract:
                    if !left.chain.isAdditive { bits = (terms?[word] ?? 0) & ~additive[word] }
                case .absoluteDifference:
                    bits = terms?[word] ?? 0
                    if operators.has(.add) {
                        bits = kind == .subtract ? 0 : bits & ~minus[word]
                    }
                    if left.chain.isAdditive {
                        for member in left.chain.members {
                            bits &= ~(sumsOf[member]?[word] ?? 0)
                        }
                    }
                case .minimum:
                    if kind != .minimum { bits = (terms?[word] ?? 0) & ~minima[word] }
                default:
                    if kind != .maximum { bits = (terms?[word] ?? 0) & ~maxima[word] }
                }
                if !isWanted { bits = 0 }
                if bits != 0, pairIndex >= firstPair {
                    bits &= after(left.candidate.head, pairIndex, word)
                }
                target[place * words + word] = bits
                any |= bits
            }
        }
        return any != 0
    }

    /// The rights of a word that come after a left, so that each two meet once.
    private func after(_ piece: Piece, _ pair: Int, _ word: Int) -> UInt32 {
        var result: UInt32 = 0
        for index in 32 * word..<min(32 * (word + 1), orders.count) {
            let other = orders[index]
            if other.pair > pair || other.pair == pair && piece < other.piece {
                result |= 1 << UInt32(index % 32)
            }
        }
        return result
    }
}

/// Cuts the pieces of all pairs into blocks that fit into memory.
struct CrossSource {
    /// Bytes for the columns of a block.
    private static let memory = 48 << 20
    private static let most = 2_048

    private let space: FeatureSpace
    private let table: ScreeningTable
    private var units: UnitRegistry
    private var nextPair = 0

    init(_ space: FeatureSpace, _ table: ScreeningTable) {
        self.space = space
        self.table = table
        units = space.units
        // All units that pieces may have get their numbers now, for threads to agree on them.
        let known = units.count
        for a in 0..<known {
            for b in 0..<known { _ = units.product(a, b) }
        }
        for unit in 0..<units.count {
            _ = units.inverse(unit)
            for operation in space.operators.unary {
                if let other = units.transformed(unit, operation) { _ = units.inverse(other) }
            }
        }
    }

    mutating func next() -> CrossBlock? {
        guard nextPair < space.pairCount else { return nil }
        let first = nextPair
        let limit = max(
            64, min(CrossSource.most, CrossSource.memory / (12 * table.stride)))
        var pieces = [(pair: Int, left: Left)]()
        while nextPair < space.pairCount, pieces.count < limit {
            for pair in space.pairs(nextPair, &units) {
                for piece in space.pieces(pair, &units)
                where piece.baseComplexity + 4 <= space.maximumComplexity {
                    pieces.append((nextPair, piece))
                }
            }
            nextPair += 1
        }
        // Like beside like: whole groups of the kernel are then left out.
        pieces.sort { a, b in
            let kinds = (a.left.chain.kind == .product, b.left.chain.kind == .product)
            if kinds.0 != kinds.1 { return kinds.1 }
            if a.left.unit != b.left.unit { return a.left.unit < b.left.unit }
            return a.pair != b.pair
                ? a.pair < b.pair : a.left.candidate.head < b.left.candidate.head
        }
        return CrossBlock(space, table, pairs: first..<nextPair, pieces, units)
    }
}
