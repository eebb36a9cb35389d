import Basis
import Learning
import Validation

/// What a model loses on compounds that it has not seen when descriptors no longer belong to their
/// compounds, cluster by cluster of descriptors that stand in for each other.
///
/// See ``PermutationImportance``; here its figures are averaged over the folds of a protocol.
public struct ClusterImportance: Sendable, Equatable {
    public struct Cluster: Sendable, Equatable {
        /// The first of ``members``.
        public let representative: String
        /// Descriptors that were permuted together.
        public let members: [String]
        /// Mean over the folds of what the metric loses; about 0 or below it is nothing.
        public let drop: Double
        /// Over the folds, with folds - 1; `nil` for one fold.
        public let standardDeviation: Double?
    }

    /// What is measured, in words.
    public let metric: String
    /// The metric before anything is permuted, mean over the folds, on the same rows.
    public let baseline: Double
    /// By falling drop; ties: in the order of the descriptors.
    public let clusters: [Cluster]

    /// Two descriptors whose |r| is above this share a cluster.
    public static let correlation = 0.95
    /// Permutations of each cluster in each fold.
    static let repeats = 2
    /// Compounds of the commonest class in each fold; the other classes are used whole.
    static let commonRows = 2000

    /// Averages over folds.
    ///
    /// - Parameter names: of the descriptors, by column.
    init(_ folds: [PermutationImportance], names: [String], metric: String) {
        self.metric = metric
        baseline = folds.reduce(0) { $0 + $1.baseline } / Double(max(1, folds.count))
        let clusters = (folds.first?.clusters ?? []).enumerated().map { number, cluster in
            let drops = folds.map { $0.clusters[number].mean }
            let mean = drops.reduce(0, +) / Double(drops.count)
            let squares = drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let members = cluster.columns.map { names[$0] }
            return Cluster(
                representative: members.first ?? "", members: members, drop: mean,
                standardDeviation: drops.count > 1
                    ? (squares / Double(drops.count - 1)).squareRoot() : nil)
        }
        let order = clusters.indices.sorted {
            (clusters[$1].drop, $0) < (clusters[$0].drop, $1)
        }
        self.clusters = order.map { clusters[$0] }
    }
}

extension ClusterImportance {
    private static let columns = [
        "representative", "members", "mean_drop", "standard_deviation", "metric", "baseline",
    ]
    /// Between the members of a cluster; no descriptor's name holds it.
    private static let separator = "; "

    /// What stands for importances that could not be measured.
    static var emptyTable: [UInt8] { DelimitedWriter(columns: columns).bytes }

    /// One row for each cluster.
    var csv: [UInt8] {
        var writer = DelimitedWriter(columns: Self.columns)
        for cluster in clusters {
            writer.append([
                cluster.representative, cluster.members.joined(separator: Self.separator),
                "\(cluster.drop)", cluster.standardDeviation.map { "\($0)" } ?? "", metric,
                "\(baseline)",
            ])
        }
        return writer.bytes
    }

    /// Reads what ``csv`` writes; `nil` for a table without rows.
    init?(csv table: DelimitedTable) throws {
        guard table.rowCount > 0 else { return nil }
        let places = try Self.columns.map { try table.index(of: $0) }
        func number(_ row: Int, _ column: Int) throws -> Double {
            guard let value = Double(table.text(row, places[column])) else {
                throw QuasiScreenError.foreignTable(
                    file: table.file, detail: "row \(row) has no number in \(Self.columns[column])")
            }
            return value
        }
        metric = table.text(0, places[4])
        baseline = try number(0, 5)
        clusters = try (0..<table.rowCount).map { row in
            Cluster(
                representative: table.text(row, places[0]),
                members: table.text(row, places[1]).split(separator: Self.separator).map(
                    String.init),
                drop: try number(row, 2), standardDeviation: Double(table.text(row, places[3])))
        }
    }
}
