extension ReliabilityCurve {
    /// Curves that show the whole range of a rare class: one for each class, then one for each
    /// union.
    ///
    /// Bins of equal mass put all that a rare class has into one of them. Here a bin also ends
    /// where it holds its share of the sum of p (1 - p), the variance that the probabilities
    /// state, so there are more bins where the outcome is open: up to twice `bins`. Bins depend on
    /// the probabilities alone, not on the outcomes, and equal probabilities are never parted.
    /// ``calibrationError`` stays that of bins of equal mass.
    public static func detailed(
        of outcome: ValidationOutcome, unions: [MetricTarget] = [], bins: Int = 15
    ) throws -> [ReliabilityCurve] {
        let plain = try curves(of: outcome, unions: unions, bins: bins)
        return try zip(plain, outcome.targets(unions)).map { curve, target in
            ReliabilityCurve(
                curve, scores: outcome.predictions.map { target.score($0.probabilities) },
                positives: outcome.predictions.map { target.classes.contains($0.truth) },
                bins: bins)
        }
    }

    private init(_ curve: ReliabilityCurve, scores: [Double], positives: [Bool], bins: Int) {
        func variance(_ score: Double) -> Double { max(0, score * (1 - score)) }
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        let mostRows = (order.count + bins - 1) / bins
        let mostVariance = order.reduce(0) { $0 + variance(scores[$1]) } / Double(bins)
        var table = [Bin]()
        var open = CalibrationBins.Bin()
        var stated = 0.0
        for (place, row) in order.enumerated() {
            open.rows += 1
            open.positives += positives[row] ? 1 : 0
            open.predicted += scores[row]
            stated += variance(scores[row])
            let isLast = place + 1 == order.count
            if !isLast, scores[order[place + 1]] == scores[row] { continue }
            guard isLast || open.rows >= mostRows || (stated > 0 && stated >= mostVariance)
            else { continue }
            table.append(Bin(open))
            open = CalibrationBins.Bin()
            stated = 0
        }
        target = curve.target
        self.bins = table
        calibrationError = curve.calibrationError
    }
}
