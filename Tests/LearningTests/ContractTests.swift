import Basis
import Testing

@testable import Learning

/// What every forest promises, whatever its parameters.
@Suite struct ContractTests {
    static let kinds: [ForestParameters] = [
        ForestParameters(trees: 7),
        ForestParameters(trees: 7, criterion: .gini, maxFeatures: .log2),
        ForestParameters(trees: 7, bootstrap: true, seed: 5),
        ForestParameters(trees: 7, minSamplesLeaf: 3, classWeights: .balanced),
        ForestParameters(trees: 7, maxDepth: 3, maxFeatures: .all, bootstrap: true),
    ]

    @Test(arguments: kinds)
    func fittingTwiceGivesTheSameForest(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        #expect(try Fixture.forest(set, parameters) == Fixture.forest(set, parameters))
    }

    @Test(arguments: kinds)
    func threadCountDoesNotMatter(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let single = try ForestLearner(parameters).fit(set, threads: 1)
        let expected = try single.model.predictions(of: set.features, threads: 1)
        for threads in [2, 3, 8] {
            let result = try ForestLearner(parameters).fit(set, threads: threads)
            #expect(result.model == single.model)
            #expect(result.importances == single.importances)
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
    func subsetsArePredictedBitForBit(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 150, columns: 9)
        let forest = try Fixture.forest(set, parameters)
        let all = try forest.probabilities(of: set.features, threads: 2)
        let chosen = [149, 3, 3, 77, 64, 0, 101]
        let few = try forest.probabilities(of: set.features.selecting(rows: chosen), threads: 1)
        #expect(few == all.selecting(rows: chosen))
    }

    @Test(arguments: kinds)
    func probabilitiesAreShares(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 100, columns: 9)
        let forest = try Fixture.forest(set, parameters)
        let all = try forest.probabilities(of: set.features, threads: 1)
        for row in 0..<all.rows {
            #expect(all.row(row).allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(abs(all.row(row).reduce(0, +) - 1) <= 1e-12)
        }
    }

    @Test(arguments: kinds)
    func weightZeroIsAbsence(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let kept = (0..<120).filter { $0 % 3 != 0 }
        let weighted = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: (0..<120).map { $0 % 3 == 0 ? 0 : 1 })
        let subset = try TrainingSet(
            features: set.features.selecting(rows: kept), labels: kept.map { set.labels[$0] },
            classCount: 3)
        #expect(try Fixture.forest(weighted, parameters) == Fixture.forest(subset, parameters))
    }

    @Test(arguments: kinds)
    func weightTwoIsTheRowTwice(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let doubled = (0..<120).flatMap { $0 % 4 == 0 ? [$0, $0] : [$0] }
        let weighted = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: (0..<120).map { $0 % 4 == 0 ? 2 : 1 })
        let repeated = try TrainingSet(
            features: set.features.selecting(rows: doubled),
            labels: doubled.map { set.labels[$0] }, classCount: 3)
        #expect(try Fixture.forest(weighted, parameters) == Fixture.forest(repeated, parameters))
        let encoded = try EncodedFeatures(set.features, threads: 1)
        let named = try ForestLearner(parameters).fit(
            encoded, rows: doubled, labels: set.labels, classCount: 3, threads: 1)
        #expect(try named.model == Fixture.forest(weighted, parameters))
    }

    @Test func scalingAllWeightsByAPowerOfTwoChangesNothing() throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let halved = try TrainingSet(
            features: set.features, labels: set.labels, classCount: 3,
            weights: [Double](repeating: 0.5, count: 120))
        let parameters = ForestParameters(trees: 5, criterion: .gini)
        #expect(try Fixture.forest(set, parameters) == Fixture.forest(halved, parameters))
    }

    @Test(arguments: kinds)
    func fittingEncodedRowsEqualsFittingTheSubset(parameters: ForestParameters) throws {
        let set = try Fixture.coarse(rows: 120, columns: 9)
        let rows = (0..<120).filter { $0 % 5 != 2 }
        let encoded = try EncodedFeatures(set.features, threads: 2)
        let direct = try ForestLearner(parameters).fit(
            encoded, rows: rows, labels: set.labels, classCount: 3, threads: 2)
        let subset = try TrainingSet(
            features: set.features.selecting(rows: rows), labels: rows.map { set.labels[$0] },
            classCount: 3)
        #expect(try direct.model == Fixture.forest(subset, parameters))
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
    func oneRowIsEnough(parameters: ForestParameters) throws {
        let set = try TrainingSet(
            features: Matrix(rows: 1, columns: 2, values: [1, 2]), labels: [0], classCount: 2)
        let forest = try Fixture.forest(set, parameters)
        #expect(try forest.probabilities(of: set.features, threads: 1).values == [1, 0])
    }

    @Test func moreRowsThanNarrowRanksHold() throws {
        let count = 70_000
        let values = (0..<count).map { Double($0) }
        let labels = (0..<count).map { $0 < 66_000 ? 0 : 1 }
        let tree = try Fixture.tree(Fixture.column(values, labels))
        #expect(tree.feature == [0, -1, -1])
        #expect(tree.threshold[0] == 65_999.5)
    }
}
