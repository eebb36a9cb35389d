import Basis

/// The screened features: their formulas and standardised columns, and how they correlate.
struct Subspace: Sendable {
    struct Feature: Sendable {
        var expression: Expression
        var complexity: Int
        var mean: Double
        var deviation: Double
        /// Weighted mean zero, weighted variance one.
        var standardised: [Double]
    }

    /// Beyond this two columns are one.
    private static let sameCorrelation = 1 - 1e-9
    /// A duplicate wins where the other's correlation is below this share of its own.
    private static let winningShare = 0.9999

    /// Weights with sum one.
    let weights: [Double]
    let targetMean: Double
    /// The weighted variance of the target.
    let targetVariance: Double
    /// The target with weighted mean zero and variance one.
    let standardisedTarget: [Double]
    private(set) var features: [Feature] = []
    /// Correlations of the features, row by row.
    private(set) var gram: [[Double]] = []
    /// Correlations with the target.
    private(set) var correlations: [Double] = []

    init(target: [Double], weights: [Double]) {
        let total = weights.reduce(0, +)
        let normalised = weights.map { $0 / total }
        self.weights = normalised
        let moments = Subspace.moments(target, normalised)
        targetMean = moments.mean
        targetVariance = moments.variance
        let deviation = moments.variance.squareRoot()
        standardisedTarget = target.map { ($0 - moments.mean) / deviation }
    }

    static func moments(
        _ values: [Double], _ weights: [Double]
    ) -> (mean: Double, variance: Double) {
        var mean = 0.0
        for row in values.indices { mean += weights[row] * values[row] }
        var variance = 0.0
        for row in values.indices {
            let difference = values[row] - mean
            variance += weights[row] * difference * difference
        }
        return (mean, variance)
    }

    /// The weighted scalar product of two columns.
    func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for row in weights.indices { sum += weights[row] * a[row] * b[row] }
        return sum
    }

    /// The feature of a formula; `nil` where it has no finite value in some row or no spread.
    func feature(_ expression: Expression, columns: [[Double]]) -> Feature? {
        guard let values = expression.evaluate(columns: columns) else { return nil }
        let (mean, variance) = Subspace.moments(values, weights)
        let deviation = variance.squareRoot()
        // Below this the column is a constant and rounding.
        guard deviation.isFinite, mean.isFinite, deviation > 1e-7 * abs(mean), deviation > 0 else {
            return nil
        }
        return Feature(
            expression: expression, complexity: expression.complexity, mean: mean,
            deviation: deviation, standardised: values.map { ($0 - mean) / deviation })
    }

    /// Leaves out all other features.
    mutating func keep(_ isKept: (Feature) -> Bool) {
        let kept = features.indices.filter { isKept(features[$0]) }
        gram = kept.map { row in kept.map { gram[row][$0] } }
        correlations = kept.map { correlations[$0] }
        features = kept.map { features[$0] }
    }

    /// Adds a feature unless it nearly duplicates one that is there; `simpler` says that a
    /// duplicate counts only if it has no more nodes.
    ///
    /// - Parameter residuals: a duplicate that correlates more with one of these than what is there
    ///   wins and is added; none compares.
    mutating func add(
        _ feature: Feature, duplicateCorrelation: Double, simpler: Bool,
        residuals: [[Double]] = []
    ) -> Bool {
        let scores = residuals.map { abs(product(feature.standardised, $0)) }
        var row = [Double]()
        row.reserveCapacity(features.count + 1)
        for other in features {
            let correlation = product(feature.standardised, other.standardised)
            let counts = !simpler || other.complexity <= feature.complexity
            if counts, abs(correlation) > duplicateCorrelation {
                let isSame = abs(correlation) > Subspace.sameCorrelation
                let wins =
                    !isSame
                    && zip(residuals, scores).contains { residual, score in
                        abs(product(other.standardised, residual)) < score * Subspace.winningShare
                    }
                if !wins { return false }
            }
            row.append(correlation)
        }
        for index in features.indices { gram[index].append(row[index]) }
        gram.append(row + [1])
        correlations.append(product(feature.standardised, standardisedTarget))
        features.append(feature)
        return true
    }
}
