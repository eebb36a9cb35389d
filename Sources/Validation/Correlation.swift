import Basis

/// Pearson's correlations of columns.
public enum Correlation {
    /// Symmetric, shape [columns, columns], in -1...1, with 1 on the diagonal; 0 for the pairs of a
    /// column that is constant. The same at any number of threads.
    ///
    /// - Throws: ``ValidationError`` for rows out of range and values that are not finite.
    public static func matrix(
        _ features: Matrix, rows: [Int]? = nil, threads: Int
    ) throws -> Matrix {
        if let row = rows?.first(where: { !(0..<features.rows).contains($0) }) {
            throw ValidationError.badParameter(
                name: "rows", value: "\(row)", allowed: "0..<\(features.rows)")
        }
        var table = rows.map { features.selecting(rows: $0) } ?? features
        if let place = table.firstNonFinite {
            throw ValidationError.notFinite(
                what: "the value in column \(place.column) of row",
                index: rows?[place.row] ?? place.row)
        }
        standardise(&table)
        let standard = table
        let count = standard.columns
        let bands = (count + bandWidth - 1) / bandWidth
        let bandProducts = try Parallel.map(count: bands, threads: threads) { band in
            let columns = band * bandWidth..<min(count, (band + 1) * bandWidth)
            return products(columns, of: standard)
        }
        var result = Matrix(rows: count, columns: count)
        for (index, product) in bandProducts.flatMap({ $0 }).enumerated() {
            for other in index..<count {
                let value = index == other ? 1 : min(1, max(-1, product[other]))
                result[index, other] = value
                result[other, index] = value
            }
        }
        return result
    }

    private static let bandWidth = 16

    /// Columns of mean 0 and length 1; constant columns become 0.
    private static func standardise(_ table: inout Matrix) {
        let columns = table.columns
        let rows = table.rows
        guard rows > 0, columns > 0 else { return }
        var means = [Double](repeating: 0, count: columns)
        var squares = [Double](repeating: 0, count: columns)
        var varies = [Bool](repeating: false, count: columns)
        table.values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: rows * columns, by: columns) {
                for column in 0..<columns {
                    let value = values[start + column]
                    means[column] += value
                    if value != values[column] { varies[column] = true }
                }
            }
            for column in 0..<columns { means[column] /= Double(rows) }
            for start in stride(from: 0, to: rows * columns, by: columns) {
                for column in 0..<columns {
                    let deviation = values[start + column] - means[column]
                    values[start + column] = deviation
                    squares[column] += deviation * deviation
                }
            }
            let scales = zip(squares, varies).map { $1 && $0 > 0 ? 1 / $0.squareRoot() : 0 }
            for start in stride(from: 0, to: rows * columns, by: columns) {
                for column in 0..<columns { values[start + column] *= scales[column] }
            }
        }
    }

    /// Products of some columns with all from the first of them on, summed in the order of the
    /// rows. The inner loop runs over columns, which the compiler can vectorise without
    /// reordering any sum; four rows at a time halve the traffic.
    private static func products(_ band: Range<Int>, of table: Matrix) -> [[Double]] {
        let count = table.columns
        let width = count - band.lowerBound
        var sums = [Double](repeating: 0, count: band.count * width)
        sums.withUnsafeMutableBufferPointer { sums in
            table.values.withUnsafeBufferPointer { values in
                guard let sums = sums.baseAddress, let values = values.baseAddress else { return }
                var row = 0
                while row + 4 <= table.rows {
                    let first = values + row * count + band.lowerBound
                    let second = first + count
                    let third = second + count
                    let fourth = third + count
                    for index in 0..<band.count {
                        let sum = sums + index * width
                        let (a, b) = (first[index], second[index])
                        let (c, d) = (third[index], fourth[index])
                        for other in 0..<width {
                            sum[other] +=
                                (a * first[other] + b * second[other])
                                + (c * third[other] + d * fourth[other])
                        }
                    }
                    row += 4
                }
                while row < table.rows {
                    let first = values + row * count + band.lowerBound
                    for index in 0..<band.count {
                        let sum = sums + index * width
                        for other in 0..<width { sum[other] += first[index] * first[other] }
                    }
                    row += 1
                }
            }
        }
        return band.indices.map { column in
            let index = column - band.lowerBound
            return [Double](repeating: 0, count: band.lowerBound)
                + sums[index * width..<(index + 1) * width]
        }
    }
}
