import Basis

/// A trained classifier.
public protocol Model: Sendable {
    var featureCount: Int { get }
    var classCount: Int { get }

    /// Class probabilities of a block of rows on the calling thread: the kernel of sweeps.
    ///
    /// The values must be finite; nothing is checked but the lengths.
    ///
    /// - Parameters:
    ///   - rows: `count * featureCount` values, row by row.
    ///   - probabilities: receives `count * classCount` values, row by row; each row sums to 1.
    func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>)

    /// Class probabilities of a block and how far the parts of the model disagree about them.
    ///
    /// - Parameter spread: receives `count * classCount` standard deviations, 0 to 0.5.
    func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>)
}

/// What a model says about rows.
public struct ModelPredictions: Sendable, Equatable {
    /// Shape [rows, classes]; rows sum to 1 within 1e-12.
    public let probabilities: Matrix
    /// Standard deviation of each class probability over the parts of the model, shape
    /// [rows, classes], 0 to 0.5.
    ///
    /// Over the trees of a forest: the population's, from exact sums, 0 where all trees agree. For
    /// boosted trees, which have no independent parts, sqrt(p (1 - p)). For a blend the square
    /// root of the members' mean variance plus the variance between them.
    public let spread: Matrix

    public init(probabilities: Matrix, spread: Matrix) {
        self.probabilities = probabilities
        self.spread = spread
    }
}

extension Model {
    /// Rows judged at a time: a block of them stays in the cache while the trees pass.
    private static var blockSize: Int { 64 }

    /// Class probabilities, shape [rows, classes]; each row sums to 1.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func probabilities(of rows: Matrix, threads: Int) throws -> Matrix {
        try checkRows(rows)
        let blocks = try forEachBlock(of: rows, threads: threads) { block, count in
            var shares = [Double](repeating: 0, count: count * classCount)
            shares.withUnsafeMutableBufferPointer {
                evaluate(rows: block, count: count, probabilities: $0)
            }
            return shares
        }
        return Matrix(rows: rows.rows, columns: classCount, values: blocks.flatMap { $0 })
    }

    /// Probabilities and their spread.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func predictions(of rows: Matrix, threads: Int) throws -> ModelPredictions {
        try checkRows(rows)
        let blocks = try forEachBlock(of: rows, threads: threads) { block, count in
            var shares = [Double](repeating: 0, count: count * classCount)
            var spreads = shares
            shares.withUnsafeMutableBufferPointer { shares in
                spreads.withUnsafeMutableBufferPointer { spreads in
                    evaluate(rows: block, count: count, probabilities: shares, spread: spreads)
                }
            }
            return (shares, spreads)
        }
        return ModelPredictions(
            probabilities: Matrix(
                rows: rows.rows, columns: classCount, values: blocks.flatMap(\.0)),
            spread: Matrix(rows: rows.rows, columns: classCount, values: blocks.flatMap(\.1)))
    }

    /// Refuses rows that the model cannot judge.
    public func checkRows(_ rows: Matrix) throws {
        guard rows.columns == featureCount else {
            throw LearningError.wrongWidth(found: rows.columns, expected: featureCount)
        }
        if let place = rows.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
    }

    private func forEachBlock<Result: Sendable>(
        of rows: Matrix, threads: Int,
        _ body: @Sendable (UnsafeBufferPointer<Double>, Int) -> Result
    ) throws -> [Result] {
        let size = Self.blockSize
        return try Parallel.map(count: (rows.rows + size - 1) / size, threads: threads) { block in
            let chosen = block * size..<min(rows.rows, (block + 1) * size)
            return rows.values.withUnsafeBufferPointer { values in
                let slice = values[
                    chosen.lowerBound * featureCount..<chosen.upperBound * featureCount]
                return body(UnsafeBufferPointer(rebasing: slice), chosen.count)
            }
        }
    }
}
