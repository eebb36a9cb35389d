import CMoments

/// Lefts that wait for the kernel, and the scores in double precision of what it lets through.
///
/// One for each work item; its memory belongs to it alone.
final class ScreeningBlock {
    static let capacity = 4 * qs_group_lefts

    let space: FeatureSpace
    let table: ScreeningTable
    let rights: ScreeningRights
    /// The best so far.
    private(set) var pool: CandidatePool

    private var lefts: [Left] = []
    private let columns: AlignedBuffer<Double>
    private let scratch: AlignedBuffer<Double>
    private let other: AlignedBuffer<Double>
    private let singles: AlignedBuffer<Float>
    private let sums: AlignedBuffer<Float>
    private let moments: UnsafeMutablePointer<qs_column>
    private let hits: UnsafeMutablePointer<qs_hit>
    private let numbers: AlignedBuffer<Int32>
    /// For each panel, for each joining of ``Joining/pairs``, a word for each left.
    private var masks: [UInt32]
    private var bars: [Float]
    private var products: [Double]
    private var block = qs_lefts()

    init(
        _ space: FeatureSpace, _ table: ScreeningTable, _ rights: ScreeningRights,
        pool: CandidatePool
    ) {
        self.space = space
        self.table = table
        self.rights = rights
        self.pool = pool
        let capacity = ScreeningBlock.capacity
        let size = capacity * table.stride
        let lanes = ScreeningRights.lanes
        columns = AlignedBuffer(size)
        scratch = AlignedBuffer(table.stride)
        other = AlignedBuffer(table.stride)
        let padded = capacity / qs_group_lefts * qs_group_floats(table.stride)
        singles = AlignedBuffer((3 + table.residualCount) * padded)
        sums = AlignedBuffer(qs_scratch_floats(table.residualCount))
        moments = .allocate(capacity: capacity)
        moments.initialize(repeating: qs_column(), count: capacity)
        hits = .allocate(capacity: Joining.pairs.count * capacity * lanes)
        numbers = AlignedBuffer(3 * capacity)
        masks = [UInt32](
            repeating: 0, count: rights.panels.count * Joining.pairs.count * capacity)
        bars = []
        products = [Double](repeating: 0, count: table.residualCount)
        block.groups = capacity / qs_group_lefts
        block.weighted = singles.start
        block.squared = singles.start + padded
        block.plain = singles.start + 2 * padded
        block.residual = singles.start + 3 * padded
        block.columns = UnsafePointer(moments)
        block.complexity = UnsafePointer(numbers.start)
        block.sum_complexity = UnsafePointer(numbers.start + capacity)
        block.inverted = UnsafePointer(numbers.start + 2 * capacity)
    }

    deinit {
        moments.deallocate()
        hits.deallocate()
    }

    /// Adds a left to be joined with the rights that `allowed` names, one joining of
    /// ``Joining/pairs`` after the other, a bit for each right.
    ///
    /// - Parameter column: finite values; copied.
    func add(_ left: Left, _ column: UnsafePointer<Double>, allowed: [UInt32]) {
        let words = rights.panels.count
        let index = lefts.count
        let capacity = ScreeningBlock.capacity
        var any: UInt32 = 0
        for joining in Joining.pairs.indices {
            for panel in 0..<words {
                let bits = allowed[joining * words + panel] & rights.usable[panel]
                masks[(panel * Joining.pairs.count + joining) * capacity + index] = bits
                any |= bits
            }
        }
        guard any != 0 else { return }
        lefts.append(left)
        (columns.start + index * table.stride).update(from: column, count: table.stride)
        numbers.start[index] = Int32(left.baseComplexity)
        numbers.start[capacity + index] = Int32(left.complexity)
        numbers.start[2 * capacity + index] = left.inverted ? 1 : 0
        withUnsafePointer(to: table.table) { pointer in
            withUnsafePointer(to: block) { block in
                qs_pack_left(pointer, column, index, block, moments + index)
            }
        }
        if lefts.count == capacity { flush() }
    }

    /// Joins the lefts that wait.
    func flush() {
        guard !lefts.isEmpty else { return }
        let capacity = ScreeningBlock.capacity
        let size = Joining.pairs.count * capacity
        let operations = Joining.pairs.enumerated().reduce(UInt32(0)) { bits, entry in
            let isSum = entry.element == .add || entry.element == .subtract
            let wanted =
                (entry.element.binary.map { space.operators.has($0) } ?? true)
                && !(space.omitsSums && isSum)
            return wanted ? bits | 1 << UInt32(entry.offset) : bits
        }
        for panel in rights.panels.indices {
            if masks[panel * size..<(panel + 1) * size].allSatisfy({ $0 == 0 }) { continue }
            setBars()
            var count: UInt64 = 0
            let found = masks.withUnsafeBufferPointer { masks -> Int in
                guard let words = masks.baseAddress else { return 0 }
                let own = words + panel * size
                return withUnsafePointer(to: table.table) { pointer in
                    withUnsafePointer(to: block) { block in
                        withUnsafePointer(to: rights.panels[panel]) { panel in
                            qs_screen(
                                pointer, block, panel, own, own + capacity, operations, bars,
                                sums.start, hits, &count)
                        }
                    }
                }
            }
            pool.screened += count
            for number in 0..<found { score(hits[number], panel) }
        }
        lefts.removeAll(keepingCapacity: true)
        for index in masks.indices { masks[index] = 0 }
    }

    /// What the score of each complexity must reach, a little less so that rounding does no harm.
    private func setBars() {
        let thresholds = pool.thresholds
        let count = 2 * (thresholds.count + 4)
        if bars.count != count { bars = [Float](repeating: .infinity, count: count) }
        for (complexity, threshold) in thresholds.enumerated() {
            let bar = threshold > 1 ? Float((Double(threshold) - 1) * 0.999_999e-9) : -1
            bars[complexity] = bar
        }
    }

    private func score(_ hit: qs_hit, _ panel: Int) {
        let left = lefts[Int(hit.left)]
        let lane = Int(hit.right)
        let index = panel * ScreeningRights.lanes + lane
        let right = rights.descriptions[index]
        let joining = Joining.pairs[Int(hit.joining)]
        var candidate = left.candidate
        candidate.joining = joining
        candidate.right = right.piece
        let b: UnsafePointer<Double>
        if right.piece.isFactor {
            b = table.builder.factor(right.piece.first)
        } else {
            table.builder.fill(right.piece, into: other.start)
            b = UnsafePointer(other.start)
        }
        table.builder.join(
            columns.start + Int(hit.left) * table.stride, joining, b, into: scratch.start)
        let complexity: Int
        var scale = 0.0
        if joining == .product {
            complexity =
                left.baseComplexity + right.baseComplexity
                + (left.inverted && right.inverted ? 2 : 1)
        } else {
            complexity = left.complexity + right.complexity + 1
            scale =
                meanSquare(moments[Int(hit.left)])
                + meanSquare(rights.panels[panel].columns[lane])
        }
        offer(candidate, complexity, scratch.start, partsScale: scale)
    }

    private func meanSquare(_ column: qs_column) -> Double {
        column.square / column.scale / column.scale
    }

    /// Counts a candidate and scores its column.
    func offerCounting(
        _ candidate: Candidate, _ complexity: Int, _ column: UnsafePointer<Double>
    ) {
        pool.screened += 1
        offer(candidate, complexity, column, partsScale: 0)
    }

    /// Scores a column in double precision.
    ///
    /// - Parameter partsScale: the mean square of the parts of a sum, whose rounding stays where
    ///   they cancel.
    private func offer(
        _ candidate: Candidate, _ complexity: Int, _ column: UnsafePointer<Double>,
        partsScale: Double
    ) {
        var mean = 0.0
        var square = 0.0
        var variance = 0.0
        let isFinite = withUnsafePointer(to: table.table) {
            qs_exact_moments($0, column, &mean, &square, &variance, &products)
        }
        let scale = max(square, partsScale)
        guard isFinite != 0, variance > IndependenceScreening.smallestSpread * scale,
            variance.isFinite
        else { return }
        var largest = 0.0
        for product in products { largest = max(largest, product * product) }
        guard largest.isFinite else { return }
        let score = ScoredCandidate.quantised(largest / variance)
        guard pool.accepts(score, complexity) else { return }
        pool.insert(
            ScoredCandidate(score: score, complexity: Int32(complexity), candidate: candidate))
    }
}
