/// Comparisons of numbers that were computed, not given.
///
/// Quantities that are equal in exact arithmetic differ in the last bits once they are computed:
/// e/a = 1.93 comes out as 1.93 or as 1.9300000000000002, by the order and the size of the amounts.
/// Whoever compares such numbers bit by bit judges the noise.
public enum ComputedValues {
    /// Neighbouring values of a column are one up to this share of the larger of them. Pooling
    /// loses about 1e-15, amounts written with eight digits 1e-8; the rest makes room for a number
    /// of single precision (steps of 1e-7) between any two values that differ.
    public static let tolerance = 1e-6
    /// The same as a share of the largest value of the column: what is left of sums that cancel.
    public static let floor = 1e-12
    /// A value reaches a bound that it misses by this share: a bound that a person wrote down or
    /// a table gives.
    public static let reach = 1e-9

    /// Values taken together grow to this many tolerances: where a column is so crowded that
    /// everything touches, only what rounding alone can have parted is taken together beyond.
    private static let longest = 16.0
    /// What rounding alone parts, as a share of the larger value.
    private static let rounding = 1e-11

    /// Whether the next larger value of a column is the same as the last one.
    ///
    /// - Parameters:
    ///   - first: the least of the values taken together so far.
    ///   - floor: what counts as nothing in the column.
    @inlinable
    public static func joins(_ next: Double, last: Double, first: Double, floor: Double) -> Bool {
        let gap = next - last
        let size = max(abs(next), abs(last))
        if gap > max(tolerance * size, floor) { return false }
        return isOne(gap, next - first, size, floor)
    }

    @usableFromInline
    static func isOne(_ gap: Double, _ length: Double, _ size: Double, _ floor: Double) -> Bool {
        gap <= max(rounding * size, floor) || length <= longest * tolerance * size
    }

    /// The column with the least of all values that are one in place of each.
    public static func merged(_ column: [Double]) -> [Double] {
        let order = column.indices.sorted { (column[$0], $0) < (column[$1], $1) }
        guard let least = order.first, let most = order.last else { return column }
        let floor = floor * max(abs(column[least]), abs(column[most]))
        var result = column
        var (first, last) = (column[least], column[least])
        for row in order {
            let value = column[row]
            if !joins(value, last: last, first: first, floor: floor) { first = value }
            last = value
            result[row] = first
        }
        return result
    }

    /// How far a value lies inside of a band, negative outside; a value at an edge, but for
    /// rounding, has the margin 0.
    ///
    /// - Parameter scale: a size beside which rounding counts as nothing, such as the spread of the
    ///   values; the value's own size counts as well.
    public static func margin(
        _ value: Double, lower: Double?, upper: Double?, scale: Double = 0
    ) -> Double {
        let margin = min(
            lower.map { value - $0 } ?? .infinity, upper.map { $0 - value } ?? .infinity)
        return abs(margin) <= reach * max(abs(value), scale) ? 0 : margin
    }

    /// Whether a value lies within the bounds, or at one but for rounding.
    public static func isWithin(_ value: Double, lower: Double?, upper: Double?) -> Bool {
        margin(value, lower: lower, upper: upper) >= 0
    }

    /// A computed number as it is written down: in 12 significant digits, which numbers that are
    /// equal in exact arithmetic have in common, so that 1.9300000000000002 is 1.93. Sizes below
    /// 1e-10 and above 1e30 stay as they are.
    public static func settled(_ value: Double) -> Double {
        let size = abs(value)
        guard size >= 1e-10, size <= 1e30 else { return value }
        // log10(2) times the exponent is the decimal exponent or one more.
        var places = 11 - Int((Double(size.exponent) * 0.301_029_995_663_981_2).rounded(.down))
        if size * power(places) >= 1e12 { places -= 1 }
        return places >= 0
            ? (value * power(places)).rounded() / power(places)
            : (value / power(-places)).rounded() * power(-places)
    }

    /// Exact up to 10^22.
    private static func power(_ places: Int) -> Double {
        guard places >= 0 else { return 1 / powers[-places] }
        return powers[places]
    }

    private static let powers = (0..<22).reduce(into: [1.0]) { powers, _ in
        powers.append(10 * powers[powers.count - 1])
    }
}
