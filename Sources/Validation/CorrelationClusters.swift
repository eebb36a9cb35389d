import Basis

/// Columns that say nearly the same: |r| above a threshold, r being Pearson's correlation.
///
/// With single linkage two columns share a cluster if a chain of pairs above the threshold joins
/// them: outside of a cluster no column stands in for one inside, which is what permuting whole
/// clusters needs. With complete linkage all pairs of a cluster are above the threshold; clusters
/// of greatest similarity (the least |r| of their pairs) are joined first, ties go to the lowest
/// columns. A constant column has no correlation and stays alone.
public struct CorrelationClusters: Sendable, Equatable, Codable {
    public enum Linkage: String, Sendable, Codable, CaseIterable {
        case single
        case complete
    }

    public let threshold: Double
    public let linkage: Linkage
    /// Columns of each cluster, ascending; clusters in the order of their first columns. Every
    /// column is in one cluster.
    public let clusters: [[Int]]
    /// How many pairs of columns are above the threshold.
    public let pairs: Int

    /// The first column of each cluster, in the order given.
    public var representatives: [Int] { clusters.compactMap(\.first) }

    /// - Parameters:
    ///   - rows: the rows to use; the default is all.
    ///   - threshold: in [0, 1). The default is 0.95; |r| must be greater.
    ///   - linkage: the default is single.
    /// - Throws: ``ValidationError`` for rows and parameters out of range and values that are not
    ///   finite.
    /// - Complexity: rows * columns^2 / 2 multiplications.
    public init(
        _ features: Matrix, rows: [Int]? = nil, threshold: Double = 0.95,
        linkage: Linkage = .single, threads: Int
    ) throws {
        guard threshold >= 0, threshold < 1 else {
            throw ValidationError.badParameter(
                name: "threshold", value: "\(threshold)", allowed: "0 to 1, without 1")
        }
        let correlations = try Correlation.matrix(features, rows: rows, threads: threads)
        self.init(correlations: correlations, threshold: threshold, linkage: linkage)
    }

    /// - Parameter correlations: symmetric, shape [columns, columns].
    init(correlations: Matrix, threshold: Double, linkage: Linkage) {
        let count = correlations.columns
        self.threshold = threshold
        self.linkage = linkage
        var similarity = correlations
        for index in similarity.values.indices {
            similarity.values[index] = abs(similarity.values[index])
        }
        var pairs = 0
        for first in 0..<count {
            for second in first + 1..<max(count, first + 1)
            where similarity[first, second] > threshold { pairs += 1 }
        }
        self.pairs = pairs
        var members = (0..<count).map { [$0] }
        var active = Array(0..<count)
        while let best = CorrelationClusters.mostSimilar(active, similarity, threshold) {
            members[best.0] = (members[best.0] + members[best.1]).sorted()
            active.removeAll { $0 == best.1 }
            for other in active where other != best.0 {
                let both = (similarity[best.0, other], similarity[best.1, other])
                let joined = linkage == .single ? max(both.0, both.1) : min(both.0, both.1)
                similarity[best.0, other] = joined
                similarity[other, best.0] = joined
            }
        }
        clusters = active.map { members[$0] }
    }

    /// The most similar pair above the threshold; ties: the lowest columns.
    private static func mostSimilar(
        _ active: [Int], _ similarity: Matrix, _ threshold: Double
    ) -> (Int, Int)? {
        var best: (Int, Int)?
        var greatest = threshold
        for (position, first) in active.enumerated() {
            for second in active[(position + 1)...] where similarity[first, second] > greatest {
                greatest = similarity[first, second]
                best = (first, second)
            }
        }
        return best
    }
}
