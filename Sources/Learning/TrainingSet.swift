import Basis

/// Rows to learn from: features, class labels and weights, checked.
public struct TrainingSet: Sendable {
    /// Shape [rows, features]; every value is finite.
    public let features: Matrix
    /// One label for each row, in `0..<classCount`.
    public let labels: [Int]
    public let classCount: Int
    /// One weight for each row: 0 means absent, 2 means present twice. The others are from 1e-12
    /// to 1e12, so that no product or square of them overflows.
    public let weights: [Double]

    /// Checks and keeps the rows.
    ///
    /// - Parameter weights: the default is 1 for every row.
    /// - Throws: ``LearningError`` for an empty table, NaN or infinity (with row and column),
    ///   labels out of range, weights out of range, and weights that are all zero.
    public init(
        features: Matrix, labels: [Int], classCount: Int, weights: [Double]? = nil
    ) throws {
        guard features.rows > 0 else { throw LearningError.noRows }
        guard features.columns > 0 else { throw LearningError.noColumns }
        if let place = features.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
        let weights = weights ?? [Double](repeating: 1, count: features.rows)
        try TrainingSet.check(
            labels: labels, classCount: classCount, weights: weights, rowCount: features.rows)
        self.features = features
        self.labels = labels
        self.classCount = classCount
        self.weights = weights
    }

    static func isUsableWeight(_ weight: Double) -> Bool {
        weight == 0 || (1e-12...1e12).contains(weight)
    }

    static func check(
        labels: [Int], classCount: Int, weights: [Double], rowCount: Int
    ) throws {
        guard (1...Int(UInt16.max)).contains(classCount) else {
            throw LearningError.badClassCount(classCount)
        }
        guard labels.count == rowCount else {
            throw LearningError.countMismatch(
                what: "labels", found: labels.count, expected: rowCount)
        }
        if let row = labels.firstIndex(where: { $0 < 0 || $0 >= classCount }) {
            throw LearningError.labelOutOfRange(
                label: labels[row], row: row, classCount: classCount)
        }
        guard weights.count == rowCount else {
            throw LearningError.countMismatch(
                what: "weights", found: weights.count, expected: rowCount)
        }
        if let row = weights.firstIndex(where: { !isUsableWeight($0) }) {
            throw LearningError.badWeight(weights[row], row: row)
        }
        guard weights.contains(where: { $0 > 0 }) else { throw LearningError.noWeight }
    }
}
