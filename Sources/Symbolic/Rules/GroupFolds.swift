import Basis

/// Deals whole groups to folds.
enum GroupFolds {
    /// A fold, `0..<folds`, for each row; rows of one group share one.
    ///
    /// Groups that hold positives are dealt first, in random order, then the rest, so that the
    /// folds hold like numbers of both.
    static func assign(
        groups: [Int], positive: [Bool], weights: [Double], folds: Int, stream: RandomStream
    ) -> [Int] {
        var withPositives = Set<Int>()
        for row in groups.indices where positive[row] && weights[row] > 0 {
            withPositives.insert(groups[row])
        }
        let rest = Set(groups).subtracting(withPositives)
        var stream = stream
        var fold = [Int: Int]()
        var next = 0
        for part in [withPositives.sorted(), rest.sorted()] {
            var order = part
            stream.shuffle(&order)
            for group in order {
                fold[group] = next % folds
                next += 1
            }
        }
        return groups.map { fold[$0] ?? 0 }
    }
}
