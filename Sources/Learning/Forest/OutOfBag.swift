import Basis
import Synchronization

/// What the trees that have not seen a row say about it.
///
/// Source: Breiman, Mach. Learn. 45, 5 (2001), doi:10.1023/A:1010933404324, section 3.1.
public struct OutOfBagEstimate: Sendable, Equatable {
    /// Rows of the table that at least one tree has not seen, ascending.
    public let rows: [Int]
    /// Mean class shares over those trees, shape [rows, classes].
    public let probabilities: Matrix
    /// How many trees each mean is taken over.
    public let treeCounts: [Int]
}

/// Sums of leaf shares over the trees that have not seen a row.
///
/// The sums are whole numbers: the order in which threads add to them does not matter.
final class OutOfBagTally: Sendable {
    private let population: Population
    private let sums: Mutex<[Int64]>

    init(_ population: Population) {
        self.population = population
        sums = Mutex(
            [Int64](repeating: 0, count: population.weights.count * population.classCount))
    }

    /// Walks the rows that the tree has not seen; `seen` holds the others.
    func add(_ tree: DecisionTree, encoded: EncodedFeatures, seen: [UInt32]) {
        var isSeen = [Bool](repeating: false, count: encoded.rowCount)
        for row in seen { isSeen[Int(row)] = true }
        let classes = population.classCount
        let leaves = population.rows.filter { !isSeen[Int($0)] }.map { row in
            (row: Int(row), start: Int(tree.leafStart[encoded.leaf(of: tree, row: Int(row))]))
        }
        sums.withLock { sums in
            for leaf in leaves {
                for index in 0..<classes {
                    sums[leaf.row * classes + index] += Int64(tree.leafValues[leaf.start + index])
                }
            }
        }
    }

    func estimate() -> OutOfBagEstimate {
        let classes = population.classCount
        let sums = sums.withLock { $0 }
        var rows = [Int]()
        var shares = [Double]()
        var counts = [Int]()
        for row in 0..<population.weights.count {
            let own = sums[row * classes..<(row + 1) * classes]
            let total = own.reduce(0, +)
            guard total > 0 else { continue }
            rows.append(row)
            counts.append(Int(total / Int64(LeafShares.unit)))
            shares.append(contentsOf: own.map { Double($0) / Double(total) })
        }
        return OutOfBagEstimate(
            rows: rows, probabilities: Matrix(rows: rows.count, columns: classes, values: shares),
            treeCounts: counts)
    }
}

extension EncodedFeatures {
    /// The node in which the walk of a row of the table ends.
    func leaf(of tree: DecisionTree, row: Int) -> Int {
        var node = 0
        while tree.feature[node] >= 0 {
            let column = Int(tree.feature[node])
            node = Int(
                features[row, column] <= tree.threshold[node] ? tree.left[node] : tree.right[node])
        }
        return node
    }
}
