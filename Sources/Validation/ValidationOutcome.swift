/// What a validation found: every figure is out of sample.
public struct ValidationOutcome: Sendable, Equatable, Codable {
    /// One fold and how many rows it trained on and tested.
    public struct FoldRecord: Sendable, Equatable, Codable {
        public let name: String
        public let trainRows: Int
        public let testRows: Int
        /// Macro-F1 of the fold's own test rows.
        public let macroF1: Double
    }

    /// What was said about one row by the model that had not seen it.
    public struct Prediction: Sendable, Equatable, Codable {
        public let row: Int
        /// Index into `folds`.
        public let fold: Int
        public let truth: Int
        public let predicted: Int
        public let probabilities: [Double]
    }

    public let `protocol`: ValidationProtocol
    public let seed: UInt64
    public let classNames: [String]
    public let folds: [FoldRecord]
    /// One entry for each tested row, ascending by row.
    public let predictions: [Prediction]
    /// Rows that no fold tests, ascending.
    public let untestedRows: [Int]
    public let confusionMatrix: ConfusionMatrix
    public let perClass: [ClassReport]
    public let macroF1: Double
    public let accuracy: Double
    public let matthewsCorrelation: Double
    /// By class, against all others, over the pooled predictions; `nil` for a class without rows.
    public let averagePrecision: [Double?]
    public let brier: Double
    public let logLoss: Double
    /// What a reader of the figures must know: undefined quotients, untested rows.
    public let notes: [String]

    /// The fold in which each row was tested; `nil` where none did.
    public var foldOfRow: [Int?] {
        let count = predictions.count + untestedRows.count
        var folds = [Int?](repeating: nil, count: count)
        for prediction in predictions { folds[prediction.row] = prediction.fold }
        return folds
    }
}
