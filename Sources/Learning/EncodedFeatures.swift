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
            let columns = try EncodedFeatures.encode(features, threads, as: UInt16.self)
            ranks = .narrow(columns.ranks)
            (distinctValues, valueStart) = (columns.values, columns.start)
        } else {
            let columns = try EncodedFeatures.encode(features, threads, as: UInt32.self)
            ranks = .wide(columns.ranks)
            (distinctValues, valueStart) = (columns.values, columns.start)
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

    private static func encode<Rank: FixedWidthInteger & UnsignedInteger & Sendable>(
        _ features: Matrix, _ threads: Int, as type: Rank.Type
    ) throws -> (ranks: [Rank], values: [Double], start: [Int]) {
        let columns = try Parallel.map(count: features.columns, threads: threads) { column in
            ColumnRanks<Rank>(of: features, column: column)
        }
        var start = [0]
        for column in columns { start.append(start[start.count - 1] + column.values.count) }
        return (Array(columns.map(\.ranks).joined()), Array(columns.map(\.values).joined()), start)
    }
}
