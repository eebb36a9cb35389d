/// A binary tree in flat arrays, one entry a node; node 0 is the root.
///
/// A row goes to `left` where its value of `feature` is at most `threshold`, else to `right`.
/// Children always stand behind their parent, so that a walk cannot loop. What the whole numbers
/// in the leaves mean is up to the ensemble that the tree belongs to.
public struct DecisionTree: Sendable, Equatable {
    public let featureCount: Int
    /// How many numbers a leaf holds.
    public let outputCount: Int
    /// The feature that the node asks for; -1 marks a leaf.
    public let feature: [Int32]
    /// The threshold of the question; 0 in leaves.
    public let threshold: [Double]
    /// -1 in leaves.
    public let left: [Int32]
    /// -1 in leaves.
    public let right: [Int32]
    /// Where the numbers of the leaf begin in `leafValues`; -1 in inner nodes.
    public let leafStart: [Int32]
    /// `outputCount` whole numbers for each leaf.
    public let leafValues: [Int32]
    /// The summed weight of the training rows that reached each node; finite, above 0.
    public let cover: [Double]

    public var nodeCount: Int { feature.count }
    public var leafCount: Int { leafValues.count / outputCount }

    /// Builds a tree from arrays of any origin.
    ///
    /// - Throws: ``LearningError/damagedTree(tree:node:_:)`` unless the arrays form one tree in
    ///   which every walk ends in a leaf within bounds.
    public init(
        featureCount: Int, outputCount: Int, feature: [Int32], threshold: [Double],
        left: [Int32], right: [Int32], leafStart: [Int32], leafValues: [Int32], cover: [Double]
    ) throws {
        self.init(
            unchecked: featureCount, outputCount: outputCount, feature: feature,
            threshold: threshold, left: left, right: right, leafStart: leafStart,
            leafValues: leafValues, cover: cover)
        try checkStructure()
    }

    /// For the trainer, whose trees are right by construction.
    init(
        unchecked featureCount: Int, outputCount: Int, feature: [Int32], threshold: [Double],
        left: [Int32], right: [Int32], leafStart: [Int32], leafValues: [Int32], cover: [Double]
    ) {
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.feature = feature
        self.threshold = threshold
        self.left = left
        self.right = right
        self.leafStart = leafStart
        self.leafValues = leafValues
        self.cover = cover
    }

    /// The largest number of splits between the root and a leaf.
    public var depth: Int {
        var depths = [Int](repeating: 0, count: nodeCount)
        var deepest = 0
        for node in 0..<nodeCount {
            if feature[node] < 0 {
                deepest = max(deepest, depths[node])
            } else {
                depths[Int(left[node])] = depths[node] + 1
                depths[Int(right[node])] = depths[node] + 1
            }
        }
        return deepest
    }

    private func checkStructure() throws {
        guard featureCount > 0, (1...Int(UInt16.max)).contains(outputCount) else {
            throw damage("\(featureCount) features, \(outputCount) numbers a leaf")
        }
        let count = feature.count
        guard count > 0, count <= Int(Int32.max) else { throw damage("\(count) nodes") }
        guard threshold.count == count, left.count == count, right.count == count,
            leafStart.count == count, cover.count == count
        else { throw damage("the arrays differ in length") }
        guard leafValues.count % outputCount == 0 else {
            throw damage("\(leafValues.count) leaf values, \(outputCount) a leaf")
        }
        var parents = [UInt8](repeating: 0, count: count)
        var leafUsed = [Bool](repeating: false, count: leafValues.count / outputCount)
        for node in 0..<count {
            guard node == 0 || parents[node] == 1 else {
                throw damage("\(parents[node]) parents", node)
            }
            guard cover[node] > 0, cover[node].isFinite else {
                throw damage("cover \(cover[node])", node)
            }
            if feature[node] == -1 {
                try checkLeaf(node, &leafUsed)
                continue
            }
            guard feature[node] >= 0, Int(feature[node]) < featureCount else {
                throw damage("feature \(feature[node]) of \(featureCount)", node)
            }
            guard threshold[node].isFinite else {
                throw damage("threshold \(threshold[node])", node)
            }
            guard leafStart[node] == -1 else {
                throw damage("an inner node with leaf values", node)
            }
            for child in [left[node], right[node]] {
                guard Int(child) > node, Int(child) < count else {
                    throw damage("child \(child) is not behind its parent", node)
                }
                guard parents[Int(child)] == 0 else {
                    throw damage("child \(child) has two parents", node)
                }
                parents[Int(child)] = 1
            }
        }
        guard leafUsed.allSatisfy({ $0 }) else { throw damage("leaf values without a leaf") }
    }

    private func checkLeaf(_ node: Int, _ used: inout [Bool]) throws {
        guard left[node] == -1, right[node] == -1, threshold[node] == 0 else {
            throw damage("a leaf with children or a threshold", node)
        }
        let start = Int(leafStart[node])
        guard start >= 0, start % outputCount == 0, start + outputCount <= leafValues.count else {
            throw damage("leaf values at \(start) of \(leafValues.count)", node)
        }
        guard !used[start / outputCount] else { throw damage("leaf values used twice", node) }
        used[start / outputCount] = true
    }

    private func damage(_ what: String, _ node: Int? = nil) -> LearningError {
        .damagedTree(tree: nil, node: node, what)
    }
}
