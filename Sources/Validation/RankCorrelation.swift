/// Whether two lists rise together.
enum RankCorrelation {
    /// Spearman's coefficient, -1 to 1: the correlation of ranks, equal values sharing their mean
    /// rank. `nil` where a list is constant or shorter than two.
    ///
    /// Computed in whole numbers up to the last quotient, so that it is exact in any order.
    /// Source: Spearman, Am. J. Psychol. 15, 72 (1904), doi:10.2307/1412159.
    static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
        let pairs = zip(doubledRanks(left), doubledRanks(right))
        // Twice a rank has the mean n + 1.
        let mean = left.count + 1
        var cross = 0
        var leftSquares = 0
        var rightSquares = 0
        for (first, second) in pairs {
            cross += (first - mean) * (second - mean)
            leftSquares += (first - mean) * (first - mean)
            rightSquares += (second - mean) * (second - mean)
        }
        guard leftSquares > 0, rightSquares > 0 else { return nil }
        return Double(cross) / (Double(leftSquares) * Double(rightSquares)).squareRoot()
    }

    /// Twice the rank of each value, counted from 1; the mean of the ranks of equal values.
    private static func doubledRanks(_ values: [Double]) -> [Int] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = start + end + 1 }
            start = end
        }
        return ranks
    }
}
