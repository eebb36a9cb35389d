import Basis

/// The rows that one tree is grown on.
struct TreeSample<Count: Sendable>: Sendable {
    /// Rows with a positive weight.
    let rows: [UInt32]
    /// By row of the encoded table: class, weight, and how many rows it stands for.
    let labels: [UInt16]
    let weights: [Count]
    let sizes: [Count]
    /// Whether every weight and size is one.
    let isUnit: Bool
}

/// A grown tree and how much each feature lowered the impurity.
struct GrownTree: Sendable {
    let tree: DecisionTree
    /// Summed decrease of impurity by feature, weighted by the share of the rows.
    let decreases: [Double]
}

/// Grows one classification tree by greedy best splits.
///
/// Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984.
struct TreeGrower<Rank: FixedWidthInteger & UnsignedInteger & Sendable, Score: Impurity> {
    typealias Count = Score.Count

    struct Limits {
        let maxDepth: Int
        let maxFeatures: Int
        let minSplit: Count
        let minLeaf: Count
        /// Whether cuts between values of one and the same class can be passed over: they are never
        /// the best, unless a least leaf size forbids the better ones.
        let skipsPureRuns: Bool
        /// Whether a candidate feature offers one random cut instead of its best.
        let drawsCuts: Bool
    }

    struct Split {
        var feature = -1
        var lowRank: Rank = 0
        var highRank: Rank = 0
        /// The cut that was drawn; `nil` where it is the middle between the two ranks.
        var drawn: Double?
        var purity = -Double.infinity
    }

    private struct Pending {
        let begin: Int
        let end: Int
        let node: Int
        let depth: Int
        /// How many leading entries of the feature list are constant here.
        let constants: Int
    }

    let encoded: EncodedFeatures
    let columns: UnsafePointer<Rank>
    let sample: TreeSample<Count>
    let classCount: Int
    let score: Score
    let limits: Limits
    let scratch: GrowerScratch<Rank, Count>
    var stream: RandomStream
    private var nodes = NodeArrays()
    private var decreases: [Double]

    init(
        encoded: EncodedFeatures, columns: UnsafePointer<Rank>, sample: TreeSample<Count>,
        classCount: Int, score: Score, limits: Limits, stream: RandomStream
    ) {
        self.encoded = encoded
        self.columns = columns
        self.sample = sample
        self.classCount = classCount
        self.score = score
        self.limits = limits
        self.stream = stream
        decreases = [Double](repeating: 0, count: encoded.columnCount)
        let distinct = (0..<encoded.columnCount).map(encoded.distinctCount).max() ?? 1
        scratch = GrowerScratch(
            rows: sample.rows.count, features: encoded.columnCount, distinct: distinct,
            stride: classCount + 1)
    }

    /// One entry for each class and one for the number of rows.
    var stride: Int { classCount + 1 }

    mutating func grow() -> GrownTree {
        for (index, row) in sample.rows.enumerated() { scratch.rows[index] = row }
        var stack = [
            Pending(begin: 0, end: sample.rows.count, node: nodes.append(), depth: 0, constants: 0)
        ]
        var total = 0.0
        while let pending = stack.popLast() {
            countClasses(pending.begin, pending.end)
            let weight = weightOfNode
            nodes.setCover(pending.node, weight)
            if pending.node == 0 { total = weight }
            var constants = pending.constants
            let nodePurity = score.purity(scratch.node, classes: classCount)
            guard maySplit(depth: pending.depth),
                let split = bestSplit(pending.begin, pending.end, constants: &constants)
            else {
                nodes.makeLeaf(pending.node, values: leafShares())
                continue
            }
            decreases[split.feature] += max(0, split.purity - nodePurity) / total
            let middle = partition(pending.begin, pending.end, by: split)
            let left = nodes.append()
            let right = nodes.append()
            nodes.makeInner(
                pending.node, feature: split.feature, threshold: threshold(of: split), left: left,
                right: right)
            let depth = pending.depth + 1
            stack.append(
                Pending(
                    begin: middle, end: pending.end, node: right, depth: depth,
                    constants: constants))
            stack.append(
                Pending(
                    begin: pending.begin, end: middle, node: left, depth: depth,
                    constants: constants))
        }
        let tree = nodes.tree(featureCount: encoded.columnCount, outputCount: classCount)
        return GrownTree(tree: tree, decreases: decreases)
    }

    /// Fills the class counts of a node and copies what every candidate feature will need.
    private func countClasses(_ begin: Int, _ end: Int) {
        let node = scratch.node
        for index in 0..<stride { node[index] = 0 }
        sample.labels.withUnsafeBufferPointer { labels in
            for index in begin..<end {
                scratch.classes[index - begin] = labels[Int(scratch.rows[index])]
            }
        }
        if !sample.isUnit {
            for index in begin..<end {
                let row = Int(scratch.rows[index])
                scratch.weights[index - begin] = sample.weights[row]
                scratch.sizes[index - begin] = sample.sizes[row]
            }
        }
        for index in 0..<end - begin {
            let label = Int(scratch.classes[index])
            node[label] += sample.isUnit ? 1 : scratch.weights[index]
            node[classCount] += sample.isUnit ? 1 : scratch.sizes[index]
        }
    }

    private func maySplit(depth: Int) -> Bool {
        let size = scratch.node[classCount]
        guard depth < limits.maxDepth, size >= limits.minSplit,
            size >= limits.minLeaf + limits.minLeaf
        else { return false }
        var present = 0
        for index in 0..<classCount where scratch.node[index] > 0 { present += 1 }
        return present > 1
    }

    /// Draws features without replacement and keeps the best cut.
    ///
    /// Draws go on past the wanted number until a feature varies, so that a node becomes a leaf
    /// only where nothing can part its rows. Features found constant stay so in all descendants:
    /// they move to the front of the list, and drawing one of them costs nothing.
    private mutating func bestSplit(_ begin: Int, _ end: Int, constants: inout Int) -> Split? {
        var best = Split()
        var knownLeft = constants
        var found = constants
        var high = encoded.columnCount
        var drawn = 0
        var varying = 0
        while found < high, drawn < limits.maxFeatures || varying == 0 {
            let choice = stream.below(knownLeft + high - found)
            drawn += 1
            if choice < knownLeft {
                knownLeft -= 1
                continue
            }
            let position = found + choice - knownLeft
            let feature = scratch.features[position]
            let varies =
                limits.drawsCuts
                ? considerDrawn(Int(feature), begin, end, &best)
                : consider(Int(feature), begin, end, &best)
            if varies {
                varying += 1
                high -= 1
                scratch.features[position] = scratch.features[high]
                scratch.features[high] = feature
            } else {
                scratch.features[position] = scratch.features[found]
                scratch.features[found] = feature
                found += 1
            }
        }
        constants = found
        return best.feature >= 0 ? best : nil
    }

    /// Keeps the order of the rows on both sides, so that later gathers run forward in memory.
    private func partition(_ begin: Int, _ end: Int, by split: Split) -> Int {
        let column = columns + split.feature * encoded.rowCount
        var kept = begin
        var moved = 0
        for index in begin..<end {
            let row = scratch.rows[index]
            let goesLeft = column[Int(row)] <= split.lowRank
            // Both writes always happen: the branch would be mispredicted half the time.
            scratch.rows[kept] = row
            scratch.moved[moved] = row
            kept += goesLeft ? 1 : 0
            moved += goesLeft ? 0 : 1
        }
        (scratch.rows + kept).update(from: scratch.moved, count: moved)
        return kept
    }

    private func threshold(of split: Split) -> Double {
        if let drawn = split.drawn { return drawn }
        let start = encoded.valueStart[split.feature]
        return Learning.middle(
            encoded.distinctValues[start + Int(split.lowRank)],
            encoded.distinctValues[start + Int(split.highRank)])
    }

    private var weightOfNode: Double {
        (0..<classCount).reduce(0) { $0 + score.weight(scratch.node, ofClass: $1) }
    }

    private func leafShares() -> [Int32] {
        LeafShares.rounding(
            (0..<classCount).map { score.weight(scratch.node, ofClass: $0) })
    }
}
