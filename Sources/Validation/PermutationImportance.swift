import Basis

/// What a model loses when clusters of columns no longer belong to their rows.
///
/// All columns of a cluster are permuted together, with one permutation of the rows, so that
/// columns which stand in for each other cannot hide each other's part. The importance is the
/// metric of the data as they are minus that of the permuted data: greater is more important, and
/// about 0 or below it is none.
///
/// Source: Breiman, Mach. Learn. 45, 5 (2001), doi:10.1023/A:1010933404324.
public struct PermutationImportance: Sendable, Equatable, Codable {
    public struct Cluster: Sendable, Equatable, Codable {
        /// Permuted together.
        public let columns: [Int]
        /// Mean over the repeats.
        public let mean: Double
        /// Over the repeats, with repeats - 1; `nil` for one.
        public let standardDeviation: Double?
    }

    /// The metric of the data as they are.
    public let baseline: Double
    public let repeats: Int
    /// How many rows were used.
    public let rows: Int
    /// In the order given.
    public let clusters: [Cluster]

    /// - Parameters:
    ///   - features: should hold rows that the model has not seen.
    ///   - clusters: no column may be in two of them; columns in none are never permuted.
    ///   - rows: which rows to use, fewer are cheaper; the default is all.
    ///   - repeats: permutations of each cluster. The default is 5.
    ///   - stream: cluster c takes its permutations from `child(c)`, repeat by repeat.
    ///   - predict: class probabilities of features of the same shape each time, row by row. May
    ///     use threads; is called once, then repeats * clusters times.
    ///   - metric: of these probabilities, in the order of `rows`; greater is better.
    /// - Throws: ``ValidationError`` for parameters out of range; what the closures throw.
    public init(
        of features: Matrix, clusters: [[Int]], rows: [Int]? = nil, repeats: Int = 5,
        stream: RandomStream, predict: (Matrix) throws -> Matrix,
        metric: (Matrix) throws -> Double
    ) throws {
        try Self.check(features, clusters, rows, repeats)
        var table = rows.map { features.selecting(rows: $0) } ?? features
        let baseline = try metric(try predict(table))
        var results = [Cluster]()
        for (number, columns) in clusters.enumerated() {
            let originals = columns.map { table.column($0) }
            var losses = [Double]()
            for index in 0..<repeats {
                var order = Array(0..<table.rows)
                var generator = stream.child(number).child(index)
                generator.shuffle(&order)
                for (column, original) in zip(columns, originals) {
                    for row in order.indices { table[row, column] = original[order[row]] }
                }
                losses.append(baseline - (try metric(try predict(table))))
            }
            for (column, original) in zip(columns, originals) {
                for row in original.indices { table[row, column] = original[row] }
            }
            let spread = Spread(losses)
            results.append(
                Cluster(
                    columns: columns, mean: spread?.mean ?? 0,
                    standardDeviation: spread?.standardDeviation))
        }
        self.baseline = baseline
        self.repeats = repeats
        self.rows = table.rows
        self.clusters = results
    }

    private static func check(
        _ features: Matrix, _ clusters: [[Int]], _ rows: [Int]?, _ repeats: Int
    ) throws {
        guard repeats >= 1 else {
            throw ValidationError.badParameter(
                name: "repeats", value: "\(repeats)", allowed: "1 or more")
        }
        guard rows.map({ !$0.isEmpty }) ?? (features.rows > 0) else {
            throw ValidationError.countMismatch(what: "rows", found: 0, expected: 1)
        }
        if let row = rows?.first(where: { !(0..<features.rows).contains($0) }) {
            throw ValidationError.badParameter(
                name: "rows", value: "\(row)", allowed: "0..<\(features.rows)")
        }
        var seen = [Bool](repeating: false, count: features.columns)
        for column in clusters.joined() {
            guard seen.indices.contains(column), !seen[column] else {
                throw ValidationError.badParameter(
                    name: "clusters", value: "column \(column)",
                    allowed: "each column in 0..<\(features.columns) at most once")
            }
            seen[column] = true
        }
    }
}
