/// What a logistic regression over some features says of one more feature without fitting it.
struct LogisticBound {
    private let subspace: Subspace
    private let target: [Double]
    private let probabilities: [Double]
    /// p (1 - p).
    private let curvatures: [Double]
    private let columns: [[Double]]
    /// Weighted by the curvatures, for (1, columns).
    private let hessian: [Double]
    private let penalty: Double
    private let entropy: Double

    /// `nil` where the features cannot be fitted.
    init?(subspace: Subspace, target: [Double], members: [Int]) {
        let columns = members.map { subspace.features[$0].standardised }
        let weights = subspace.weights
        guard
            let fit = LogisticFit.fit(columns: columns, target: target, weights: weights)
        else { return nil }
        self.subspace = subspace
        self.target = target
        self.columns = columns
        probabilities = target.indices.map {
            LogisticFit.probability(ModelFitting.sum($0, columns, fit.coefficients))
        }
        curvatures = probabilities.map { $0 * (1 - $0) }
        penalty =
            fit.coefficients.dropFirst().reduce(0) { $0 + $1 * $1 } * LogisticFit.ridge / 2
        entropy = target.indices.reduce(0) {
            $0 + weights[$1] * LogisticFit.entropy(target[$1])
        }
        let size = columns.count + 1
        var hessian = [Double](repeating: 0, count: size * size)
        for row in target.indices {
            let weight = weights[row] * curvatures[row]
            for first in 0..<size {
                let a = first == 0 ? 1 : columns[first - 1][row]
                for second in first..<size {
                    let b = second == 0 ? 1 : columns[second - 1][row]
                    hessian[first * size + second] += weight * a * b
                }
            }
        }
        for first in 0..<size {
            for second in 0..<first {
                hessian[first * size + second] = hessian[second * size + first]
            }
        }
        self.hessian = hessian
    }

    /// The feature with what (1, columns) explain of it under the curvatures taken out, and its
    /// products with the residuals y - p and with itself.
    private func direction(
        _ feature: Int
    ) -> (rest: [Double], product: Double, square: Double)? {
        let column = subspace.features[feature].standardised
        let weights = subspace.weights
        var right = [Double](repeating: 0, count: columns.count + 1)
        for row in column.indices {
            let value = weights[row] * curvatures[row] * column[row]
            right[0] += value
            for index in columns.indices { right[index + 1] += value * columns[index][row] }
        }
        guard let solution = LeastSquares.solve(hessian, right) else { return nil }
        var rest = column
        var product = 0.0
        var square = 0.0
        for row in column.indices {
            rest[row] -= ModelFitting.sum(row, columns, solution)
            product += weights[row] * (target[row] - probabilities[row]) * column[row]
            square += weights[row] * curvatures[row] * rest[row] * column[row]
        }
        return square > 0 ? (rest, product, square) : nil
    }

    /// Rao's score statistic over twice the rows: about the loss that the feature would take off.
    func scoreStatistic(adding feature: Int) -> Double {
        guard let (_, product, square) = direction(feature) else { return 0 }
        let gain = product * product / (2 * square)
        return gain.isFinite ? gain : 0
    }

    /// A number that the objective with the feature cannot undercut; `nil` where the step that
    /// would show it leaves 0...1.
    func bound(adding feature: Int) -> Double? {
        guard let (rest, product, square) = direction(feature) else { return nil }
        let length = product / square
        var bound = 0.0
        for row in rest.indices where subspace.weights[row] > 0 {
            let q = probabilities[row] + length * curvatures[row] * rest[row]
            guard q >= 0, q <= 1 else { return nil }
            bound += subspace.weights[row] * LogisticFit.entropy(q)
        }
        return bound - penalty - entropy
    }
}
