import Artifacts
import Basis
import Symbolic

/// A user's file of units for the columns of a table.
struct SymbolicUnits {
    /// By the column's name.
    let units: [String: Unit]
    let file: String
    /// Columns whose unit is in no table of units, with that unit.
    private var unknown: [(column: String, symbols: [String])] = []
    /// Columns whose unit was left empty.
    private var blank: [String] = []

    /// - Throws: ``Faults``: units that cannot be read or look misspelt, columns that are not there,
    ///   and columns of two units, each with its place.
    init(path: String, table: DelimitedTable) throws {
        let list = try DelimitedTable(bytes: readInput(path), file: path)
        let name = try list.index(of: "name")
        let unit = try list.index(of: "unit")
        var faults = FaultCollector()
        var units = [String: Unit]()
        var lines = [String: TextPlace]()
        for row in 0..<list.rowCount {
            let column = list.text(row, name)
            let text = list.text(row, unit)
            if !table.hasColumn(column) {
                let missing = DelimitedTextError.missingColumn(
                    column, file: table.file, present: table.columns
                ).diagnosis
                faults.add(
                    Diagnosis(
                        .badData, "\(missing.what) in \(table.file)",
                        place: "\(list.place(row, name))", remedy: missing.remedy))
            }
            do {
                let read = try Unit(text)
                // A unit in square brackets is one of the user's own.
                let isOwn = text.hasPrefix("[") && text.hasSuffix("]")
                if !isOwn {
                    for symbol in read.unknownSymbols {
                        if let advice = Unit.advice(for: symbol) {
                            faults.add(
                                Diagnosis(
                                    .badData, "unknown unit \(TextForm.quoted(symbol))",
                                    place: "\(list.place(row, unit))",
                                    remedy: advice
                                        + " (a unit of your own stands in square brackets)"))
                        }
                    }
                    if !read.unknownSymbols.isEmpty {
                        unknown.append((column, read.unknownSymbols))
                    }
                }
                if text.allSatisfy({ $0 == " " }) { blank.append(column) }
                if let known = units[column], known != read, let line = lines[column] {
                    faults.add(
                        Diagnosis(
                            .badData,
                            "column \(TextForm.quoted(column)) has the unit "
                                + "\(TextForm.quoted(text)) here and "
                                + "\(TextForm.quoted(known.description)) in line \(line.line)",
                            place: "\(list.place(row, unit))", remedy: "keep one of them"))
                }
                units[column] = read
                lines[column] = list.place(row, unit)
            } catch let error as SymbolicError {
                faults.add(
                    QuasiScreenError.unreadableUnit(
                        error.diagnosis.what, place: "\(list.place(row, unit))"
                    ).diagnosis)
            }
        }
        try faults.check()
        self.units = units
        file = path
    }

    /// What the units leave open.
    ///
    /// - Parameter target: the target, if it can have a unit.
    func remarks(of columns: [String], target: String?) -> [String] {
        func list(_ names: [String]) -> String {
            let shown = names.prefix(12).map(TextForm.quoted).joined(separator: ", ")
            return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
        }
        var remarks = [String]()
        let missing = columns.filter { units[$0] == nil || blank.contains($0) }
        if !missing.isEmpty {
            remarks.append(
                "no unit of \(list(missing)) in \(file): taken as pure numbers (write - to say so)")
        }
        for (column, symbols) in unknown {
            remarks.append(
                "the unit \(list(symbols)) of column \(TextForm.quoted(column)) is unknown: it "
                    + "combines with itself alone (write it in square brackets to say so)")
        }
        if let target, blank.contains(target) {
            remarks.append(
                "no unit of the target \(TextForm.quoted(target)) in \(file): taken as a pure number"
            )
        } else if let target, units[target] == nil {
            remarks.append(
                "no unit of the target \(TextForm.quoted(target)) in \(file): the constants of "
                    + "formulas are printed without units")
        }
        return remarks
    }
}
