import Basis

/// The formulas of a search, each with the ranks of its values over all rows.
///
/// Ranks depend on the columns alone, never on labels, so one table serves every fold, bootstrap
/// and null. It takes two bytes for each formula and row.
struct RankTable: Sendable {
    struct Formula: Sendable {
        var expression: Expression
        var complexity: Int
        /// Ranks are below this number.
        var distinct: Int
    }

    /// No table is larger than this many bytes.
    static let memoryLimit = 1_400_000_000
    private static let blockSize = 32
    private static let blocksPerBatch = 32

    let rows: Int
    private(set) var formulas: [Formula] = []
    /// Formula by formula.
    private(set) var ranks: [UInt16] = []
    /// How many formulas were looked at, duplicates and undefined ones among them.
    private(set) var enumerated = 0

    private struct Made: Sendable {
        var formula: Formula
        var ranks: [UInt16]
        var hash: UInt64
        var sketch: [Float]
    }

    /// Ranks every formula; those that are undefined in a row, constant or repeat a simpler one
    /// (up to reversal and, below a limit of 1, nearly) are left out.
    ///
    /// - Parameter progress: called with the share that is done, 0...1.
    init(
        formulas expressions: [Expression], columns: [[Double]], limit: Int,
        duplicateCorrelation: Double, threads: Int, progress: ((Double) -> Void)? = nil
    ) throws {
        rows = columns.first?.count ?? 0
        let most = min(limit, max(1, RankTable.memoryLimit / max(1, 2 * rows)))
        var near =
            duplicateCorrelation < 1
            ? NearDuplicates(rowCount: rows, limit: duplicateCorrelation) : nil
        var byHash: [UInt64: [Int]] = [:]
        ranks.reserveCapacity(min(most, expressions.count) * rows)
        let blocks = (expressions.count + RankTable.blockSize - 1) / RankTable.blockSize
        var done = 0
        while done < blocks, formulas.count < most {
            let first = done
            let batch = min(RankTable.blocksPerBatch, blocks - done)
            let sketcher = near
            let made = try Parallel.map(count: batch, threads: threads) { index in
                let start = (first + index) * RankTable.blockSize
                let end = min(start + RankTable.blockSize, expressions.count)
                return RankTable.make(expressions[start..<end], columns, sketcher)
            }
            let flat = made.flatMap { $0 }
            if first == 0 {
                let singles = flat.filter { $0.formula.complexity == 1 }.map(\.sketch)
                near?.choosePivots(singles.isEmpty ? flat.prefix(8).map(\.sketch) : singles)
            }
            for item in flat where formulas.count < most {
                if let same = byHash[item.hash], same.contains(where: { repeats(item, $0) }) {
                    continue
                }
                if near?.insert(item.sketch) == false { continue }
                byHash[item.hash, default: []].append(formulas.count)
                formulas.append(item.formula)
                ranks += item.ranks
            }
            done += batch
            enumerated = min(expressions.count, done * RankTable.blockSize)
            progress?(Double(done) / Double(blocks))
        }
    }

    private static func make(
        _ expressions: ArraySlice<Expression>, _ columns: [[Double]], _ near: NearDuplicates?
    ) -> [Made] {
        var sorter = RankSorter(rows: columns.first?.count ?? 0)
        return expressions.compactMap { expression in
            guard let values = expression.evaluate(columns: columns) else { return nil }
            let (ranks, distinct) = sorter.ranks(values, snap: expression.hasSums)
            guard distinct > 1 else { return nil }
            return Made(
                formula: Formula(
                    expression: expression, complexity: expression.complexity, distinct: distinct),
                ranks: ranks, hash: hash(ranks, distinct), sketch: near?.sketch(ranks) ?? [])
        }
    }

    /// The same for ranks in reverse order.
    private static func hash(_ ranks: [UInt16], _ distinct: Int) -> UInt64 {
        var forward: UInt64 = 0xcbf2_9ce4_8422_2325
        var backward = forward
        let top = UInt64(distinct - 1)
        ranks.withUnsafeBufferPointer { ranks in
            for rank in ranks {
                forward = (forward ^ UInt64(rank)) &* 0x9e37_79b9_7f4a_7c15
                backward = (backward ^ (top - UInt64(rank))) &* 0x9e37_79b9_7f4a_7c15
                forward ^= forward >> 29
                backward ^= backward >> 29
            }
        }
        return min(forward, backward) &+ max(forward, backward) &* 3
    }

    private func repeats(_ item: Made, _ kept: Int) -> Bool {
        guard formulas[kept].distinct == item.formula.distinct else { return false }
        let top = UInt16(item.formula.distinct - 1)
        let start = kept * rows
        return (0..<rows).allSatisfy { ranks[start + $0] == item.ranks[$0] }
            || (0..<rows).allSatisfy { ranks[start + $0] == top - item.ranks[$0] }
    }

    /// The rank of a row's value of a formula.
    func rank(_ formula: Int, _ row: Int) -> UInt16 { ranks[formula * rows + row] }
}
