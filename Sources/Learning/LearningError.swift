import Basis

/// Why a model could not be trained, read or asked.
public enum LearningError: Diagnosable, Equatable {
    case noRows
    case noColumns
    case notFinite(row: Int, column: Int)
    case countMismatch(what: String, found: Int, expected: Int)
    case labelOutOfRange(label: Int, row: Int, classCount: Int)
    case badClassCount(Int)
    case badWeight(Double, row: Int)
    case noWeight
    case badRow(Int, rowCount: Int)
    case badParameter(name: String, value: String, allowed: String)
    case wrongWidth(found: Int, expected: Int)
    case damagedTree(tree: Int?, node: Int?, String)
    case damagedForest(String)

    public var diagnosis: Diagnosis {
        switch self {
        case .noRows:
            return Diagnosis(.badData, "no row to learn from", remedy: "give at least one row")
        case .noColumns:
            return Diagnosis(
                .badData, "no feature to learn from", remedy: "give at least one column")
        case .notFinite(let row, let column):
            return Diagnosis(
                .badData, "a feature value is NaN or infinite",
                place: "row \(row), column \(column)",
                remedy: "complete or leave out the row; rows and columns count from zero")
        case .countMismatch(let what, let found, let expected):
            return Diagnosis(
                .badData, "\(found) \(what) where \(expected) are needed",
                remedy: "give one for each")
        case .labelOutOfRange(let label, let row, let classCount):
            return Diagnosis(
                .badData, "label \(label) is outside 0..<\(classCount)", place: "row \(row)",
                remedy: "number the classes from zero")
        case .badClassCount(let count):
            return Diagnosis(
                .badData, "\(count) classes cannot be learnt", remedy: "use 1 to 65535 classes")
        case .badWeight(let weight, let row):
            return Diagnosis(
                .badData, "weight \(weight) is out of range", place: "row \(row)",
                remedy: "weights are zero (row absent) or from 1e-12 to 1e12")
        case .noWeight:
            return Diagnosis(
                .badData, "every row has weight zero", remedy: "give some row a positive weight")
        case .badRow(let row, let rowCount):
            return Diagnosis(
                .internal, "row \(row) is outside 0..<\(rowCount)", remedy: "choose existing rows")
        case .badParameter(let name, let value, let allowed):
            return Diagnosis(
                .configuration, "\(value) is out of range", place: name,
                remedy: "allowed: \(allowed)")
        case .wrongWidth(let found, let expected):
            return Diagnosis(
                .badData, "rows have \(found) features, the model was trained on \(expected)",
                remedy: "use the descriptors that the model was trained with")
        case .damagedTree(let tree, let node, let what):
            let place = [tree.map { "tree \($0)" }, node.map { "node \($0)" }].compactMap { $0 }
            return Diagnosis(
                .badData, "the tree is damaged: \(what)",
                place: place.isEmpty ? nil : place.joined(separator: ", "),
                remedy: "train the model again or restore the file")
        case .damagedForest(let what):
            return Diagnosis(
                .badData, "the forest is damaged: \(what)",
                remedy: "train the model again or restore the file")
        }
    }
}
