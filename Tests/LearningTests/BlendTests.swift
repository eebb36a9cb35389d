import Basis
import Foundation
import Testing

@testable import Learning

@Suite struct BlendTests {
    private static let set = try? Fixture.coarse(rows: 120, columns: 5)

    private func members() throws -> (set: TrainingSet, Classifier, Classifier) {
        let set = try #require(Self.set)
        return (
            set, try Fixture.model(set, .forest(ForestParameters(trees: 5, minSamplesLeaf: 4))),
            try Fixture.model(set, .boosting(BoostingParameters(rounds: 4)))
        )
    }

    @Test func linearPoolIsTheWeightedMean() throws {
        let (set, first, second) = try members()
        let blend = try Blend(
            members: [.init(model: first, weight: 0.25), .init(model: second, weight: 0.75)],
            pooling: .linear, floor: 0.001)
        let shares = try blend.probabilities(of: set.features, threads: 2).values
        let one = try first.probabilities(of: set.features, threads: 1).values
        let other = try second.probabilities(of: set.features, threads: 1).values
        for index in shares.indices {
            #expect(abs(shares[index] - (0.25 * one[index] + 0.75 * other[index])) < 1e-12)
        }
    }

    @Test func logarithmicPoolIsTheGeometricMeanAboveTheFloor() throws {
        let (set, first, second) = try members()
        let blend = try Blend(
            members: [.init(model: first, weight: 0.5), .init(model: second, weight: 0.5)],
            pooling: .logarithmic, floor: 0.01)
        let shares = try blend.probabilities(of: set.features, threads: 1)
        let one = try first.probabilities(of: set.features, threads: 1)
        let other = try second.probabilities(of: set.features, threads: 1)
        for row in 0..<120 {
            let raw = (0..<3).map {
                (max(one[row, $0], 0.01) * max(other[row, $0], 0.01)).squareRoot()
            }
            let total = raw.reduce(0, +)
            for label in 0..<3 { #expect(abs(shares[row, label] - raw[label] / total) < 1e-12) }
        }
    }

    @Test func spreadOfABlendHoldsThatOfItsMembersAndTheirDifference() throws {
        let (set, first, second) = try members()
        let blend = try Blend(
            members: [.init(model: first, weight: 0.5), .init(model: second, weight: 0.5)],
            pooling: .linear, floor: 0.001)
        let both = try blend.predictions(of: set.features, threads: 2)
        #expect(try both.probabilities == blend.probabilities(of: set.features, threads: 1))
        let one = try first.predictions(of: set.features, threads: 1)
        let other = try second.predictions(of: set.features, threads: 1)
        for index in both.spread.values.indices {
            let within =
                (pow(one.spread.values[index], 2) + pow(other.spread.values[index], 2)) / 2
            let between = pow(
                (one.probabilities.values[index] - other.probabilities.values[index]) / 2, 2)
            #expect(abs(both.spread.values[index] - (within + between).squareRoot()) < 1e-7)
        }
    }

    @Test func membersThatDoNotFitAreRefused() throws {
        let (_, first, _) = try members()
        let narrow = try Fixture.model(
            Fixture.column([1, 2], [0, 1]), .forest(ForestParameters(trees: 1)))
        func blend(_ parts: [(Classifier, Double)], floor: Double = 0.001) throws {
            _ = try Blend(
                members: parts.map { Blend.Member(model: $0.0, weight: $0.1) },
                pooling: .linear, floor: floor)
        }
        try blend([(first, 1)])
        #expect(throws: LearningError.self) { try blend([]) }
        #expect(throws: LearningError.self) { try blend([(first, 0.5), (narrow, 0.5)]) }
        #expect(throws: LearningError.self) { try blend([(first, 0.5), (first, 0.6)]) }
        #expect(throws: LearningError.self) { try blend([(first, -1), (first, 2)]) }
        #expect(throws: LearningError.self) { try blend([(first, 1)], floor: 0) }
    }

    @Test func seedsReachEveryMember() throws {
        let parameters = LearnerParameters.blend(
            BlendParameters(members: [
                .init(.forest(ForestParameters())), .init(.boosting(BoostingParameters())),
            ]))
        guard case .blend(let seeded) = parameters.seeded(7),
            case .forest(let forest) = seeded.members[0].learner,
            case .boosting(let boosting) = seeded.members[1].learner
        else {
            Issue.record("a blend stays a blend")
            return
        }
        #expect(forest.seed != boosting.seed)
        #expect(parameters.seeded(7) == .blend(seeded))
        #expect(parameters.seeded(8) != .blend(seeded))
    }

    @Test func learnersSurviveJSON() throws {
        let parameters = LearnerParameters.blend(
            BlendParameters(
                members: [
                    .init(.forest(ForestParameters(splits: .random, sampling: .balanced))),
                    .init(.boosting(BoostingParameters(ridge: 2)), weight: 3),
                ], pooling: .linear))
        let data = try JSONEncoder().encode(parameters)
        #expect(try JSONDecoder().decode(LearnerParameters.self, from: data) == parameters)
    }
}

@Suite struct SupplementTests {
    @Test func supplementaryRowsReachOnlyTheMembersThatTakeThem() throws {
        let set = try Fixture.coarse(rows: 90, columns: 5)
        let isExtra = (0..<90).map { $0 >= 60 }
        let forest = LearnerParameters.forest(ForestParameters(trees: 4))
        func fit(_ members: [BlendParameters.Member], _ rows: [Int]) throws -> Classifier {
            try ClassifierLearner(
                .blend(BlendParameters(members: members)), supplement: isExtra
            ).fit(
                EncodedFeatures(set.features, threads: 1), rows: rows, labels: set.labels,
                classCount: 3, weights: (0..<90).map { isExtra[$0] ? 0.5 : 1 }, threads: 1
            ).model
        }
        let all = Array(0..<90)
        let observed = Array(0..<60)
        let without = BlendParameters.Member(forest, takesSupplement: false)
        let with = BlendParameters.Member(forest)
        #expect(try fit([without], all) == fit([without], observed))
        #expect(try fit([with], all) != fit([with], observed))
    }
}
