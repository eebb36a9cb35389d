import Basis
import Foundation
import Testing

@testable import Learning

@Suite struct BoostingTests {
    @Test func firstStepIsTheNewtonStepByHand() throws {
        // Two classes, half of the rows each: p = 1/2, so that first derivatives are -1/2 and 1/2
        // and second ones 2 x 1/4. Each leaf has two rows: the step of the class that holds them is
        // 1 / (1 + ridge), of which the learning rate takes a half.
        let set = try Fixture.column([1, 2, 3, 4], [0, 0, 1, 1])
        let parameters = BoostingParameters(rounds: 1, learningRate: 0.5, maxDepth: 1, ridge: 1)
        let model = try BoostingLearner(parameters).fit(set, threads: 1).model
        #expect(model.trees.count == 2)
        let step = Int32(0.25 / BoostedTrees.unit)
        #expect(Fixture.isNear(model.trees[0].threshold[0], 2.5))
        #expect(
            model.trees[0].leafValues == [step, -step]
                || model.trees[0].leafValues == [-step, step])
        let shares = try model.probabilities(of: set.features, threads: 1)
        #expect(abs(shares[0, 0] - 1 / (1 + exp(-0.5))) < 1e-9)
        #expect(abs(shares[3, 0] - 1 / (1 + exp(0.5))) < 1e-9)
    }

    @Test func baseIsTheLogarithmOfTheClassShares() throws {
        let set = try Fixture.column([1, 1, 1, 1], [0, 1, 1, 1])
        let model = try BoostingLearner(BoostingParameters(rounds: 3)).fit(set, threads: 1).model
        let shares = try model.probabilities(of: set.features, threads: 1)
        // Nothing can be split: the gradients of the prior sum to zero.
        #expect(abs(shares[0, 0] - 0.25) < 1e-5)
    }

    @Test func trainingLossFallsWithTheRounds() throws {
        let set = try Fixture.coarse(rows: 300, columns: 6)
        var last = Double.infinity
        for rounds in [1, 5, 25, 100] {
            let model = try BoostingLearner(BoostingParameters(rounds: rounds)).fit(
                set, threads: 2
            ).model
            let shares = try model.probabilities(of: set.features, threads: 1)
            let loss = -(0..<300).reduce(0.0) { $0 + log(shares[$1, set.labels[$1]]) }
            #expect(loss < last)
            last = loss
        }
    }

    @Test func moreRoundsBeginWithTheSameTrees() throws {
        let set = try Fixture.tieFree(rows: 200, columns: 6)
        func model(_ rounds: Int) throws -> BoostedTrees {
            try BoostingLearner(BoostingParameters(rounds: rounds, featureShare: 0.5, seed: 4)).fit(
                set, threads: 2
            ).model
        }
        let long = try model(8)
        #expect(try model(3).trees == Array(long.trees[..<9]))
    }

    @Test func limitsOfBoostedTreesAreKept() throws {
        let set = try Fixture.tieFree(rows: 200, columns: 5)
        let model = try BoostingLearner(
            BoostingParameters(rounds: 10, maxDepth: 3, minSamplesLeaf: 9)
        ).fit(set, threads: 1).model
        for tree in model.trees {
            #expect(tree.depth <= 3)
            for node in 0..<tree.nodeCount { #expect(tree.cover[node] >= 9) }
        }
    }

    @Test func featureShareLimitsWhatATreeSees() throws {
        let set = try Fixture.tieFree(rows: 200, columns: 10)
        let model = try BoostingLearner(
            BoostingParameters(rounds: 20, maxDepth: 6, featureShare: 0.2)
        ).fit(set, threads: 1).model
        for tree in model.trees { #expect(Set(tree.feature.filter { $0 >= 0 }).count <= 2) }
        #expect(Set(model.trees.flatMap(\.feature)).count == 11, "every feature gets its turn")
    }

    @Test func manyDistinctValuesAreBinnedAtQuantiles() throws {
        let count = 3000
        let values = (0..<count).map { Double($0 * $0) }
        let set = try Fixture.column(values, (0..<count).map { $0 < 1500 ? 0 : 1 })
        let binned = try EncodedFeatures(set.features, threads: 1)
        #expect(binned.lower.count == 256)
        for bin in 0..<256 {
            #expect(binned.lower[bin] <= binned.upper[bin])
            if bin > 0 { #expect(binned.upper[bin - 1] < binned.lower[bin]) }
        }
        var sizes = [Int](repeating: 0, count: 256)
        for bin in binned.columnBins { sizes[Int(bin)] += 1 }
        #expect(sizes.allSatisfy { (10...13).contains($0) })
        #expect(binned.rowBins == binned.columnBins, "one column reads the same both ways")
    }

    @Test func parametersOutOfRangeAreRefused() throws {
        let set = try Fixture.column([1, 2], [0, 1])
        let bad: [(String, BoostingParameters)] = [
            ("rounds", BoostingParameters(rounds: 0)),
            ("learningRate", BoostingParameters(learningRate: 0)),
            ("maxDepth", BoostingParameters(maxDepth: 0)),
            ("minSamplesLeaf", BoostingParameters(minSamplesLeaf: 0)),
            ("minCurvature", BoostingParameters(minCurvature: -1)),
            ("ridge", BoostingParameters(ridge: .nan)),
            ("featureShare", BoostingParameters(featureShare: 1.5)),
            ("classWeights", BoostingParameters(classWeights: .explicit([1, .infinity]))),
        ]
        for (name, parameters) in bad {
            let error = try #require(throws: LearningError.self) {
                try BoostingLearner(parameters).fit(set, threads: 1)
            }
            #expect(error.diagnosis.place == name)
        }
    }
}
