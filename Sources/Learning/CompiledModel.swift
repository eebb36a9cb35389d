import Basis
import CTrees

/// A model made ready to judge many rows: its small trees pass over blocks of them.
///
/// Trees of boosted ensembles hold a dozen leaves, too few to be worth walking: comparing all rows
/// of a block at every split costs less. Larger trees and those of forests are walked as the model
/// itself walks them. The probabilities are the model's own, bit for bit.
///
/// Passing over trees without walks is the idea of QuickScorer (Lucchese et al., SIGIR 2015,
/// doi:10.1145/2766462.2767733), which orders splits by feature and takes one row at a time.
public struct CompiledModel: Model {
    public let model: any SummedModel
    private let ensembles: [any AdditiveTrees]
    private let program: TreeProgram
    public let featureCount: Int
    public let classCount: Int

    public init(_ model: any SummedModel) {
        self.model = model
        ensembles = model.ensembles
        featureCount = model.featureCount
        classCount = model.classCount
        program = TreeProgram(ensembles, featureCount: featureCount)
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        let size = TreeProgram.blockRows
        let width = classCount
        precondition(
            rows.count >= count * featureCount && probabilities.count >= count * width,
            "the blocks are shorter than \(count) rows")
        let columnCount = ensembles.count * width
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: columnCount * size) { columns in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width * size) { shares in
                guard let sums = columns.baseAddress, let shares = shares.baseAddress,
                    let values = rows.baseAddress, let target = probabilities.baseAddress
                else { return }
                for start in stride(from: 0, to: count, by: size) {
                    let own = min(size, count - start)
                    let block = values + start * featureCount
                    columns.initialize(repeating: 0)
                    program.add(block, count: own, to: sums)
                    for (index, ensemble) in ensembles.enumerated()
                    where !program.holds(ensemble: index) {
                        ensemble.addColumns(
                            rows: UnsafeBufferPointer(start: block, count: own * featureCount),
                            count: own, to: sums + index * width * size, stride: size)
                    }
                    model.combine(sums: sums, probabilities: shares, count: own, stride: size)
                    for row in 0..<own {
                        for label in 0..<width {
                            target[(start + row) * width + label] = shares[label * size + row]
                        }
                    }
                }
            }
        }
    }

    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>,
        spread: UnsafeMutableBufferPointer<Double>
    ) {
        model.evaluate(rows: rows, count: count, probabilities: probabilities, spread: spread)
    }
}

/// Small trees in preorder, one behind the other, with thresholds as places among those of their
/// feature.
struct TreeProgram: Sendable {
    /// Rows that the trees pass over together.
    static let blockRows = Int(qs_tree_rows)
    /// Trees with more leaves are walked in less time.
    static let leafLimit = 64

    private let featureCount: Int
    private let isHeld: [Bool]
    private var nodes = [qs_tree_node]()
    private var runs = [qs_tree_run]()
    /// Those of each feature rise from its start, 2^steps - 1 of them, infinities last.
    private var thresholds = [Double]()
    private var starts = [Int]()
    private var steps = [Int32]()

    /// Takes the ensembles whose trees are small enough and hold one number a leaf.
    init(_ ensembles: [any AdditiveTrees], featureCount: Int) {
        self.featureCount = featureCount
        let fitting = ensembles.map(Self.fits)
        var distinct = [Set<Double>](repeating: [], count: featureCount)
        for (ensemble, fits) in zip(ensembles, fitting) where fits {
            for tree in ensemble.trees {
                for (feature, threshold) in zip(tree.feature, tree.threshold) where feature >= 0 {
                    distinct[Int(feature)].insert(threshold)
                }
            }
        }
        let hasRoom =
            featureCount <= Int(Int16.max)
            && distinct.allSatisfy { $0.count < Int(qs_threshold_limit) }
        isHeld = fitting.map { $0 && hasRoom }
        guard hasRoom else { return }
        let sorted = distinct.map { $0.sorted() }
        for own in sorted {
            let bits = Int.bitWidth - own.count.leadingZeroBitCount
            starts.append(thresholds.count)
            steps.append(Int32(bits))
            thresholds += own
            thresholds += [Double](repeating: .infinity, count: (1 << bits) - 1 - own.count)
        }
        for (index, ensemble) in ensembles.enumerated() where isHeld[index] {
            for label in 0..<ensemble.classCount {
                let trees = ensemble.trees.indices.filter {
                    ensemble.firstClass(ofTree: $0) == label
                }
                .map { ensemble.trees[$0] }
                append(trees, to: index * ensemble.classCount + label, sorted)
            }
        }
    }

    private static func fits(_ ensemble: any AdditiveTrees) -> Bool {
        ensemble.trees.allSatisfy { $0.outputCount == 1 && $0.leafCount <= leafLimit }
    }

    func holds(ensemble index: Int) -> Bool { isHeld[index] }

    /// Appends trees that add to one column; a new run begins where sums could grow too large.
    private mutating func append(_ trees: [DecisionTree], to column: Int, _ sorted: [[Double]]) {
        var begin = nodes.count
        var largest = Int64(0)
        func close(_ runs: inout [qs_tree_run]) {
            guard begin < nodes.count else { return }
            runs.append(qs_tree_run(begin: begin, end: nodes.count, column: column))
            begin = nodes.count
        }
        for tree in trees {
            let own = tree.leafValues.reduce(Int64(0)) { max($0, Int64($1.magnitude)) }
            if largest + own > Int64(Int32.max) {
                close(&runs)
                largest = 0
            }
            largest += own
            append(tree, sorted)
        }
        close(&runs)
    }

    private mutating func append(_ tree: DecisionTree, _ sorted: [[Double]]) {
        var open = [0]
        while let node = open.popLast() {
            let feature = tree.feature[node]
            guard feature >= 0 else {
                let value = tree.leafValues[Int(tree.leafStart[node])]
                nodes.append(qs_tree_node(value: value, feature: -1, rank: 0))
                continue
            }
            let rank = sorted[Int(feature)].lowerBound(of: tree.threshold[node])
            nodes.append(
                qs_tree_node(value: 0, feature: Int16(feature), rank: Int16(rank)))
            open.append(Int(tree.right[node]))
            open.append(Int(tree.left[node]))
        }
    }

    /// Adds the leaves of the trees to columns of ``blockRows`` sums.
    ///
    /// - Parameters:
    ///   - rows: `count` rows, finite; ``blockRows`` at most.
    ///   - columns: one for each class of each ensemble.
    func add(_ rows: UnsafePointer<Double>, count: Int, to columns: UnsafeMutablePointer<Int64>) {
        guard !runs.isEmpty else { return }
        withUnsafeTemporaryAllocation(
            of: Int16.self, capacity: featureCount * Self.blockRows
        ) { ranks in
            qs_tree_ranks(
                rows, count, featureCount, thresholds, starts, steps, ranks.baseAddress)
            qs_tree_sums(nodes, runs, runs.count, ranks.baseAddress, columns)
        }
    }
}
