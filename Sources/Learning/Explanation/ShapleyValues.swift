import Basis

/// How the features of one row share out its prediction among themselves.
///
/// For every class the base and the contributions of all features add up to the prediction within
/// 1e-9: to the probability for a forest, to the log-odds before the softmax for boosted trees.
public struct ShapleyValues: Sendable, Equatable {
    /// What is predicted, by class, where no feature is known: the mean over the training rows.
    public let base: [Double]
    /// Shape [features, classes], in the unit of the base; positive where knowing the feature's
    /// value raises the prediction. Features that no tree asks for have zeros.
    public let contributions: Matrix

    public init(base: [Double], contributions: Matrix) {
        self.base = base
        self.contributions = contributions
    }

    /// Base plus contributions, by class.
    public var prediction: [Double] {
        var sums = base
        for feature in 0..<contributions.rows {
            for label in sums.indices { sums[label] += contributions[feature, label] }
        }
        return sums
    }
}
