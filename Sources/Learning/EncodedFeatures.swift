import Basis

/// A feature table as ranks of distinct values, column by column: what trees are grown on.
///
/// Encoded once, it serves every fit on any subset of its rows. Splits stay exact: rank r of a
/// column stands for its r-th smallest distinct value.
public struct EncodedFeatures: Sendable {
    enum Ranks: Sendable {
        case narrow([UInt16])
        case wide([UInt32])
    }

    public let rowCount: Int
    public let columnCount: Int
    /// Element (row, column) stands at `column * rowCount + row`.
    let ranks: Ranks
    /// The same as bins of neighbouring ranks, 256 at most in a column.
    let bins: [UInt8]
    /// The first rank of each bin, column by column; `binOffset` says where each column begins.
    let binStart: [Int32]
    let binOffset: [Int]
    /// The distinct values of all columns, ascending within each.
    let distinctValues: [Double]
    /// Where the values of each column begin, and at the end their number.
    let valueStart: [Int]

    /// Encodes a table of shape [rows, features].
    ///
    /// - Throws: ``LearningError`` for an empty table and for NaN or infinity, with row and column.
    public init(_ features: Matrix, threads: Int) throws {
        guard features.rows > 0 else { throw LearningError.noRows }
        guard features.columns > 0 else { throw LearningError.noColumns }
        if let place = features.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
        rowCount = features.rows
        columnCount = features.columns
        if features.rows <= Int(UInt16.max) + 1 {
            let columns = try Encoding<UInt16>(features, threads)
            ranks = .narrow(columns.ranks)
            bins = columns.bins
            (distinctValues, valueStart) = (columns.values, columns.valueStart)
            (binStart, binOffset) = (columns.binStart, columns.binOffset)
        } else {
            let columns = try Encoding<UInt32>(features, threads)
            ranks = .wide(columns.ranks)
            bins = columns.bins
            (distinctValues, valueStart) = (columns.values, columns.valueStart)
            (binStart, binOffset) = (columns.binStart, columns.binOffset)
        }
    }

    /// The number of distinct values in a column.
    func distinctCount(_ column: Int) -> Int { valueStart[column + 1] - valueStart[column] }

    /// The position of a row's value among the distinct values of a column.
    func rank(_ row: Int, _ column: Int) -> Int {
        switch ranks {
        case .narrow(let ranks): return Int(ranks[column * rowCount + row])
        case .wide(let ranks): return Int(ranks[column * rowCount + row])
        }
    }
}

/// All columns of a table, encoded a few at a time and put together.
private struct Encoding<Rank: FixedWidthInteger & UnsignedInteger & Sendable> {
    var ranks = [Rank]()
    var bins = [UInt8]()
    var values = [Double]()
    var valueStart = [0]
    var binStart = [Int32]()
    var binOffset = [0]

    init(_ features: Matrix, _ threads: Int) throws {
        let width = ColumnRanks<Rank>.width
        let count = (features.columns + width - 1) / width
        let parts = try Parallel.map(count: count, threads: threads) { part in
            ColumnRanks<Rank>(
                of: features, columns: part * width..<min(features.columns, (part + 1) * width))
        }
        ranks.reserveCapacity(features.values.count)
        bins.reserveCapacity(features.values.count)
        for part in parts {
            ranks.append(contentsOf: part.ranks)
            bins.append(contentsOf: part.bins)
            for (distinct, starts) in zip(part.values, part.binStart) {
                values.append(contentsOf: distinct)
                valueStart.append(values.count)
                binStart.append(contentsOf: starts)
                binOffset.append(binStart.count)
            }
        }
    }
}
