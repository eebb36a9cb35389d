import Basis
import Foundation
import Testing

@testable import Learning

/// The prediction of a tree for a row of which only some features are known.
private func expectation(
    _ tree: DecisionTree, _ row: [Double], known: Int, output: Int, node: Int = 0
) -> Double {
    let feature = Int(tree.feature[node])
    if feature < 0 { return Double(tree.leafValues[Int(tree.leafStart[node]) + output]) }
    let left = Int(tree.left[node])
    let right = Int(tree.right[node])
    func below(_ child: Int) -> Double {
        expectation(tree, row, known: known, output: output, node: child)
    }
    if known >> feature & 1 == 1 {
        return below(row[feature] <= tree.threshold[node] ? left : right)
    }
    return (tree.cover[left] * below(left) + tree.cover[right] * below(right)) / tree.cover[node]
}

/// Shapley values by their definition, over all sets of features; shape [features, outputs].
private func definition(_ tree: DecisionTree, _ row: [Double]) -> Matrix {
    let count = row.count
    let outputs = tree.outputCount
    var factorial = [1.0]
    for number in 1...count { factorial.append(factorial[number - 1] * Double(number)) }
    var result = Matrix(rows: count, columns: outputs)
    for output in 0..<outputs {
        let worth = (0..<1 << count).map {
            expectation(tree, row, known: $0, output: output)
        }
        for feature in 0..<count {
            for set in 0..<1 << count where set >> feature & 1 == 0 {
                let size = set.nonzeroBitCount
                let weight = factorial[size] * factorial[count - size - 1] / factorial[count]
                result[feature, output] += weight * (worth[set | 1 << feature] - worth[set])
            }
        }
    }
    return result
}

private let unit = Double(LeafShares.unit)

@Suite struct ExplanationTests {
    @Test func gaussRulesIntegratePowersExactly() {
        for count in [1, 2, 3, 4, 8, 16, 40, 100] {
            let rule = GaussLegendre(count: count)
            #expect(rule.points == rule.points.sorted())
            for power in [0, 1, count, 2 * count - 1] {
                var sum = 0.0
                for (point, weight) in zip(rule.points, rule.weights) {
                    sum += (0..<power).reduce(weight) { product, _ in product * point }
                }
                #expect(abs(sum - 1 / Double(power + 1)) < 1e-14, "\(count) points, \(power)")
            }
        }
    }

    @Test func aStumpIsExplainedByHand() throws {
        // Three rows go left to class 0, one right to class 1: the mean is 3/4 and 1/4.
        let set = try Fixture.column([1, 2, 3, 4], [0, 0, 0, 1])
        let forest = try Fixture.forest(set, ForestParameters(trees: 1))
        let explainer = TreeExplainer(forest)
        #expect(explainer.base == [0.75, 0.25])
        let low = try explainer.explain(row: [0])
        let high = try explainer.explain(row: [9])
        for (values, expected) in [(low, [0.25, -0.25]), (high, [-0.75, 0.75])] {
            for label in 0..<2 {
                #expect(abs(values.contributions[0, label] - expected[label]) < 1e-15)
            }
        }
    }

    @Test func symmetricFeaturesShareAlike() throws {
        // Exclusive or of two features: neither tells anything alone, both share the rest evenly.
        let set = try TrainingSet(
            features: Matrix(rows: 4, columns: 3, values: [0, 0, 7, 0, 1, 7, 1, 0, 7, 1, 1, 7]),
            labels: [0, 1, 1, 0], classCount: 2)
        let forest = try Fixture.forest(set, ForestParameters(trees: 1, maxFeatures: .all))
        let explainer = TreeExplainer(forest)
        let values = try explainer.explain(row: [1, 1, 7])
        #expect(abs(values.contributions[0, 0] - 0.25) < 1e-15)
        #expect(abs(values.contributions[1, 0] - 0.25) < 1e-15)
        #expect(values.contributions[2, 0] == 0, "no tree asks for this feature")
    }

    @Test(arguments: [1, 2, 5, 8])
    func valuesEqualTheirDefinition(columns: Int) throws {
        // Deep trees on few features: every feature is asked again and again on one path.
        let set = try Fixture.tieFree(rows: 120, columns: columns, seed: UInt64(columns))
        let forest = try Fixture.forest(set, ForestParameters(trees: 3, maxFeatures: .count(1)))
        let explainer = TreeExplainer(forest)
        let rows = try Fixture.tieFree(rows: 6, columns: columns, seed: 77).features
        for row in 0..<rows.rows {
            let values = Array(rows.row(row))
            var expected = Matrix(rows: columns, columns: 3)
            for tree in forest.trees {
                let part = definition(tree, values)
                for index in part.values.indices {
                    expected.values[index] += part.values[index] / (3 * unit)
                }
            }
            let found = try explainer.explain(row: values)
            for index in expected.values.indices {
                #expect(
                    abs(found.contributions.values[index] - expected.values[index]) < 1e-12)
            }
        }
    }

    @Test(arguments: [3, 12, 60])
    func contributionsAddUpToTheProbabilities(columns: Int) throws {
        let set = try Fixture.tieFree(rows: 500, columns: columns, seed: 3)
        let forest = try Fixture.forest(set, ForestParameters(trees: 20, maxFeatures: .count(1)))
        #expect(forest.trees.map(\.depth).max() ?? 0 > 12)
        let explainer = TreeExplainer(forest)
        let rows = try Fixture.tieFree(rows: 50, columns: columns, seed: 4).features
        let expected = try forest.probabilities(of: rows, threads: 1)
        for (row, values) in try explainer.explain(rows, threads: 2).enumerated() {
            for (label, sum) in values.prediction.enumerated() {
                #expect(abs(sum - expected[row, label]) < 1e-9)
            }
        }
    }

    @Test func veryDeepTreesStayExact() throws {
        // A chain: split k asks for feature k, and the right child of each is a leaf; then the same
        // features are asked again. The path of the row below needs many points of the rule.
        let features = 150
        let levels = 2 * features
        var feature = [Int32]()
        var left = [Int32]()
        var right = [Int32]()
        var leafStart = [Int32]()
        var leafValues = [Int32]()
        var cover = [Double]()
        var weight = 1e6
        for level in 0..<levels {
            feature += [Int32(level % features), -1]
            left += [Int32(2 * level + 2), -1]
            right += [Int32(2 * level + 1), -1]
            leafStart += [-1, Int32(leafValues.count)]
            let share = LeafShares.unit / Int32(level + 2)
            leafValues += [share, LeafShares.unit - share]
            cover += [weight, weight * 0.05]
            weight *= 0.95
        }
        feature.append(-1)
        left.append(-1)
        right.append(-1)
        leafStart.append(Int32(leafValues.count))
        leafValues += [LeafShares.unit, 0]
        cover.append(weight)
        let threshold = feature.indices.map { feature[$0] < 0 ? 0 : $0 < levels ? 1 : 0.5 }
        let tree = try DecisionTree(
            featureCount: features, outputCount: 2, feature: feature, threshold: threshold,
            left: left, right: right, leafStart: leafStart, leafValues: leafValues, cover: cover)
        let forest = try RandomForest(
            parameters: ForestParameters(trees: 1), trees: [tree], featureCount: features,
            classCount: 2, importances: [Double](repeating: 0, count: features))
        let explainer = TreeExplainer(forest)
        for value in [0.0, 0.75, 2] {
            let row = [Double](repeating: value, count: features)
            let rows = Matrix(rows: 1, columns: features, values: row)
            let expected = try forest.probabilities(of: rows, threads: 1)
            let found = try explainer.explain(row: row).prediction
            #expect(abs(found[0] - expected[0, 0]) < 1e-9)
            #expect(abs(found[1] - expected[0, 1]) < 1e-9)
        }
    }

    @Test func rowsAreExplainedAlikeAtAnyThreadCount() throws {
        let set = try Fixture.tieFree(rows: 80, columns: 5)
        let forest = try Fixture.forest(set, ForestParameters(trees: 5))
        let explainer = TreeExplainer(forest)
        let one = try explainer.explain(set.features, threads: 1)
        for threads in [2, 3, 8] {
            #expect(try explainer.explain(set.features, threads: threads) == one)
        }
        #expect(try explainer.explain(row: Array(set.features.row(79))) == one[79])
    }

    @Test func boostedTreesAreExplainedInLogOdds() throws {
        let set = try Fixture.tieFree(rows: 150, columns: 5)
        let boosted = try BoostingLearner(
            BoostingParameters(rounds: 12, learningRate: 0.3, maxDepth: 6)
        ).fit(set, threads: 1).model
        let explainer = TreeExplainer(boosted)
        #expect(explainer.quantity == .logOdds)
        let rows = try Fixture.tieFree(rows: 8, columns: 5, seed: 77).features
        let probabilities = try boosted.probabilities(of: rows, threads: 1)
        for (row, values) in try explainer.explain(rows, threads: 1).enumerated() {
            var expected = Matrix(rows: 5, columns: 3)
            for (index, tree) in boosted.trees.enumerated() {
                let part = definition(tree, Array(rows.row(row)))
                for feature in 0..<5 {
                    expected[feature, index % 3] += part[feature, 0] * BoostedTrees.unit
                }
            }
            for index in expected.values.indices {
                #expect(
                    abs(values.contributions.values[index] - expected.values[index]) < 1e-12)
            }
            let odds = values.prediction.map { exp($0) }
            let total = odds.reduce(0, +)
            for label in 0..<3 {
                #expect(abs(odds[label] / total - probabilities[row, label]) < 1e-9)
            }
        }
    }

    @Test func linearPoolsOfForestsAreExplainedAsOne() throws {
        let set = try Fixture.tieFree(rows: 90, columns: 4)
        func forest(_ seed: UInt64) -> LearnerParameters {
            .forest(ForestParameters(trees: 4, seed: seed))
        }
        let inner = LearnerParameters.blend(
            BlendParameters(
                members: [.init(forest(1), weight: 1), .init(forest(2), weight: 3)],
                pooling: .linear))
        let model = try Fixture.model(
            set,
            .blend(
                BlendParameters(
                    members: [.init(forest(3), weight: 2), .init(inner, weight: 5)],
                    pooling: .linear)))
        let explainer = ClassifierExplainer(model)
        #expect(explainer.explainsTheWhole)
        let probabilities = try model.probabilities(of: set.features, threads: 1)
        for (row, parts) in try explainer.explain(set.features, threads: 2).enumerated() {
            #expect(parts.count == 1)
            #expect(parts[0].quantity == .probability)
            for (label, sum) in parts[0].values.prediction.enumerated() {
                #expect(abs(sum - probabilities[row, label]) < 1e-9)
            }
        }
    }

    @Test func membersOfOtherPoolsAreExplainedApart() throws {
        let set = try Fixture.tieFree(rows: 60, columns: 4)
        let forest = LearnerParameters.forest(ForestParameters(trees: 3))
        let boosted = LearnerParameters.boosting(BoostingParameters(rounds: 3))
        let mixed = LearnerParameters.blend(
            BlendParameters(members: [.init(forest), .init(boosted)], pooling: .linear))
        let sum = LearnerParameters.blend(
            BlendParameters(members: [.init(forest), .init(forest)], pooling: .linear))
        let model = try Fixture.model(
            set,
            .blend(
                BlendParameters(members: [
                    .init(mixed, weight: 0.5), .init(sum, weight: 0.25),
                    .init(forest, weight: 0.25),
                ])))
        let explainer = ClassifierExplainer(model)
        #expect(!explainer.explainsTheWhole)
        #expect(explainer.parts.map(\.path) == [[0, 0], [0, 1], [1], [2]])
        #expect(explainer.parts.map(\.weight) == [0.25, 0.25, 0.25, 0.25])
        #expect(
            explainer.parts.map(\.quantity)
                == [.probability, .logOdds, .probability, .probability])
        let parts = try explainer.explain(row: Array(set.features.row(7)))
        guard case .blend(let blend) = model else {
            Issue.record("not a blend")
            return
        }
        let rows = set.features.selecting(rows: [7])
        for (part, member) in zip(parts[2...], blend.members[1...]) {
            let expected = try member.model.probabilities(of: rows, threads: 1)
            for (label, sum) in part.values.prediction.enumerated() {
                #expect(abs(sum - expected[0, label]) < 1e-9)
            }
        }
    }

    @Test func rowsThatDoNotFitAreRefused() throws {
        let model = try Fixture.model(
            Fixture.column([1, 2], [0, 1]), .forest(ForestParameters(trees: 1)))
        let explainer = ClassifierExplainer(model)
        #expect(throws: LearningError.wrongWidth(found: 2, expected: 1)) {
            try explainer.explain(row: [1, 2])
        }
        #expect(throws: LearningError.notFinite(row: 0, column: 0)) {
            try explainer.explain(row: [.nan])
        }
    }
}
