import Foundation

/// How pure the two sides of a split are, from the class counts of one side and of the node.
///
/// Counts are summed row weights. `purity` is minus the impurity times the weight, summed over both
/// sides, so that larger is better and the gain of a split is `purity(split) - purity(node)`.
protocol Impurity: Sendable {
    associatedtype Count: Numeric & Comparable & Sendable & BitwiseCopyable

    /// Whether a count of weight is also a count of rows, so that rows need not be counted apart.
    var countsAreSizes: Bool { get }

    /// The weight of a row, and how many rows it stands for; `weights` by row of the table.
    func weight(of entry: SampledRow, _ weights: UnsafePointer<Double>) -> Count
    func size(of entry: SampledRow) -> Count

    /// A number of rows that stand for themselves alone.
    func count(ofRows rows: Int) -> Count

    func purity(_ node: UnsafePointer<Count>, classes: Int) -> Double

    func purity(
        left: UnsafePointer<Count>, of node: UnsafePointer<Count>, classes: Int
    ) -> Double

    /// The weight of one class, its class factor included.
    func weight(_ node: UnsafePointer<Count>, ofClass index: Int) -> Double
}

/// Entropy of whole counts, read from a table of n log2 n.
struct CountedEntropy: Impurity {
    let countsAreSizes = true
    private let table: [Double]

    init(total: Int) {
        table = (0...total).map { $0 == 0 ? 0 : Double($0) * log2(Double($0)) }
    }

    @inline(__always)
    func weight(of entry: SampledRow, _ weights: UnsafePointer<Double>) -> Int32 { entry.size }

    @inline(__always)
    func size(of entry: SampledRow) -> Int32 { entry.size }

    @inline(__always)
    func count(ofRows rows: Int) -> Int32 { Int32(truncatingIfNeeded: rows) }

    @inline(__always)
    func purity(_ node: UnsafePointer<Int32>, classes: Int) -> Double {
        var sum = 0.0
        var total = 0
        for index in 0..<classes {
            sum += table[Int(node[index])]
            total += Int(node[index])
        }
        return sum - table[total]
    }

    @inline(__always)
    func purity(
        left: UnsafePointer<Int32>, of node: UnsafePointer<Int32>, classes: Int
    ) -> Double {
        // The counts never pass the total that the table was made for; the check would cost a
        // branch for each of eight loads.
        table.withUnsafeBufferPointer { table in
            var leftSum = 0.0
            var rightSum = 0.0
            var leftTotal = 0
            var rightTotal = 0
            for index in 0..<classes {
                let leftCount = Int(left[index])
                let rightCount = Int(node[index]) - leftCount
                leftSum += table[leftCount]
                rightSum += table[rightCount]
                leftTotal += leftCount
                rightTotal += rightCount
            }
            return (leftSum - table[leftTotal]) + (rightSum - table[rightTotal])
        }
    }

    func weight(_ node: UnsafePointer<Int32>, ofClass index: Int) -> Double {
        Double(node[index])
    }
}

/// Entropy or Gini impurity of whole counts with a factor for each class.
struct WeightedCounts: Impurity {
    let countsAreSizes = true
    let criterion: SplitCriterion
    let factors: [Double]

    @inline(__always)
    func weight(of entry: SampledRow, _ weights: UnsafePointer<Double>) -> Int32 { entry.size }

    @inline(__always)
    func size(of entry: SampledRow) -> Int32 { entry.size }

    @inline(__always)
    func count(ofRows rows: Int) -> Int32 { Int32(truncatingIfNeeded: rows) }

    func purity(_ node: UnsafePointer<Int32>, classes: Int) -> Double {
        criterion.purity(classes) { factors[$0] * Double(node[$0]) }
    }

    func purity(
        left: UnsafePointer<Int32>, of node: UnsafePointer<Int32>, classes: Int
    ) -> Double {
        criterion.purity(classes) { factors[$0] * Double(left[$0]) }
            + criterion.purity(classes) { factors[$0] * Double(node[$0] &- left[$0]) }
    }

    func weight(_ node: UnsafePointer<Int32>, ofClass index: Int) -> Double {
        factors[index] * Double(node[index])
    }
}

/// Entropy or Gini impurity of weights that are not whole.
struct WeightedImpurity: Impurity {
    let countsAreSizes = false
    let criterion: SplitCriterion
    let factors: [Double]

    @inline(__always)
    func weight(of entry: SampledRow, _ weights: UnsafePointer<Double>) -> Double {
        weights[entry.row]
    }

    @inline(__always)
    func size(of entry: SampledRow) -> Double { Double(entry.size) }

    @inline(__always)
    func count(ofRows rows: Int) -> Double { Double(rows) }

    func purity(_ node: UnsafePointer<Double>, classes: Int) -> Double {
        criterion.purity(classes) { factors[$0] * node[$0] }
    }

    func purity(
        left: UnsafePointer<Double>, of node: UnsafePointer<Double>, classes: Int
    ) -> Double {
        // A difference of rounded sums can fall just below zero.
        criterion.purity(classes) { factors[$0] * left[$0] }
            + criterion.purity(classes) { factors[$0] * max(0, node[$0] - left[$0]) }
    }

    func weight(_ node: UnsafePointer<Double>, ofClass index: Int) -> Double {
        factors[index] * node[index]
    }
}

extension SplitCriterion {
    /// Minus the impurity times the weight of one side.
    @inline(__always)
    fileprivate func purity(_ classes: Int, _ weight: (Int) -> Double) -> Double {
        var total = 0.0
        var sum = 0.0
        for index in 0..<classes {
            let weight = weight(index)
            total += weight
            switch self {
            case .entropy: sum += weight > 0 ? weight * log2(weight) : 0
            case .gini: sum += weight * weight
            }
        }
        guard total > 0 else { return 0 }
        switch self {
        case .entropy: return sum - total * log2(total)
        case .gini: return sum / total - total
        }
    }
}
