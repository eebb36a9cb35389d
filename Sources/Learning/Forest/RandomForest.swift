import CElementary

/// An ensemble of classification trees; a probability is the mean of the trees' class shares.
///
/// Random forests, extremely randomised trees and balanced forests are all of this form. A leaf
/// holds one share for each class in units of ``LeafShares/unit``, which they add up to.
///
/// Source: Breiman, Mach. Learn. 45, 5 (2001), doi:10.1023/A:1010933404324.
public struct RandomForest: AdditiveTrees, Equatable {
    public let parameters: ForestParameters
    public let trees: [DecisionTree]
    public let featureCount: Int
    public let classCount: Int
    /// Mean decrease in impurity of each feature, sum 1; all zero where no tree splits.
    public let importances: [Double]

    /// Puts trees together to a forest.
    ///
    /// - Throws: ``LearningError/damagedForest(_:)`` without trees, where a tree has other
    ///   features or classes, where leaf values are not shares, or where the importances are not.
    public init(
        parameters: ForestParameters, trees: [DecisionTree], featureCount: Int, classCount: Int,
        importances: [Double]
    ) throws {
        guard !trees.isEmpty else { throw LearningError.damagedForest("no tree") }
        guard parameters.trees == trees.count else {
            throw LearningError.damagedForest(
                "\(trees.count) trees where its parameters say \(parameters.trees)")
        }
        for (index, tree) in trees.enumerated() {
            guard tree.featureCount == featureCount, tree.outputCount == classCount else {
                throw LearningError.damagedForest(
                    "tree \(index) has \(tree.featureCount) features and "
                        + "\(tree.outputCount) classes")
            }
            try RandomForest.checkShares(tree, index)
        }
        try Self.checkImportances(importances, featureCount: featureCount)
        self.parameters = parameters
        self.trees = trees
        self.featureCount = featureCount
        self.classCount = classCount
        self.importances = importances
    }

    public func firstClass(ofTree index: Int) -> Int { 0 }

    public func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int
    ) {
        for label in 0..<classCount {
            let place = label * stride
            qs_divide(sums + place, Double(fullSum), count, probabilities + place)
        }
    }

    /// The sum of shares, over all trees, that stands for probability 1.
    public var fullSum: Int64 { Int64(trees.count) * Int64(LeafShares.unit) }

    /// The probability that a sum of shares over all trees stands for: `sum / fullSum`.
    public func probability(ofSum sum: Int64) -> Double { Double(sum) / Double(fullSum) }

    /// Sums of shares and of their squares stay whole numbers, so the spread is exact.
    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        var sums = [Int64](repeating: 0, count: count * classCount)
        var squares = [UInt128](repeating: 0, count: count * classCount)
        guard let values = rows.baseAddress else { return }
        for tree in trees {
            tree.withWalker { walker in
                for row in 0..<count {
                    let leaf = walker.leaf(of: values + row * featureCount)
                    for index in 0..<classCount {
                        let share = Int64(walker.value(leaf, index))
                        sums[row * classCount + index] += share
                        squares[row * classCount + index] += UInt128(share * share)
                    }
                }
            }
        }
        for (index, sum) in sums.enumerated() {
            let variance = UInt128(trees.count) * squares[index] - UInt128(sum) * UInt128(sum)
            probabilities[index] = probability(ofSum: sum)
            spread[index] = Double(variance).squareRoot() / Double(fullSum)
        }
    }

    private static func checkShares(_ tree: DecisionTree, _ index: Int) throws {
        let count = tree.outputCount
        for start in stride(from: 0, to: tree.leafValues.count, by: count) {
            let shares = tree.leafValues[start..<start + count]
            let sum = shares.reduce(Int64(0)) { $0 + Int64($1) }
            guard shares.allSatisfy({ $0 >= 0 }), sum == Int64(LeafShares.unit) else {
                throw LearningError.damagedForest(
                    "the shares of a leaf of tree \(index) add up to \(sum) of \(LeafShares.unit)")
            }
        }
    }
}
