/// How well a rule, or several together, tell the positive rows from the rest.
public struct RuleFigures: Sendable, Equatable, Codable {
    /// An interval of a share, both ends within 0...1.
    public struct Interval: Sendable, Equatable, Codable {
        public var lower: Double
        public var upper: Double

        public init(lower: Double, upper: Double) {
            self.lower = lower
            self.upper = upper
        }
    }

    /// Weighted share of the positive rows that lie inside.
    public var coverage: Double
    public var coverageInterval: Interval
    /// Weighted share of positive rows among all rows inside; 0 where no row lies inside.
    public var precision: Double
    public var precisionInterval: Interval
    /// Precision over the weighted share of positives among all rows.
    public var lift: Double
    public var positivesInside: Int
    public var positives: Int
    public var rowsInside: Int
    public var rows: Int

    /// Figures of the rows marked `inside`, one entry a row in all three lists; rows of weight 0 do
    /// not count.
    ///
    /// Intervals are Wilson's at 95 %, with the effective
    /// number of rows `(sum w)^2 / sum w^2` where weights differ.
    public init(inside: [Bool], positive: [Bool], weights: [Double]) {
        var positiveWeights = EffectiveCount()
        var insideWeights = EffectiveCount()
        var all = 0.0
        var both = 0.0
        positivesInside = 0
        positives = 0
        rowsInside = 0
        rows = 0
        for row in inside.indices {
            let weight = weights[row]
            guard weight > 0 else { continue }
            rows += 1
            all += weight
            if positive[row] {
                positives += 1
                positiveWeights.add(weight)
            }
            if inside[row] {
                rowsInside += 1
                insideWeights.add(weight)
                if positive[row] {
                    positivesInside += 1
                    both += weight
                }
            }
        }
        coverage = positiveWeights.sum > 0 ? both / positiveWeights.sum : 0
        precision = insideWeights.sum > 0 ? both / insideWeights.sum : 0
        let base = all > 0 ? positiveWeights.sum / all : 0
        lift = base > 0 ? precision / base : 0
        coverageInterval = RuleFigures.wilson(coverage, positiveWeights.effective)
        precisionInterval = RuleFigures.wilson(precision, insideWeights.effective)
    }

    /// Wilson's score interval at 95 % for a share of `count` independent rows.
    ///
    /// Source: Wilson, J. Am. Stat. Assoc. 22, 209 (1927), doi:10.1080/01621459.1927.10502953.
    static func wilson(_ share: Double, _ count: Double) -> Interval {
        guard count > 0 else { return Interval(lower: 0, upper: 1) }
        let z = 1.959963984540054
        let square = z * z / count
        let centre = (share + square / 2) / (1 + square)
        let half =
            z / (1 + square)
            * (max(0, share * (1 - share)) / count + square / (4 * count)).squareRoot()
        return Interval(
            lower: share <= 0 ? 0 : max(0, centre - half),
            upper: share >= 1 ? 1 : min(1, centre + half))
    }
}

private struct EffectiveCount {
    var sum = 0.0
    var squares = 0.0

    mutating func add(_ weight: Double) {
        sum += weight
        squares += weight * weight
    }

    var effective: Double { squares > 0 ? sum * sum / squares : 0 }
}
