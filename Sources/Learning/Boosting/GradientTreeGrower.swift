import Basis

/// A grown regression tree, its value for each training row and the gain of each feature.
struct GrownGradientTree: Sendable {
    let tree: DecisionTree
    let leafOfRow: [Int32]
    let gains: [Double]
}

/// Grows one regression tree on gradients, from histograms over bins.
///
/// The histogram of the larger child is that of the parent less that of the smaller one: exact,
/// since the sums are whole numbers.
struct GradientTreeGrower: Sendable {
    let features: EncodedFeatures
    let parameters: BoostingParameters

    /// Sums over the rows of one bin.
    struct Cell: Sendable {
        var first: Int64 = 0
        var second: Int64 = 0
        var rows: Int64 = 0

        static func + (left: Cell, right: Cell) -> Cell {
            Cell(
                first: left.first &+ right.first, second: left.second &+ right.second,
                rows: left.rows &+ right.rows)
        }

        static func - (left: Cell, right: Cell) -> Cell {
            Cell(
                first: left.first &- right.first, second: left.second &- right.second,
                rows: left.rows &- right.rows)
        }
    }

    struct Split {
        let feature: Int
        /// Bins up to this one go left.
        let bin: Int
        /// Of the neighbouring values.
        let middle: Double
        let gain: Double
        let left: Cell
    }

    private struct Pending {
        let begin: Int
        let end: Int
        let node: Int
        let depth: Int
        let sum: Cell
        let histogram: [Cell]
    }

    func grow(
        _ derivatives: Derivatives, weights: [Double], sizes: [Int64], scale: Double,
        stream: RandomStream
    ) -> GrownGradientTree {
        var stream = stream
        let chosen = chooseFeatures(&stream)
        var rows = Array(0..<UInt32(features.rowCount))
        var moved = rows
        var leafOfRow = [Int32](repeating: 0, count: rows.count)
        var gains = [Double](repeating: 0, count: features.columnCount)
        var nodes = NodeArrays()
        let placer = ThresholdPlacer(runs: features.runs, occupied: nil)
        let whole = histogram(rows[...], derivatives, sizes, chosen)
        let total = (0..<rows.count).reduce(Cell()) { $0 + cell($1, derivatives, sizes) }
        var stack = [
            Pending(
                begin: 0, end: rows.count, node: nodes.append(), depth: 0, sum: total,
                histogram: whole)
        ]
        while let pending = stack.popLast() {
            let own = pending.begin..<pending.end
            nodes.setCover(pending.node, rows[own].reduce(0) { $0 + weights[Int($1)] })
            guard pending.depth < parameters.maxDepth,
                let split = bestSplit(pending.histogram, pending.sum, chosen, scale)
            else {
                let value = leafValue(pending.sum, scale)
                nodes.makeLeaf(pending.node, values: [value])
                for row in rows[own] { leafOfRow[Int(row)] = value }
                continue
            }
            gains[split.feature] += split.gain
            let middle = partition(&rows, &moved, own, split)
            let left = nodes.append()
            let right = nodes.append()
            nodes.makeInner(
                pending.node, feature: split.feature,
                threshold: placer.threshold(split.feature, near: split.middle), left: left,
                right: right)
            let leftIsSmaller = middle - pending.begin <= pending.end - middle
            let smaller = leftIsSmaller ? pending.begin..<middle : middle..<pending.end
            let isLast = pending.depth + 1 == parameters.maxDepth
            let fewer = isLast ? [] : histogram(rows[smaller], derivatives, sizes, chosen)
            let others = isLast ? [] : zip(pending.histogram, fewer).map { $0 - $1 }
            stack.append(
                Pending(
                    begin: middle, end: pending.end, node: right, depth: pending.depth + 1,
                    sum: pending.sum - split.left, histogram: leftIsSmaller ? others : fewer))
            stack.append(
                Pending(
                    begin: pending.begin, end: middle, node: left, depth: pending.depth + 1,
                    sum: split.left, histogram: leftIsSmaller ? fewer : others))
        }
        let tree = nodes.tree(featureCount: features.columnCount, outputCount: 1)
        return GrownGradientTree(tree: tree, leafOfRow: leafOfRow, gains: gains)
    }

    /// What a row adds to its bins.
    private func cell(_ row: Int, _ derivatives: Derivatives, _ sizes: [Int64]) -> Cell {
        Cell(
            first: derivatives.first[row] &* sizes[row],
            second: derivatives.second[row] &* sizes[row], rows: sizes[row])
    }

    private func chooseFeatures(_ stream: inout RandomStream) -> [Int] {
        let wanted = Int(
            (parameters.featureShare * Double(features.columnCount)).rounded(.up))
        var all = Array(0..<features.columnCount)
        guard wanted < all.count else { return all }
        for index in 0..<wanted { all.swapAt(index, index + stream.below(all.count - index)) }
        return all[..<wanted].sorted()
    }

    private func histogram(
        _ rows: ArraySlice<UInt32>, _ derivatives: Derivatives, _ sizes: [Int64],
        _ chosen: [Int]
    ) -> [Cell] {
        // The derivatives are copied into the order of the rows once instead of for every feature.
        let entries = rows.map { cell(Int($0), derivatives, sizes) }
        let start = features.binOffset
        let count = features.rowCount
        var cells = [Cell](repeating: Cell(), count: start[start.count - 1])
        // Buffers: this is the innermost loop of training, and checks would double its time.
        cells.withUnsafeMutableBufferPointer { cells in
            features.columnBins.withUnsafeBufferPointer { bins in
                rows.withUnsafeBufferPointer { rows in
                    entries.withUnsafeBufferPointer { entries in
                        for feature in chosen {
                            let offset = start[feature]
                            let column = feature * count
                            for index in 0..<rows.count {
                                let bin = offset + Int(bins[column + Int(rows[index])])
                                cells[bin] = cells[bin] + entries[index]
                            }
                        }
                    }
                }
            }
        }
        return cells
    }

    /// The cut with the largest gain; ties go to the lower feature, then to the lower bin.
    private func bestSplit(
        _ histogram: [Cell], _ sum: Cell, _ chosen: [Int], _ scale: Double
    ) -> Split? {
        let least = Int64(parameters.minSamplesLeaf)
        guard sum.rows >= 2 * least else { return nil }
        let whole = score(sum, scale)
        var best: Split?
        for feature in chosen {
            var left = Cell()
            var previous = -1
            for bin in features.binOffset[feature]..<features.binOffset[feature + 1] {
                let cell = histogram[bin]
                guard cell.rows > 0 else { continue }
                let right = sum - left
                if previous >= 0, left.rows >= least, right.rows >= least,
                    Double(min(left.second, right.second)) * scale >= parameters.minCurvature
                {
                    let gain = score(left, scale) + score(right, scale) - whole
                    if gain > (best?.gain ?? 0) {
                        best = Split(
                            feature: feature, bin: previous - features.binOffset[feature],
                            middle: middle(features.upper[previous], features.lower[bin]),
                            gain: gain, left: left)
                    }
                }
                left = left + cell
                previous = bin
            }
        }
        return best
    }

    /// G^2 / (H + ridge); without curvature there is nothing to gain.
    private func score(_ cell: Cell, _ scale: Double) -> Double {
        let first = Double(cell.first) * scale
        let bottom = Double(cell.second) * scale + parameters.ridge
        return bottom > 0 ? first * first / bottom : 0
    }

    /// The Newton step of a leaf, -G / (H + ridge), times the learning rate; at most 16 log-odds.
    private func leafValue(_ sum: Cell, _ scale: Double) -> Int32 {
        let bottom = Double(sum.second) * scale + parameters.ridge
        guard bottom > 0 else { return 0 }
        let step = -Double(sum.first) * scale / bottom * parameters.learningRate
        return Int32((min(16, max(-16, step)) / BoostedTrees.unit).rounded())
    }

    private func partition(
        _ rows: inout [UInt32], _ moved: inout [UInt32], _ own: Range<Int>, _ split: Split
    ) -> Int {
        let column = split.feature * features.rowCount
        var kept = own.lowerBound
        var others = 0
        for index in own {
            let row = rows[index]
            if Int(features.columnBins[column + Int(row)]) <= split.bin {
                rows[kept] = row
                kept += 1
            } else {
                moved[others] = row
                others += 1
            }
        }
        for index in 0..<others { rows[kept + index] = moved[index] }
        return kept
    }
}
