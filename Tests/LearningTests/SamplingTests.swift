import Basis
import Foundation
import Testing

@testable import Learning

/// Random cuts, resampled rows and what follows from them.
@Suite struct SamplingTests {
    @Test func randomCutsLieBetweenTheExtremesAndAreEven() throws {
        // Two values: the one cut lies anywhere between them, each quarter as often as the others.
        let set = try Fixture.column([0, 0, 1, 1], [0, 0, 1, 1])
        let forest = try Fixture.forest(set, ForestParameters(trees: 4000, splits: .random))
        let cuts = forest.trees.map { $0.threshold[0] }
        #expect(cuts.allSatisfy { $0 >= 0 && $0 < 1 })
        for quarter in 0..<4 {
            let share = Double(cuts.count { Int($0 * 4) == quarter }) / 4000
            #expect(abs(share - 0.25) < 0.03)
        }
    }

    @Test func randomCutsPartRowsAsTheirThresholdSays() throws {
        let set = try Fixture.coarse(rows: 200, columns: 5)
        let forest = try Fixture.forest(set, ForestParameters(trees: 20, splits: .random))
        for tree in forest.trees {
            var reached = [Double](repeating: 0, count: tree.nodeCount)
            for row in 0..<200 { reached[tree.leaf(of: set.features.row(row))] += 1 }
            for node in 0..<tree.nodeCount where tree.feature[node] < 0 {
                #expect(reached[node] == tree.cover[node])
            }
        }
    }

    @Test func tieFreeDataIsMemorisedByRandomCuts() throws {
        let set = try Fixture.tieFree(rows: 300, columns: 6)
        let forest = try Fixture.forest(set, ForestParameters(trees: 3, splits: .random))
        let all = try forest.probabilities(of: set.features, threads: 1)
        for row in 0..<300 { #expect(all[row, set.labels[row]] == 1) }
    }

    @Test func balancedTreesSeeEachClassAlike() throws {
        let labels = (0..<200).map { $0 < 8 ? 1 : $0 < 20 ? 2 : 0 }
        let set = try Fixture.column((0..<200).map { Double($0) }, labels, classes: 3)
        let forest = try Fixture.forest(
            set, ForestParameters(trees: 30, maxDepth: 0, sampling: .balanced))
        for tree in forest.trees {
            #expect(tree.cover == [24])
            #expect(tree.leafValues == LeafShares.rounding([8, 8, 8]))
        }
    }

    @Test func outOfBagRowsAreJudgedByTreesThatHaveNotSeenThem() throws {
        // Every class occurs once: a tree that has not seen a row never gives its class.
        let set = try Fixture.column((0..<30).map { Double($0) }, Array(0..<30), classes: 30)
        let result = try ForestLearner(ForestParameters(trees: 60, sampling: .bootstrap)).fit(
            set, threads: 2)
        let estimate = try #require(result.outOfBag)
        #expect(estimate.rows == Array(0..<30))
        for (position, row) in estimate.rows.enumerated() {
            #expect(estimate.probabilities[position, row] == 0)
            #expect(abs(estimate.probabilities.row(position).reduce(0, +) - 1) < 1e-12)
        }
        let mean = Double(estimate.treeCounts.reduce(0, +)) / 30 / 60
        #expect(abs(mean - pow(1 - 1 / 30, 30)) < 0.03)
    }

    @Test func outOfBagAccuracyIsThatOfFreshRows() throws {
        let all = try Fixture.tieFree(rows: 1200, columns: 5)
        func accuracy(_ shares: Matrix, _ rows: [Int]) -> Double {
            let right = rows.enumerated().count { position, row in
                let own = Array(shares.row(position))
                return own.firstIndex(of: own.max() ?? 0) == all.labels[row]
            }
            return Double(right) / Double(rows.count)
        }
        let train = Array(0..<600)
        let set = try TrainingSet(
            features: all.features.selecting(rows: train), labels: train.map { all.labels[$0] },
            classCount: 3)
        let result = try ForestLearner(ForestParameters(trees: 200, sampling: .bootstrap)).fit(
            set, threads: 2)
        let estimate = try #require(result.outOfBag)
        let test = Array(600..<1200)
        let fresh = try result.model.probabilities(
            of: all.features.selecting(rows: test), threads: 2)
        let seen = try result.model.probabilities(of: set.features, threads: 2)
        let outOfBag = accuracy(estimate.probabilities, estimate.rows)
        #expect(abs(outOfBag - accuracy(fresh, test)) < 0.05)
        #expect(outOfBag < accuracy(seen, train))
    }

    @Test func nothingIsOutOfBagWhereEveryTreeSeesAllRows() throws {
        let set = try Fixture.coarse(rows: 40, columns: 3)
        #expect(try ForestLearner(ForestParameters(trees: 3)).fit(set, threads: 1).outOfBag == nil)
    }
}
