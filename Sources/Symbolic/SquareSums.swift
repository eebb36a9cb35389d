/// Weighted sums of products over (1, columns, standardised target), for each fold.
struct SquareSums {
    private let count: Int
    private var sums: [[Double]]

    /// - Parameter folds: the fold of each row and their number; `nil` takes all rows as one.
    init(columns: [[Double]], subspace: Subspace, folds: ([Int], count: Int)?) {
        count = columns.count
        let size = count + 2
        sums = [[Double]](
            repeating: [Double](repeating: 0, count: size * size), count: folds?.count ?? 1)
        var vector = [Double](repeating: 1, count: size)
        for row in subspace.weights.indices {
            for index in columns.indices { vector[index + 1] = columns[index][row] }
            vector[size - 1] = subspace.standardisedTarget[row]
            let weight = subspace.weights[row]
            let fold = folds?.0[row] ?? 0
            for first in 0..<size {
                let value = weight * vector[first]
                for second in first..<size {
                    sums[fold][first * size + second] += value * vector[second]
                }
            }
        }
    }

    /// Intercept and slopes for the standardised target; `nil` where they are not determined.
    func solve(leavingOut fold: Int?) -> [Double]? {
        let size = count + 1
        // Summing the other folds keeps what a subtraction from the total would cancel.
        var moments = [Double](repeating: 0, count: (size + 1) * (size + 1))
        for other in sums.indices where other != fold {
            for index in moments.indices { moments[index] += sums[other][index] }
        }
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
}
