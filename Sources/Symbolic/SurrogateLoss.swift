import Foundation

/// What a surrogate's coefficients minimise, and how its sum becomes a prediction.
public enum SurrogateLoss: String, Sendable, Equatable, Codable, CaseIterable {
    /// The weighted mean squared error; the sum is the prediction.
    case squared
    /// The weighted mean of y ln(y/p) + (1-y) ln((1-y)/(1-p)), 0 ln 0 being 0: for labels the
    /// logistic loss, for probabilities the divergence from them (zero where p = y). The sum is the
    /// logarithm of the odds; the prediction p is 1/(1 + exp(-sum)).
    case logistic

    /// What one minus the loss over that of the mean is called.
    public var explainedName: String {
        switch self {
        case .squared: "R2"
        case .logistic: "explained deviance"
        }
    }

    /// ``explainedName`` in the names of columns.
    var explainedColumn: String {
        switch self {
        case .squared: "r_squared"
        case .logistic: "explained_deviance"
        }
    }

    /// The prediction of a sum.
    @inline(__always)
    func prediction(_ sum: Double) -> Double {
        switch self {
        case .squared: sum
        case .logistic: LogisticFit.probability(sum)
        }
    }

    /// The loss of one row whose sum is `sum`.
    func loss(target: Double, sum: Double) -> Double {
        switch self {
        case .squared: (target - sum) * (target - sum)
        case .logistic:
            max(0, LogisticFit.loss(target: target, sum: sum) - LogisticFit.entropy(target))
        }
    }
}
