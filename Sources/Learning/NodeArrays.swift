/// The nodes of a tree while it grows.
struct NodeArrays {
    private var feature = [Int32]()
    private var threshold = [Double]()
    private var left = [Int32]()
    private var right = [Int32]()
    private var leafStart = [Int32]()
    private var leafValues = [Int32]()
    private var cover = [Double]()

    /// Adds a node whose kind is still open and gives its number.
    mutating func append() -> Int {
        cover.append(0)
        feature.append(-1)
        threshold.append(0)
        left.append(-1)
        right.append(-1)
        leafStart.append(-1)
        return feature.count - 1
    }

    mutating func makeLeaf(_ node: Int, values: [Int32]) {
        leafStart[node] = Int32(leafValues.count)
        leafValues.append(contentsOf: values)
    }

    mutating func makeInner(_ node: Int, feature: Int, threshold: Double, left: Int, right: Int) {
        self.feature[node] = Int32(feature)
        self.threshold[node] = threshold
        self.left[node] = Int32(left)
        self.right[node] = Int32(right)
    }

    mutating func setCover(_ node: Int, _ weight: Double) { cover[node] = weight }

    func tree(featureCount: Int, outputCount: Int) -> DecisionTree {
        DecisionTree(
            unchecked: featureCount, outputCount: outputCount, feature: feature,
            threshold: threshold, left: left, right: right, leafStart: leafStart,
            leafValues: leafValues, cover: cover)
    }
}
