/// Fits models over chosen features and measures them on held-out folds.
struct ModelFitting: Sendable {
    let subspace: Subspace
    /// Positions of the folds, 0 ..< foldCount.
    let folds: [Int]
    let foldCount: Int
    /// The held-out loss of the intercept alone, in units of the target's variance.
    private var baseline = 1.0

    init(subspace: Subspace, folds: [Int]) {
        self.subspace = subspace
        let numbers = Set(folds).sorted()
        var positions = [Int: Int]()
        for (position, number) in numbers.enumerated() { positions[number] = position }
        self.folds = folds.map { positions[$0] ?? 0 }
        foldCount = numbers.count
        if let loss = heldOut([], moments([]))?.loss { baseline = loss }
    }

    /// The model over these features; `nil` where some fold cannot determine the coefficients.
    func fit(_ members: [Int]) -> SurrogateModel? {
        let features = members.map { subspace.features[$0] }
        let columns = features.map(\.standardised)
        let moments = moments(columns)
        let all = moments.reduce(
            into: [Double](repeating: 0, count: (columns.count + 2) * (columns.count + 2))
        ) { sum, fold in
            for index in sum.indices { sum[index] += fold[index] }
        }
        guard let coefficients = solve(all, columns.count), let heldOut = heldOut(columns, moments)
        else { return nil }
        let scale = subspace.targetVariance.squareRoot()
        var intercept = subspace.targetMean + coefficients[0] * scale
        var terms = [SurrogateModel.Term]()
        for (index, feature) in features.enumerated() {
            let coefficient = coefficients[index + 1] * scale / feature.deviation
            intercept -= coefficient * feature.mean
            terms.append(.init(coefficient: coefficient, expression: feature.expression))
        }
        guard intercept.isFinite, terms.allSatisfy({ $0.coefficient.isFinite }) else { return nil }
        terms.sort { $0.expression < $1.expression }
        var training = 0.0
        for row in subspace.weights.indices {
            let rest = residual(row, columns, coefficients)
            training += subspace.weights[row] * rest * rest
        }
        return SurrogateModel(
            intercept: intercept, terms: terms,
            complexity: features.reduce(1) { $0 + 3 + $1.complexity },
            trainingLoss: training * subspace.targetVariance,
            heldOutLoss: heldOut.loss * subspace.targetVariance,
            heldOutStandardError: heldOut.error * subspace.targetVariance,
            rSquaredHeldOut: 1 - heldOut.loss / baseline)
    }

    /// What the model over these features leaves of the standardised target.
    func residuals(_ members: [Int]) -> [Double]? {
        let columns = members.map { subspace.features[$0].standardised }
        let size = columns.count + 2
        let all = moments(columns).reduce(into: [Double](repeating: 0, count: size * size)) {
            for index in $0.indices { $0[index] += $1[index] }
        }
        guard let coefficients = solve(all, columns.count) else { return nil }
        return subspace.weights.indices.map { residual($0, columns, coefficients) }
    }

    private func residual(_ row: Int, _ columns: [[Double]], _ coefficients: [Double]) -> Double {
        var rest = subspace.standardisedTarget[row] - coefficients[0]
        for index in columns.indices { rest -= coefficients[index + 1] * columns[index][row] }
        return rest
    }

    /// Weighted sums of products over (1, features, target), for each fold.
    private func moments(_ columns: [[Double]]) -> [[Double]] {
        let size = columns.count + 2
        var result = [[Double]](
            repeating: [Double](repeating: 0, count: size * size), count: foldCount)
        var vector = [Double](repeating: 1, count: size)
        for row in subspace.weights.indices {
            for index in columns.indices { vector[index + 1] = columns[index][row] }
            vector[size - 1] = subspace.standardisedTarget[row]
            let weight = subspace.weights[row]
            let fold = folds[row]
            for first in 0..<size {
                for second in first..<size {
                    result[fold][first * size + second] += weight * vector[first] * vector[second]
                }
            }
        }
        return result
    }

    /// Intercept and coefficients from the sums of products.
    private func solve(_ moments: [Double], _ count: Int) -> [Double]? {
        let size = count + 1
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size)
        for first in 0..<size {
            for second in first..<size {
                let value = moments[first * (size + 1) + second]
                matrix[first * size + second] = value
                matrix[second * size + first] = value
            }
            right[first] = moments[first * (size + 1) + size]
        }
        return LeastSquares.solve(matrix, right)
    }

    private func heldOut(
        _ columns: [[Double]], _ moments: [[Double]]
    ) -> (loss: Double, error: Double)? {
        var models = [[Double]]()
        for fold in 0..<foldCount {
            var rest = [Double](repeating: 0, count: moments[0].count)
            // Summing the other folds keeps what a subtraction from the total would cancel.
            for other in 0..<foldCount where other != fold {
                for index in rest.indices { rest[index] += moments[other][index] }
            }
            guard let model = solve(rest, columns.count) else { return nil }
            models.append(model)
        }
        var losses = [Double](repeating: 0, count: foldCount)
        var weights = [Double](repeating: 0, count: foldCount)
        for row in subspace.weights.indices {
            let fold = folds[row]
            let rest = residual(row, columns, models[fold])
            losses[fold] += subspace.weights[row] * rest * rest
            weights[fold] += subspace.weights[row]
        }
        let loss = losses.reduce(0, +)
        var spread = 0.0
        for fold in 0..<foldCount {
            let difference = losses[fold] - weights[fold] * loss
            spread += difference * difference
        }
        let error = (spread * Double(foldCount) / Double(foldCount - 1)).squareRoot()
        return (loss, error)
    }
}
