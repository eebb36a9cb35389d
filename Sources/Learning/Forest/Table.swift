/// The encoded table as the grower reads it.
struct Table {
    /// Nodes of at most this many rows read bins row by row: the rows of such a node with all their
    /// columns stay in the first-level cache while its subtree grows.
    private static let smallNode = 128

    let columnBins: UnsafePointer<UInt8>
    let rowBins: UnsafePointer<UInt8>
    let values: UnsafePointer<Double>
    /// The bounds of the bins, at `binOffset` of the column.
    let lower: UnsafePointer<Double>
    let upper: UnsafePointer<Double>
    let rowCount: Int
    let columnCount: Int

    /// One column, in the order of memory that suits a node of this many rows.
    struct Column {
        let start: UnsafePointer<UInt8>
        let stride: Int

        @inline(__always)
        func bin(_ row: Int) -> Int { Int(start[row &* stride]) }
    }

    @inline(__always)
    func column(_ column: Int, rows: Int) -> Column {
        rows <= Table.smallNode
            ? Column(start: rowBins + column, stride: columnCount)
            : Column(start: columnBins + column * rowCount, stride: 1)
    }

    @inline(__always)
    func value(_ row: Int, _ column: Int) -> Double { values[row &* columnCount &+ column] }
}

extension EncodedFeatures {
    /// Lends the table as pointers; valid only inside.
    func withTable<Result>(_ body: (Table) -> Result) -> Result {
        columnBins.withUnsafeBufferPointer { columnBins in
            rowBins.withUnsafeBufferPointer { rowBins in
                self.values.withUnsafeBufferPointer { values in
                    lower.withUnsafeBufferPointer { lower in
                        upper.withUnsafeBufferPointer { upper in
                            guard let columnBins = columnBins.baseAddress,
                                let rowBins = rowBins.baseAddress,
                                let values = values.baseAddress,
                                let lower = lower.baseAddress, let upper = upper.baseAddress
                            else {
                                preconditionFailure("an encoded table has at least one value")
                            }
                            return body(
                                Table(
                                    columnBins: columnBins, rowBins: rowBins, values: values,
                                    lower: lower, upper: upper, rowCount: rowCount,
                                    columnCount: columnCount))
                        }
                    }
                }
            }
        }
    }
}
