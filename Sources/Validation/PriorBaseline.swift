import Basis

/// The trivial model that every other one must beat: it knows only how frequent the classes are.
public enum PriorBaseline {
    /// Gives every test row of the fold the class shares of its training rows.
    ///
    /// - Throws: ``ValidationError`` for an empty fold and labels out of range.
    public static func probabilities(
        fold: Fold, labels: [Int], classCount: Int
    ) throws -> Matrix {
        guard !fold.train.isEmpty, !fold.test.isEmpty else {
            throw ValidationError.emptyFold(fold.name)
        }
        var counts = [Int](repeating: 0, count: classCount)
        for row in fold.train {
            guard labels.indices.contains(row) else {
                throw ValidationError.badRow(row, fold: fold.name, rowCount: labels.count)
            }
            guard counts.indices.contains(labels[row]) else {
                throw ValidationError.labelOutOfRange(
                    label: labels[row], row: row, classCount: classCount)
            }
            counts[labels[row]] += 1
        }
        let shares = counts.map { Double($0) / Double(fold.train.count) }
        return Matrix(
            rows: fold.test.count, columns: classCount,
            values: fold.test.flatMap { _ in shares })
    }
}
