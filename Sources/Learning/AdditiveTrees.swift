/// An ensemble whose probabilities follow from sums of whole numbers over its trees.
///
/// Sums of whole numbers do not depend on their order, so every way of adding up the trees gives
/// the same probabilities, bit for bit.
public protocol AdditiveTrees: SummedModel {
    var trees: [DecisionTree] { get }
    /// One share for each feature, sum 1; all zero where no tree splits.
    var importances: [Double] { get }

    /// The class to which the first number of a tree's leaf is added; those after it belong to the
    /// classes after it.
    func firstClass(ofTree index: Int) -> Int
}

extension AdditiveTrees {
    /// Itself alone.
    public var ensembles: [any AdditiveTrees] { [self] }

    /// Adds the leaf values of every tree for `count` rows to `sums`.
    ///
    /// Tree by tree over the block, without allocation and without checks of the values, which
    /// must be finite.
    ///
    /// - Parameters:
    ///   - rows: `count * featureCount` values, row by row.
    ///   - sums: `count * classCount` sums, row by row.
    public func accumulate(
        rows: UnsafeBufferPointer<Double>, count: Int, into sums: UnsafeMutableBufferPointer<Int64>
    ) {
        let featureCount = featureCount
        let classCount = classCount
        precondition(
            rows.count >= count * featureCount && sums.count >= count * classCount,
            "the block is shorter than \(count) rows")
        guard count > 0, let values = rows.baseAddress, let start = sums.baseAddress else {
            return
        }
        for (index, tree) in trees.enumerated() {
            let target = start + firstClass(ofTree: index)
            tree.withWalker { walker in
                var row = 0
                // Four rows side by side: their loads overlap, where one walk would wait.
                while row + 4 <= count {
                    let leaves = walker.leaves(ofFour: values + row * featureCount)
                    walker.add(leaves.0, to: target + row * classCount)
                    walker.add(leaves.1, to: target + (row + 1) * classCount)
                    walker.add(leaves.2, to: target + (row + 2) * classCount)
                    walker.add(leaves.3, to: target + (row + 3) * classCount)
                    row += 4
                }
                while row < count {
                    let leaf = walker.leaf(of: values + row * featureCount)
                    walker.add(leaf, to: target + row * classCount)
                    row += 1
                }
            }
        }
    }

    /// Refuses importances that are not one share for each feature.
    static func checkImportances(_ importances: [Double], featureCount: Int) throws {
        guard importances.count == featureCount,
            importances.allSatisfy({ $0 >= 0 && $0 <= 1 })
        else { throw LearningError.damagedForest("importances that are not shares") }
    }
}
