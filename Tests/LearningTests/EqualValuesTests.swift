import Basis
import Testing

@testable import Learning

/// Values that are equal but for rounding are one value to every learner.
@Suite struct EqualValuesTests {
    /// Coarse values such as 1.25 with errors in the last digits of a double.
    private static func noisy(_ set: TrainingSet, error: Double) throws -> TrainingSet {
        var stream = RandomStream(seed: 11)
        var features = set.features
        for index in features.values.indices {
            let exact = 1 + features.values[index] / 3
            features.values[index] = exact * (1 + error * (2 * stream.unit() - 1))
        }
        return try TrainingSet(features: features, labels: set.labels, classCount: set.classCount)
    }

    private static func inner(_ model: Classifier) -> [(feature: Int, threshold: Double)] {
        model.ensembles.flatMap(\.trees).flatMap { tree in
            zip(tree.feature, tree.threshold).filter { $0.0 >= 0 }.map { (Int($0.0), $0.1) }
        }
    }

    @Test(arguments: ContractTests.kinds)
    func noSplitPartsEqualValuesAndEveryThresholdIsOfSinglePrecision(
        parameters: LearnerParameters
    ) throws {
        for set in [
            try Self.noisy(Fixture.coarse(rows: 120, columns: 9), error: 1e-14),
            try Self.noisy(Fixture.coarse(rows: 120, columns: 9), error: 1e-8),
            try Fixture.tieFree(rows: 200, columns: 5),
        ] {
            let splits = Self.inner(try Fixture.model(set, parameters))
            #expect(!splits.isEmpty)
            for (feature, threshold) in splits {
                let column = (0..<set.features.rows).map { set.features[$0, feature] }
                let below = column.filter { $0 <= threshold }.max() ?? -.infinity
                let above = column.filter { $0 > threshold }.min() ?? .infinity
                #expect(above - below > 1e-6 * max(abs(above), abs(below)))
                #expect(Double(Float(threshold)) == threshold)
                // Rounding inputs to single precision carries none across.
                #expect(Float(below) <= Float(threshold) && Float(above) > Float(threshold))
            }
        }
    }

    @Test(arguments: ContractTests.kinds)
    func noiseInTheLastDigitsChangesNoPrediction(parameters: LearnerParameters) throws {
        let set = try Self.noisy(Fixture.coarse(rows: 120, columns: 9), error: 1e-14)
        let model = try Fixture.model(set, parameters)
        let exact = try Self.noisy(Fixture.coarse(rows: 120, columns: 9), error: 0)
        #expect(
            try model.probabilities(of: set.features, threads: 1)
                == model.probabilities(of: exact.features, threads: 1))
        let compiled = CompiledModel(model)
        #expect(
            try compiled.probabilities(of: set.features, threads: 1)
                == model.probabilities(of: exact.features, threads: 1))
    }

    @Test(arguments: ContractTests.kinds)
    func noiseAloneIsNotLearnt(parameters: LearnerParameters) throws {
        let values = (0..<60).map { 1.93 + ($0 % 2 == 0 ? 0 : 2.220446049250313e-16) }
        let set = try Fixture.column(values, (0..<60).map { $0 % 2 })
        #expect(Self.inner(try Fixture.model(set, parameters)).isEmpty)
    }

    @Test func runsAreMadeOfNeighboursAndKeepTheirBounds() throws {
        let column = [3, 1, 1 + 1e-15, 2, 1 + 9e-7, -1, 1 + 3e-6, 0, 1e-13, -0.0]
        let encoded = try EncodedFeatures(
            Matrix(rows: 10, columns: 1, values: column), threads: 1)
        #expect(encoded.runs.lower == [-1, 0, 1, 1 + 3e-6, 2, 3])
        #expect(encoded.runs.upper == [-1, 1e-13, 1 + 9e-7, 1 + 3e-6, 2, 3])
        #expect(encoded.runs.ofRow == [5, 2, 2, 4, 2, 0, 3, 1, 1, 1])
        #expect(encoded.values == [3, 1, 1, 2, 1, -1, 1 + 3e-6, 0, 0, 0])
        #expect(encoded.features.values == column)
    }

    @Test func aCrowdedColumnIsNotOneValue() throws {
        let column = (0..<5000).map { 1 + 5e-7 * Double($0) }
        let encoded = try EncodedFeatures(
            Matrix(rows: 5000, columns: 1, values: column), threads: 1)
        #expect(encoded.runs.lower.count > 100)
    }

    @Test func thresholdsStandClearOfBothEnds() {
        var stream = RandomStream(seed: 3).child("gaps")
        for _ in 0..<5000 {
            let scale = [1e-20, 1e-3, 1, 300, 1e9][stream.below(5)]
            let low = scale * (2 * stream.unit() - 1)
            let gap = [2e-6, 1e-3, 1, 50][stream.below(4)]
            let high = low + gap * (1 + stream.unit()) * max(abs(low), 1e-3 * scale)
            let target = low + (high - low) * stream.unit()
            let placed = ThresholdPlacer.place(between: low, and: high, near: target)
            let size = max(abs(low), abs(high))
            #expect(placed - low > 1e-7 * size && high - placed > 1e-7 * size)
            #expect(Double(Float(placed)) == placed)
            #expect(abs(placed - target) <= 2e-6 * size || gap < 1e-5)
            // No decimal of up to six places is as near as rounding could carry it.
            let decimal = (placed * 1e6).rounded() / 1e6
            #expect(scale > 1 || abs(decimal - placed) > 1e-15 * size || scale < 1e-3)
        }
        #expect(ThresholdPlacer.place(between: 1, and: 3, near: 2) > 2)
        #expect(ThresholdPlacer.place(between: 0, and: 5e-324, near: 0) == 0)
    }
}
