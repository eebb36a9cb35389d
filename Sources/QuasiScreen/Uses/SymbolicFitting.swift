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

    /// Whether the whole search is repeated without each fold.
    public var validates = false

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

    /// Fits and writes `pareto.csv`, `.json`, `.tex`, `.md`, `.py` and `.sympy.txt`, and
    /// `validation.csv` where asked for.
    ///
    /// - Parameters:
    ///   - units: a CSV file with the columns `name` and `unit`; columns that it does not name are
    ///     pure numbers.
    ///   - progress: called with the finished share, 0...1.
    public func run(
        input: String, units: String?, folder: String, threads: Int,
        progress: ((Double) -> Void)? = nil
    ) throws -> Outcome {
        let table = try DelimitedTable(bytes: readInput(input), file: input)
        let problem = try problem(table, units: try units.map(readUnits) ?? [:])
        let searches = validates ? Double(folds + 1) : 1
        let front = try Surrogate.fit(problem, parameters: parameters, threads: threads) {
            progress?($0 / searches)
        }
        let validation =
            validates
            ? try Surrogate.validate(problem, parameters: parameters, threads: threads) {
                progress?((1 + $0 * (searches - 1)) / searches)
            } : nil
        for (name, bytes) in try front.sealedDocuments() {
            try ResultFile.write(bytes, to: folder + "/" + name)
        }
        if let validation {
            try ResultFile.write(Array(validation.csv.utf8), to: folder + "/validation.csv")
        }
        return Outcome(front: front, validation: validation)
    }

    private func problem(
        _ table: DelimitedTable, units: [String: Unit]
    ) throws -> SurrogateProblem {
        let targetColumn = try table.index(of: target)
        let group = try groupColumn.map(table.index)
        let weight = try weightColumn.map(table.index)
        if let unknown = units.keys.sorted().first(where: { !table.hasColumn($0) }) {
            throw DelimitedTextError.missingColumn(
                unknown, file: table.file, present: table.columns)
        }
        func column(_ index: Int) throws -> [Double] {
            try (0..<table.rowCount).map { row in
                guard let value = try table.number(row, index) else {
                    throw QuasiScreenError.emptyField(
                        column: table.columns[index], place: "\(table.place(row, index))")
                }
                return value
            }
        }
        let used = table.columns.indices.filter {
            $0 != targetColumn && $0 != group && $0 != weight
        }
        // Names go into formulas, programs and tables that people and terminals read.
        for index in used where !TextForm.isPrintable(table.columns[index]) {
            throw QuasiScreenError.unprintableColumn(table.columns[index], file: table.file)
        }
        let names = (0..<table.rowCount).map { row in group.map { table.text(row, $0) } ?? "\(row)"
        }
        return SurrogateProblem(
            variables: used.map {
                Variable(
                    name: table.columns[$0], unit: units[table.columns[$0]] ?? .dimensionless)
            }, columns: try used.map(column), target: try column(targetColumn),
            weights: try weight.map(column)
                ?? [Double](repeating: 1, count: table.rowCount),
            folds: try GroupFolds.deal(names, folds: folds, seed: seed, file: table.file))
    }

    private func readUnits(_ path: String) throws -> [String: Unit] {
        let table = try DelimitedTable(bytes: readInput(path), file: path)
        let name = try table.index(of: "name")
        let unit = try table.index(of: "unit")
        var units = [String: Unit]()
        for row in 0..<table.rowCount {
            do {
                units[table.text(row, name)] = try Unit(table.text(row, unit))
            } catch let error as SymbolicError {
                throw QuasiScreenError.unreadableUnit(
                    error.diagnosis.what, place: "\(table.place(row, unit))")
            }
        }
        return units
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
