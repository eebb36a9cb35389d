import Basis

/// The standard error of a bootstrapped forest's probabilities: how much they would change if the
/// training rows had been drawn anew.
///
/// V = sum_i Cov_b(N_bi, t_b)^2 - n / B^2 sum_b (t_b - mean t)^2, with N_bi how often tree b has
/// drawn row i, t_b its class share, n rows and B trees. The second term takes off the noise of a
/// finite number of trees; where it is the larger one the result is 0.
///
/// Source: Wager, Hastie and Efron, J. Mach. Learn. Res. 15, 1625 (2014).
public struct InfinitesimalJackknife: Sendable {
    private let forest: RandomForest
    /// By tree: draws less their mean over the trees, one for each row.
    private let centred: [[Double]]
    private let rowCount: Int

    /// - Parameter draws: of the forest's training, from
    ///   ``ForestLearner/draws(_:rows:labels:classCount:weights:)``.
    /// - Throws: ``LearningError/countMismatch(what:found:expected:)`` unless there is one list of
    ///   draws for each tree.
    public init(_ forest: RandomForest, draws: [[Int]]) throws {
        guard draws.count == forest.trees.count, let width = draws.first?.count else {
            throw LearningError.countMismatch(
                what: "lists of draws", found: draws.count, expected: forest.trees.count)
        }
        var means = [Double](repeating: 0, count: width)
        for own in draws { for row in 0..<width { means[row] += Double(own[row]) } }
        for row in 0..<width { means[row] /= Double(draws.count) }
        self.forest = forest
        rowCount = means.count { $0 > 0 }
        centred = draws.map { own in (0..<width).map { Double(own[$0]) - means[$0] } }
    }

    /// Standard errors, shape [rows, classes], 0 or above.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func deviations(of rows: Matrix, threads: Int) throws -> Matrix {
        try forest.checkRows(rows)
        let errors = try Parallel.map(count: rows.rows, threads: threads) { row in
            deviations(of: rows.row(row))
        }
        return Matrix(
            rows: rows.rows, columns: forest.classCount, values: errors.flatMap { $0 })
    }

    private func deviations(of row: ArraySlice<Double>) -> [Double] {
        let count = Double(forest.trees.count)
        let leaves = forest.trees.map { tree in (tree, Int(tree.leafStart[tree.leaf(of: row)])) }
        return (0..<forest.classCount).map { label in
            let shares = leaves.map { tree, start in
                Double(tree.leafValues[start + label]) / Double(LeafShares.unit)
            }
            let mean = shares.reduce(0, +) / count
            var covariances = [Double](repeating: 0, count: centred[0].count)
            var variance = 0.0
            for (draws, share) in zip(centred, shares) where share != mean {
                variance += (share - mean) * (share - mean)
                for index in covariances.indices {
                    covariances[index] += draws[index] * (share - mean)
                }
            }
            let raw = covariances.reduce(0) { $0 + ($1 / count) * ($1 / count) }
            let noise = Double(rowCount) / (count * count) * variance
            return max(0, raw - noise).squareRoot()
        }
    }
}
