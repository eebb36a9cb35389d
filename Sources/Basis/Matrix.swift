/// A dense matrix of doubles, stored row by row: element (r, c) is `values[r * columns + c]`.
public struct Matrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    public var values: [Double]

    /// A matrix with every element equal to `value`.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
        self.rows = rows
        self.columns = columns
        values = [Double](repeating: value, count: rows * columns)
    }

    /// A matrix over `values`, which must hold `rows * columns` elements, row by row.
    public init(rows: Int, columns: Int, values: [Double]) {
        precondition(
            values.count == rows * columns, "\(values.count) values for \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    public subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// One row, without a copy.
    public func row(_ row: Int) -> ArraySlice<Double> {
        values[row * columns..<(row + 1) * columns]
    }

    /// One column, copied.
    public func column(_ column: Int) -> [Double] {
        (0..<rows).map { values[$0 * columns + column] }
    }

    /// The chosen rows, in the order given; a row may be chosen more than once.
    public func selecting(rows chosen: [Int]) -> Matrix {
        var result = [Double]()
        result.reserveCapacity(chosen.count * columns)
        for index in chosen { result.append(contentsOf: row(index)) }
        return Matrix(rows: chosen.count, columns: columns, values: result)
    }

    /// The chosen columns, in the order given.
    public func selecting(columns chosen: [Int]) -> Matrix {
        var result = [Double]()
        result.reserveCapacity(rows * chosen.count)
        for row in 0..<rows {
            for column in chosen { result.append(values[row * columns + column]) }
        }
        return Matrix(rows: rows, columns: chosen.count, values: result)
    }

    /// Row and column of the first value that is NaN or infinite, in row order.
    public var firstNonFinite: (row: Int, column: Int)? {
        guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
        return (index / columns, index % columns)
    }
}
