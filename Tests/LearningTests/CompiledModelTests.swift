import Basis
import Testing

@testable import Learning

/// A compiled model has the bits of the model that it was made from.
@Suite struct CompiledModelTests {
    /// Rows whose values lie on thresholds, on the numbers beside them and between.
    private func rows(_ count: Int, for model: some SummedModel, seed: UInt64) -> Matrix {
        var stream = RandomStream(seed: seed)
        var thresholds = [[Double]](repeating: [0, 0.5, 1], count: model.featureCount)
        for tree in model.ensembles.flatMap(\.trees) {
            for (feature, threshold) in zip(tree.feature, tree.threshold) where feature >= 0 {
                thresholds[Int(feature)].append(threshold)
            }
        }
        var rows = Matrix(rows: count, columns: model.featureCount)
        for index in rows.values.indices {
            let own = thresholds[index % model.featureCount]
            let value = own[stream.below(own.count)]
            rows.values[index] =
                [value, value.nextUp, value.nextDown, 3 * stream.unit() - 1][
                    stream.below(4)]
        }
        return rows
    }

    private func expectTheSame(_ model: some SummedModel, seed: UInt64 = 1) throws {
        let compiled = CompiledModel(model)
        #expect(compiled.featureCount == model.featureCount)
        #expect(compiled.classCount == model.classCount)
        for count in [0, 1, 63, 64, 65, 200] {
            let rows = rows(count, for: model, seed: seed + UInt64(count))
            let expected = try model.predictions(of: rows, threads: 1)
            #expect(try compiled.predictions(of: rows, threads: 2) == expected)
            #expect(try compiled.probabilities(of: rows, threads: 2) == expected.probabilities)
            // All rows in one call, more than a block of them.
            var shares = [Double](repeating: -1, count: count * model.classCount)
            shares.withUnsafeMutableBufferPointer { shares in
                rows.values.withUnsafeBufferPointer {
                    compiled.evaluate(rows: $0, count: count, probabilities: shares)
                }
            }
            #expect(shares == expected.probabilities.values)
        }
    }

    @Test(arguments: ContractTests.kinds)
    func everyKindOfModelKeepsItsBits(parameters: LearnerParameters) throws {
        for seed in 0..<4 as Range<UInt64> {
            try expectTheSame(
                try Fixture.model(
                    Fixture.tieFree(rows: 90, columns: 7, seed: seed), parameters), seed: seed)
        }
        try expectTheSame(try Fixture.model(Fixture.coarse(rows: 90, columns: 4), parameters))
    }

    /// A chain: each threshold parts one leaf off.
    private func chain(
        leaves: Int, values: [Int32], step: Double, featureCount: Int = 2
    ) throws -> DecisionTree {
        var feature = [Int32]()
        var threshold = [Double]()
        var (left, right, start) = ([Int32](), [Int32](), [Int32]())
        for leaf in 0..<leaves {
            if leaf < leaves - 1 {
                feature.append(Int32(leaf % featureCount))
                threshold.append(step * Double(leaf + 1))
                left.append(Int32(feature.count))
                right.append(Int32(feature.count + 1))
                start.append(-1)
            }
            feature.append(-1)
            threshold.append(0)
            left.append(-1)
            right.append(-1)
            start.append(Int32(leaf))
        }
        return try DecisionTree(
            featureCount: featureCount, outputCount: 1, feature: feature, threshold: threshold,
            left: left, right: right, leafStart: start,
            leafValues: (0..<leaves).map { values[$0 % values.count] },
            cover: [Double](repeating: 1, count: feature.count))
    }

    private func boosted(_ trees: [DecisionTree], classes: Int = 2) throws -> BoostedTrees {
        try BoostedTrees(
            parameters: BoostingParameters(rounds: trees.count / classes), trees: trees,
            featureCount: 2, classCount: classes, base: [Int32](repeating: 3, count: classes),
            importances: [0.5, 0.5])
    }

    @Test func leavesDepthsAndSingleLeavesAreHeldUpToTheLimit() throws {
        for leaves in [1, 2, TreeProgram.leafLimit, TreeProgram.leafLimit + 1] {
            let trees = try (0..<6).map {
                try chain(
                    leaves: leaves, values: [7, -900_000, 450_000, 0],
                    step: 1 / Double(leaves + $0))
            }
            let model = try boosted(trees)
            try expectTheSame(model)
            let program = TreeProgram([model], featureCount: 2)
            #expect(program.holds(ensemble: 0) == (leaves <= TreeProgram.leafLimit))
        }
    }

    @Test func sumsBeyondThirtyTwoBitsAreExact() throws {
        let trees = try (0..<12).map {
            try chain(leaves: 3, values: [2_000_000_000, .min, .max], step: 0.1 * Double($0 + 1))
        }
        let model = try boosted(trees)
        try expectTheSame(model)
        let rows = rows(64, for: model, seed: 5)
        var expected = [Int64](repeating: 0, count: 128)
        var found = expected
        rows.values.withUnsafeBufferPointer { values in
            found.withUnsafeMutableBufferPointer { found in
                guard let values = values.baseAddress, let found = found.baseAddress else { return }
                TreeProgram([model], featureCount: 2).add(values, count: 64, to: found)
            }
            expected.withUnsafeMutableBufferPointer { expected in
                guard let expected = expected.baseAddress else { return }
                model.addColumns(rows: values, count: 64, to: expected, stride: 64)
            }
        }
        #expect(found == expected)
        #expect(found.contains { $0 > Int64(Int32.max) })
        #expect(found.contains { $0 < Int64(Int32.min) })
    }

    @Test func moreThresholdsThanRanksHaveRoomForAreWalked() throws {
        for (count, isHeld) in [(8_191, true), (8_192, false)] {
            let trees = try (0..<2 * count).map {
                try chain(leaves: 2, values: [5, -3], step: Double($0 + 1) / Double(2 * count))
            }
            let model = try boosted(trees)
            #expect(TreeProgram([model], featureCount: 2).holds(ensemble: 0) == isHeld)
            try expectTheSame(model)
        }
    }
}
