import Basis
import Foundation
import Testing

@testable import Learning

@Suite struct JackknifeTests {
    private static let parameters = ForestParameters(
        trees: 600, minSamplesLeaf: 3, sampling: .bootstrap)

    @Test func drawsAreThoseOfTheTraining() throws {
        let set = try Fixture.coarse(rows: 50, columns: 4)
        let encoded = try EncodedFeatures(set.features, threads: 1)
        let learner = ForestLearner(ForestParameters(trees: 9, sampling: .bootstrap))
        let rows = Array(0..<50)
        let draws = try learner.draws(encoded, rows: rows, labels: set.labels, classCount: 3)
        let forest = try learner.fit(set, threads: 1).model
        #expect(draws.count == 9)
        for (own, tree) in zip(draws, forest.trees) {
            #expect(own.reduce(0, +) == 50)
            // Each leaf's cover is the number of draws that end in it.
            var reached = [Double](repeating: 0, count: tree.nodeCount)
            for row in rows { reached[tree.leaf(of: set.features.row(row))] += Double(own[row]) }
            for node in 0..<tree.nodeCount where tree.feature[node] < 0 {
                #expect(reached[node] == tree.cover[node])
            }
        }
        #expect(throws: LearningError.self) {
            try ForestLearner(ForestParameters(trees: 2)).draws(
                encoded, rows: rows, labels: set.labels, classCount: 3)
        }
    }

    @Test func standardErrorIsTheSpreadOverFreshTrainingSets() throws {
        let queries = try Fixture.tieFree(rows: 40, columns: 3, classes: 2, seed: 99).features
        var all = [[Double]]()
        var stated = [Double](repeating: 0, count: 40)
        for seed in 0..<24 {
            let set = try Fixture.tieFree(rows: 120, columns: 3, classes: 2, seed: UInt64(seed))
            let learner = ForestLearner(Self.parameters)
            let encoded = try EncodedFeatures(set.features, threads: 2)
            let forest = try learner.fit(set, threads: 2).model
            all.append(try forest.probabilities(of: queries, threads: 2).column(0))
            if seed < 6 {
                let draws = try learner.draws(
                    encoded, rows: Array(0..<120), labels: set.labels, classCount: 2)
                let errors = try InfinitesimalJackknife(forest, draws: draws).deviations(
                    of: queries, threads: 2)
                for row in 0..<40 { stated[row] += errors[row, 0] / 6 }
            }
        }
        let realised = (0..<40).map { row in
            let values = all.map { $0[row] }
            let mean = values.reduce(0, +) / 24
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 23).squareRoot()
        }
        let ratio = stated.reduce(0, +) / realised.reduce(0, +)
        #expect(ratio > 0.6 && ratio < 1.6, "\(ratio)")
        let uncertain = (0..<40).sorted { realised[$0] > realised[$1] }
        let top = uncertain.prefix(10).reduce(0) { $0 + stated[$1] }
        let bottom = uncertain.suffix(10).reduce(0) { $0 + stated[$1] }
        #expect(top > 2 * bottom)
    }

    @Test func drawsOfAnotherForestAreRefused() throws {
        let set = try Fixture.coarse(rows: 20, columns: 2)
        let forest = try Fixture.forest(set, ForestParameters(trees: 2, sampling: .bootstrap))
        #expect(throws: LearningError.self) { try InfinitesimalJackknife(forest, draws: []) }
    }
}
