/// Turns found bands into models: rounds the edges and fits the coefficients.
struct ConjunctionFitting {
    let columns: [[Double]]
    let target: [Double]
    let weights: [Double]
    let parameters: ConjunctionParameters

    /// The model with the fewest digits in its edges that the loss allows.
    func model(_ terms: [[SoftBand]]) -> ConjunctionModel? {
        guard let exact = fit(terms) else { return nil }
        for digits in 2...6 {
            let rounded = terms.map { bands in bands.map { $0.rounded(digits) ?? $0 } }
            if let model = fit(rounded),
                model.trainingLoss <= exact.trainingLoss * (1 + parameters.roundingTolerance)
            {
                return withFewDigits(model)
            }
        }
        return withFewDigits(exact)
    }

    /// The model with constants of as few digits as the fit needs, see ``ConstantRounding``.
    private func withFewDigits(_ model: ConjunctionModel) -> ConjunctionModel {
        let rows = target.count
        let constants = ConstantRounding(
            terms: model.terms.map { $0.values(columns, rows: rows) }, target: target,
            weights: weights, loss: .squared, residual: model.trainingLoss.squareRoot()
        ).rounded(intercept: model.intercept, coefficients: model.terms.map(\.coefficient))
        var result = model
        result.intercept = constants.intercept
        for index in result.terms.indices {
            result.terms[index].coefficient = constants.coefficients[index]
        }
        measure(&result)
        return result
    }

    /// Weighted least squares with a ridge on all but the intercept.
    private func fit(_ terms: [[SoftBand]]) -> ConjunctionModel? {
        let rows = target.count
        let vectors = terms.map {
            ConjunctionTerm(coefficient: 1, bands: $0).values(columns, rows: rows)
        }
        let total = weights.reduce(0, +)
        func mean(_ values: [Double]) -> Double {
            var sum = 0.0
            for row in 0..<rows { sum += weights[row] * values[row] }
            return sum / total
        }
        let means = vectors.map(mean)
        let targetMean = mean(target)
        func product(_ a: [Double], _ meanA: Double, _ b: [Double], _ meanB: Double) -> Double {
            var sum = 0.0
            for row in 0..<rows { sum += weights[row] * (a[row] - meanA) * (b[row] - meanB) }
            return sum
        }
        let size = vectors.count
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size)
        for i in 0..<size {
            right[i] = product(vectors[i], means[i], target, targetMean)
            for j in 0...i {
                let value = product(vectors[i], means[i], vectors[j], means[j])
                matrix[i * size + j] = value
                matrix[j * size + i] = value
            }
            matrix[i * size + i] += parameters.ridge * total
        }
        guard let coefficients = LeastSquares.solve(matrix, right) else { return nil }
        let found = zip(coefficients, terms).map { ConjunctionTerm(coefficient: $0, bands: $1) }
        let sorted = found.enumerated().sorted {
            let (a, b) = (abs($0.element.coefficient), abs($1.element.coefficient))
            return a != b ? a > b : $0.offset < $1.offset
        }
        let intercept = zip(coefficients, means).reduce(targetMean) { $0 - $1.0 * $1.1 }
        var model = ConjunctionModel(
            intercept: intercept, terms: sorted.map(\.element), trainingLoss: 0,
            rSquaredTraining: 0)
        measure(&model)
        return model
    }

    /// Sets the figures on the rows of the search.
    private func measure(_ model: inout ConjunctionModel) {
        let predictions = model.predictions(columns, rows: target.count)
        let total = weights.reduce(0, +)
        let mean = zip(weights, target).reduce(0) { $0 + $1.0 * $1.1 } / total
        var error = 0.0
        var spread = 0.0
        for row in target.indices {
            let difference = target[row] - predictions[row]
            error += weights[row] * difference * difference
            spread += weights[row] * (target[row] - mean) * (target[row] - mean)
        }
        model.trainingLoss = error / total
        model.rSquaredTraining = 1 - error / spread
    }
}
