import Basis

/// Something that turns a training set into a model.
///
/// The same set and parameters give the same model at any thread count.
public protocol Learner: Sendable {
    associatedtype Trained: Model

    func fit(_ set: TrainingSet, threads: Int) throws -> TrainingResult<Trained>
}

/// A trained classifier.
public protocol Model: Sendable {
    var featureCount: Int { get }
    var classCount: Int { get }

    /// Class probabilities, shape [rows, classes]; each row sums to 1.
    ///
    /// - Throws: ``LearningError`` for rows of the wrong width and for NaN or infinite values.
    func probabilities(of rows: Matrix, threads: Int) throws -> Matrix
}

extension Model {
    /// Refuses rows that the model cannot judge.
    public func checkRows(_ rows: Matrix) throws {
        guard rows.columns == featureCount else {
            throw LearningError.wrongWidth(found: rows.columns, expected: featureCount)
        }
        if let place = rows.firstNonFinite {
            throw LearningError.notFinite(row: place.row, column: place.column)
        }
    }
}

/// What training gives: the model and what was learnt on the way.
public struct TrainingResult<Trained: Model>: Sendable {
    public let model: Trained
    /// One share for each feature, sum 1; all zero where no feature was of use.
    public let importances: [Double]

    public init(model: Trained, importances: [Double]) {
        self.model = model
        self.importances = importances
    }
}
