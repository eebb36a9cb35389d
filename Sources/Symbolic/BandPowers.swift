/// Which products of powers of two positive quantities a search for bands must try.
///
/// `x^a y^b` and any power of it have the same bands up to the edges, so one pair of exponents
/// stands for each direction a : b. Of 64 pairs 22 remain.
struct BandPowers: Sendable {
    private static let largest = 6
    private static let width = 2 * largest + 1
    private let kept: [Bool]

    init(_ operators: OperatorSet) {
        var available = [2]
        if operators.has(.squareRoot) { available.append(1) }
        if operators.has(.square) { available.append(4) }
        if operators.has(.cube) { available.append(6) }
        let signed = available.flatMap { [$0, -$0] }
        var kept = [Bool](repeating: false, count: BandPowers.width * BandPowers.width)
        for a in signed {
            for b in signed {
                let rivals = signed.flatMap { c in signed.map { (c, $0) } }
                    .filter { BandPowers.parallel((a, b), $0) }
                let first = rivals.min { BandPowers.cost($0) < BandPowers.cost($1) }
                if let first, first == (a, b) { kept[BandPowers.index(a, b)] = true }
            }
        }
        self.kept = kept
    }

    /// Whether the product with these doubled exponents stands for its direction.
    func stands(_ a: Int, _ b: Int) -> Bool { kept[BandPowers.index(a, b)] }

    private static func index(_ a: Int, _ b: Int) -> Int { (a + largest) * width + b + largest }

    private static func parallel(_ first: (Int, Int), _ second: (Int, Int)) -> Bool {
        first.0 * second.1 == first.1 * second.0
    }

    /// Nodes first; the rest only makes the choice definite.
    private static func cost(_ pair: (Int, Int)) -> (Int, Int, Int, Int) {
        let powers = [pair.0, pair.1].filter { abs($0) != 2 }.count
        let inverse = pair.0 < 0 && pair.1 < 0 ? 1 : 0
        return (powers + inverse, pair.0 < 0 ? 1 : 0, abs(pair.0), abs(pair.1))
    }
}
