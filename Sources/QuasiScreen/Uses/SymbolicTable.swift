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
        for index in used where !TextForm.isPrintable(table.columns[index]) {
            let error = QuasiScreenError.unprintableColumn(table.columns[index], file: table.file)
            faults.add(error.diagnosis)
        }
        if table.rowCount == 0 {
            faults.add(QuasiScreenError.emptyTable(file: table.file).diagnosis)
        }
        if used.isEmpty {
            faults.add(
                Diagnosis(
                    .badData, "beside the target there is no column to build formulas of",
                    place: table.file, remedy: "add columns of numbers"))
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
            units?.remarks(
                of: used.map { table.columns[$0] }, target: labels == nil ? fitting.target : nil)
            ?? []
        do {
            try Surrogate.check(
                problem, loss: fitting.parameters.loss, validates: fitting.validates)
        } catch let error as SymbolicError {
            // What is left concerns the table as a whole.
            var diagnosis = error.diagnosis
            switch error {
            case .constantTarget, .targetBeyondRange:
                diagnosis.place = "\(table.place(0, targetColumn))"
            case .badWeight: diagnosis.place = weight.map { "\(table.place(0, $0))" }
            default: diagnosis.place = table.file
            }
            throw Failure(
                diagnosis.kind, diagnosis.what, place: diagnosis.place, remedy: diagnosis.remedy)
        }
    }

    /// A column of numbers; what is none is a fault and reads as NaN.
    private static func numbers(
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

    /// The target's values; under the logistic loss probabilities, or labels as 0 and 1.
    private static func target(
        _ table: DelimitedTable, _ index: Int, loss: SurrogateLoss, _ faults: inout FaultCollector
    ) -> (values: [Double], labels: SurrogateTarget.Labels?) {
        let texts = (0..<table.rowCount).map { table.text($0, index) }
        let values = texts.map { Double($0) }
        guard loss == .logistic, !values.allSatisfy({ ($0 ?? -1) >= 0 && ($0 ?? 2) <= 1 }) else {
            return (numbers(table, index, &faults), nil)
        }
        // Values that differ in spelling alone, 1 and 1.0, are one label.
        let keys = zip(texts, values).map { text, value in
            value.map { "\($0)" } ?? text.split(separator: " ").joined(separator: " ")
        }
        var firsts = [(key: String, row: Int)]()
        for (row, key) in keys.enumerated() {
            if key.isEmpty {
                faults.add(
                    QuasiScreenError.emptyField(
                        column: table.columns[index], place: "\(table.place(row, index))"
                    ).diagnosis)
            } else if !TextForm.isPrintable(key) {
                faults.add(
                    QuasiScreenError.unprintableClass(key, place: "\(table.place(row, index))")
                        .diagnosis)
            } else if !firsts.contains(where: { $0.key == key }) {
                firsts.append((key, row))
            }
            // A column of numbers has as many labels as rows; three say enough.
            if firsts.count > 2 { break }
        }
        guard firsts.count == 2 else {
            let place = firsts.last.map { "\(table.place($0.row, index))" } ?? table.file
            let found = firsts.map { TextForm.quoted(texts[$0.row]) }.joined(separator: ", ")
            faults.add(
                Diagnosis(
                    .badData,
                    firsts.count > 2
                        ? "the target is neither a probability nor one of two labels; found: \(found)"
                        : "the target holds one label alone: \(found)", place: place,
                    remedy: "give 0 and 1, probabilities or two labels, or use the squared loss"))
            return ([], nil)
        }
        let pair = SurrogateTarget.Labels(
            ordering: texts[firsts[0].row], texts[firsts[1].row])
        let oneKey = pair.one == texts[firsts[0].row] ? firsts[0].key : firsts[1].key
        return (keys.map { $0 == oneKey ? 1 : 0 }, pair)
    }
}

extension SurrogateTarget.Labels {
    /// Which of two labels counts as 1: the larger number, the affirmative word, else the later in
    /// the order of characters.
    init(ordering first: String, _ second: String) {
        let affirmative = [
            ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("-", "+"),
            ("negative", "positive"), ("neg", "pos"), ("absent", "present"), ("bad", "good"),
            ("fail", "pass"), ("unstable", "stable"),
        ]
        let low = (first.lowercased(), second.lowercased())
        if let a = Double(first), let b = Double(second) {
            self = a < b ? .init(zero: first, one: second) : .init(zero: second, one: first)
        } else if affirmative.contains(where: { $0 == low }) {
            self.init(zero: first, one: second)
        } else if affirmative.contains(where: { $0 == (low.1, low.0) }) {
            self.init(zero: second, one: first)
        } else {
            self =
                first < second
                ? .init(zero: first, one: second) : .init(zero: second, one: first)
        }
    }
}
