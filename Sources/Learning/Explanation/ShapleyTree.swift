/// A tree laid out for Shapley values, with all that does not depend on the row.
struct ShapleyTree: Sendable {
    struct Node: Sendable {
        /// -1 in leaves.
        var feature: Int32 = -1
        var left: Int32 = -1
        var right: Int32 = -1
        /// The nearest node above, this one's parent included, into which a split by the same
        /// feature leads as into this one; -1 where there is none.
        var twin: Int32 = -1
        var leafStart: Int32 = -1
        var threshold = 0.0
        /// Where the feature of the split into this node is unknown: the share of the training
        /// weight that passes all splits by this feature down to here.
        var share = 1.0
        /// The groups of the leaves here and below, one bit each.
        var groups: UInt32 = 0
    }

    let nodes: [Node]
    /// The numbers of the leaves.
    let values: [Double]
    let outputCount: Int
    let depth: Int
    /// The groups of leaves that occur. Leaves of group g have at most 8 * 2^g different features
    /// above them, and are summed up with a rule of 4 * 2^g points.
    let groups: [Int]
    /// The mean prediction over the training rows, by output.
    let base: [Double]

    init(_ tree: DecisionTree) {
        let cover = tree.cover
        let outputCount = tree.outputCount
        let count = tree.nodeCount
        var nodes = [Node](repeating: Node(), count: count)
        var parents = [Int](repeating: -1, count: count)
        var distinct = [Int](repeating: 0, count: count)
        var reach = [Double](repeating: 1, count: count)
        var base = [Double](repeating: 0, count: outputCount)
        let values = tree.leafValues.map { Double($0) }
        for index in 0..<count {
            nodes[index].feature = tree.feature[index]
            nodes[index].threshold = tree.threshold[index]
            nodes[index].leafStart = tree.leafStart[index]
            guard tree.feature[index] >= 0 else {
                let start = Int(tree.leafStart[index])
                for output in 0..<outputCount {
                    base[output] += reach[index] * values[start + output]
                }
                continue
            }
            nodes[index].left = tree.left[index]
            nodes[index].right = tree.right[index]
            let twin = ShapleyTree.twin(of: index, feature: tree.feature, parents: parents)
            for child in [Int(tree.left[index]), Int(tree.right[index])] {
                parents[child] = index
                let part = cover[child] / cover[index]
                reach[child] = reach[index] * part
                nodes[child].twin = Int32(twin)
                nodes[child].share = part * (twin >= 0 ? nodes[twin].share : 1)
                distinct[child] = distinct[index] + (twin >= 0 ? 0 : 1)
            }
        }
        groups = ShapleyTree.markGroups(&nodes, distinct)
        self.nodes = nodes
        self.values = values
        self.outputCount = outputCount
        self.base = base
        depth = tree.depth
    }

    /// Sorts the leaves by how many points they need, and tells every node what is below it.
    ///
    /// A few paths are far deeper than the rest; without groups all would pay for them. Each group
    /// takes a walk of its own, so small ones join the next.
    private static func markGroups(_ nodes: inout [Node], _ distinct: [Int]) -> [Int] {
        let leaves = nodes.indices.filter { nodes[$0].feature < 0 }
        func group(_ leaf: Int) -> Int {
            var group = 0
            while 8 << group < distinct[leaf] { group += 1 }
            return group
        }
        var counts = [Int](repeating: 0, count: 1 + (leaves.map(group).max() ?? 0))
        for leaf in leaves { counts[group(leaf)] += 1 }
        var target = Array(counts.indices)
        var waiting = 0
        for index in counts.indices.dropLast() {
            waiting += counts[index]
            guard waiting * 8 < leaves.count else {
                waiting = 0
                continue
            }
            for earlier in 0...index where target[earlier] == index { target[earlier] += 1 }
        }
        for leaf in leaves { nodes[leaf].groups = 1 << UInt32(target[group(leaf)]) }
        for index in nodes.indices.reversed() where nodes[index].feature >= 0 {
            nodes[index].groups =
                nodes[Int(nodes[index].left)].groups | nodes[Int(nodes[index].right)].groups
        }
        return counts.indices.filter { nodes[0].groups >> UInt32($0) & 1 == 1 }
    }

    /// The node that the children of `parent` have for a twin.
    private static func twin(of parent: Int, feature: [Int32], parents: [Int]) -> Int {
        var node = parent
        while parents[node] >= 0 {
            if feature[parents[node]] == feature[parent] { return node }
            node = parents[node]
        }
        return -1
    }
}
