import Basis

/// Something that turns a training set into a model.
///
/// The same set and parameters give the same model at any thread count.
public protocol Learner: Sendable {
    associatedtype Trained: Model

    /// Trains on chosen rows of an encoded table; cross-validation encodes once and fits often.
    ///
    /// - Parameters:
    ///   - rows: the rows to learn from; one that is named twice counts twice.
    ///   - labels: one label for each row of the table, chosen or not.
    ///   - weights: one weight for each row of the table; 0 means absent, 2 means twice.
    ///   - outOfBag: whether to judge the rows by the trees that have not seen them.
    /// - Throws: ``LearningError`` for parameters out of range and for rows, labels and weights
    ///   that do not fit the table.
    func fit(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]?, threads: Int, outOfBag: Bool
    ) throws -> TrainingResult<Trained>
}

extension Learner {
    /// Trains on all rows of a set; out-of-bag estimates are given where rows are resampled.
    public func fit(_ set: TrainingSet, threads: Int) throws -> TrainingResult<Trained> {
        try fit(
            EncodedFeatures(set.features, threads: threads), rows: Array(0..<set.labels.count),
            labels: set.labels, classCount: set.classCount, weights: set.weights,
            threads: threads, outOfBag: true)
    }

    /// Trains on chosen rows, without out-of-bag estimates.
    public func fit(
        _ encoded: EncodedFeatures, rows: [Int], labels: [Int], classCount: Int,
        weights: [Double]? = nil, threads: Int
    ) throws -> TrainingResult<Trained> {
        try fit(
            encoded, rows: rows, labels: labels, classCount: classCount, weights: weights,
            threads: threads, outOfBag: false)
    }
}

/// What training gives: the model and what was learnt on the way.
public struct TrainingResult<Trained: Model>: Sendable {
    public let model: Trained
    /// One share for each feature, sum 1; all zero where no feature was of use.
    public let importances: [Double]
    /// What the trees that have not seen a row say about it; `nil` where every tree sees all rows
    /// or where nobody asked.
    public let outOfBag: OutOfBagEstimate?

    public init(model: Trained, importances: [Double], outOfBag: OutOfBagEstimate? = nil) {
        self.model = model
        self.importances = importances
        self.outOfBag = outOfBag
    }
}
