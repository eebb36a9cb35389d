import Basis

@testable import Learning

/// Small seeded tables for the tests.
enum Fixture {
    /// Random features without ties; labels follow the first two features, with noise.
    static func tieFree(
        rows: Int, columns: Int, classes: Int = 3, seed: UInt64 = 1
    ) throws
        -> TrainingSet
    {
        try table(rows: rows, columns: columns, classes: classes, seed: seed) { $0.unit() }
    }

    /// Random features with few distinct values, so that rows tie and repeat.
    static func coarse(
        rows: Int, columns: Int, classes: Int = 3, seed: UInt64 = 1
    ) throws
        -> TrainingSet
    {
        try table(rows: rows, columns: columns, classes: classes, seed: seed) {
            Double($0.below(5)) / 4
        }
    }

    private static func table(
        rows: Int, columns: Int, classes: Int, seed: UInt64,
        _ value: (inout RandomStream) -> Double
    ) throws -> TrainingSet {
        var stream = RandomStream(seed: seed)
        var features = Matrix(rows: rows, columns: columns)
        for index in features.values.indices { features.values[index] = value(&stream) }
        let labels = (0..<rows).map { row in
            let signal = features[row, 0] + (columns > 1 ? features[row, 1] : 0)
            let noise = 0.4 * stream.unit()
            return min(classes - 1, Int((signal + noise) / 2.4 * Double(classes)))
        }
        return try TrainingSet(features: features, labels: labels, classCount: classes)
    }

    /// Whether a threshold stands where it is expected, but for the last bits that keep it off round
    /// numbers.
    static func isNear(_ threshold: Double, _ expected: Double) -> Bool {
        abs(threshold - expected) < 1e-6 * abs(expected)
    }

    static func column(_ values: [Double], _ labels: [Int], classes: Int = 2) throws -> TrainingSet
    {
        try TrainingSet(
            features: Matrix(rows: values.count, columns: 1, values: values), labels: labels,
            classCount: classes)
    }

    static func forest(
        _ set: TrainingSet, _ parameters: ForestParameters, threads: Int = 1
    ) throws -> RandomForest {
        try ForestLearner(parameters).fit(set, threads: threads).model
    }

    static func model(_ set: TrainingSet, _ parameters: LearnerParameters) throws -> Classifier {
        try ClassifierLearner(parameters).fit(set, threads: 1).model
    }

    /// One tree that sees all features.
    static func tree(
        _ set: TrainingSet, criterion: SplitCriterion = .entropy, maxDepth: Int? = nil,
        minSamplesLeaf: Int = 1, classWeights: ClassWeighting = .uniform, seed: UInt64 = 0
    ) throws -> DecisionTree {
        let parameters = ForestParameters(
            trees: 1, criterion: criterion, maxDepth: maxDepth, maxFeatures: .all,
            minSamplesLeaf: minSamplesLeaf, classWeights: classWeights, seed: seed)
        return try forest(set, parameters).trees[0]
    }
}
