import Basis

/// What a class's predicted probability is worth: predicted against observed, bin by bin.
///
/// Rows are sorted by the predicted probability and cut into bins of nearly equal mass. Equal
/// probabilities are never parted: a bin is full with the first run of equal ones that brings the
/// rows seen so far to a multiple of rows / bins or past it, so that bins may be fewer and larger
/// than asked for, and do not depend on the order of the rows.
///
/// The expected calibration error is sum_b (n_b / n) |mean predicted_b - observed_b|, one class
/// (or union) against the rest, 0 (best) to 1. It grows with the number of bins by chance alone,
/// so only figures of equal bins and rows compare.
///
/// Source: Nixon et al., CVPR Workshops (2019), arXiv:1904.01685 (adaptive bins, class by class);
/// Naeini et al., AAAI (2015), doi:10.1609/aaai.v29i1.9602.
public struct ReliabilityCurve: Sendable, Equatable, Codable {
    public struct Bin: Sendable, Equatable, Codable {
        public let rows: Int
        public let positives: Int
        /// Mean of the predicted probabilities.
        public let meanPredicted: Double
        /// Share of the positives.
        public let observed: Double
        /// Wilson's interval of `observed` at 95 %, as if rows were independent.
        public let lower: Double
        public let upper: Double

        enum CodingKeys: String, CodingKey {
            case rows, positives, observed, lower, upper
            case meanPredicted = "mean_predicted"
        }
    }

    /// The class or union.
    public let target: String
    /// By rising probability.
    public let bins: [Bin]
    public let calibrationError: Double

    enum CodingKeys: String, CodingKey {
        case target, bins
        case calibrationError = "calibration_error"
    }

    /// - Parameter bins: how many bins at most. The default is 15.
    /// - Throws: ``ValidationError`` for lists of different length or without rows, scores that are
    ///   not finite, and no bin.
    public init(
        target: String, scores: [Double], positives: [Bool], bins: Int = 15
    ) throws {
        guard scores.count == positives.count, !scores.isEmpty else {
            throw ValidationError.countMismatch(
                what: "positives", found: positives.count, expected: max(1, scores.count))
        }
        if let index = scores.firstIndex(where: { !$0.isFinite }) {
            throw ValidationError.notFinite(what: "score", index: index)
        }
        guard (1...10_000).contains(bins) else {
            throw ValidationError.badParameter(
                name: "bins", value: "\(bins)", allowed: "1 to 10000")
        }
        let ranking = Ranking(scores: scores, positives: positives)
        var filling = CalibrationBins(rows: scores.count, bins: bins)
        var full = [Bin]()
        ranking.forEachRun(times: [1]) { score, count, hits in
            if let bin = filling.add(count: count, hits: hits, score: score) {
                full.append(Bin(bin))
            }
        }
        self.target = target
        self.bins = full
        calibrationError = filling.error ?? 0
    }

    /// One curve for each class, then one for each union.
    public static func curves(
        of outcome: ValidationOutcome, unions: [MetricTarget] = [], bins: Int = 15
    ) throws -> [ReliabilityCurve] {
        try outcome.targets(unions).map { target in
            try ReliabilityCurve(
                target: target.name,
                scores: outcome.predictions.map { target.score($0.probabilities) },
                positives: outcome.predictions.map { target.classes.contains($0.truth) },
                bins: bins)
        }
    }
}

extension ReliabilityCurve.Bin {
    init(_ bin: CalibrationBins.Bin) {
        let interval = Interval.wilson(hits: bin.positives, rows: bin.rows)
        rows = bin.rows
        positives = bin.positives
        meanPredicted = bin.predicted / Double(bin.rows)
        observed = interval.estimate
        lower = interval.lower
        upper = interval.upper
    }
}

extension ValidationOutcome {
    /// Each class alone, then the unions.
    func targets(_ unions: [MetricTarget]) throws -> [MetricTarget] {
        for target in unions { try target.check(classCount: classNames.count) }
        return classNames.enumerated().map { MetricTarget(name: $1, classes: [$0]) } + unions
    }
}
