import Basis

/// Grows one classification tree by greedy best splits.
///
/// Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984.
struct TreeGrower<Score: Impurity> {
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

    /// A way to part a node: rows of lower bins go left, and those of the bin itself whose value is
    /// at most `within`.
    struct Split {
        var feature = -1
        var purity = -Double.infinity
        var bin = -1
        var within = Double.infinity
        /// A number that parts the rows so, where it is known before the split has won.
        var cut: Double?
        /// Where between the least and the largest value of the node a cut lies that is not worked
        /// out yet: its sides are known, the bounds above are not.
        var share: Double?
        /// The first bin on the right side of a cut between bins.
        var nextBin = -1
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
    /// Views of the encoded table.
    let table: Table
    let placer: ThresholdPlacer
    let weights: UnsafePointer<Double>
    let classCount: Int
    let score: Score
    let limits: Limits
    let scratch: GrowerScratch<Count>
    var stream: RandomStream
    private let entries: [SampledRow]
    private var nodes = NodeArrays()
    private var decreases: [Double]

    init(
        encoded: EncodedFeatures, table: Table, placer: ThresholdPlacer,
        weights: UnsafePointer<Double>, entries: [SampledRow], classCount: Int, score: Score,
        limits: Limits, stream: RandomStream
    ) {
        self.encoded = encoded
        self.table = table
        self.placer = placer
        self.weights = weights
        self.entries = entries
        self.classCount = classCount
        self.score = score
        self.limits = limits
        self.stream = stream
        decreases = [Double](repeating: 0, count: encoded.columnCount)
        scratch = GrowerScratch(
            rows: entries.count, features: encoded.columnCount, stride: classCount + 1)
    }

    /// One entry for each class and one for the number of rows.
    var stride: Int { classCount + 1 }

    mutating func grow() -> GrownTree {
        for (index, entry) in entries.enumerated() { scratch.rows[index] = entry }
        var stack = [
            Pending(begin: 0, end: entries.count, node: nodes.append(), depth: 0, constants: 0)
        ]
        var total = 0.0
        while let pending = stack.popLast() {
            countClasses(pending.begin, pending.end)
            let weight = weightOfNode
            nodes.setCover(pending.node, weight)
            if pending.node == 0 { total = weight }
            var constants = pending.constants
            guard maySplit(depth: pending.depth),
                let split = bestSplit(pending.begin, pending.end, constants: &constants)
            else {
                nodes.makeLeaf(pending.node, values: leafShares())
                continue
            }
            let nodePurity = score.purity(scratch.node, classes: classCount)
            decreases[split.feature] += max(0, split.purity - nodePurity) / total
            let threshold = placer.threshold(
                split.feature, near: cut(of: split, pending.begin, pending.end))
            let middle = partition(pending.begin, pending.end, by: split)
            let left = nodes.append()
            let right = nodes.append()
            nodes.makeInner(
                pending.node, feature: split.feature, threshold: threshold, left: left, right: right
            )
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

    /// Fills the class counts of a node.
    private func countClasses(_ begin: Int, _ end: Int) {
        let node = scratch.node
        for index in 0..<stride { node[index] = 0 }
        for index in begin..<end {
            let entry = scratch.rows[index]
            node[entry.label] += score.weight(of: entry, weights)
            node[classCount] += score.size(of: entry)
        }
        guard limits.drawsCuts else { return }
        var sizes: Int32 = 0
        for index in begin..<end {
            let entry = scratch.rows[index]
            scratch.labels[index - begin] = UInt8(truncatingIfNeeded: entry.label)
            sizes |= entry.size
        }
        for index in 0..<NodeBins.padding {
            scratch.labels[end - begin + index] = NodeBins.noLabel
        }
        scratch.hasLabels =
            score.countsAreSizes && sizes == 1 && classCount <= Int(NodeBins.noLabel)
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
        guard best.feature >= 0 else { return nil }
        return limits.drawsCuts ? settled(best, begin, end) : best
    }

    /// Keeps the order of the rows on both sides, so that later gathers run forward in memory.
    private func partition(_ begin: Int, _ end: Int, by split: Split) -> Int {
        let column = table.column(split.feature, rows: end - begin)
        let rows = scratch.rows
        let isWhole = split.within == .infinity
        var kept = begin
        var moved = 0
        for index in begin..<end {
            let row = rows[index]
            let bin = column.bin(row.row)
            let goesLeft =
                bin < split.bin
                || (bin == split.bin
                    && (isWhole || table.value(row.row, split.feature) <= split.within))
            // Both writes always happen: the branch would be mispredicted half the time.
            rows[kept] = row
            scratch.moved[moved] = row
            kept &+= goesLeft ? 1 : 0
            moved &+= goesLeft ? 0 : 1
        }
        (rows + kept).update(from: scratch.moved, count: moved)
        return kept
    }

    /// Of a cut between bins the middle of the neighbouring values of the node.
    private func cut(of split: Split, _ begin: Int, _ end: Int) -> Double {
        if let cut = split.cut { return cut }
        let start = encoded.binOffset[split.feature]
        var low = encoded.upper[start + split.bin]
        var high = encoded.lower[start + split.nextBin]
        if encoded.lower[start + split.bin] < low || high < encoded.upper[start + split.nextBin] {
            (low, high) = (-.infinity, .infinity)
            let column = table.column(split.feature, rows: end - begin)
            for index in begin..<end {
                let row = scratch.rows[index].row
                let bin = column.bin(row)
                if bin == split.bin { low = max(low, table.value(row, split.feature)) }
                if bin == split.nextBin { high = min(high, table.value(row, split.feature)) }
            }
        }
        return middle(low, high)
    }

    private var weightOfNode: Double {
        (0..<classCount).reduce(0) { $0 + score.weight(scratch.node, ofClass: $1) }
    }

    private func leafShares() -> [Int32] {
        LeafShares.rounding(
            (0..<classCount).map { score.weight(scratch.node, ofClass: $0) })
    }
}
