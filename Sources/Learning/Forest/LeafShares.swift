/// Class shares of a leaf as whole multiples of 2^-30 that add up to exactly one.
///
/// Sums of whole numbers do not depend on their order, so every way of adding up the trees of a
/// forest gives the same probability, bit for bit.
public enum LeafShares {
    /// The whole number that stands for a share of one.
    public static let unit: Int32 = 1 << 30

    /// Rounds `counts / sum(counts)` by largest remainder; ties go to the lower class.
    ///
    /// The counts are finite, not negative, and not all zero.
    public static func rounding(_ counts: [Double]) -> [Int32] {
        let total = counts.reduce(0, +)
        var shares = [Int32]()
        var remainders = [Double]()
        var missing = Int64(unit)
        for count in counts {
            let exact = count / total * Double(unit)
            let whole = min(exact.rounded(.down), Double(unit))
            shares.append(Int32(whole))
            remainders.append(exact - whole)
            missing -= Int64(whole)
        }
        let order = remainders.indices.sorted {
            (remainders[$1], $0) < (remainders[$0], $1)
        }
        // The division may round up, so the wholes can exceed the unit by a few parts.
        var position = 0
        while missing > 0 {
            shares[order[position % order.count]] += 1
            missing -= 1
            position += 1
        }
        while missing < 0, let largest = shares.indices.max(by: { shares[$0] < shares[$1] }) {
            shares[largest] -= 1
            missing += 1
        }
        return shares
    }
}
