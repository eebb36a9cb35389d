import Basis
import Symbolic

/// A user's table as a problem of the symbolic engine, read so that all faults are found at once
/// and each keeps its file, line and column.
struct SymbolicTable {
    let problem: SurrogateProblem
    let target: SurrogateTarget
    /// What a reader of the result should know.
    let remarks: [String]

    init(_ fitting: SymbolicFitting, table: DelimitedTable, units path: String?) throws {
        var faults = FaultCollector()
        let targetColumn = try faults.collect { try table.index(of: fitting.target) }
        let group = try fitting.groupColumn.flatMap { name in
            try faults.collect { try table.index(of: name) }
        }
        let weight = try fitting.weightColumn.flatMap { name in
            try faults.collect { try table.index(of: name) }
        }
        let units = try path.flatMap { path in
            try faults.collect { try SymbolicUnits(path: path, table: table) }
        }
        guard let targetColumn else {
            try faults.check()
            throw QuasiScreenError.emptyTable(file: table.file)
        }
        let used = table.columns.indices.filter {
            $0 != targetColumn && $0 != group && $0 != weight
        }
        // Names go into formulas, programs and tables that people and terminals read.
        for index in used {
            let name = table.columns[index]
            let place = "\(table.headerPlace(index))"
            if name.allSatisfy({ $0 == " " }) {
                faults.add(
                    QuasiScreenError.unnamedColumn(position: index + 1, place: place).diagnosis)
            } else if !TextForm.isPrintable(name) {
                faults.add(QuasiScreenError.unprintableColumn(name, place: place).diagnosis)
            }
        }
        if table.rowCount == 0 {
            faults.add(QuasiScreenError.emptyTable(file: table.file).diagnosis)
        }
        if used.isEmpty {
            faults.add(
                Diagnosis(
                    .badData, "beside the target there is no column to build formulas of",
                    place: "\(table.headerPlace(targetColumn))", remedy: "add columns of numbers"))
        }
        let columns = used.map { SymbolicTable.numbers(table, $0, &faults) }
        let weights = weight.map { index in
            let values = SymbolicTable.numbers(table, index, &faults)
            for (row, value) in values.enumerated() where value < 0 {
                faults.add(
                    Diagnosis(
                        .badData, "the weight \(value) is negative",
                        place: "\(table.place(row, index))", remedy: "give weights of at least 0"))
            }
            return values
        }
        let (values, labels) = SymbolicTable.target(
            table, targetColumn, loss: fitting.parameters.loss, &faults)
        try faults.check()

        let names = (0..<table.rowCount).map { row in
            group.map { table.text(row, $0) } ?? "\(row)"
        }
        problem = SurrogateProblem(
            variables: used.map {
                Variable(
                    name: table.columns[$0],
                    unit: units?.units[table.columns[$0]] ?? .dimensionless)
            }, columns: columns, target: values,
            weights: weights ?? [Double](repeating: 1, count: table.rowCount),
            folds: try GroupFolds.deal(
                names, folds: fitting.folds, seed: fitting.seed, file: table.file),
            targetUnit: labels == nil ? units?.units[fitting.target] : nil)
        target = SurrogateTarget(
            name: fitting.target, unit: labels == nil ? units?.units[fitting.target] : nil,
            labels: labels)
        remarks =
            (units?.remarks(of: used, target: labels == nil ? targetColumn : nil, in: table) ?? [])
            + SymbolicTable.alike(used, table)
            + zip(used, columns).flatMap {
                SymbolicTable.ranges($0, $1, table)
            }
        do {
            try Surrogate.check(
                problem, loss: fitting.parameters.loss, validates: fitting.validates)
        } catch let error as SymbolicError {
            // What is left concerns the table as a whole.
            var diagnosis = error.diagnosis
            switch error {
            case .constantTarget, .targetBeyondRange:
                diagnosis.place = "\(table.place(0, targetColumn))"
                if weight != nil, error == .constantTarget {
                    diagnosis.what += " whose weight is above 0"
                }
            case .badWeight: diagnosis.place = weight.map { "\(table.place(0, $0))" }
            default: diagnosis.place = table.file
            }
            throw Failure(
                diagnosis.kind, diagnosis.what, place: diagnosis.place, remedy: diagnosis.remedy)
        }
    }

    /// A column of numbers; what is none is a fault and reads as NaN.
    static func numbers(
        _ table: DelimitedTable, _ index: Int, _ faults: inout FaultCollector
    ) -> [Double] {
        (0..<table.rowCount).map { row in
            do {
                if let value = try table.number(row, index) { return value }
                faults.add(
                    QuasiScreenError.emptyField(
                        column: table.columns[index], place: "\(table.place(row, index))"
                    ).diagnosis)
            } catch let error as any Diagnosable {
                faults.add(error.diagnosis)
            } catch {
                faults.add(Diagnosis(.internal, "\(error)"))
            }
            return .nan
        }
    }
}
