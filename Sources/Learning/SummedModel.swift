import Basis

/// A model whose probabilities follow from whole-number sums over the trees of its ensembles.
///
/// What walks the trees is free to choose its way, point by point or over whole columns of a table:
/// the sums are exact, and ``combine(sums:probabilities:count:stride:)`` is the only path from sums
/// to probabilities. Every way therefore gives the same probabilities, bit for bit, at any block
/// size and on every processor.
public protocol SummedModel: Model {
    /// The ensembles whose sums it needs, in order.
    var ensembles: [any AdditiveTrees] { get }

    /// The probabilities that columns of sums stand for.
    ///
    /// Each point is handled on its own: its bits depend neither on `count`, nor on `stride`, nor on
    /// its neighbours.
    ///
    /// - Parameters:
    ///   - sums: `ensembles.count * classCount` columns of `count` values, the leaf values of each
    ///     ensemble's trees added up by class; column `e * classCount + c` begins at
    ///     `sums + (e * classCount + c) * stride`.
    ///   - probabilities: receives `classCount` columns; column c begins at
    ///     `probabilities + c * stride`. No part of `sums`. The probabilities of a point sum to 1.
    ///   - stride: `count` or more.
    func combine(
        sums: UnsafePointer<Int64>, probabilities: UnsafeMutablePointer<Double>, count: Int,
        stride: Int)

    /// Bounds on the probabilities of every point whose sums lie within limits.
    ///
    /// - Parameters:
    ///   - lowest: for each column of sums its smallest value.
    ///   - highest: its largest.
    func bounds(lowest: ArraySlice<Int64>, highest: ArraySlice<Int64>) -> ProbabilityBounds
}

extension SummedModel {
    public func evaluate(
        rows: UnsafeBufferPointer<Double>, count: Int,
        probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        let ensembles = ensembles
        let width = classCount
        let size = count * width
        precondition(probabilities.count >= size, "the block is shorter than \(count) rows")
        guard count > 0, let target = probabilities.baseAddress else { return }
        withUnsafeTemporaryAllocation(
            of: Int64.self, capacity: ensembles.count * size
        ) { sums in
            guard let columns = sums.baseAddress else { return }
            sums.initialize(repeating: 0)
            for (index, ensemble) in ensembles.enumerated() {
                ensemble.addColumns(
                    rows: rows, count: count, to: columns + index * size, stride: count)
            }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { shares in
                guard let shares = shares.baseAddress else { return }
                combine(sums: columns, probabilities: shares, count: count, stride: count)
                Columns.transpose(shares, rows: width, columns: count, into: target)
            }
        }
    }
}

extension AdditiveTrees {
    /// Adds the leaf values of every tree for `count` rows to columns, one for each class; column c
    /// begins at `columns + c * stride`.
    func addColumns(
        rows: UnsafeBufferPointer<Double>, count: Int, to columns: UnsafeMutablePointer<Int64>,
        stride: Int
    ) {
        let width = classCount
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: count * width) { own in
            own.initialize(repeating: 0)
            accumulate(rows: rows, count: count, into: own)
            for label in 0..<width {
                let column = columns + label * stride
                for row in 0..<count { column[row] += own[row * width + label] }
            }
        }
    }
}

/// Small work on columns.
enum Columns {
    /// Points handled at a time, so that what is written once and read once stays in the cache.
    static let block = 512

    /// Calls `body` with the start and the length of each block of `count` points.
    static func forEachBlock(_ count: Int, _ body: (Int, Int) -> Void) {
        var start = 0
        while start < count {
            body(start, min(block, count - start))
            start += block
        }
    }

    /// Writes the columns of a matrix that stands row by row one after the other.
    static func transpose(
        _ source: UnsafePointer<Double>, rows: Int, columns: Int,
        into target: UnsafeMutablePointer<Double>
    ) {
        for column in 0..<columns {
            for row in 0..<rows { target[column * rows + row] = source[row * columns + column] }
        }
    }
}
