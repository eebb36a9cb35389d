import Basis

/// Whitened principal components: uncorrelated coordinates of unit variance over the rows that
/// they were fitted to.
///
/// Columns are standardised (mean 0, population standard deviation 1; constant ones drop out), the
/// axes are the leading eigenvectors of their correlation matrix, and each coordinate is divided by
/// the square root of its eigenvalue. Axes are kept, largest variance first, until they hold a
/// given share of the variance or a given number is reached.
public struct PrincipalComponents: Sendable, Equatable {
    /// The mean of each column of the rows fitted to.
    public let means: [Double]
    /// Shape [columns, components]: standardisation, rotation and whitening in one.
    public let axes: Matrix
    /// The share of the variance of each component, 0...1, falling.
    public let varianceShares: [Double]

    /// The number of columns that go in.
    public var columns: Int { axes.rows }
    /// The number of coordinates that come out.
    public var count: Int { axes.columns }

    /// Takes parts that were stored.
    ///
    /// - Throws: ``ValidationError`` where the shapes do not fit or a number is not finite.
    public init(means: [Double], axes: Matrix, varianceShares: [Double]) throws {
        guard means.count == axes.rows else {
            throw ValidationError.countMismatch(
                what: "column means", found: means.count, expected: axes.rows)
        }
        guard varianceShares.count == axes.columns else {
            throw ValidationError.countMismatch(
                what: "variance shares", found: varianceShares.count, expected: axes.columns)
        }
        try Self.requireFinite(Matrix(rows: 1, columns: means.count, values: means), "mean of row")
        try Self.requireFinite(axes, "axis weight of row")
        self.means = means
        self.axes = axes
        self.varianceShares = varianceShares
    }

    /// Fits to the rows of `features` (shape [rows, columns]).
    ///
    /// The result does not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - share: the share of the variance that is enough, in 0...1.
    ///   - limit: the largest number of components.
    /// - Throws: ``ValidationError/noRows(_:)`` without rows,
    ///   ``ValidationError/notFinite(what:index:)`` for NaN or infinity.
    public init(
        fitting features: Matrix, share: Double, limit: Int, threads: Int
    ) throws {
        guard features.rows > 0 else { throw ValidationError.noRows("the descriptor space") }
        try Self.requireFinite(features, "a descriptor of row")
        let (means, inverse) = Self.standardisation(of: features)
        let correlation = try Self.correlation(of: features, means, inverse, threads: threads)
        let eigen = try SymmetricEigen(correlation)
        let total = Double(inverse.count { $0 > 0 })
        // Directions without variance are left out: whitening would blow up rounding errors.
        let floor = 1e-9 * (eigen.values.first ?? 0)
        var kept = 0
        var held = 0.0
        while kept < min(limit, eigen.values.count), eigen.values[kept] > floor,
            held < share * total
        {
            held += eigen.values[kept]
            kept += 1
        }
        var axes = Matrix(rows: features.columns, columns: kept)
        for component in 0..<kept {
            let scale = 1 / eigen.values[component].squareRoot()
            for column in 0..<features.columns {
                axes[column, component] =
                    scale * inverse[column] * eigen.vectors[component, column]
            }
        }
        self.means = means
        self.axes = axes
        varianceShares = eigen.values.prefix(kept).map { $0 / total }
    }

    /// The coordinates of the rows of `features`, shape [rows, components], row by row.
    ///
    /// - Throws: ``ValidationError`` for rows of another length, NaN or infinity.
    public func coordinates(of features: Matrix, threads: Int) throws -> [Float] {
        guard features.columns == columns else {
            throw ValidationError.countMismatch(
                what: "descriptors", found: features.columns, expected: columns)
        }
        try Self.requireFinite(features, "a descriptor of row")
        guard count > 0, features.rows > 0 else { return [] }
        return try [Float](unsafeUninitializedCapacity: features.rows * count) {
            buffer, initialized in
            nonisolated(unsafe) let output = buffer
            try Parallel.forEachRange(count: features.rows, size: 256, threads: threads) { rows in
                project(features, rows, into: output)
            }
            initialized = features.rows * count
        }
    }

    private func project(
        _ features: Matrix, _ rows: Range<Int>, into output: UnsafeMutableBufferPointer<Float>
    ) {
        var sums = [Double](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            axes.values.withUnsafeBufferPointer { axes in
                features.values.withUnsafeBufferPointer { values in
                    for row in rows {
                        sums.update(repeating: 0)
                        for column in 0..<columns {
                            let value = values[row * columns + column] - means[column]
                            let weights = column * count
                            for index in 0..<count { sums[index] += axes[weights + index] * value }
                        }
                        for index in 0..<count {
                            // Squared distances must stay finite, whatever the row.
                            output[row * count + index] = Float(max(-1e17, min(1e17, sums[index])))
                        }
                    }
                }
            }
        }
    }

    // MARK: - Fitting

    private static func requireFinite(_ matrix: Matrix, _ what: String) throws {
        if let place = matrix.firstNonFinite {
            throw ValidationError.notFinite(what: what, index: place.row)
        }
    }

    /// Means and inverse standard deviations; 0 for constant columns.
    private static func standardisation(
        of features: Matrix
    ) -> (means: [Double], inverse: [Double]) {
        let width = features.columns
        var means = [Double](repeating: 0, count: width)
        var squares = [Double](repeating: 0, count: width)
        var sizes = [Double](repeating: 0, count: width)
        features.values.withUnsafeBufferPointer { values in
            for row in 0..<features.rows {
                for column in 0..<width {
                    let value = values[row * width + column]
                    means[column] += value
                    sizes[column] = max(sizes[column], abs(value))
                }
            }
            for column in 0..<width { means[column] /= Double(features.rows) }
            for row in 0..<features.rows {
                for column in 0..<width {
                    let offset = values[row * width + column] - means[column]
                    squares[column] += offset * offset
                }
            }
        }
        let inverse = (0..<width).map { column -> Double in
            let deviation = (squares[column] / Double(features.rows)).squareRoot()
            return deviation > 1e-12 * sizes[column] ? 1 / deviation : 0
        }
        return (means, inverse)
    }

    /// Rows that one partial sum covers. The sums are added in order, so that the number of
    /// threads leaves no trace.
    private static let blockRows = 1024

    private static func correlation(
        of features: Matrix, _ means: [Double], _ inverse: [Double], threads: Int
    ) throws -> Matrix {
        let width = features.columns
        let blocks = (features.rows + blockRows - 1) / blockRows
        let parts = try Parallel.map(count: blocks, threads: threads) { block in
            products(
                features,
                block * blockRows..<min(features.rows, (block + 1) * blockRows), means, inverse)
        }
        var sum = Matrix(rows: width, columns: width)
        for part in parts {
            for index in sum.values.indices { sum.values[index] += part[index] }
        }
        for row in 0..<width {
            for column in row..<width {
                let value = sum[row, column] / Double(features.rows)
                sum[row, column] = value
                sum[column, row] = value
            }
        }
        return sum
    }

    /// The upper triangle of Z'Z over some rows, Z being the standardised features.
    private static func products(
        _ features: Matrix, _ rows: Range<Int>, _ means: [Double], _ inverse: [Double]
    ) -> [Double] {
        let width = features.columns
        // Four rows at a time, short ones filled up with zeros: the sums are read and written less.
        let height = (rows.count + 3) / 4 * 4
        var z = [Double](repeating: 0, count: height * width)
        for (position, row) in rows.enumerated() {
            for (column, value) in features.row(row).enumerated() {
                z[position * width + column] = (value - means[column]) * inverse[column]
            }
        }
        var sums = [Double](repeating: 0, count: width * width)
        sums.withUnsafeMutableBufferPointer { sums in
            z.withUnsafeBufferPointer { z in
                for row in stride(from: 0, to: height, by: 4) {
                    let first = row * width
                    let second = first + width
                    let third = second + width
                    let fourth = third + width
                    for i in 0..<width {
                        let a = z[first + i]
                        let b = z[second + i]
                        let c = z[third + i]
                        let d = z[fourth + i]
                        let line = i * width
                        for j in i..<width {
                            sums[line + j] +=
                                a * z[first + j] + b * z[second + j] + c * z[third + j] + d
                                * z[fourth + j]
                        }
                    }
                }
            }
        }
        return sums
    }
}
