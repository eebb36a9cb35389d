/// The rows that one tree is grown on.
struct TreeSample: Sendable {
    /// Rows with a positive weight, ascending.
    let rows: [UInt32]
    /// By row of the encoded table.
    let labels: [UInt16]
    /// By row of the encoded table: how many rows it stands for.
    let sizes: [Int]
    /// By row of the encoded table: the summed weight of what it stands for.
    let weights: [Double]

    /// The rows in the form that the grower works on.
    ///
    /// A size that does not fit a word is given in several pieces: for whole weights the sums are
    /// the same, and other weights have small sizes.
    var entries: [SampledRow] {
        var entries = [SampledRow]()
        entries.reserveCapacity(rows.count)
        for row in rows {
            var left = sizes[Int(row)]
            while left > 0 {
                let piece = min(left, Int(UInt16.max))
                entries.append(
                    SampledRow(row: row, label: labels[Int(row)], size: UInt16(piece)))
                left -= piece
            }
        }
        return entries
    }
}

/// A grown tree and how much each feature lowered the impurity.
struct GrownTree: Sendable {
    let tree: DecisionTree
    /// Summed decrease of impurity by feature, weighted by the share of the rows.
    let decreases: [Double]
}
