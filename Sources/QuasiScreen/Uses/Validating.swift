import Basis
import Descriptors
import Learning
import Materials
import Validation

/// Measures a model out of sample, beside a nearest-neighbour baseline on the same folds.
public struct Validating: Sendable {
    /// Folds of all protocols but leave-one-family-out.
    public var folds: Int
    public var parameters: LearnerParameters

    public init(folds: Int = 5, parameters: LearnerParameters) {
        self.folds = folds
        self.parameters = parameters
    }

    /// Reads a dataset and validates on it.
    public func run(
        dataset path: String, rules: DatasetRules, protocol validationProtocol: ValidationProtocol,
        predictions: Bool, threads: Int
    ) throws -> (document: ValidationDocument, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let featurizer = try Featurizer(table: ElementTable.standard)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        let evaluation = try ValidationBench(data: data, threads: threads).evaluate(
            self, protocol: validationProtocol, seed: parameters.seed)
        return (
            ValidationDocument(evaluation, table: data.table, predictions: predictions), findings
        )
    }
}

/// The model's and the baseline's out-of-sample results on the same folds.
public struct Evaluation: Sendable {
    public let model: ValidationOutcome
    /// Bootstrap intervals of the model's figures, groups resampled.
    public let intervals: Intervals
    public let nearestNeighbour: ValidationOutcome
    /// The class shares of the training rows, whatever the composition.
    public let prior: ValidationOutcome
    /// The group of each row; rows of a group never stand on both sides of a split.
    public let groups: [String]
}

/// What the protocols share: columns encoded once, an index of all compositions.
struct ValidationBench {
    let data: CompoundFeatures
    let encoded: EncodedFeatures
    let index: CompositionIndex
    let threads: Int

    /// Bootstrap replicates of each interval.
    private static let replicates = 500

    init(data: CompoundFeatures, threads: Int) throws {
        self.data = data
        self.threads = threads
        encoded = try EncodedFeatures(data.features, threads: threads)
        index = CompositionIndex(data.table.compositions)
    }

    func evaluate(
        _ settings: Validating, protocol validationProtocol: ValidationProtocol, seed: UInt64,
        progress: (Double) -> Void = { _ in }
    ) throws -> Evaluation {
        let labels = data.table.labels
        let groups = self.groups(of: validationProtocol)
        let stream = RandomStream(seed: seed).child("folds").child(validationProtocol.rawValue)
        let folds: [Fold]
        switch validationProtocol {
        case .random:
            folds = try Splits.stratified(labels: labels, folds: settings.folds, stream: stream)
        case .composition, .system:
            folds = try Splits.grouped(
                groups: groups, labels: labels, folds: settings.folds, stream: stream)
        case .family:
            folds = try Splits.leaveOneGroupOut(groups: groups)
        }
        let learner = ClassifierLearner(settings.parameters)
        var done = 0
        let model = try outcome(folds, validationProtocol, seed) { fold in
            let result = try learner.fit(
                encoded, rows: fold.train, labels: labels,
                classCount: data.table.classNames.count, threads: threads)
            done += 1
            progress(Double(done) / Double(folds.count))
            return try result.model.probabilities(
                of: data.features.selecting(rows: fold.test), threads: threads)
        }
        return Evaluation(
            model: model,
            intervals: try Intervals(
                of: model, groups: groups, replicates: Self.replicates,
                stream: RandomStream(seed: seed).child("intervals"), threads: threads),
            nearestNeighbour: try outcome(folds, validationProtocol, seed, nearestNeighbour),
            prior: try outcome(folds, validationProtocol, seed) { fold in
                try PriorBaseline.probabilities(
                    fold: fold, labels: labels, classCount: data.table.classNames.count)
            },
            groups: groups)
    }

    /// The group of each row under a protocol; every row is its own group where rows are random.
    private func groups(of validationProtocol: ValidationProtocol) -> [String] {
        let compositions = data.table.compositions
        switch validationProtocol {
        case .random: return compositions.indices.map { "row \($0)" }
        case .composition: return compositions.map(CompoundGroups.composition)
        case .system: return compositions.map(CompoundGroups.system)
        case .family: return compositions.map(CompoundGroups.family)
        }
    }

    private func outcome(
        _ folds: [Fold], _ validationProtocol: ValidationProtocol, _ seed: UInt64,
        _ predict: (Fold) throws -> Matrix
    ) throws -> ValidationOutcome {
        try CrossValidation.run(
            folds: folds, labels: data.table.labels, classNames: data.table.classNames,
            protocol: validationProtocol, seed: seed, predict: predict)
    }

    /// Certainty for the class of the nearest training composition (ties: the first row).
    private func nearestNeighbour(_ fold: Fold) throws -> Matrix {
        var isTraining = [Bool](repeating: false, count: data.table.compounds.count)
        for row in fold.train { isTraining[row] = true }
        let mask = isTraining
        let classes = data.table.classNames.count
        let labels = data.table.labels
        let compositions = data.table.compositions
        let nearest = try Parallel.map(count: fold.test.count, threads: threads) { position in
            index.nearest(to: compositions[fold.test[position]], count: 1, where: { mask[$0] })
                .first.map { labels[$0.index] }
        }
        var result = Matrix(rows: fold.test.count, columns: classes)
        for (row, label) in nearest.enumerated() { result[row, label ?? 0] = 1 }
        return result
    }
}
