import Basis
import Foundation
import Testing
import Validation

private struct DomainCase: Encodable {
    var features: [[Double]]
    var queries: [[Double]]
    var groups: [String]
    var share = ApplicabilityDomain.varianceShare
    var limit = ApplicabilityDomain.componentLimit
    var neighbours = ApplicabilityDomain.neighbours

    /// `columns` mixtures of `sources` hidden quantities in very different units, in groups.
    init(rows: Int, columns: Int, sources: Int, seed: UInt64) {
        var stream = RandomStream(seed: seed)
        let weights = (0..<columns).map { column in
            (0..<sources).map { _ in (stream.unit() - 0.5) * (column % 2 == 0 ? 1 : 1e4) }
        }
        func mixture(_ hidden: [Double]) -> [Double] {
            weights.map { zip($0, hidden).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        features = []
        groups = []
        for group in 0..<(rows / 4) {
            let centre = (0..<sources).map { _ in stream.unit() }
            for _ in 0..<4 {
                features.append(mixture(centre.map { $0 + 0.05 * stream.unit() }))
                groups.append("system \(group)")
            }
        }
        queries = (0..<60).map { row in
            mixture((0..<sources).map { _ in stream.unit() * (row % 5 == 0 ? 3 : 1) })
        }
    }
}

private struct DomainAnswer: Decodable {
    var varianceShares: [Double]
    var trainingDistances: [Double]
    var distances: [Double]
    var percentiles: [Double]
}

private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

@Test(
    .enabled(if: Oracle.isAvailable, Oracle.explanation),
    arguments: [(columns: 12, sources: 5), (60, 40), (30, 30)])
func isolationIsWhatScikitLearnFinds(columns: Int, sources: Int) throws {
    let table = DomainCase(rows: 400, columns: columns, sources: sources, seed: UInt64(columns))
    let answer = try Oracle.run(
        "domain_isolation.py", input: [UInt8](try JSONEncoder().encode(table)),
        as: DomainAnswer.self)
    let domain = try ApplicabilityDomain(
        fitting: matrix(table.features), labels: [Int](repeating: 0, count: 400), classCount: 1,
        groups: table.groups, threads: 2)
    let found = try domain.isolations(of: matrix(table.queries), threads: 2)
    #expect(domain.components.count == answer.varianceShares.count)
    for (share, expected) in zip(domain.components.varianceShares, answer.varianceShares) {
        #expect(abs(share - expected) < 1e-10)
    }
    // Coordinates are kept in single precision.
    #expect(domain.trainingDistances.count == answer.trainingDistances.count)
    for (distance, expected) in zip(domain.trainingDistances, answer.trainingDistances) {
        #expect(abs(Double(distance) - expected) < 1e-5 * max(1, expected))
    }
    for (row, isolation) in found.enumerated() {
        #expect(abs(isolation.distance - answer.distances[row]) < 1e-5 * max(1, isolation.distance))
        // A distance within rounding of a training row's may fall on either side of it.
        #expect(abs(isolation.percentile - answer.percentiles[row]) <= 1.0 / 400)
    }
}
