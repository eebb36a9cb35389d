/// How well scores put positive rows before the others; rows have weights, equal scores count as
/// tied.
struct RankingFigures: Sendable, Equatable {
    /// The area under the receiver operating characteristic.
    var area: Double
    /// The sum of precision times the step of recall over the distinct scores, highest first.
    var averagePrecision: Double

    /// `nil` without weighted rows of both kinds.
    init?(scores: [Double], labels: [Bool], weights: [Double]) {
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var positives = 0.0
        var negatives = 0.0
        for row in order {
            if labels[row] { positives += weights[row] } else { negatives += weights[row] }
        }
        guard positives > 0, negatives > 0 else { return nil }
        var area = 0.0
        var precision = 0.0
        var above = (positive: 0.0, negative: 0.0)
        var position = 0
        while position < order.count {
            let score = scores[order[position]]
            var tied = (positive: 0.0, negative: 0.0)
            while position < order.count, scores[order[position]] == score {
                let row = order[position]
                if labels[row] {
                    tied.positive += weights[row]
                } else {
                    tied.negative += weights[row]
                }
                position += 1
            }
            area += tied.negative * (above.positive + tied.positive / 2)
            above.positive += tied.positive
            above.negative += tied.negative
            if tied.positive > 0 {
                precision +=
                    tied.positive * above.positive / (above.positive + above.negative)
            }
        }
        self.area = area / (positives * negatives)
        averagePrecision = precision / positives
    }
}
