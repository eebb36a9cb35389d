import Basis

/// Why a unit, a problem or a file of formulas was refused.
public enum SymbolicError: Diagnosable, Equatable {
    case unitSyntax(text: String, reason: String)
    case unitsForbid(operation: String, left: String, right: String?)
    case noRows
    case noVariables
    case duplicateVariable(String)
    case wrongLength(of: String, found: Int, expected: Int)
    case notFinite(column: String, row: Int)
    case badWeight(row: Int, value: Double)
    case tooFewFolds(Int)
    case emptyTrainingFold(Int)
    case constantTarget
    /// The variance of the target is no normal number of double precision.
    case targetBeyondRange
    case constantWithoutFold(Int)
    case noProbability(row: Int, value: Double)
    case noPositives
    case onlyPositives
    case noCandidate
    case badParameter(name: String, value: String, allowed: String)
    case unreadable(reason: String)
    case wrongSchema(found: String, expected: String)

    public var diagnosis: Diagnosis {
        switch self {
        case .unitSyntax(let text, let reason):
            return Diagnosis(
                .badData, "unit \"\(text)\" cannot be read: \(reason)",
                remedy: "write units such as \"pm\", \"g/cm3\" or \"W/(m K)\", one of your own in "
                    + "square brackets")
        case .unitsForbid(let operation, let left, let right):
            let operands = right.map { "\"\(left)\" and \"\($0)\"" } ?? "\"\(left)\""
            return Diagnosis(
                .badData, "units forbid \(operation) of \(operands)",
                remedy: "convert the columns to one unit, or divide by a quantity of that unit")
        case .noRows:
            return Diagnosis(.badData, "the problem has no rows", remedy: "give at least two rows")
        case .noVariables:
            return Diagnosis(
                .badData, "the problem has no variables", remedy: "give at least one column")
        case .duplicateVariable(let name):
            return Diagnosis(
                .badData, "variable \"\(name)\" is given twice", remedy: "rename one of them")
        case .wrongLength(let of, let found, let expected):
            return Diagnosis(
                .badData, "\(of): \(found) values where \(expected) are expected",
                remedy: "give one value for each row")
        case .notFinite(let column, let row):
            return Diagnosis(
                .badData, "a value that is NaN or infinite",
                place: "column \"\(column)\", row \(row)",
                remedy: "remove the row or supply the value")
        case .badWeight(let row, let value):
            return Diagnosis(
                .badData, "weight \(value) is not a finite number of at least zero",
                place: "row \(row)", remedy: "give weights >= 0 with a positive sum")
        case .tooFewFolds(let count):
            return Diagnosis(
                .badData, "\(count) fold(s) leave nothing to hold out",
                remedy: "number the rows with at least two different folds")
        case .emptyTrainingFold(let fold):
            return Diagnosis(
                .badData, "without fold \(fold) no weight is left to fit on",
                remedy: "spread the rows of weight above 0 over several folds")
        case .constantTarget:
            return Diagnosis(
                .badData, "the target is the same in every row",
                remedy: "there is nothing to explain; check the target column")
        case .targetBeyondRange:
            return Diagnosis(
                .badData, "the target is so large or small that its variance cannot be computed",
                remedy: "write it in another unit, so that its values are nearer to 1")
        case .constantWithoutFold(let fold):
            return Diagnosis(
                .badData,
                "without fold \(fold) the target is the same in every row, so that "
                    + "nothing can be held out",
                remedy: "ask for other folds or another seed, add rows, or do not validate")
        case .noProbability(let row, let value):
            return Diagnosis(
                .badData, "the target \(value) is outside 0 to 1", place: "row \(row)",
                remedy: "give labels 0 and 1 or probabilities; other numbers need the squared loss")
        case .noPositives:
            return Diagnosis(
                .badData, "no row is positive", remedy: "mark the rows that the rules must cover")
        case .onlyPositives:
            return Diagnosis(
                .badData, "every row is positive", remedy: "add rows that the rules must exclude")
        case .noCandidate:
            return Diagnosis(
                .badData, "no formula satisfies the limits",
                remedy: "allow more operators, more complexity or a lower coverage")
        case .badParameter(let name, let value, let allowed):
            return Diagnosis(
                .configuration, "\(name) is \(value)", place: name, remedy: "use \(allowed)")
        case .unreadable(let reason):
            return Diagnosis(
                .badData, "the formulas cannot be read: \(reason)",
                remedy: "use a file that this program wrote")
        case .wrongSchema(let found, let expected):
            return Diagnosis(
                .badData, "the file holds \"\(found)\", not \"\(expected)\"",
                remedy: "name the right file, or write it again with this version")
        }
    }
}

extension SymbolicError {
    /// - Throws: ``badParameter(name:value:allowed:)`` unless the condition holds.
    static func need(
        _ holds: Bool, _ name: String, _ value: String, _ allowed: String
    ) throws {
        if !holds { throw badParameter(name: name, value: value, allowed: allowed) }
    }
}
