import Artifacts
import Basis
import Symbolic

/// The symbolic engine on any table of numbers.
public struct SymbolicFitting: Sendable {
    public var target: String
    /// Folds that the rows are dealt to.
    public var folds = 5
    public var seed: UInt64 = 0
    /// Rows with the same text in this column share a fold; `nil` deals row by row.
    public var groupColumn: String?
    /// The weights of the rows; `nil` weighs all alike.
    public var weightColumn: String?
    public var parameters = SurrogateParameters.automatic()

    /// The names that ``setLoss(_:)`` takes.
    public static let losses = SurrogateLoss.allCases.map(\.rawValue)
    /// The names that ``setOperators(_:)`` takes.
    public static let operators =
        BinaryOperator.allCases.map(\.rawValue) + UnaryOperator.allCases.map(\.rawValue)

    /// Whether the whole search is repeated without each fold. The default is true; without it no
    /// figure is held out.
    public var validates = true

    public init(target: String) { self.target = target }

    public mutating func setLoss(_ name: String) {
        parameters.loss = SurrogateLoss(rawValue: name) ?? parameters.loss
    }

    /// Allows the operators of these names and no others.
    public mutating func setOperators(_ names: [String]) {
        parameters.unaryOperators = UnaryOperator.allCases.filter { names.contains($0.rawValue) }
        parameters.binaryOperators = BinaryOperator.allCases.filter { names.contains($0.rawValue) }
    }

    /// What a run found.
    public struct Outcome: Sendable {
        public let front: ParetoFront
        public let validation: SurrogateValidation?
    }

    /// Fits and writes `pareto.csv`, `.json`, `.tex`, `.md`, `.py` and `.sympy.txt`, the names that
    /// formulas use as `pareto.symbols.csv`, and `validation.csv` unless it is not to validate.
    ///
    /// - Parameters:
    ///   - units: a CSV file with the columns `name` and `unit`; columns that it does not name are
    ///     pure numbers.
    ///   - warn: called with what the reader of the result should know, such as columns without a
    ///     unit.
    ///   - progress: called with the finished share, 0...1.
    /// - Throws: ``Faults`` with all faults of the table and of the units.
    public func run(
        input: String, units: String?, folder: String, threads: Int,
        warn: (String) -> Void = { _ in }, progress: ((Double) -> Void)? = nil
    ) throws -> Outcome {
        let table = try DelimitedTable(bytes: readInput(input), file: input)
        let reading = try SymbolicTable(self, table: table, units: units)
        for remark in reading.remarks { warn("note: \(remark)") }
        if let labels = reading.target.labels {
            warn(
                "note: the label \(TextForm.quoted(labels.zero)) counts as 0, "
                    + "\(TextForm.quoted(labels.one)) as 1")
        }
        let problem = reading.problem
        let searches = validates ? Double(folds + 1) : 1
        var front = try Surrogate.fit(problem, parameters: parameters, threads: threads) {
            progress?($0 / searches)
        }
        front.target = reading.target
        front.remarks = reading.remarks
        var validation: SurrogateValidation?
        if validates {
            let found = try Surrogate.validate(
                problem, of: front, parameters: parameters, threads: threads
            ) { progress?((1 + $0 * (searches - 1)) / searches) }
            front = found.annotated(front)
            validation = found
        }
        if let note = front.choiceNote { warn("note: \(note)") }
        if let warning = front.warning { warn("warning: \(warning)") }
        for entry in front.symbols.entries where entry.name != entry.identifier {
            warn(
                "note: formulas write \(entry.identifier) for the column "
                    + TextForm.quoted(entry.name))
        }
        for (name, bytes) in try front.sealedDocuments() {
            try ResultFile.write(bytes, to: folder + "/" + name)
        }
        if let validation {
            try ResultFile.write(Array(validation.csv.utf8), to: folder + "/validation.csv")
        } else {
            // That of an earlier search would speak of other formulas.
            try PosixFileSystem().removeIfPresent(folder + "/validation.csv")
        }
        return Outcome(front: front, validation: validation)
    }
}

/// Deals groups to folds so that the folds differ little in their number of rows.
enum GroupFolds {
    /// The fold of each row: groups in a random order, each to the fold with the fewest rows.
    static func deal(
        _ groups: [String], folds: Int, seed: UInt64, file: String
    ) throws -> [Int] {
        var members = [String: [Int]]()
        for (row, group) in groups.enumerated() { members[group, default: []].append(row) }
        var order = members.values.sorted { $0[0] < $1[0] }
        guard order.count >= folds else {
            throw QuasiScreenError.tooFewGroups(order.count, folds: folds, file: file)
        }
        var stream = RandomStream(seed: seed).child("symbolic folds")
        stream.shuffle(&order)
        var sizes = [Int](repeating: 0, count: folds)
        var result = [Int](repeating: 0, count: groups.count)
        for rows in order {
            let fold = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
            sizes[fold] += rows.count
            for row in rows { result[row] = fold }
        }
        return result
    }
}
