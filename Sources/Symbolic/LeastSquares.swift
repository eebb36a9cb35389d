/// Solves small symmetric positive definite systems.
enum LeastSquares {
    /// The solution of `matrix x = right`, refined once; `nil` where the matrix is nearly singular.
    ///
    /// - Parameter matrix: `size * size` values, row by row.
    static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        let size = right.count
        var factor = matrix
        for column in 0..<size {
            var pivot = matrix[column * size + column]
            for inner in 0..<column {
                pivot -= factor[column * size + inner] * factor[column * size + inner]
            }
            guard pivot > 1e-10 * matrix[column * size + column], pivot > 0 else { return nil }
            let root = pivot.squareRoot()
            factor[column * size + column] = root
            for row in column + 1..<max(size, column + 1) {
                var value = matrix[row * size + column]
                for inner in 0..<column {
                    value -= factor[row * size + inner] * factor[column * size + inner]
                }
                factor[row * size + column] = value / root
            }
        }
        var solution = substitute(factor, right)
        var rest = right
        for row in 0..<size {
            for column in 0..<size { rest[row] -= matrix[row * size + column] * solution[column] }
        }
        let correction = substitute(factor, rest)
        for index in 0..<size { solution[index] += correction[index] }
        return solution.allSatisfy(\.isFinite) ? solution : nil
    }

    private static func substitute(_ factor: [Double], _ right: [Double]) -> [Double] {
        let size = right.count
        var result = right
        for row in 0..<size {
            for column in 0..<row { result[row] -= factor[row * size + column] * result[column] }
            result[row] /= factor[row * size + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for column in row + 1..<max(size, row + 1) {
                result[row] -= factor[column * size + row] * result[column]
            }
            result[row] /= factor[row * size + row]
        }
        return result
    }
}
