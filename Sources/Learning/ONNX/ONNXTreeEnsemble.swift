/// Trees in the form of the ONNX operators `TreeEnsembleClassifier` and `TreeEnsembleRegressor`:
/// parallel lists with one entry a node, and one a number in a leaf.
///
/// The operators are fed with doubles, so that runtimes add up the leaves in doubles: whole numbers
/// below 2^53, as the leaves hold them, then add up exactly and in any order.
struct ONNXTreeEnsemble {
    private var features = [Int64]()
    private var modes = [String]()
    private var thresholds = [Double]()
    private var nodes = [Int64]()
    private var trees = [Int64]()
    private var whereTrue = [Int64]()
    private var whereFalse = [Int64]()
    private var leafTrees = [Int64]()
    private var leafNodes = [Int64]()
    private var leafTargets = [Int64]()
    private var leafValues = [Double]()
    private var treeCount: Int64 = 0

    /// Adds a tree.
    ///
    /// - Parameter entries: calls its last argument with target and value for each number that a
    ///   row in the leaf adds; the second argument is where the leaf's numbers begin.
    mutating func append(
        _ tree: DecisionTree, _ entries: (Int, (_ target: Int, _ value: Double) -> Void) -> Void
    ) {
        for node in 0..<tree.nodeCount {
            let isLeaf = tree.feature[node] < 0
            nodes.append(Int64(node))
            trees.append(treeCount)
            modes.append(isLeaf ? "LEAF" : "BRANCH_LEQ")
            features.append(isLeaf ? 0 : Int64(tree.feature[node]))
            thresholds.append(
                isLeaf ? 0 : Double(ONNXTreeEnsemble.singleAtMost(tree.threshold[node])))
            whereTrue.append(isLeaf ? 0 : Int64(tree.left[node]))
            whereFalse.append(isLeaf ? 0 : Int64(tree.right[node]))
            guard isLeaf else { continue }
            entries(Int(tree.leafStart[node])) { target, value in
                leafTrees.append(treeCount)
                leafNodes.append(Int64(node))
                leafTargets.append(Int64(target))
                leafValues.append(value)
            }
        }
        treeCount += 1
    }

    /// A node that adds up, over the trees, `targets` numbers for each row.
    func regressor(input: String, output: String, targets: Int) -> ONNX.Node {
        ONNX.Node(
            operation: "TreeEnsembleRegressor", domain: "ai.onnx.ml", inputs: [input],
            outputs: [output],
            attributes: structure(leaves: "target") + [
                ONNX.Attribute("n_targets", .int(Int64(targets))),
                ONNX.Attribute("aggregate_function", .string("SUM")),
                ONNX.Attribute("post_transform", .string("NONE")),
            ])
    }

    /// A node that adds up one number for each class and names the class of the largest sum.
    func classifier(
        input: String, label: String, scores: String, classNames: [String]
    ) -> ONNX.Node {
        ONNX.Node(
            operation: "TreeEnsembleClassifier", domain: "ai.onnx.ml", inputs: [input],
            outputs: [label, scores],
            attributes: structure(leaves: "class") + [
                ONNX.Attribute("classlabels_strings", .strings(classNames)),
                ONNX.Attribute("post_transform", .string("NONE")),
            ])
    }

    private func structure(leaves prefix: String) -> [ONNX.Attribute] {
        func tensor(_ values: [Double]) -> ONNX.Attribute.Value {
            .tensor(ONNX.Tensor(shape: [values.count], elements: .double(values)))
        }
        return [
            ONNX.Attribute("nodes_treeids", .ints(trees)),
            ONNX.Attribute("nodes_nodeids", .ints(nodes)),
            ONNX.Attribute("nodes_featureids", .ints(features)),
            ONNX.Attribute("nodes_modes", .strings(modes)),
            ONNX.Attribute("nodes_values_as_tensor", tensor(thresholds)),
            ONNX.Attribute("nodes_truenodeids", .ints(whereTrue)),
            ONNX.Attribute("nodes_falsenodeids", .ints(whereFalse)),
            ONNX.Attribute("\(prefix)_treeids", .ints(leafTrees)),
            ONNX.Attribute("\(prefix)_nodeids", .ints(leafNodes)),
            ONNX.Attribute("\(prefix)_ids", .ints(leafTargets)),
            ONNX.Attribute("\(prefix)_weights_as_tensor", tensor(leafValues)),
        ]
    }

    /// The largest number of single precision that is at most `threshold`.
    ///
    /// A value of single precision is at most this number exactly where it is at most `threshold`,
    /// so rounding a threshold this way never sends a row to the other side. Below the range of
    /// single precision it is minus infinity.
    static func singleAtMost(_ threshold: Double) -> Float {
        let nearest = Float(threshold)
        return Double(nearest) > threshold ? nearest.nextDown : nearest
    }
}
