import Foundation
import Testing

@testable import Learning

@Suite struct ParameterTests {
    @Test func featureSamplingIsReadFromText() throws {
        #expect(FeatureSampling("sqrt") == .sqrt)
        #expect(FeatureSampling("log2") == .log2)
        #expect(FeatureSampling("all") == .all)
        #expect(FeatureSampling("12") == .count(12))
        for bad in ["0", "-3", "1.5", "Sqrt", ""] { #expect(FeatureSampling(bad) == nil) }
        #expect(FeatureSampling.count(12).description == "12")
    }

    @Test(arguments: [(1, 1, 1), (2, 1, 1), (4, 2, 2), (8, 2, 3), (232, 15, 7), (256, 16, 8)])
    func featureSamplingCounts(features: Int, root: Int, logarithm: Int) throws {
        #expect(try FeatureSampling.sqrt.count(of: features) == root)
        #expect(try FeatureSampling.log2.count(of: features) == logarithm)
        #expect(try FeatureSampling.all.count(of: features) == features)
        #expect(throws: LearningError.self) {
            try FeatureSampling.count(features + 1).count(of: features)
        }
    }

    @Test func parametersSurviveJSON() throws {
        for sampling in [FeatureSampling.sqrt, .log2, .all, .count(9)] {
            for weights in [ClassWeighting.uniform, .balanced, .explicit([1, 2.5])] {
                let parameters = ForestParameters(
                    trees: 3, criterion: .gini, maxDepth: 4, maxFeatures: sampling,
                    minSamplesLeaf: 2, sampling: .bootstrap, classWeights: weights, seed: .max)
                let data = try JSONEncoder().encode(parameters)
                #expect(
                    try JSONDecoder().decode(ForestParameters.self, from: data) == parameters)
            }
        }
        let text = try JSONEncoder().encode([FeatureSampling.log2, .count(7)])
        #expect(String(decoding: text, as: UTF8.self) == "[\"log2\",7]")
        #expect(throws: LearningError.self) {
            try JSONDecoder().decode([FeatureSampling].self, from: Data("[\"cube\"]".utf8))
        }
    }

    @Test func parametersOutOfRangeAreNamed() throws {
        let bad: [(String, ForestParameters)] = [
            ("trees", ForestParameters(trees: 0)),
            ("maxDepth", ForestParameters(maxDepth: -1)),
            ("maxFeatures", ForestParameters(maxFeatures: .count(0))),
            ("minSamplesSplit", ForestParameters(minSamplesSplit: 1)),
            ("minSamplesLeaf", ForestParameters(minSamplesLeaf: 0)),
            ("classWeights", ForestParameters(classWeights: .explicit([1, -1]))),
        ]
        let set = try Fixture.column([1, 2], [0, 1])
        for (name, parameters) in bad {
            let error = try #require(throws: LearningError.self) {
                try ForestLearner(parameters).fit(set, threads: 1)
            }
            #expect(error.diagnosis.place == name)
        }
        try ForestParameters.liu2021.validate()
        let short = ForestParameters(classWeights: .explicit([1]))
        #expect(throws: LearningError.countMismatch(what: "class weights", found: 1, expected: 2)) {
            try ForestLearner(short).fit(set, threads: 1)
        }
        #expect(throws: LearningError.noWeight) {
            try ForestLearner(ForestParameters(classWeights: .explicit([0, 0]))).fit(
                set, threads: 1)
        }
    }
}
