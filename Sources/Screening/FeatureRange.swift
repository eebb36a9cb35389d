import Basis

/// The box in descriptor space that the training compounds span.
///
/// A composition outside it is extrapolation in at least one descriptor, whatever the model says.
/// The box is a necessary condition only: inside it there may still be no compound nearby, which
/// ``DomainAssessment/isolation`` tells. It is cheap enough for every point of a sweep.
public struct FeatureRange: Sendable, Equatable {
    /// The smallest value of each descriptor among the training compounds.
    public let lower: [Double]
    /// The largest value of each descriptor among the training compounds.
    public let upper: [Double]

    /// The range of the rows of `features` (shape [compounds, descriptors], finite).
    public init(of features: Matrix) {
        var lower = [Double](repeating: .infinity, count: features.columns)
        var upper = [Double](repeating: -.infinity, count: features.columns)
        for row in 0..<features.rows {
            for (column, value) in features.row(row).enumerated() {
                lower[column] = min(lower[column], value)
                upper[column] = max(upper[column], value)
            }
        }
        self.init(lower: lower, upper: upper)
    }

    public init(lower: [Double], upper: [Double]) {
        precondition(lower.count == upper.count, "one lower and one upper bound a descriptor")
        // The descriptors of a grid point carry rounding errors of their own.
        self.lower = lower
        self.upper = upper
    }

    /// The values of a descriptor that count as inside: within a relative 1e-6 of the bounds.
    func allowed(_ index: Int) -> (low: Double, high: Double) {
        let slack = ComputedValues.tolerance * max(abs(lower[index]), abs(upper[index]))
        return (lower[index] - slack, upper[index] + slack)
    }

    /// Whether every descriptor of the row lies inside, within a relative 1e-6 of the bounds.
    public func contains(_ row: UnsafeBufferPointer<Double>) -> Bool {
        for index in 0..<lower.count {
            let (low, high) = allowed(index)
            if row[index] < low || row[index] > high { return false }
        }
        return true
    }

    /// The positions of the descriptors that lie outside, in order.
    public func violations(of row: [Double]) -> [Int] {
        row.indices.filter { index in
            let (low, high) = allowed(index)
            return row[index] < low || row[index] > high
        }
    }
}
