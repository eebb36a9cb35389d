import CElementary

/// A sum of regression trees for each class, turned into probabilities by a softmax.
///
/// Tree t belongs to class t mod k. Leaves hold log-odds in units of ``unit``, the learning rate
/// included, so that sums are exact.
public struct BoostedTrees: AdditiveTrees, Equatable {
    /// The log-odds that the whole number 1 stands for: 2^-20.
    public static let unit = 0x1p-20

    public let parameters: BoostingParameters
    public let trees: [DecisionTree]
    public let featureCount: Int
    public let classCount: Int
    /// Where the sum of each class starts, in units of ``unit``.
    public let base: [Int32]
    /// The share of each feature in the summed gain, sum 1; all zero where no tree splits.
    public let importances: [Double]

    /// Puts trees together.
    ///
    /// - Throws: ``LearningError/damagedForest(_:)`` where the number of trees is not rounds times
    ///   classes, where a tree has other features or more than one number a leaf, and where base or
    ///   importances do not fit.
    public init(
        parameters: BoostingParameters, trees: [DecisionTree], featureCount: Int,
        classCount: Int, base: [Int32], importances: [Double]
    ) throws {
        guard classCount > 0, trees.count == parameters.rounds * classCount else {
            throw LearningError.damagedForest(
                "\(trees.count) trees for \(parameters.rounds) rounds of \(classCount) classes")
        }
        for (index, tree) in trees.enumerated()
        where tree.featureCount != featureCount || tree.outputCount != 1 {
            throw LearningError.damagedForest(
                "tree \(index) has \(tree.featureCount) features and "
                    + "\(tree.outputCount) numbers a leaf")
        }
        guard base.count == classCount else {
            throw LearningError.damagedForest("\(base.count) base values, \(classCount) classes")
        }
        try Self.checkImportances(importances, featureCount: featureCount)
        self.parameters = parameters
        self.trees = trees
        self.featureCount = featureCount
        self.classCount = classCount
        self.base = base
        self.importances = importances
    }

    public func firstClass(ofTree index: Int) -> Int { index % classCount }

    /// exp(s_c) / sum exp(s), with s_c in units of ``unit`` and the largest taken off first.
    public func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int
    ) {
        qs_softmax(sums, base, Self.unit, classCount, count, stride, probabilities)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        evaluate(rows: rows, count: count, probabilities: probabilities)
        for index in 0..<count * classCount {
            let share = probabilities[index]
            spread[index] = (share * (1 - share)).squareRoot()
        }
    }
}
