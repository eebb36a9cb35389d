import Basis
import Testing

@testable import Validation

@Suite struct FieldAgreementTests {
    private func field(
        _ group: String, observed: [Int], predicted: [Int], scores: [Double] = [],
        isNear: Bool = false
    ) -> ComparedField {
        let weights = [1, 3, 6, 6, 3, 1]
        return ComparedField(
            group: group, weights: weights, observed: weights.indices.map(observed.contains),
            predicted: weights.indices.map(predicted.contains),
            scores: scores.isEmpty ? weights.map { _ in 0 } : scores, peakIsNear: isNear)
    }

    @Test func figuresOfATinyGridEqualHandComputation() {
        // Areas of 20: observed 9 and 12, predicted 12 and 0, common 6 and 0, union 15 and 12.
        let found = FieldAgreement(
            [
                field(
                    "a", observed: [1, 2], predicted: [2, 3], scores: [0, 0.2, 0.9, 0.8, 0, 0],
                    isNear: true),
                field("b", observed: [2, 3], predicted: []),
                field("c", observed: [], predicted: [0]),
                field("d", observed: [], predicted: []),
            ], stream: RandomStream(seed: 1))
        #expect(found.systems == 2 && found.emptySystems == 2)
        #expect(found.overlap?.estimate == (6.0 / 15 + 0) / 2)
        #expect(found.precision?.estimate == 6.0 / 12)
        #expect(found.recall?.estimate == 6.0 / 21)
        #expect(found.peakIsNear?.estimate == 0.5)
        #expect(found.predictedArea?.estimate == 12.0 / 20 / 2)
        #expect(found.observedArea?.estimate == 21.0 / 20 / 2)
        #expect(found.emptyArea?.estimate == 1.0 / 20 / 2)
        // 0.9 is a hit, 0.8 none, 0.2 a hit, and two more hits are among the nine of score 0.
        let expected = (1 + 2.0 / 3 + 2 * 4.0 / 12) / 4
        #expect(abs((found.averagePrecision?.estimate ?? 0) - expected) < 1e-12)
    }

    @Test func aPerfectMapHasFullMarksAndIntervalsOfNoWidth() {
        let found = FieldAgreement(
            ["a", "b", "c"].map {
                field(
                    $0, observed: [2, 3], predicted: [2, 3], scores: [0, 0, 1, 1, 0, 0],
                    isNear: true)
            }, stream: RandomStream(seed: 1))
        let full = Interval(estimate: 1, lower: 1, upper: 1)
        #expect(found.overlap == full && found.precision == full && found.recall == full)
        #expect(found.averagePrecision == full && found.peakIsNear == full)
        #expect(found.emptyArea == nil)
    }

    @Test func nothingPredictedHasNoPrecision() {
        let found = FieldAgreement(
            [field("a", observed: [2], predicted: [])], stream: RandomStream(seed: 1))
        #expect(found.precision == nil)
        #expect(found.recall?.estimate == 0 && found.overlap?.estimate == 0)
    }
}
