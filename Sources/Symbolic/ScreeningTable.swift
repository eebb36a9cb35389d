import CMoments

/// The table of a screening: columns of factors, weights and residuals, with the rows in an order
/// whose beginning is a sample.
///
/// Memory that C reads; written once and shared by all threads.
final class ScreeningTable: @unchecked Sendable {
    /// The share of the rows in the sample.
    private static let headShare = 0.25

    let rows: Int
    let stride: Int
    let residualCount: Int
    let builder: ColumnBuilder
    /// For the C functions.
    let table: qs_table

    private let factors: AlignedBuffer<Double>
    private let reals: AlignedBuffer<Double>
    private let singles: AlignedBuffer<Float>

    /// - Parameters:
    ///   - weights: sum one.
    ///   - residuals: weighted mean zero and variance one; at least one.
    init(_ space: FeatureSpace, weights: [Double], residuals: [[Double]]) {
        rows = space.rows
        stride = space.stride
        residualCount = residuals.count
        let (order, head) = ScreeningTable.order(residuals[0], weights)
        factors = AlignedBuffer(space.factors.count * stride)
        for factor in space.factors.indices {
            for (position, row) in order.enumerated() {
                factors.start[factor * stride + position] =
                    space.values[factor * stride + row]
            }
        }
        reals = AlignedBuffer((1 + 2 * residualCount) * stride)
        singles = AlignedBuffer((1 + residualCount) * stride)
        var headWeight = 0.0
        for (position, row) in order.enumerated() {
            let weight = weights[row]
            reals.start[position] = weight
            singles.start[position] = Float(weight)
            if position < head { headWeight += weight }
            for (number, residual) in residuals.enumerated() {
                let product = weight * residual[row]
                reals.start[(1 + number) * stride + position] = product
                reals.start[(1 + residualCount + number) * stride + position] =
                    product * residual[row]
                singles.start[(1 + number) * stride + position] = Float(product)
            }
        }
        builder = ColumnBuilder(factors: factors.start, rows: rows, stride: stride)
        // A sample without weight says nothing about the variance.
        let isSample = head < rows && headWeight > 1e-3
        table = qs_table(
            rows: rows, stride: stride, head: isSample ? head : rows,
            head_weight: isSample ? headWeight : 1, residuals: residualCount,
            weights: reals.start, weighted_residuals: reals.start + stride,
            squared_residuals: reals.start + (1 + residualCount) * stride,
            single_weights: singles.start, single_residuals: singles.start + stride)
    }

    /// The rows, a sample first that is spread evenly over the order of the residual, and the
    /// sample's size.
    private static func order(
        _ residual: [Double], _ weights: [Double]
    ) -> (order: [Int], head: Int) {
        let rows = residual.count
        let chunk = qs_chunk_rows
        let head = max(1, Int((headShare * Double(rows) / Double(chunk)).rounded())) * chunk
        guard head < rows else { return (Array(0..<rows), rows) }
        let sorted = (0..<rows).sorted {
            residual[$0] != residual[$1] ? residual[$0] < residual[$1] : $0 < $1
        }
        var chosen = [Bool](repeating: false, count: rows)
        for number in 0..<head { chosen[sorted[(2 * number + 1) * rows / (2 * head)]] = true }
        return ((0..<rows).filter { chosen[$0] } + (0..<rows).filter { !chosen[$0] }, head)
    }
}

/// Zeroed memory at an address that suits the widest vectors.
final class AlignedBuffer<Element>: @unchecked Sendable where Element: Numeric {
    let start: UnsafeMutablePointer<Element>

    init(_ count: Int) {
        let bytes = max(1, count) * MemoryLayout<Element>.stride
        start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            .bindMemory(to: Element.self, capacity: max(1, count))
        start.initialize(repeating: 0, count: max(1, count))
    }

    deinit { start.deallocate() }
}
