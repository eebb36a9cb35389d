import Artifacts
import Basis
import Symbolic

/// The symbolic engine on any table of numbers.
public struct SymbolicFitting: Sendable {
    public var target: String
    public var maximumTerms: Int
    public var folds: Int
    public var seed: UInt64

    public init(target: String, maximumTerms: Int, folds: Int, seed: UInt64) {
        self.target = target
        self.maximumTerms = maximumTerms
        self.folds = folds
        self.seed = seed
    }

    /// Fits and writes `pareto.csv`, `.json`, `.tex` and `.sympy.txt`; returns the table as text.
    ///
    /// - Parameter units: a CSV file with the columns `name` and `unit`; columns that it does not
    ///   name are pure numbers.
    public func run(
        input: String, units: String?, folder: String, threads: Int
    ) throws -> String {
        let table = try DelimitedTable(bytes: readInput(input), file: input)
        let front = try Surrogate.fit(
            problem(table, units: try units.map(readUnits) ?? [:]), parameters: parameters,
            threads: threads)
        for (name, bytes) in try front.files() {
            try ResultFile.write(bytes, to: folder + "/" + name)
        }
        return front.csv
    }

    private var parameters: SurrogateParameters {
        var parameters = SurrogateParameters()
        parameters.maximumTerms = maximumTerms
        return parameters
    }

    private func problem(
        _ table: DelimitedTable, units: [String: String]
    ) throws -> SurrogateProblem {
        let targetColumn = try table.index(of: target)
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
        let used = table.columns.indices.filter { $0 != targetColumn }
        var order = Array(0..<table.rowCount)
        var stream = RandomStream(seed: seed).child("symbolic folds")
        stream.shuffle(&order)
        var fold = [Int](repeating: 0, count: table.rowCount)
        for (position, row) in order.enumerated() { fold[row] = position % folds }
        return SurrogateProblem(
            variables: try used.map {
                Variable(
                    name: table.columns[$0], unit: try Unit(units[table.columns[$0]] ?? ""))
            }, columns: try used.map(column), target: try column(targetColumn),
            weights: [Double](repeating: 1, count: table.rowCount), folds: fold)
    }

    private func readUnits(_ path: String) throws -> [String: String] {
        let table = try DelimitedTable(bytes: readInput(path), file: path)
        let name = try table.index(of: "name")
        let unit = try table.index(of: "unit")
        var units = [String: String]()
        for row in 0..<table.rowCount { units[table.text(row, name)] = table.text(row, unit) }
        return units
    }
}
