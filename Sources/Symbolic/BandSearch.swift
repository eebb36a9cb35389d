import Basis

/// One step of the search for rules: the best bands given what the other rules leave.
struct BandSearch: Sendable {
    private static let leftsPerBlock = 4
    private static let blocksPerBatch = 128
    /// Up to this many, the outermost values are kept by insertion; beyond, all are sorted.
    private static let longestInsertion = 64

    /// The figure of merit: the harmonic mean of coverage and precision, less a penalty for nodes.
    struct Merit: Sendable {
        var positiveWeight: Double
        var minimumKept: Double
        var complexityPenalty: Double

        /// - Parameters:
        ///   - kept: the weight of positive rows inside.
        ///   - cost: the weighted cost of other rows inside.
        @inline(__always)
        func value(kept: Double, cost: Double, complexity: Int) -> Double {
            // Weights are sums; the factor lets rounding pass.
            guard kept >= minimumKept * (1 - 1e-12) else { return -1 }
            let harmonic = 2 * kept / (kept + cost + positiveWeight)
            return harmonic * max(0, 1 - complexityPenalty * Double(complexity))
        }
    }

    let space: FeatureSpace
    /// All positive rows, then the other rows that the rules so far leave inside.
    let table: FactorTable
    let positives: Int
    /// Weights of the positive rows that the rules so far leave inside; 0 for those outside.
    let keptWeights: [Double]
    /// Costs of the other rows in the table.
    let costs: [Double]
    let cuts: [Int]
    let largestCut: Int
    let merit: Merit
    /// Nodes of the other rules.
    let complexity: Int

    let powers: BandPowers

    private var keptTotal: Double { keptWeights.reduce(0, +) }
    private var costTotal: Double { costs.reduce(0, +) }

    /// The best `limit` candidates of each complexity by the merit of the whole set.
    func run(limit: Int, threads: Int) throws -> CandidatePool {
        let lefts = space.factorLefts + space.combinedLefts
        let size = BandSearch.leftsPerBlock
        let blocks = (lefts.count + size - 1) / size
        var pool = CandidatePool(limit: limit, maximumComplexity: space.maximumComplexity)
        let totals = (kept: keptTotal, cost: costTotal)
        var done = 0
        while done < blocks {
            let batch = min(BandSearch.blocksPerBatch, blocks - done)
            let first = done
            let found = try Parallel.map(count: batch, threads: threads) { index in
                let start = (first + index) * size
                return screen(lefts[start..<min(start + size, lefts.count)], limit, totals)
            }
            for block in found { pool.merge(block) }
            done += batch
        }
        return pool
    }

    private func screen(
        _ lefts: ArraySlice<Left>, _ limit: Int, _ totals: (kept: Double, cost: Double)
    ) -> CandidatePool {
        var pool = CandidatePool(limit: limit, maximumComplexity: space.maximumComplexity)
        var tally = BandTally(cuts: cuts, positives: positives)
        var leftColumn = [Double](repeating: 0, count: table.stride)
        var column = [Double](repeating: 0, count: table.stride)
        table.values.withUnsafeBufferPointer { values in
            leftColumn.withUnsafeMutableBufferPointer { leftColumn in
                column.withUnsafeMutableBufferPointer { column in
                    guard let values = values.baseAddress, let a = leftColumn.baseAddress,
                        let column = column.baseAddress
                    else { return }
                    for left in lefts {
                        guard
                            space.fill(
                                left.key, from: values, stride: table.stride, rows: table.rows,
                                into: a)
                        else { continue }
                        func offer(_ joining: Joining, _ right: Int) {
                            let nodes = space.complexity(left, joining, right)
                            guard nodes <= space.maximumComplexity else { return }
                            let b = right < 0 ? UnsafePointer(a) : values + right * table.stride
                            FeatureSpace.join(a, joining, b, table.rows, into: column)
                            let best = best(column, nodes, &tally, totals)
                            let score = ScoredCandidate.quantised(best)
                            guard best > 0, pool.accepts(score, nodes) else { return }
                            pool.insert(
                                ScoredCandidate(
                                    score: score, complexity: Int32(nodes),
                                    candidate: Candidate(
                                        left: left.key, joining: joining, right: Int32(right))))
                        }
                        if left.key.joining == .alone {
                            if standsAlone(Int(left.key.first)) { offer(.alone, -1) }
                        } else {
                            for joining in space.transforms(of: left) { offer(joining, -1) }
                        }
                        for right in left.rights {
                            if standsAsProduct(left, right) { offer(.product, right) }
                            guard space.sumAllowed(left, right) else { continue }
                            for operation in space.operators.binary {
                                if let joining = Joining(operation) { offer(joining, right) }
                            }
                        }
                    }
                }
            }
        }
        return pool
    }

    /// A variable that is positive stands for its transforms, which keep the order of the rows or
    /// turn it round; so does any variable for its root, cube, logarithm and exponential.
    private func standsAlone(_ index: Int) -> Bool {
        let factor = space.factors[index]
        guard factor.isCandidate else { return false }
        if case .unary(let operation, _) = factor.base {
            let keepsOrder: [UnaryOperator] = [.squareRoot, .cube, .exponential, .logarithm]
            return !keepsOrder.contains(operation) && factor.positivePower == 0
        }
        return factor.positivePower == 0 || factor.positivePower == 2
    }

    private func standsAsProduct(_ left: Left, _ right: Int) -> Bool {
        guard space.productAllowed(left, right) else { return false }
        guard left.key.joining == .alone else { return true }
        let a = space.factors[Int(left.key.first)].positivePower
        let b = space.factors[right].positivePower
        return a == 0 || b == 0 || powers.stands(a, b)
    }

    /// The merit of the best band over this column, or -1.
    private func best(
        _ column: UnsafePointer<Double>, _ nodes: Int, _ tally: inout BandTally,
        _ totals: (kept: Double, cost: Double)
    ) -> Double {
        guard tally.setEdges(column, sortingBeyond: BandSearch.longestInsertion) else { return -1 }
        tally.count(column, keptWeights, costs)
        var best = -1.0
        for low in cuts.indices {
            for high in cuts.indices where cuts[low] + cuts[high] <= largestCut {
                let value = merit.value(
                    kept: totals.kept - tally.keptBelow[low] - tally.keptAbove[high],
                    cost: totals.cost - tally.costBelow[low] - tally.costAbove[high],
                    complexity: complexity + nodes)
                if value > best { best = value }
            }
        }
        return best
    }
}

/// Weights of rows outside each of a column's possible edges.
struct BandTally {
    let cuts: [Int]
    let positives: Int
    /// Edges, from the outermost to the innermost.
    private(set) var low: [Double]
    private(set) var high: [Double]
    private(set) var keptBelow: [Double]
    private(set) var keptAbove: [Double]
    private(set) var costBelow: [Double]
    private(set) var costAbove: [Double]
    private var smallest: [Double] = []
    private var largest: [Double] = []

    init(cuts: [Int], positives: Int) {
        self.cuts = cuts
        self.positives = positives
        low = [Double](repeating: 0, count: cuts.count)
        high = low
        keptBelow = low
        keptAbove = low
        costBelow = low
        costAbove = low
    }

    /// Sets the edges to order statistics of the positive rows, which come first in the column.
    ///
    /// - Returns: `false` where one of them is not finite.
    mutating func setEdges(_ column: UnsafePointer<Double>, sortingBeyond: Int) -> Bool {
        let needed = min(positives, (cuts.last ?? 0) + 1)
        if needed > sortingBeyond {
            smallest = (0..<positives).map { column[$0] }.sorted()
            largest = smallest.reversed()
        } else {
            smallest.removeAll(keepingCapacity: true)
            largest.removeAll(keepingCapacity: true)
            for row in 0..<positives {
                BandTally.insert(column[row], into: &smallest, limit: needed)
                BandTally.insert(-column[row], into: &largest, limit: needed)
            }
            for index in largest.indices { largest[index] = -largest[index] }
        }
        guard smallest[0].isFinite, largest[0].isFinite else { return false }
        for (index, cut) in cuts.enumerated() {
            low[index] = smallest[cut]
            high[index] = largest[cut]
        }
        return true
    }

    /// Keeps the `limit` smallest values, ascending.
    @inline(__always)
    private static func insert(_ value: Double, into list: inout [Double], limit: Int) {
        if list.count == limit {
            if value >= list[limit - 1] { return }
            list.removeLast()
        }
        var position = list.count
        list.append(value)
        while position > 0, list[position - 1] > value {
            list[position] = list[position - 1]
            position -= 1
        }
        list[position] = value
    }

    mutating func count(_ column: UnsafePointer<Double>, _ kept: [Double], _ costs: [Double]) {
        for index in cuts.indices {
            keptBelow[index] = 0
            keptAbove[index] = 0
            costBelow[index] = 0
            costAbove[index] = 0
        }
        let last = cuts.count - 1
        let innerLow = low[last]
        let innerHigh = high[last]
        for row in 0..<positives {
            let value = column[row]
            if value < innerLow {
                var edge = last
                while edge >= 0, value < low[edge] {
                    keptBelow[edge] += kept[row]
                    edge -= 1
                }
            }
            if value > innerHigh {
                var edge = last
                while edge >= 0, value > high[edge] {
                    keptAbove[edge] += kept[row]
                    edge -= 1
                }
            }
        }
        // Most rows lie below or above every edge: these are added once at the end.
        let outerLow = low[0]
        let outerHigh = high[0]
        var allBelow = 0.0
        var allAbove = 0.0
        for (index, cost) in costs.enumerated() {
            let value = column[positives + index]
            if value < outerLow {
                allBelow += cost
            } else if value < innerLow {
                var edge = last
                while edge >= 0, value < low[edge] {
                    costBelow[edge] += cost
                    edge -= 1
                }
            }
            if value > outerHigh {
                allAbove += cost
            } else if value > innerHigh {
                var edge = last
                while edge >= 0, value > high[edge] {
                    costAbove[edge] += cost
                    edge -= 1
                }
            }
        }
        for index in cuts.indices {
            costBelow[index] += allBelow
            costAbove[index] += allAbove
        }
    }
}
