import Basis
import Foundation
import Testing

@testable import Validation

@Suite struct ClusterTests {
    private func square(_ size: Int, _ pairs: [(Int, Int, Double)]) -> Matrix {
        var result = Matrix(rows: size, columns: size)
        for index in 0..<size { result[index, index] = 1 }
        for (first, second, value) in pairs {
            result[first, second] = value
            result[second, first] = value
        }
        return result
    }

    @Test func chainsJoinWithSingleLinkageOnly() {
        let chain = square(4, [(0, 2, 0.97), (2, 3, -0.96), (0, 3, -0.9), (0, 1, 0.95)])
        let single = CorrelationClusters(
            correlations: chain, threshold: 0.95, linkage: .single)
        #expect(single.clusters == [[0, 2, 3], [1]])
        #expect(single.representatives == [0, 1])
        #expect(single.pairs == 2)
        let complete = CorrelationClusters(
            correlations: chain, threshold: 0.95, linkage: .complete)
        #expect(complete.clusters == [[0, 2], [1], [3]])
    }

    @Test func correlationsEqualHandComputation() throws {
        let features = Matrix(
            rows: 4, columns: 4, values: [1, 2, 5, -1, 2, 4, 5, -1, 3, 6, 5, -4, 4, 8, 5, 0])
        let result = try Correlation.matrix(features, threads: 1)
        #expect(abs(result[0, 1] - 1) < 1e-15 && result[0, 0] == 1)
        // The third column is constant.
        #expect(result[2, 0] == 0 && result[2, 2] == 1 && result[3, 2] == 0)
        // Deviations (-3, -1, 1, 3) / 2 and (0.5, 0.5, -2.5, 1.5): 0 over something.
        #expect(abs(result[0, 3] - 0.0) < 1e-15)
        let part = try Correlation.matrix(features, rows: [1, 2, 3], threads: 1)
        // Deviations (-1, 0, 1) and (2, -7, 5) / 3.
        #expect(abs(part[0, 3] - 1 / (2 * 78.0 / 9).squareRoot()) < 1e-15)
    }

    @Test func clustersAreTheSameAtAnyThreadCount() throws {
        var stream = RandomStream(seed: 3)
        let columns = 45
        var features = Matrix(rows: 203, columns: columns)
        for row in 0..<features.rows {
            let sources = (0..<6).map { _ in stream.unit() }
            for column in 0..<columns {
                features[row, column] = 3 * sources[column % 6] + 0.4 * stream.unit()
            }
        }
        let one = try Correlation.matrix(features, threads: 1)
        #expect(try Correlation.matrix(features, threads: 3) == one)
        let clusters = try CorrelationClusters(features, threads: 2)
        #expect(clusters.clusters.count == 6)
        #expect(clusters.clusters[2] == Array(stride(from: 2, to: columns, by: 6)))
        let data = try JSONEncoder().encode(clusters)
        #expect(try JSONDecoder().decode(CorrelationClusters.self, from: data) == clusters)
    }

    @Test func badInputIsRefused() {
        let features = Matrix(rows: 2, columns: 2, values: [1, 2, .nan, 3])
        #expect(
            throws: ValidationError.notFinite(what: "the value in column 0 of row", index: 1)
        ) { try CorrelationClusters(features, threads: 1) }
        #expect(throws: ValidationError.self) {
            try CorrelationClusters(features, rows: [2], threads: 1)
        }
        #expect(throws: ValidationError.self) {
            try CorrelationClusters(features, threshold: 1, threads: 1)
        }
    }

    /// 300 rows: class 1 where column 0 (and its copy, column 2) is high; column 1 is noise.
    private var features: Matrix {
        var stream = RandomStream(seed: 5)
        return Matrix(
            rows: 300, columns: 3,
            values: (0..<300).flatMap { _ -> [Double] in
                let signal = stream.unit()
                return [signal, stream.unit(), signal]
            })
    }

    /// Leans on both copies: each alone changes little.
    private func predict(_ table: Matrix) -> Matrix {
        Matrix(
            rows: table.rows, columns: 2,
            values: (0..<table.rows).flatMap { row -> [Double] in
                let share = max(table[row, 0], table[row, 2]) > 0.5 ? 1.0 : 0
                return [1 - share, share]
            })
    }

    private func accuracy(_ shares: Matrix, _ rows: [Int]) -> Double {
        let features = self.features
        let hits = rows.enumerated().filter { position, row in
            (shares[position, 1] > 0.5) == (features[row, 0] > 0.5)
        }
        return Double(hits.count) / Double(rows.count)
    }

    private func importance(
        _ clusters: [[Int]], rows: [Int]? = nil
    ) throws
        -> PermutationImportance
    {
        try PermutationImportance(
            of: features, clusters: clusters, rows: rows, stream: RandomStream(seed: 1),
            predict: predict
        ) { accuracy($0, rows ?? Array(0..<300)) }
    }

    @Test func copiesCannotHideEachOther() throws {
        let together = try importance([[0, 2], [1]])
        let apart = try importance([[0], [2], [1]])
        #expect(together.baseline == 1)
        #expect(together.clusters[0].mean > 0.4)
        #expect(apart.clusters[0].mean < 0.35 && apart.clusters[1].mean < 0.35)
        #expect(together.clusters[1].mean == 0)
        #expect(together.clusters[1].standardDeviation == 0)
        #expect(try importance([[0, 2], [1]]) == together)
        // What came before leaves no trace: the noise is as unimportant alone.
        #expect(try importance([[1]]).clusters[0].mean == 0)
    }

    @Test func someRowsAreEnough() throws {
        let some = try importance([[0, 2], [1]], rows: Array(stride(from: 0, to: 300, by: 3)))
        #expect(some.rows == 100 && some.baseline == 1)
        #expect(some.clusters[0].mean > 0.35)
    }

    @Test func badClustersAreRefused() {
        for clusters in [[[0, 1], [1]], [[3]], [[-1]]] {
            #expect(throws: ValidationError.self) { try importance(clusters) }
        }
        #expect(throws: ValidationError.self) { try importance([[0]], rows: []) }
        #expect(throws: ValidationError.self) { try importance([[0]], rows: [300]) }
    }
}
