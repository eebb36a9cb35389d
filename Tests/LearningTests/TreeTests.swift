import Basis
import Foundation
import Testing

@testable import Learning

@Suite struct TreeTests {
    @Test func theBestCutIsFoundByHand() throws {
        // Values 1 2 3 4 with classes 0 0 1 1: only the cut at 2.5 leaves both sides pure.
        let tree = try Fixture.tree(Fixture.column([3, 1, 4, 2], [1, 0, 1, 0]))
        #expect(tree.feature == [0, -1, -1])
        #expect(Fixture.isNear(tree.threshold[0], 2.5) && tree.threshold[1...] == [0, 0])
        #expect(tree.left == [1, -1, -1])
        #expect(tree.right == [2, -1, -1])
        let unit = LeafShares.unit
        #expect(tree.leafValues == [unit, 0, 0, unit])
    }

    @Test func entropyAndGiniDisagreeWhereTheyShould() throws {
        // Groups (0, 1), (2, 1), (4, 0) of classes 0 and 1 in the order of the value. By hand:
        // cut 1: entropy 7 H(6/7) = 4.142, Gini 7 (1 - 37/49) = 1.714
        // cut 2: entropy 4 H(1/2) = 4.000, Gini 4 (1 - 1/2) = 2.000
        let values = [1.0, 2, 2, 2, 3, 3, 3, 3]
        let set = try Fixture.column(values, [1, 0, 0, 1, 0, 0, 0, 0])
        #expect(try Fixture.isNear(Fixture.tree(set, maxDepth: 1).threshold[0], 2.5))
        #expect(
            try Fixture.isNear(Fixture.tree(set, criterion: .gini, maxDepth: 1).threshold[0], 1.5))
        let even = ClassWeighting.explicit([1, 1])
        #expect(
            try Fixture.isNear(Fixture.tree(set, maxDepth: 1, classWeights: even).threshold[0], 2.5)
        )
    }

    @Test func classWeightsMoveTheCut() throws {
        // Groups (3, 1), (2, 0), (0, 2). Unweighted the pure right side wins: cut 2. With class 0
        // at 8 times, cut 2 still parts (5, 1) from (0, 2); its leaf holds 40 parts to 1.
        let values = [1.0, 1, 1, 1, 2, 2, 3, 3]
        let set = try Fixture.column(values, [0, 0, 0, 1, 0, 0, 1, 1])
        let tree = try Fixture.tree(set, maxDepth: 1, classWeights: .explicit([8, 1]))
        #expect(Fixture.isNear(tree.threshold[0], 2.5))
        #expect(tree.leafValues[0] == Int32((Double(LeafShares.unit) * 40 / 41).rounded()))
    }

    @Test(arguments: [SplitCriterion.entropy, .gini])
    func rootSplitEqualsExhaustiveSearch(criterion: SplitCriterion) throws {
        for seed in 0..<12 {
            let base = try Fixture.coarse(rows: 40, columns: 4, seed: UInt64(seed))
            var stream = RandomStream(seed: UInt64(seed))
            let kinds: [[Double]] = [
                [Double](repeating: 1, count: 40),
                (0..<40).map { _ in Double(stream.below(3) + 1) },
                (0..<40).map { _ in stream.unit() + 0.1 },
            ]
            for weights in kinds {
                for leaf in [1, 5] {
                    let set = try TrainingSet(
                        features: base.features, labels: base.labels, classCount: 3,
                        weights: weights)
                    let tree = try Fixture.tree(
                        set, criterion: criterion, maxDepth: 1, minSamplesLeaf: leaf)
                    let best = bestImpurity(set, criterion, minSamplesLeaf: leaf)
                    let found = impurity(
                        set, criterion, feature: Int(tree.feature[0]), cut: tree.threshold[0])
                    #expect(abs(found - best) < 1e-9)
                }
            }
        }
    }

    @Test func largeAndSmallNodesSplitAlike() throws {
        // The same values with every row named three times: the large node marks ranks, the small
        // one sorts them, and both must cut at the same places.
        let set = try Fixture.tieFree(rows: 15, columns: 3)
        let encoded = try EncodedFeatures(set.features, threads: 1)
        let tripled = (0..<15).flatMap { [$0, $0, $0] }
        let repeated = try TrainingSet(
            features: set.features.selecting(rows: tripled),
            labels: tripled.map { set.labels[$0] }, classCount: 3)
        let parameters = ForestParameters(trees: 5)
        let small = try ForestLearner(parameters).fit(
            encoded, rows: Array(0..<15), labels: set.labels, classCount: 3, threads: 1)
        let large = try Fixture.forest(repeated, parameters)
        #expect(small.model.trees.map(\.threshold) == large.trees.map(\.threshold))
        #expect(small.model.trees.map(\.leafValues) == large.trees.map(\.leafValues))
        #expect(small.model.trees.map { $0.cover.map { 3 * $0 } } == large.trees.map(\.cover))
    }

    @Test(arguments: [SplitCriterion.entropy, .gini])
    func tieFreeDataIsMemorised(criterion: SplitCriterion) throws {
        let set = try Fixture.tieFree(rows: 300, columns: 6)
        let forest = try Fixture.forest(set, ForestParameters(trees: 3, criterion: criterion))
        let all = try forest.probabilities(of: set.features, threads: 1)
        for row in 0..<300 { #expect(all[row, set.labels[row]] == 1) }
    }

    @Test func splitsWithoutGainAreTaken() throws {
        // Exclusive or: no single cut helps, two levels do.
        let set = try TrainingSet(
            features: Matrix(rows: 4, columns: 2, values: [0, 0, 0, 1, 1, 0, 1, 1]),
            labels: [0, 1, 1, 0], classCount: 2)
        let tree = try Fixture.tree(set)
        #expect(tree.leafCount == 4)
        #expect(tree.depth == 2)
    }

    @Test func equalRowsShareALeaf() throws {
        let tree = try Fixture.tree(Fixture.column([5, 5, 5], [0, 1, 1]))
        #expect(tree.nodeCount == 1)
        #expect(tree.leafValues == [357_913_941, 715_827_883])
    }

    @Test func limitsAreKept() throws {
        let set = try Fixture.tieFree(rows: 200, columns: 5)
        #expect(try Fixture.tree(set, maxDepth: 4).depth == 4)
        #expect(try Fixture.tree(set, maxDepth: 0).nodeCount == 1)
        for least in [7, 40] {
            let tree = try Fixture.tree(set, minSamplesLeaf: least)
            var sizes = [Int: Int]()
            for row in 0..<200 { sizes[tree.leaf(of: set.features.row(row)), default: 0] += 1 }
            #expect(sizes.values.allSatisfy { $0 >= least })
            #expect(sizes.count > 1)
        }
    }

    @Test func leastLeafSizeMovesTheCutIntoAPureRun() throws {
        // The perfect cut at 5.5 leaves one row; the best that leaves two is inside the zeros.
        let set = try Fixture.column([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 1])
        #expect(try Fixture.isNear(Fixture.tree(set, maxDepth: 1).threshold[0], 5.5))
        #expect(
            try Fixture.isNear(Fixture.tree(set, maxDepth: 1, minSamplesLeaf: 2).threshold[0], 4.5))
    }

    @Test func varyingFeaturesAreNotLostAmongConstantOnes() throws {
        // Every cell of a 6 x 6 grid has its own random class; features 2 to 8 are constant.
        var stream = RandomStream(seed: 8)
        let rows = (0..<36).map { [Double($0 / 6), Double($0 % 6)] }
        let features = Matrix(
            rows: 36, columns: 9, values: rows.flatMap { $0 + [Double](repeating: 1, count: 7) })
        let set = try TrainingSet(
            features: features, labels: rows.map { _ in stream.below(3) }, classCount: 3)
        let forest = try Fixture.forest(set, ForestParameters(trees: 10))
        let all = try forest.probabilities(of: features, threads: 1)
        for row in 0..<36 { #expect(all[row, set.labels[row]] == 1) }
    }

    @Test func thresholdStaysBetweenTheNeighbours() throws {
        // Neighbouring doubles are one value.
        let low = 1.0
        #expect(try Fixture.tree(Fixture.column([low, low.nextUp], [0, 1])).nodeCount == 1)
        // Beyond single precision there is the middle.
        let huge = Double.greatestFiniteMagnitude
        let wide = try Fixture.tree(Fixture.column([huge, huge / 2], [0, 1]))
        #expect(wide.threshold[0] == huge * 0.75)
        let zeros = try Fixture.tree(Fixture.column([-0.0, 0.0], [0, 1]))
        #expect(zeros.nodeCount == 1)
        let negative = try Fixture.tree(Fixture.column([-3, -1, 2], [0, 1, 1]))
        #expect(Fixture.isNear(negative.threshold[0], -2))
    }

    @Test func balancedWeightsMakeClassesCountAlike() throws {
        let tree = try Fixture.tree(
            Fixture.column([1, 1, 1, 1], [0, 0, 0, 1]), classWeights: .balanced)
        #expect(tree.leafValues == [LeafShares.unit / 2, LeafShares.unit / 2])
        let without = try Fixture.tree(
            Fixture.column([1, 2, 3], [0, 1, 0]), classWeights: .explicit([1, 0]))
        #expect(without.nodeCount == 1, "rows of a class of weight 0 are absent")
    }

    @Test(arguments: [SplitCriterion.entropy, .gini])
    func extremeWeightsStayFinite(criterion: SplitCriterion) throws {
        let set = try TrainingSet(
            features: Matrix(rows: 4, columns: 1, values: [1, 2, 2, 3]), labels: [0, 1, 0, 1],
            classCount: 2, weights: [1e12, 1e-12, 1e12, 1e12])
        let parameters = ForestParameters(
            trees: 4, criterion: criterion, sampling: .bootstrap,
            classWeights: .explicit([1e12, 1e-12]))
        let forest = try Fixture.forest(set, parameters)
        let all = try forest.probabilities(of: set.features, threads: 1)
        #expect(all.values.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(forest.importances.allSatisfy { $0.isFinite })
    }

    @Test func importancesFollowTheSignal() throws {
        let set = try Fixture.tieFree(rows: 300, columns: 8)
        let result = try ForestLearner(ForestParameters(trees: 20)).fit(set, threads: 1)
        #expect(abs(result.importances.reduce(0, +) - 1) < 1e-12)
        #expect(result.importances == result.model.importances)
        let weakest = try #require(result.importances[..<2].min())
        #expect(result.importances[2...].allSatisfy { $0 < weakest })
    }

    @Test func bootstrapLeavesRowsOut() throws {
        // Every class occurs once: a tree that has not drawn a row cannot have its class.
        let set = try Fixture.column((0..<30).map { Double($0) }, Array(0..<30), classes: 30)
        let forest = try Fixture.forest(set, ForestParameters(trees: 40, sampling: .bootstrap))
        let seen = forest.trees.map { Double($0.leafCount) / 30 }
        let mean = seen.reduce(0, +) / 40
        #expect(abs(mean - (1 - pow(1 - 1 / 30, 30))) < 0.03)
    }

    private func impurity(
        _ set: TrainingSet, _ criterion: SplitCriterion, feature: Int, cut: Double
    ) -> Double {
        [true, false].reduce(0) { sum, side in
            var counts = [0.0, 0, 0]
            for row in set.labels.indices where (set.features[row, feature] <= cut) == side {
                counts[set.labels[row]] += set.weights[row]
            }
            let total = counts.reduce(0, +)
            let shares = counts.map { $0 / total }
            switch criterion {
            case .entropy:
                return sum + total * shares.reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
            case .gini: return sum + total * (1 - shares.reduce(0) { $0 + $1 * $1 })
            }
        }
    }

    /// The least impurity over all features and cuts, looked for one by one.
    private func bestImpurity(
        _ set: TrainingSet, _ criterion: SplitCriterion, minSamplesLeaf: Int
    ) -> Double {
        let whole = set.weights.allSatisfy { $0 == $0.rounded() }
        var best = Double.infinity
        for feature in 0..<set.features.columns {
            for cut in [0.125, 0.375, 0.625, 0.875] {
                let below = set.labels.indices.filter { set.features[$0, feature] <= cut }
                let size = below.reduce(0) { $0 + (whole ? Int(set.weights[$1]) : 1) }
                let total = set.weights.reduce(0) { $0 + (whole ? Int($1) : 1) }
                guard min(size, total - size) >= minSamplesLeaf else { continue }
                best = min(best, impurity(set, criterion, feature: feature, cut: cut))
            }
        }
        return best
    }
}
