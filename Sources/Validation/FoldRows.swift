/// Rows of one fold against the rows of all others.
enum FoldRows {
    /// One entry for each fold that has rows, by rising number.
    ///
    /// - Throws: ``ValidationError`` unless there is a fold for each row, and two folds.
    static func partitions(
        _ folds: [Int], rowCount: Int
    ) throws -> [(inside: [Int], outside: [Int])] {
        guard folds.count == rowCount else {
            throw ValidationError.countMismatch(
                what: "folds", found: folds.count, expected: rowCount)
        }
        let numbers = Set(folds).sorted()
        guard numbers.count >= 2 else {
            throw ValidationError.badParameter(
                name: "folds", value: "\(numbers.count)", allowed: "2 or more")
        }
        return numbers.map { number in
            (
                folds.indices.filter { folds[$0] == number },
                folds.indices.filter { folds[$0] != number }
            )
        }
    }
}
