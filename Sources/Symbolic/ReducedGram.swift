/// Correlations of features with what some chosen features explain taken out.
struct ReducedGram: Sendable {
    let count: Int
    /// Covariances row by row; only those of features after the last chosen one are kept up.
    var gram: [Double]
    /// Covariances with the target.
    var products: [Double]
    var variances: [Double]
    /// The share of the target's variance that the chosen features explain.
    var explained = 0.0

    /// The column that reduces the features after `feature`, and what it explains; `nil` where the
    /// chosen features explain it already.
    func column(_ feature: Int) -> (column: [Double], solved: Double)? {
        guard variances[feature] > GrowingCholesky.smallestPivot else { return nil }
        let pivot = variances[feature].squareRoot()
        var column = [Double](repeating: 0, count: count)
        for other in feature + 1..<max(feature + 1, count) {
            column[other] = gram[feature * count + other] / pivot
        }
        return (column, products[feature] / pivot)
    }

    /// With `feature` chosen too, for the features after it.
    func reduced(by feature: Int) -> ReducedGram? {
        guard let (column, solved) = column(feature) else { return nil }
        var result = self
        result.explained += solved * solved
        result.gram.withUnsafeMutableBufferPointer { gram in
            for row in feature + 1..<max(feature + 1, count) {
                let factor = column[row]
                let start = row * count
                for other in row..<count { gram[start + other] -= factor * column[other] }
            }
        }
        for other in feature + 1..<max(feature + 1, count) {
            result.variances[other] -= column[other] * column[other]
            result.products[other] -= column[other] * solved
        }
        return result
    }

    /// What all features from each position on explain together, beside the chosen ones.
    func boundsFromEach(after start: Int = 0) -> [Double] {
        var gram = gram
        var products = products
        var bounds = [Double](repeating: 0, count: count + 1)
        gram.withUnsafeMutableBufferPointer { gram in
            for feature in stride(from: count - 1, through: start, by: -1) {
                bounds[feature] = bounds[feature + 1]
                let pivot = gram[feature * count + feature]
                // Rounding is all that is left of it.
                guard pivot > 1e-13 else { continue }
                let solved = products[feature] / pivot
                bounds[feature] += products[feature] * solved
                for row in start..<max(start, feature) {
                    // Row by row: the upper triangle holds (row, feature) for row < feature.
                    let factor = gram[row * count + feature] / pivot
                    for other in row..<feature {
                        gram[row * count + other] -= factor * gram[other * count + feature]
                    }
                    products[row] -= factor * products[feature]
                }
            }
        }
        return bounds
    }
}
