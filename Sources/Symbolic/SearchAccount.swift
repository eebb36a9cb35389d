import Foundation

/// How many formulas a search looked at, on how many rows.
public struct SearchAccount: Sendable, Equatable, Codable {
    /// Formulas that were scored against the target or what was left of it.
    public var candidates: Int
    /// Rows that count, of weight above zero.
    public var rows: Int

    public init(candidates: Int, rows: Int) {
        self.candidates = candidates
        self.rows = rows
    }

    /// The largest share of chance above which a search is warned of.
    static let warningShare = 0.1

    /// The share of the variance that the best of so many single formulas explains of noise alone.
    ///
    /// Among M independent candidates on n rows of normal noise the largest r2 is about
    /// 1 - M^(-2/(n-2)), because P(r2 > x) is of the order of (1 - x)^((n-2)/2). Candidates that
    /// resemble each other count as fewer, sums of several formulas reach more.
    public var chanceRSquared: Double {
        guard rows > 2, candidates > 1 else { return candidates > 1 ? 1 : 0 }
        return 1 - exp(-2 * log(Double(candidates)) / Double(rows - 2))
    }

    /// About what a sum of some formulas explains of noise alone: each takes its share of what the
    /// ones before have left. `nil` where the candidates do not dwarf the rows.
    func chance(terms: Int) -> Double? {
        guard candidates > rows, chanceRSquared > SearchAccount.warningShare else { return nil }
        return 1 - pow(1 - chanceRSquared, Double(max(1, terms)))
    }
}
