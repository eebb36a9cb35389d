import Basis

/// Why a model could not be validated.
public enum ValidationError: Diagnosable, Equatable {
    case badFoldCount(Int, rows: Int)
    case tooFewGroups(Int, folds: Int)
    case countMismatch(what: String, found: Int, expected: Int)
    case labelOutOfRange(label: Int, row: Int, classCount: Int)
    case noFolds
    case emptyFold(String)
    case badRow(Int, fold: String, rowCount: Int)
    case leak(row: Int, fold: String)
    case predictedTwice(row: Int, fold: String)
    case badShape(fold: String, rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
    case badProbabilities(fold: String, row: Int)
    case notFinite(what: String, index: Int)
    case badParameter(name: String, value: String, allowed: String)
    case noRows(String)
    case noConvergence(String)

    public var diagnosis: Diagnosis {
        switch self {
        case .badFoldCount(let folds, let rows):
            return Diagnosis(
                .configuration, "\(rows) rows cannot be split into \(folds) folds",
                remedy: "use 2 to \(max(2, rows)) folds")
        case .tooFewGroups(let groups, let folds):
            return Diagnosis(
                .configuration,
                "\(groups) \(groups == 1 ? "group" : "groups") cannot be split into \(folds) folds",
                remedy: groups < 2
                    ? "use a finer grouping, such as --protocol composition or random, or add "
                        + "compounds of other groups"
                    : "use \(groups) folds or fewer, or a finer grouping, such as --protocol "
                        + "composition or random")
        case .countMismatch(let what, let found, let expected):
            return Diagnosis(
                .internal, "\(found) \(what) where \(expected) are needed",
                remedy: "give one for each")
        case .labelOutOfRange(let label, let row, let classCount):
            return Diagnosis(
                .badData, "label \(label) is outside 0..<\(classCount)", place: "row \(row)",
                remedy: "number the classes from zero")
        case .noFolds:
            return Diagnosis(.configuration, "there is no fold", remedy: "give at least one fold")
        case .emptyFold(let fold):
            return Diagnosis(
                .configuration, "no row to train on or none to test", place: "fold \(fold)",
                remedy: "use fewer folds")
        case .badRow(let row, let fold, let rowCount):
            return Diagnosis(
                .internal, "row \(row) is outside 0..<\(rowCount)", place: "fold \(fold)")
        case .leak(let row, let fold):
            return Diagnosis(
                .internal, "row \(row) is trained on and tested", place: "fold \(fold)")
        case .predictedTwice(let row, let fold):
            return Diagnosis(
                .internal, "row \(row) was tested before", place: "fold \(fold)",
                remedy: "test every row in one fold at most")
        case .badShape(let fold, let rows, let columns, let expectedRows, let expectedColumns):
            return Diagnosis(
                .internal,
                "probabilities of shape [\(rows), \(columns)] where "
                    + "[\(expectedRows), \(expectedColumns)] is needed", place: "fold \(fold)")
        case .badProbabilities(let fold, let row):
            return Diagnosis(
                .internal, "the probabilities of row \(row) are not shares that sum to 1",
                place: "fold \(fold)")
        case .notFinite(let what, let index):
            return Diagnosis(
                .badData, "\(what) \(index) is NaN or infinite", remedy: "leave the row out")
        case .badParameter(let name, let value, let allowed):
            return Diagnosis(
                .configuration, "\(name) is \(value)", place: name, remedy: "allowed: \(allowed)")
        case .noRows(let what):
            return Diagnosis(
                .badData, "there is no row to fit \(what) to", remedy: "give at least one row")
        case .noConvergence(let what):
            return Diagnosis(.internal, "the search for \(what) did not converge")
        }
    }
}
