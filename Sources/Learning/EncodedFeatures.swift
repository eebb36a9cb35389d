import Basis

/// A feature table with a bin of neighbouring values beside every value: what trees are grown on.
///
/// Encoded once, it serves every fit on any subset of its rows. Bins only say where to look: cuts
/// are weighed on the values themselves, so that they stay exact. Values that differ by rounding
/// alone are one value to every learner, see ``ValueRuns``.
public struct EncodedFeatures: Sendable {
    /// The most bins of a column.
    static let binLimit = 256

    /// Shape [rows, features]; every value is finite.
    public let features: Matrix
    /// The same table as learners see it: values of a run are its least.
    let values: [Double]
    let runs: ValueRuns
    /// The bin of each value: element (row, column) at `column * rowCount + row`.
    let columnBins: [UInt8]
    /// The same, row by row: small nodes touch many columns of few rows.
    let rowBins: [UInt8]
    /// Where the bins of each column begin in `lower` and `upper`, and at the end their number.
    let binOffset: [Int]
    /// The least and the largest value of each bin, zeros without a sign.
    let lower: [Double]
    let upper: [Double]

    public var rowCount: Int { features.rows }
    public var columnCount: Int { features.columns }

    /// Encodes a table of shape [rows, features].
    ///
    /// - Throws: ``LearningError`` for an empty table and for NaN or infinity, with row and column.
    public init(_ features: Matrix, threads: Int) throws {
        try self.init(features, weights: nil, threads: threads)
    }

    /// Encodes with bins of nearly equal weight.
    ///
    /// - Parameter weights: one for each row, above 0. The default is 1 for every row.
    init(_ features: Matrix, weights: [Double]?, threads: Int) throws {
        guard features.rows > 0 else { throw LearningError.noRows }
        guard features.columns > 0 else { throw LearningError.noColumns }
        if let place = features.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
        let rows = features.rows
        let encoder = ColumnEncoder(features: features, weights: weights)
        let parts = (features.columns + ColumnEncoder.width - 1) / ColumnEncoder.width
        var bounds = [[ColumnEncoder.Bounds]]()
        let size = features.values.count
        var runs = [UInt32]()
        var values = features.values
        columnBins = try [UInt8](unsafeUninitializedCapacity: size) { bins, count in
            runs = try [UInt32](unsafeUninitializedCapacity: size) { runs, count in
                try values.withUnsafeMutableBufferPointer { buffer in
                    guard let start = buffer.baseAddress else { return }
                    // Each part writes columns of its own.
                    nonisolated(unsafe) let (bins, runs, table) = (bins, runs, start)
                    bounds = try Parallel.map(count: parts, threads: threads) { part in
                        let first = part * ColumnEncoder.width
                        let last = min(features.columns, first + ColumnEncoder.width)
                        let own = first * rows..<last * rows
                        return encoder.encode(
                            first..<last,
                            into: ColumnEncoder.Target(
                                bins: UnsafeMutableBufferPointer(rebasing: bins[own]),
                                runs: UnsafeMutableBufferPointer(rebasing: runs[own]),
                                values: table))
                    }
                }
                count = size
            }
            count = size
        }
        self.values = values
        let all = bounds.flatMap { $0 }
        self.runs = ValueRuns(
            offset: all.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.runLower.count) },
            lower: all.flatMap(\.runLower), upper: all.flatMap(\.runUpper), ofRow: runs)
        rowBins = EncodedFeatures.transposed(columnBins, rows: rows, columns: features.columns)
        binOffset = all.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.lower.count) }
        lower = all.flatMap(\.lower)
        upper = all.flatMap(\.upper)
        self.features = features
    }

    /// Blocks of 64 keep both sides in the cache.
    private static func transposed(_ bins: [UInt8], rows: Int, columns: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bins.count) { target, count in
            bins.withUnsafeBufferPointer { source in
                for block in stride(from: 0, to: rows, by: 64) {
                    for column in 0..<columns {
                        for row in block..<min(rows, block + 64) {
                            target[row * columns + column] = source[column * rows + row]
                        }
                    }
                }
            }
            count = bins.count
        }
    }
}
