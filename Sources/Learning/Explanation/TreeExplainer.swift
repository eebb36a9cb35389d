import Basis

/// What Shapley values share out.
public enum ExplainedQuantity: String, Codable, Sendable {
    /// The probability of each class.
    case probability
    /// The log-odds of each class before the softmax; only their differences matter.
    case logOdds
}

/// Explains the predictions of a model that adds up trees by exact Shapley values.
///
/// The game is the path-dependent one: where a feature is not known, a split by it sends a row both
/// ways in the proportion of the training weight. ``ClassifierExplainer`` explains blends.
///
/// Source: Lundberg et al., Nat. Mach. Intell. 2, 56 (2020), doi:10.1038/s42256-019-0138-9.
public struct TreeExplainer: Sendable {
    public let quantity: ExplainedQuantity
    public let featureCount: Int
    public let classCount: Int
    /// What is predicted, by class, where no feature is known.
    public let base: [Double]
    private let trees: [ShapleyTree]
    /// The class that output 0 of a tree belongs to.
    private let firstClass: [Int]
    /// What the sum of the leaves' numbers is multiplied by.
    private let scale: Double

    /// Explains the probabilities of a forest.
    public init(_ forest: RandomForest) {
        self.init(
            forest, .probability, scale: 1 / Double(forest.fullSum),
            start: [Double](repeating: 0, count: forest.classCount))
    }

    /// Explains the log-odds of boosted trees.
    public init(_ boosted: BoostedTrees) {
        self.init(
            boosted, .logOdds, scale: BoostedTrees.unit,
            start: boosted.base.map { Double($0) * BoostedTrees.unit })
    }

    /// - Parameter start: what is predicted, by class, before any tree.
    private init<Ensemble: AdditiveTrees>(
        _ model: Ensemble, _ quantity: ExplainedQuantity, scale: Double, start: [Double]
    ) {
        self.quantity = quantity
        self.scale = scale
        featureCount = model.featureCount
        classCount = model.classCount
        trees = model.trees.map { ShapleyTree($0) }
        firstClass = model.trees.indices.map { model.firstClass(ofTree: $0) }
        var sums = [Double](repeating: 0, count: start.count)
        for (tree, label) in zip(trees, firstClass) {
            for (output, mean) in tree.base.enumerated() { sums[label + output] += mean }
        }
        base = zip(start, sums).map { $0 + $1 * scale }
    }

    /// Explains one row.
    ///
    /// - Throws: ``LearningError`` for a row of the wrong width and for NaN or infinite values.
    public func explain(row: [Double]) throws -> ShapleyValues {
        let rows = Matrix(rows: 1, columns: row.count, values: row)
        try check(rows)
        return explain(rows, 0, ShapleyWalk(for: trees))
    }

    /// Explains many rows, in their order; the numbers are the same at any thread count.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    public func explain(_ rows: Matrix, threads: Int) throws -> [ShapleyValues] {
        try check(rows)
        let size = 16
        let blocks = try Parallel.map(count: (rows.rows + size - 1) / size, threads: threads) {
            block in
            let walk = ShapleyWalk(for: trees)
            return (block * size..<min(rows.rows, (block + 1) * size)).map { row in
                explain(rows, row, walk)
            }
        }
        return blocks.flatMap { $0 }
    }

    private func explain(_ rows: Matrix, _ row: Int, _ walk: ShapleyWalk) -> ShapleyValues {
        var sums = [Double](repeating: 0, count: featureCount * classCount)
        rows.values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                guard let values = values.baseAddress, let target = sums.baseAddress else {
                    return
                }
                for (tree, label) in zip(trees, firstClass) {
                    walk.add(
                        tree, row: values + row * featureCount, to: target + label,
                        stride: classCount)
                }
            }
        }
        return ShapleyValues(
            base: base,
            contributions: Matrix(
                rows: featureCount, columns: classCount, values: sums.map { $0 * scale }))
    }

    private func check(_ rows: Matrix) throws {
        guard rows.columns == featureCount else {
            throw LearningError.wrongWidth(found: rows.columns, expected: featureCount)
        }
        if let place = rows.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
    }
}
