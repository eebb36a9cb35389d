/// Scores a column as one term beside the others of a model: what least squares leave of the target.
struct TermProjection {
    /// Shares of a column's mean square below which what the other terms leave of it is rounding.
    private static let smallestRest = 1e-9

    private let weights: [Double]
    /// Weighted orthonormal columns that span the other terms beside the intercept.
    private let weightedBasis: [[Double]]
    private let weightedRest: [Double]
    /// The mean square of what the other terms leave, as a share of the target's variance.
    let rest: Double

    /// - Parameters:
    ///   - target: weighted mean zero and variance one.
    ///   - others: the columns of the other terms.
    init(target: [Double], weights: [Double], others: [[Double]]) {
        self.weights = weights
        func product(_ a: [Double], _ b: [Double]) -> Double {
            var sum = 0.0
            for row in weights.indices { sum += weights[row] * a[row] * b[row] }
            return sum
        }
        var basis = [[Double]]()
        var left = target
        for column in others {
            let mean = zip(weights, column).reduce(0) { $0 + $1.0 * $1.1 }
            var own = column.map { $0 - mean }
            let start = product(own, own)
            // Twice is enough for orthogonality to rounding.
            for _ in 0..<2 {
                for other in basis {
                    let share = product(own, other)
                    for row in own.indices { own[row] -= share * other[row] }
                }
            }
            let square = product(own, own)
            guard square > TermProjection.smallestRest * start, square > 0 else { continue }
            let scale = 1 / square.squareRoot()
            own = own.map { $0 * scale }
            basis.append(own)
            let share = product(left, own)
            for row in left.indices { left[row] -= share * own[row] }
        }
        weightedBasis = basis.map { column in zip(weights, column).map { $0 * $1 } }
        weightedRest = zip(weights, left).map { $0 * $1 }
        rest = product(left, left)
    }

    /// What remains of the target with this column as a further term; `nil` where it has no finite
    /// value in some row, or nothing that the others do not have.
    func loss(_ values: UnsafeMutableBufferPointer<Double>) -> Double? {
        var mean = 0.0
        var square = 0.0
        var product = 0.0
        weights.withUnsafeBufferPointer { weights in
            weightedRest.withUnsafeBufferPointer { rest in
                for row in 0..<values.count {
                    let value = values[row]
                    let weighted = weights[row] * value
                    mean += weighted
                    square += weighted * value
                    product += rest[row] * value
                }
            }
        }
        guard square.isFinite, square > 0 else { return nil }
        var variance = square - mean * mean
        for column in weightedBasis {
            var share = 0.0
            column.withUnsafeBufferPointer { column in
                for row in 0..<values.count { share += column[row] * values[row] }
            }
            variance -= share * share
        }
        guard variance > TermProjection.smallestRest * square, variance.isFinite else { return nil }
        return max(0, rest - product * product / variance)
    }
}
