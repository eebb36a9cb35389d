/// A table of numbers and a target that formulas are to reproduce.
public struct SurrogateProblem: Sendable {
    public var variables: [Variable]
    /// One column for each variable, all finite.
    public var columns: [[Double]]
    /// What the formulas approximate, one finite value a row.
    public var target: [Double]
    /// Weights of the rows, at least zero; their scale does not matter.
    public var weights: [Double]
    /// The fold of each row. Rows that belong together (one chemical system, one family) share one.
    public var folds: [Int]
    /// Classes that predictions are to rank, for the areas under curves; `nil` takes a target of
    /// zeros and ones as its own labels.
    public var labels: [Bool]?
    /// The target's unit; `nil` where it is not known. Laws whose constants are pure numbers are
    /// looked for first.
    public var targetUnit: Unit?

    public init(
        variables: [Variable], columns: [[Double]], target: [Double], weights: [Double],
        folds: [Int], labels: [Bool]? = nil,
        targetUnit: Unit? = nil
    ) {
        self.variables = variables
        self.columns = columns
        self.target = target
        self.weights = weights
        self.folds = folds
        self.labels = labels
        self.targetUnit = targetUnit
    }

    /// The labels given, or those that a target of zeros and ones is.
    var effectiveLabels: [Bool]? {
        if let labels { return labels }
        return target.allSatisfy { $0 == 0 || $0 == 1 } ? target.map { $0 == 1 } : nil
    }

    /// The problem of some rows.
    func rows(_ kept: [Int]) -> SurrogateProblem {
        SurrogateProblem(
            variables: variables, columns: columns.map { column in kept.map { column[$0] } },
            target: kept.map { target[$0] }, weights: kept.map { weights[$0] },
            folds: kept.map { folds[$0] }, labels: labels.map { all in kept.map { all[$0] } },
            targetUnit: targetUnit)
    }

    /// Throws a ``SymbolicError`` that names the first flaw.
    func check(loss: SurrogateLoss = .squared) throws {
        let rows = target.count
        try TableCheck.check(variables: variables, columns: columns, rows: rows)
        try TableCheck.check(weights, of: "the weights", rows: rows)
        try TableCheck.check(weights: weights)
        try TableCheck.check(target, of: "the target", rows: rows)
        if loss == .logistic, let row = target.firstIndex(where: { $0 < 0 || $0 > 1 }) {
            throw SymbolicError.noProbability(row: row, value: target[row])
        }
        if let labels, labels.count != rows {
            throw SymbolicError.wrongLength(of: "the labels", found: labels.count, expected: rows)
        }
        guard folds.count == rows else {
            throw SymbolicError.wrongLength(of: "the folds", found: folds.count, expected: rows)
        }
        let numbers = Set(folds).sorted()
        guard numbers.count > 1 else { throw SymbolicError.tooFewFolds(numbers.count) }
        for fold in numbers {
            let rest = zip(weights, folds).contains { $0 > 0 && $1 != fold }
            if !rest { throw SymbolicError.emptyTrainingFold(fold) }
        }
        let weighted = zip(target, weights).filter { $0.1 > 0 }.map(\.0)
        guard let first = weighted.first, weighted.contains(where: { $0 != first }) else {
            throw SymbolicError.constantTarget
        }
        guard Subspace(target: target, weights: weights).targetVariance.isNormal else {
            throw SymbolicError.targetBeyondRange
        }
    }
}

extension SurrogateProblem {
    /// Whether all values of a column are one.
    public static func isConstant(_ column: [Double]) -> Bool {
        column.allSatisfy { $0 == column[0] }
    }

    /// Whether a column can be a term by itself: its variance is a normal number.
    public static func hasVariance(_ column: [Double]) -> Bool {
        guard !column.isEmpty else { return false }
        let share = 1 / Double(column.count)
        return Subspace.moments(column, column.map { _ in share }).variance.isNormal
            || isConstant(column)
    }
}

/// Checks that the problems share.
enum TableCheck {
    static func check(variables: [Variable], columns: [[Double]], rows: Int) throws {
        guard !variables.isEmpty else { throw SymbolicError.noVariables }
        guard rows > 0 else { throw SymbolicError.noRows }
        var seen = Set<String>()
        for variable in variables where !seen.insert(variable.name).inserted {
            throw SymbolicError.duplicateVariable(variable.name)
        }
        guard columns.count == variables.count else {
            throw SymbolicError.wrongLength(
                of: "the columns", found: columns.count, expected: variables.count)
        }
        for (variable, column) in zip(variables, columns) {
            try check(column, of: variable.name, rows: rows)
        }
    }

    static func check(_ column: [Double], of name: String, rows: Int) throws {
        guard column.count == rows else {
            throw SymbolicError.wrongLength(of: name, found: column.count, expected: rows)
        }
        if let row = column.firstIndex(where: { !$0.isFinite }) {
            throw SymbolicError.notFinite(column: name, row: row)
        }
    }

    static func check(weights: [Double]) throws {
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            throw SymbolicError.badWeight(row: row, value: weights[row])
        }
        guard weights.contains(where: { $0 > 0 }) else {
            throw SymbolicError.badWeight(row: 0, value: weights[0])
        }
    }
}
