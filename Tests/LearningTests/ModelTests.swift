import Basis
import Foundation
import Testing

@testable import Learning

@Suite struct ModelTests {
    @Test func blockKernelAddsWholeShares() throws {
        let set = try Fixture.coarse(rows: 37, columns: 6)
        let forest = try Fixture.forest(set, ForestParameters(trees: 9, minSamplesLeaf: 4))
        var sums = [Int64](repeating: 0, count: 37 * 3)
        set.features.values.withUnsafeBufferPointer { rows in
            sums.withUnsafeMutableBufferPointer { target in
                // In two pieces, to show that a sum does not depend on the block.
                forest.accumulate(rows: rows, count: 13, into: target)
                forest.accumulate(
                    rows: UnsafeBufferPointer(rebasing: rows[(13 * 6)...]), count: 24,
                    into: UnsafeMutableBufferPointer(rebasing: target[(13 * 3)...]))
            }
        }
        for row in 0..<37 {
            #expect(sums[row * 3..<row * 3 + 3].reduce(0, +) == forest.fullSum)
        }
        let expected = try forest.probabilities(of: set.features, threads: 1)
        #expect(sums.map(forest.probability(ofSum:)) == expected.values)
        for row in 0..<37 {
            var byHand = [Int64](repeating: 0, count: 3)
            for tree in forest.trees {
                let start = Int(tree.leafStart[tree.leaf(of: set.features.row(row))])
                for index in 0..<3 { byHand[index] += Int64(tree.leafValues[start + index]) }
            }
            #expect(Array(sums[row * 3..<row * 3 + 3]) == byHand)
        }
    }

    @Test func spreadIsTheDeviationOverTrees() throws {
        let set = try Fixture.coarse(rows: 70, columns: 6)
        let forest = try Fixture.forest(
            set, ForestParameters(trees: 11, minSamplesLeaf: 3, sampling: .bootstrap))
        let predictions = try forest.predictions(of: set.features, threads: 2)
        #expect(
            try predictions.probabilities == forest.probabilities(of: set.features, threads: 1))
        var largest = 0.0
        for row in 0..<70 {
            for index in 0..<3 {
                let shares = forest.trees.map { tree in
                    let start = Int(tree.leafStart[tree.leaf(of: set.features.row(row))])
                    return Double(tree.leafValues[start + index]) / Double(LeafShares.unit)
                }
                let mean = shares.reduce(0, +) / 11
                let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 11
                #expect(abs(predictions.spread[row, index] - variance.squareRoot()) < 1e-9)
                largest = max(largest, predictions.spread[row, index])
            }
        }
        #expect(largest > 0.1 && largest <= 0.5)
    }

    @Test func agreementHasNoSpread() throws {
        let set = try Fixture.column([1, 1, 1, 2], [0, 0, 1, 1])
        let forest = try Fixture.forest(set, ForestParameters(trees: 200))
        let predictions = try forest.predictions(of: set.features, threads: 1)
        #expect(abs(predictions.probabilities[0, 0] - 2 / 3) < 1e-9)
        #expect(predictions.spread.values.allSatisfy { $0 == 0 })
    }

    @Test func badRowsAreRefusedWithTheirPlace() throws {
        let set = try Fixture.tieFree(rows: 20, columns: 3)
        let forest = try Fixture.forest(set, ForestParameters(trees: 2))
        for bad in [Double.nan, .infinity, -.infinity] {
            var features = set.features
            features[4, 2] = bad
            let expected = LearningError.notFinite(row: 4, column: 2)
            #expect(throws: expected) { try forest.probabilities(of: features, threads: 1) }
            #expect(throws: expected) { try forest.predictions(of: features, threads: 1) }
            #expect(throws: expected) {
                try TrainingSet(features: features, labels: set.labels, classCount: 3)
            }
            #expect(throws: expected) { try EncodedFeatures(features, threads: 2) }
        }
        #expect(throws: LearningError.wrongWidth(found: 2, expected: 3)) {
            try forest.probabilities(of: Matrix(rows: 1, columns: 2), threads: 1)
        }
        #expect(try forest.probabilities(of: Matrix(rows: 0, columns: 3), threads: 2).rows == 0)
        #expect(
            LearningError.notFinite(row: 4, column: 2).description
                == "row 4, column 2: a feature value is NaN or infinite; "
                + "complete or leave out the row; rows and columns count from zero")
    }

    @Test func badTrainingSetsAreRefused() throws {
        let two = Matrix(rows: 2, columns: 1, values: [1, 2])
        #expect(throws: LearningError.noRows) {
            try TrainingSet(features: Matrix(rows: 0, columns: 1), labels: [], classCount: 1)
        }
        #expect(throws: LearningError.noColumns) {
            try TrainingSet(features: Matrix(rows: 1, columns: 0), labels: [0], classCount: 1)
        }
        #expect(throws: LearningError.labelOutOfRange(label: 2, row: 1, classCount: 2)) {
            try TrainingSet(features: two, labels: [0, 2], classCount: 2)
        }
        #expect(throws: LearningError.countMismatch(what: "labels", found: 1, expected: 2)) {
            try TrainingSet(features: two, labels: [0], classCount: 2)
        }
        #expect(throws: LearningError.badWeight(-1, row: 0)) {
            try TrainingSet(features: two, labels: [0, 1], classCount: 2, weights: [-1, 1])
        }
        for bad in [Double.nan, .infinity, 1e13, 1e-13] {
            #expect(throws: LearningError.self) {
                try TrainingSet(features: two, labels: [0, 1], classCount: 2, weights: [1, bad])
            }
        }
        #expect(throws: LearningError.noWeight) {
            try TrainingSet(features: two, labels: [0, 1], classCount: 2, weights: [0, 0])
        }
        #expect(throws: LearningError.badClassCount(0)) {
            try TrainingSet(features: two, labels: [0, 1], classCount: 0)
        }
        let encoded = try EncodedFeatures(two, threads: 1)
        #expect(throws: LearningError.badRow(2, rowCount: 2)) {
            try ForestLearner().fit(
                encoded, rows: [0, 2], labels: [0, 1], classCount: 2, threads: 1)
        }
    }

    @Test func damagedTreesAreRefused() throws {
        let unit = LeafShares.unit
        func tree(
            feature: [Int32] = [1, -1, -1], threshold: [Double] = [0.5, 0, 0],
            left: [Int32] = [1, -1, -1], right: [Int32] = [2, -1, -1],
            leafStart: [Int32] = [-1, 0, 2], leafValues: [Int32] = [unit, 0, 1, unit - 1],
            cover: [Double] = [5, 2, 3]
        ) throws -> DecisionTree {
            try DecisionTree(
                featureCount: 2, outputCount: 2, feature: feature, threshold: threshold,
                left: left, right: right, leafStart: leafStart, leafValues: leafValues,
                cover: cover)
        }
        #expect(try tree().leaf(of: [9, 0.5]) == 1)
        #expect(try tree().leaf(of: [0, 0.6]) == 2)
        let damages: [() throws -> DecisionTree] = [
            { try tree(feature: [2, -1, -1]) }, { try tree(feature: [-2, -1, -1]) },
            { try tree(feature: [-1, -1, -1]) }, { try tree(threshold: [.nan, 0, 0]) },
            { try tree(threshold: [.infinity, 0, 0]) }, { try tree(threshold: [0.5, 0]) },
            { try tree(left: [0, -1, -1]) }, { try tree(left: [2, -1, -1]) },
            { try tree(left: [3, -1, -1]) }, { try tree(left: [1, 2, -1]) },
            { try tree(right: [-1, -1, -1]) }, { try tree(leafStart: [-1, 0, 0]) },
            { try tree(leafStart: [-1, 0, 4]) }, { try tree(leafStart: [-1, 1, 2]) },
            { try tree(leafStart: [0, 0, 2]) }, { try tree(cover: [5, 2]) },
            { try tree(cover: [5, .nan, 3]) }, { try tree(cover: [5, 0, 3]) },
            { try tree(leafValues: [unit, 0]) }, { try tree(leafValues: [unit, 0, 1]) },
            { try tree(leafValues: [unit, 0, 0, unit, unit, 0]) },
            {
                try tree(
                    feature: [], threshold: [], left: [], right: [], leafStart: [],
                    leafValues: [], cover: [])
            },
        ]
        for (index, damage) in damages.enumerated() {
            #expect(throws: LearningError.self, "damage \(index)") { try damage() }
        }
    }

    @Test func grownTreesPassTheStructureCheck() throws {
        let set = try Fixture.coarse(rows: 150, columns: 7)
        for tree in try Fixture.forest(set, ForestParameters(trees: 5, sampling: .bootstrap)).trees
        {
            let copy = try DecisionTree(
                featureCount: tree.featureCount, outputCount: tree.outputCount,
                feature: tree.feature, threshold: tree.threshold, left: tree.left,
                right: tree.right, leafStart: tree.leafStart, leafValues: tree.leafValues,
                cover: tree.cover)
            #expect(copy == tree)
        }
    }

    @Test func forestsOfUnlikeTreesAreRefused() throws {
        let narrow = try Fixture.forest(
            Fixture.column([1, 2], [0, 1]), ForestParameters(trees: 1))
        func forest(_ trees: [DecisionTree], width: Int, _ importances: [Double]) throws {
            _ = try RandomForest(
                parameters: ForestParameters(trees: 1), trees: trees, featureCount: width,
                classCount: 2, importances: importances)
        }
        try forest(narrow.trees, width: 1, [1])
        #expect(throws: LearningError.damagedForest("no tree")) { try forest([], width: 1, [1]) }
        #expect(throws: LearningError.self) { try forest(narrow.trees, width: 2, [0, 1]) }
        #expect(throws: LearningError.self) { try forest(narrow.trees, width: 1, [.nan]) }
        #expect(throws: LearningError.self) {
            try forest(narrow.trees + narrow.trees, width: 1, [1])
        }
    }

    @Test func leavesThatAreNotSharesAreRefused() throws {
        let unit = LeafShares.unit
        for values in [[unit, 0, 0, unit - 1], [unit, 1, 0, unit], [unit + 1, -1, 0, unit]] {
            let tree = try DecisionTree(
                featureCount: 1, outputCount: 2, feature: [0, -1, -1], threshold: [0.5, 0, 0],
                left: [1, -1, -1], right: [2, -1, -1], leafStart: [-1, 0, 2],
                leafValues: values, cover: [2, 1, 1])
            #expect(throws: LearningError.self) {
                try RandomForest(
                    parameters: ForestParameters(trees: 1), trees: [tree], featureCount: 1,
                    classCount: 2, importances: [1])
            }
        }
    }

    @Test func leafSharesAddUpToOne() {
        var stream = RandomStream(seed: 9)
        for _ in 0..<500 {
            let counts = (0..<1 + stream.below(8)).map { _ in
                stream.below(3) == 0 ? 0 : stream.unit() * 100
            }
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let shares = LeafShares.rounding(counts)
            #expect(shares.reduce(Int64(0)) { $0 + Int64($1) } == Int64(LeafShares.unit))
            let total = counts.reduce(0, +)
            for (share, count) in zip(shares, counts) {
                let exact = count / total * Double(LeafShares.unit)
                #expect(abs(Double(share) - exact) <= 1)
            }
        }
        #expect(LeafShares.rounding([1, 1, 1]) == [357_913_942, 357_913_941, 357_913_941])
        #expect(LeafShares.rounding([0, 7]) == [0, LeafShares.unit])
    }
}
