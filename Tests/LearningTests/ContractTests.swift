import Basis
import Testing

@testable import Learning

/// What every learner promises, whatever its parameters.
@Suite struct ContractTests {
    static let kinds: [LearnerParameters] =
        [
            ForestParameters(trees: 7),
            ForestParameters(trees: 7, criterion: .gini, maxFeatures: .log2),
            ForestParameters(trees: 7, sampling: .bootstrap, seed: 5),
            ForestParameters(trees: 7, minSamplesLeaf: 3, classWeights: .balanced),
            ForestParameters(trees: 7, maxDepth: 3, maxFeatures: .all, sampling: .bootstrap),
            ForestParameters(trees: 7, sampling: .balanced),
            ForestParameters(trees: 7, splits: .random),
            ForestParameters(
                trees: 7, criterion: .gini, minSamplesLeaf: 2, splits: .random,
                sampling: .balanced, classWeights: .balanced),
        ].map(LearnerParameters.forest) + [
            .boosting(BoostingParameters(rounds: 6, learningRate: 0.3)),
            .boosting(
                BoostingParameters(
                    rounds: 5, maxDepth: 2, minSamplesLeaf: 3, featureShare: 0.4,
                    classWeights: .balanced, seed: 9)),
            .boosting(
                BoostingParameters(
                    rounds: 5, learningRate: 0.3, rowShare: 0.7, classWeights: .squareRoot)),
            .blend(blend(.logarithmic)), .blend(blend(.linear)),
        ]

    private static func blend(_ pooling: Blend.Pooling) -> BlendParameters {
        BlendParameters(
            members: [
                BlendParameters.Member(.forest(ForestParameters(trees: 4, splits: .random))),
                BlendParameters.Member(
                    .boosting(BoostingParameters(rounds: 3)), weight: 2),
            ], pooling: pooling)
    }

    @Test(arguments: kinds)
    func fittingTwiceGivesTheSameForest(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        #expect(try Fixture.model(set, parameters) == Fixture.model(set, parameters))
    }

    @Test(arguments: kinds)
    func threadCountDoesNotMatter(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let single = try ClassifierLearner(parameters).fit(set, threads: 1)
        let expected = try single.model.predictions(of: set.features, threads: 1)
        for threads in [2, 3, 8] {
            let result = try ClassifierLearner(parameters).fit(set, threads: threads)
            #expect(result.model == single.model)
            #expect(result.importances == single.importances)
            #expect(result.outOfBag == single.outOfBag)
            #expect(try result.model.predictions(of: set.features, threads: threads) == expected)
        }
    }

    @Test func seedsGiveDifferentForests() throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let first = try Fixture.forest(set, ForestParameters(trees: 3, seed: 1))
        let second = try Fixture.forest(set, ForestParameters(trees: 3, seed: 2))
        #expect(first.trees != second.trees)
        #expect(Set(first.trees.map(\.threshold)).count == 3)
    }

    @Test func orderOfRowsDoesNotMatterWithoutBootstrap() throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        var order = Array(0..<120)
        var stream = RandomStream(seed: 3)
        stream.shuffle(&order)
        let shuffled = try TrainingSet(
            features: set.features.selecting(rows: order), labels: order.map { set.labels[$0] },
            classCount: 3)
        let parameters = ForestParameters(trees: 7)
        #expect(try Fixture.forest(set, parameters) == Fixture.forest(shuffled, parameters))
    }

    @Test(arguments: kinds)
    func subsetsArePredictedBitForBit(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 150, columns: 9)
        let model = try Fixture.model(set, parameters)
        let all = try model.probabilities(of: set.features, threads: 2)
        let chosen = [149, 3, 3, 77, 64, 0, 101]
        let few = try model.probabilities(of: set.features.selecting(rows: chosen), threads: 1)
        #expect(few == all.selecting(rows: chosen))
    }

    @Test(arguments: kinds)
    func probabilitiesAreShares(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 100, columns: 9)
        let model = try Fixture.model(set, parameters)
        let all = try model.probabilities(of: set.features, threads: 1)
        for row in 0..<all.rows {
            #expect(all.row(row).allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(abs(all.row(row).reduce(0, +) - 1) <= 1e-12)
        }
    }

    @Test(arguments: kinds)
    func weightZeroIsAbsence(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let kept = (0..<120).filter { $0 % 3 != 0 }
        let weighted = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: (0..<120).map { $0 % 3 == 0 ? 0 : 1 })
        let subset = try TrainingSet(
            features: set.features.selecting(rows: kept), labels: kept.map { set.labels[$0] },
            classCount: 3)
        #expect(try Fixture.model(weighted, parameters) == Fixture.model(subset, parameters))
    }

    @Test(arguments: kinds)
    func weightTwoIsTheRowTwice(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let doubled = (0..<120).flatMap { $0 % 4 == 0 ? [$0, $0] : [$0] }
        let weighted = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: (0..<120).map { $0 % 4 == 0 ? 2 : 1 })
        let repeated = try TrainingSet(
            features: set.features.selecting(rows: doubled),
            labels: doubled.map { set.labels[$0] }, classCount: 3)
        #expect(try Fixture.model(weighted, parameters) == Fixture.model(repeated, parameters))
        let encoded = try EncodedFeatures(set.features, threads: 1)
        let named = try ClassifierLearner(parameters).fit(
            encoded, rows: doubled, labels: set.labels, classCount: 3, threads: 1)
        #expect(try named.model == Fixture.model(weighted, parameters))
    }

    @Test func scalingAllWeightsByAPowerOfTwoScalesTheCoverOnly() throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let halved = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: [Double](repeating: 0.5, count: 120))
        let parameters = ForestParameters(trees: 5, criterion: .gini)
        let whole = try Fixture.forest(set, parameters)
        let half = try Fixture.forest(halved, parameters)
        #expect(whole.trees.map(\.threshold) == half.trees.map(\.threshold))
        #expect(whole.trees.map(\.leafValues) == half.trees.map(\.leafValues))
        #expect(whole.trees.map { $0.cover.map { $0 / 2 } } == half.trees.map(\.cover))
        #expect(whole.importances == half.importances)
    }

    @Test(arguments: kinds)
    func fittingEncodedRowsEqualsFittingTheSubset(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let rows = (0..<120).filter { $0 % 5 != 2 }
        let encoded = try EncodedFeatures(set.features, threads: 2)
        let direct = try ClassifierLearner(parameters).fit(
            encoded, rows: rows, labels: set.labels, classCount: 3, threads: 2)
        let subset = try TrainingSet(
            features: set.features.selecting(rows: rows), labels: rows.map { set.labels[$0] },
            classCount: 3)
        #expect(try direct.model == Fixture.model(subset, parameters))
    }

    @Test func constantFeaturesAreNeverAskedFor() throws {
        var set = try Fixture.tieFree(rows: 60, columns: 12)
        var features = set.features
        for row in 0..<60 {
            for column in 2..<12 { features[row, column] = 7 }
        }
        set = try TrainingSet(features: features, labels: set.labels, classCount: 3)
        let forest = try Fixture.forest(set, ForestParameters(trees: 20, maxFeatures: .count(1)))
        for tree in forest.trees {
            #expect(tree.feature.allSatisfy { $0 < 2 })
            #expect(tree.leafCount > 2, "draws go on until a feature varies")
        }
        #expect(forest.importances[2...].allSatisfy { $0 == 0 })
    }

    @Test func oneClassGivesALeaf() throws {
        let set = try Fixture.column([1, 2, 3], [1, 1, 1], classes: 3)
        let forest = try Fixture.forest(set, ForestParameters(trees: 2))
        #expect(forest.trees.allSatisfy { $0.nodeCount == 1 })
        #expect(try forest.probabilities(of: set.features, threads: 1).row(0) == [0, 1, 0])
        #expect(forest.importances == [0])
    }

    @Test(arguments: kinds)
    func oneRowIsEnough(parameters: LearnerParameters) throws {
        let set = try TrainingSet(
            features: Matrix(rows: 1, columns: 2, values: [1, 2]), labels: [0], classCount: 2)
        let model = try Fixture.model(set, parameters)
        let shares = try model.probabilities(of: set.features, threads: 1).values
        #expect(shares[0] > 0.99 && abs(shares[0] + shares[1] - 1) < 1e-12)
    }

    @Test(arguments: kinds)
    func oneClassIsPredictedForAll(parameters: LearnerParameters) throws {
        let set = try Fixture.column([1, 2, 3], [1, 1, 1], classes: 3)
        let model = try Fixture.model(set, parameters)
        let shares = try model.probabilities(of: set.features, threads: 1)
        for row in 0..<3 { #expect(shares[row, 1] > 0.99) }
    }

    @Test(arguments: kinds)
    func constantFeaturesAreNotUsed(parameters: LearnerParameters) throws {
        let base = try Fixture.tieFree(rows: 60, columns: 3)
        var features = Matrix(rows: 60, columns: 9, repeating: 7)
        for row in 0..<60 {
            for column in 0..<3 { features[row, 2 * column] = base.features[row, column] }
        }
        let set = try TrainingSet(features: features, labels: base.labels, classCount: 3)
        let result = try ClassifierLearner(parameters).fit(set, threads: 2)
        for column in [1, 3, 5, 7, 8] { #expect(result.importances[column] == 0) }
        #expect(abs(result.importances.reduce(0, +) - 1) < 1e-12)
    }

    @Test(arguments: kinds)
    func valuesThatAreNotFiniteAreRefusedWithTheirPlace(parameters: LearnerParameters) throws {
        let set = try Fixture.coarse(rows: 30, columns: 4)
        let model = try Fixture.model(set, parameters)
        for bad in [Double.nan, .infinity, -.infinity] {
            var rows = set.features
            rows[17, 3] = bad
            let expected = LearningError.notFinite(row: 17, column: 3)
            #expect(throws: expected) { try model.probabilities(of: rows, threads: 2) }
            #expect(throws: expected) { try model.predictions(of: rows, threads: 2) }
        }
    }

    @Test(arguments: kinds)
    func orderOfRowsDoesNotMatterWithoutResampling(parameters: LearnerParameters) throws {
        if case .forest(let forest) = parameters, forest.sampling != .all { return }
        if case .boosting(let boosting) = parameters, boosting.rowShare < 1 { return }
        let set = try Fixture.coarse(rows: 120, columns: 9)
        var order = Array(0..<120)
        var stream = RandomStream(seed: 3)
        stream.shuffle(&order)
        let shuffled = try TrainingSet(
            features: set.features.selecting(rows: order), labels: order.map { set.labels[$0] },
            classCount: 3)
        let chosen = set.features
        let first = try Fixture.model(set, parameters).probabilities(of: chosen, threads: 1)
        let second = try Fixture.model(shuffled, parameters).probabilities(of: chosen, threads: 1)
        for (one, other) in zip(first.values, second.values) { #expect(abs(one - other) < 1e-9) }
    }

    @Test(arguments: kinds)
    func signalIsLearnt(parameters: LearnerParameters) throws {
        let all = try Fixture.tieFree(rows: 900, columns: 6)
        let train = Array(0..<600)
        let set = try TrainingSet(
            features: all.features.selecting(rows: train), labels: train.map { all.labels[$0] },
            classCount: 3)
        let test = Array(600..<900)
        let shares = try Fixture.model(set, parameters).probabilities(
            of: all.features.selecting(rows: test), threads: 2)
        let right = test.enumerated().count { position, row in
            let own = Array(shares.row(position))
            return own.firstIndex(of: own.max() ?? 0) == all.labels[row]
        }
        #expect(right > 200, "\(right) of 300")
    }

    @Test func moreRowsThanNarrowRanksHold() throws {
        let count = 70_000
        let values = (0..<count).map { Double($0) }
        let labels = (0..<count).map { $0 < 66_000 ? 0 : 1 }
        let tree = try Fixture.tree(Fixture.column(values, labels))
        #expect(tree.feature == [0, -1, -1])
        #expect(Fixture.isNear(tree.threshold[0], 65_999.5))
    }
}
