import Basis
import Descriptors
import Learning
import Materials
import Screening
import Validation

/// A classifier with all that a prediction needs: descriptors, class names, training compounds.
public struct TrainedModel: Sendable {
    public let classNames: [String]
    public let featurizer: Featurizer
    public let classifier: Classifier
    /// How the classifier was trained.
    public let parameters: LearnerParameters
    /// The share of each descriptor in what the classifier learnt, sum 1.
    public let importances: [Double]
    /// The descriptor range of the training compounds.
    public let range: FeatureRange
    /// The descriptor space of the training compounds.
    public let space: ApplicabilityDomain
    /// The training compounds, for neighbours and for rules.
    public let known: CompoundTable

    init(
        classNames: [String], featurizer: Featurizer, classifier: Classifier,
        parameters: LearnerParameters, importances: [Double], range: FeatureRange,
        space: ApplicabilityDomain, known: CompoundTable
    ) {
        self.classNames = classNames
        self.featurizer = featurizer
        self.classifier = classifier
        self.parameters = parameters
        self.importances = importances
        self.range = range
        self.space = space
        self.known = known
    }

    /// Trains on compounds that are already featurized.
    ///
    /// The result does not depend on the number of threads.
    public init(
        learningFrom data: CompoundFeatures, featurizer: Featurizer, parameters: LearnerParameters,
        threads: Int
    ) throws {
        let set = try TrainingSet(
            features: data.features, labels: data.table.labels,
            classCount: data.table.classNames.count)
        let result = try ClassifierLearner(parameters).fit(set, threads: threads)
        try self.init(
            classNames: data.table.classNames, featurizer: featurizer,
            classifier: result.model, parameters: parameters, importances: result.importances,
            range: FeatureRange(of: data.features),
            space: ApplicabilityDomain(of: data, threads: threads), known: data.table)
    }

    /// Reads a dataset and trains on it with the method's descriptors.
    public static func train(
        dataset path: String, rules: DatasetRules, parameters: LearnerParameters, threads: Int
    ) throws -> (model: TrainedModel, findings: [Finding]) {
        let (table, findings) = try DatasetReader(rules: rules).read(path: path)
        let featurizer = try Featurizer(table: ElementTable.standard)
        let data = try CompoundFeatures(table: table, featurizer: featurizer, threads: threads)
        let model = try TrainedModel(
            learningFrom: data, featurizer: featurizer, parameters: parameters, threads: threads)
        return (model, findings)
    }

    public func screener() -> TernaryScreener {
        TernaryScreener(
            featurizer: featurizer, model: classifier, classNames: classNames, range: range)
    }

    /// The position of a class, or an error with a suggestion.
    public func classIndex(named name: String) throws -> Int {
        try QuasiScreenError.classIndex(of: name, among: classNames)
    }
}
