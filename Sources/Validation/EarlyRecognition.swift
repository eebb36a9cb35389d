import Basis
import Learning

/// Where a hidden item stands in a ranking.
public struct RankedItem: Sendable, Equatable {
    /// What is drawn as a whole for intervals, such as a chemical system.
    public var group: String
    /// Items with a larger score.
    public var better: Int
    /// Items with the same score, this one included.
    public var tied: Int
    /// All items of the ranking.
    public var count: Int

    public init(group: String, better: Int, tied: Int, count: Int) {
        precondition(better >= 0 && tied >= 1 && better + tied <= count, "no place in a ranking")
        self.group = group
        self.better = better
        self.tied = tied
        self.count = count
    }

    /// Places of items by their scores, larger ones first.
    ///
    /// - Parameter indices: of the items that are asked for, with their groups.
    public static func places(
        of indices: [(index: Int, group: String)], among scores: [Double]
    ) -> [RankedItem] {
        let rising = scores.sorted()
        return indices.map { index, group in
            let score = scores[index]
            let start = rising.lowerBound(of: score)
            let end = rising.lowerBound(of: score.nextUp)
            return RankedItem(
                group: group, better: scores.count - end, tied: end - start, count: scores.count)
        }
    }

    /// The place, from 1; the middle one of those of equal score.
    public var place: Double { Double(better) + Double(tied + 1) / 2 }

    /// The chance to stand among the first `depth`, where equal scores are in random order.
    func chance(within depth: Int) -> Double {
        min(1, max(0, Double(depth - better) / Double(tied)))
    }

    /// The mean of exp(-alpha place / count), where equal scores are in random order.
    func decay(alpha: Double) -> Double {
        let step = Elementary.exp(-alpha / Double(count))
        let first = Elementary.exp(-alpha * Double(better + 1) / Double(count))
        let block = 1 - Elementary.exp(-alpha * Double(tied) / Double(count))
        return first * block / (1 - step) / Double(tied)
    }
}

/// How early a ranking finds what was hidden from it.
///
/// Items of equal score count with the mean over all their orders, so that a ranking that tells
/// nothing has exactly the figures of chance. A group that was hidden in several rankings counts
/// once, with its mean. Intervals are percentiles of replicates in which whole groups are drawn with
/// replacement; the length of the ranking stays.
public struct EarlyRecognition: Sendable {
    /// The hidden items in their rankings.
    public let items: [RankedItem]
    /// Items of each group.
    private let members: [[Int]]
    private let draws: [[Int]]
    /// Mean length of the rankings, and the mean number of hidden items in one.
    private let count: Double
    private let hidden: Double

    /// - Parameters:
    ///   - rankings: how many rankings the items are from.
    ///   - replicates: the default is 1000.
    public init(
        _ items: [RankedItem], rankings: Int, replicates: Int = 1000, stream: RandomStream
    ) {
        self.items = items
        members = Splits.index(items.map(\.group)).members
        let groups = members.count
        draws = (0..<replicates).map { replicate in
            var generator = stream.child(replicate)
            return (0..<groups).map { _ in generator.below(groups) }
        }
        count = items.reduce(0) { $0 + Double($1.count) } / Double(max(1, items.count))
        hidden = Double(items.count) / Double(max(1, rankings))
    }

    /// How many items a share of a ranking holds; at least one.
    static func depth(_ share: Double, of count: Int) -> Int {
        max(1, Int((share * Double(count)).rounded()))
    }

    /// The share of the hidden items among the first `share` of their ranking; `nil` without any.
    public func recall(at share: Double) -> Interval? {
        mean { $0.chance(within: Self.depth(share, of: $0.count)) }
    }

    /// The share of the hidden items among the first `depth` of their ranking; `nil` without any.
    public func recall(first depth: Int) -> Interval? {
        mean { $0.chance(within: depth) }
    }

    /// Recall over what chance would give; 1 for a ranking that tells nothing.
    public func enrichment(at share: Double) -> Interval? {
        mean {
            let depth = Self.depth(share, of: $0.count)
            return $0.chance(within: depth) * Double($0.count) / Double(depth)
        }
    }

    /// The mean place as a share of the ranking.
    public var meanPlace: Interval? { mean { $0.place / Double($0.count) } }

    /// The median of the groups' places as shares of the ranking; `nil` without any.
    public var medianPlace: Interval? {
        figure({ items[$0].place / Double(items[$0].count) }) { values in
            let sorted = values.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1
                ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }

    /// The Boltzmann-enhanced discrimination of the receiver operating characteristic, 0...1.
    ///
    /// With r the places of n hidden items among N, x = n / N and a = alpha:
    /// RIE = mean(exp(-a r / N)) N (exp(a / N) - 1) / (1 - exp(-a)), scaled so that the best order
    /// gives 1 and the worst 0. Items of several rankings share the means of n and N. About 80 % of
    /// it is decided by the first 1.6 / alpha of the ranking.
    ///
    /// Source: Truchon and Bayly, J. Chem. Inf. Model. 47, 488 (2007), doi:10.1021/ci600426e.
    ///
    /// - Parameter alpha: above 0; the weight of the head.
    public func bedroc(alpha: Double) -> Interval? {
        guard hidden > 0, hidden < count else { return nil }
        let share = hidden / count
        let chance = (1 - Elementary.exp(-alpha)) / (count * (Elementary.exp(alpha / count) - 1))
        let best = (1 - Elementary.exp(-alpha * share)) / (share * (1 - Elementary.exp(-alpha)))
        let worst = (Elementary.exp(alpha * share) - 1) / (share * (Elementary.exp(alpha) - 1))
        return mean { $0.decay(alpha: alpha) }.map { found in
            func scaled(_ decay: Double) -> Double {
                min(1, max(0, (decay / chance - worst) / (best - worst)))
            }
            return Interval(
                estimate: scaled(found.estimate), lower: scaled(found.lower),
                upper: scaled(found.upper))
        }
    }

    /// The mean of a value of each item, given in their order.
    public func mean(of values: [Double]) -> Interval? {
        precondition(values.count == items.count, "one value an item")
        return figure({ values[$0] }) { $0.reduce(0, +) / Double($0.count) }
    }

    private func mean(_ value: (RankedItem) -> Double) -> Interval? {
        figure({ value(items[$0]) }) { $0.reduce(0, +) / Double($0.count) }
    }

    private func figure(
        _ value: (_ item: Int) -> Double, _ summary: ([Double]) -> Double
    ) -> Interval? {
        guard !members.isEmpty else { return nil }
        let values = members.map { group in
            group.reduce(0) { $0 + value($1) } / Double(group.count)
        }
        return Intervals.interval(
            summary(values), draws.map { draw in summary(draw.map { values[$0] }) }, 0.95)
    }
}
