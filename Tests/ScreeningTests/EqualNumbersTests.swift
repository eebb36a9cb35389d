import Basis
import Descriptors
import Learning
import Materials
import Screening
import Ternary
import Testing

/// Alloys whose descriptors are equal in exact arithmetic are judged alike.
@Suite struct EqualNumbersTests {
    private static let learners: [LearnerParameters] = [
        .forest(ForestParameters(trees: 25)), .forest(ForestParameters(trees: 25, splits: .random)),
        .forest(ForestParameters(trees: 25, criterion: .gini, sampling: .balanced)),
        .boosting(BoostingParameters(rounds: 20, learningRate: 0.3)),
    ]

    /// 120 alloys of e/a 1.93 exactly: Al{x}M{193-3x}T{2x-93}.
    private static func alloys() throws -> [Composition] {
        try ["Cu", "Ag", "Au"].flatMap { noble in
            try ["Fe", "Co", "Ru", "Os", "Rh"].flatMap { transition in
                try stride(from: 48, through: 62, by: 2).map { x in
                    try Composition("Al\(x)\(noble)\(193 - 3 * x)\(transition)\(2 * x - 93)")
                }
            }
        }
    }

    @Test(arguments: learners)
    func theNoiseOfEqualValencesIsNotLearnt(parameters: LearnerParameters) throws {
        let alloys = try Self.alloys()
        try #require(alloys.count == 120)
        let features = try Featurizer(
            table: .standard,
            descriptors: DescriptorSet(properties: ["x_ea_conventional"], statistics: [.mean])
        ).features(of: alloys).matrix
        let labels = features.values.map { $0 == 1.9300000000000002 ? 1 : 0 }
        try #require(features.values.allSatisfy { abs($0 - 1.93) < 1e-12 })
        try #require((20...100).contains(labels.reduce(0, +)), "both kinds of rounding occur")
        let encoded = try EncodedFeatures(features, threads: 1)
        var counts = [[0, 0], [0, 0]]
        let systems = alloys.map { "\($0.elements)" }
        let groups = Set(systems).sorted()
        try #require(groups.count == 15)
        for fold in 0..<5 {
            let test = alloys.indices.filter { row in
                groups.firstIndex(of: systems[row]).map { $0 % 5 } == fold
            }
            let model = try ClassifierLearner(parameters).fit(
                encoded, rows: alloys.indices.filter { !test.contains($0) }, labels: labels,
                classCount: 2, threads: 1
            ).model
            let shares = try model.probabilities(of: features, threads: 1)
            for row in test { counts[labels[row]][shares[row, 1] > shares[row, 0] ? 1 : 0] += 1 }
            // All alloys are one alloy to the model.
            #expect(Set(shares.values).count <= 2)
        }
        let scores = (0..<2).map { label -> Double in
            let wrong = counts[label][1 - label] + counts[1 - label][label]
            return 2 * Double(counts[label][label])
                / Double(max(1, 2 * counts[label][label] + wrong))
        }
        #expect((scores[0] + scores[1]) / 2 <= 0.5, "macro-F1 of chance")
    }

    /// A learner on random alloys of a few systems, with labels of e/a windows.
    private static func model(
        _ parameters: LearnerParameters, _ featurizer: Featurizer
    ) throws -> (model: Classifier, features: Matrix) {
        var stream = RandomStream(seed: 12).child("alloys")
        let pool = ["Al", "Cu", "Fe", "Mg", "Zn", "Pd", "Mn"].compactMap(Element.init(symbol:))
        let compositions = try (0..<300).map { _ in
            var elements = pool
            for index in 0..<3 {
                elements.swapAt(index, index + stream.below(elements.count - index))
            }
            return try Composition(
                amounts: (0..<3).map { (elements[$0], Double(1 + stream.below(19))) })
        }
        let features = try featurizer.features(of: compositions).matrix
        let labels = (0..<300).map { row in
            let value = features[row, 0]
            return value > 1.6 && value < 2.1 ? stream.below(3) == 0 ? 1 : 2 : 0
        }
        let encoded = try EncodedFeatures(features, threads: 1)
        let model = try ClassifierLearner(parameters).fit(
            encoded, rows: Array(0..<300), labels: labels, classCount: 3, threads: 1
        ).model
        return (model, features)
    }

    @Test(arguments: learners)
    func roundingOfDescriptorsChangesNoJudgement(parameters: LearnerParameters) throws {
        let featurizer = try Featurizer(
            table: .standard,
            descriptors: DescriptorSet(
                properties: ["x_ea_conventional", "electron_negativity", "atomic_radius"],
                statistics: [.mean, .variance, .maximum, .minimum]), missing: .impute)
        let (model, features) = try Self.model(parameters, featurizer)
        let range = FeatureRange(of: features)
        // Every composition of a grid of 5 at.%, with errors a thousand times those of pooling.
        let grid = try TernaryGrid(divisions: 20)
        let section = try TernarySection("Al-Cu-Fe")
        let corners = section.system.elements
        let exact = try featurizer.features(
            of: (0...20).flatMap { i in
                try (0...20 - i).map { j in
                    let parts: [Double] = [Double(i), Double(j), Double(20 - i - j)]
                    return try Composition(amounts: (0..<3).map { (corners[$0], parts[$0]) })
                }
            }
        ).matrix
        var stream = RandomStream(seed: 13)
        var noisy = exact
        for index in noisy.values.indices {
            let error: Double = 4e-13 * (2 * stream.unit() - 1)
            noisy.values[index] *= 1 + error
        }
        let expected = try model.probabilities(of: exact, threads: 1)
        #expect(try model.probabilities(of: noisy, threads: 1) == expected)
        #expect(try CompiledModel(model).probabilities(of: noisy, threads: 1) == expected)
        for row in 0..<exact.rows {
            #expect(
                range.violations(of: Array(exact.row(row)))
                    == range.violations(of: Array(noisy.row(row))))
        }
        let screener = TernaryScreener(
            featurizer: featurizer, model: model, classNames: ["o", "a", "q"], range: range,
            gate: ElementGate(elements: [], classIndex: 0))
        let swept = try TernarySweep(screener).screen(section, grid: grid)
        let plain = try screener.screen(section, grid: grid)
        #expect(swept.map.probabilities == plain.map.probabilities)
        #expect(swept.inDomain == plain.inDomain)
    }
}
