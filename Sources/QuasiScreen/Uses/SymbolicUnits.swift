import Artifacts
import Basis
import Symbolic

/// A user's file of units for the columns of a table.
struct SymbolicUnits {
    /// By the column's name.
    let units: [String: Unit]
    let file: String
    private let list: DelimitedTable
    /// The rows of the file that concern a column, by its name, and the column of the units.
    private var rows: [String: Int] = [:]
    private let unitColumn: Int

    /// - Throws: ``Faults``: units that cannot be read or of which a part is not known, columns that
    ///   are not there, and columns of two units, each with its place. A text that is built like no
    ///   unit and resembles none, such as `score`, is a unit of its own and is said.
    init(path: String, table: DelimitedTable) throws {
        list = try DelimitedTable(bytes: readInput(path), file: path)
        let name = try list.index(of: "name")
        unitColumn = try list.index(of: "unit")
        var faults = FaultCollector()
        var units = [String: Unit]()
        for row in 0..<list.rowCount {
            let column = list.text(row, name)
            let text = list.text(row, unitColumn)
            let place = "\(list.place(row, unitColumn))"
            if !table.hasColumn(column) {
                let missing = DelimitedTextError.missingColumn(
                    column, place: table.file, present: table.columns
                ).diagnosis
                faults.add(
                    Diagnosis(
                        .badData, "\(missing.what) in \(table.file)",
                        place: "\(list.place(row, name))", remedy: missing.remedy))
            }
            do {
                let read = try Unit(text)
                for fault in SymbolicUnits.unknown(read, text, place) { faults.add(fault) }
                if let known = units[column], known != read, let line = rows[column] {
                    faults.add(
                        Diagnosis(
                            .badData,
                            "column \(TextForm.quoted(column)) has the unit "
                                + "\(TextForm.quoted(text)) here and "
                                + "\(TextForm.quoted(known.description)) in line "
                                + "\(list.place(line, unitColumn).line)",
                            place: place, remedy: "keep one of them"))
                }
                units[column] = read
                rows[column] = row
            } catch let error as SymbolicError {
                faults.add(
                    QuasiScreenError.unreadableUnit(error.diagnosis.what, place: place).diagnosis)
            }
        }
        try faults.check()
        self.units = units
        file = path
    }

    /// A fault for each part of a unit that is not known, with what was probably meant.
    private static func unknown(_ unit: Unit, _ text: String, _ place: String) -> [Diagnosis] {
        unit.unknownSymbols.compactMap { symbol in
            let advice = Unit.advice(for: symbol)
            // Text that resembles no unit is said in a remark.
            if advice == nil, unit.isLabel { return nil }
            let whole = symbol == text ? "" : " in \(TextForm.quoted(text))"
            return Diagnosis(
                .badData, "unknown unit \(TextForm.quoted(symbol))\(whole)", place: place,
                remedy: (advice.map { "\($0) (" } ?? "")
                    + "a unit of your own stands in square brackets"
                    + (advice == nil ? ", [\(symbol)]" : ")"))
        }
    }

    private func isBlank(_ column: String) -> Bool {
        rows[column].map { list.text($0, unitColumn).allSatisfy { $0 == " " } } ?? false
    }

    private func place(_ column: String) -> TextPlace? {
        rows[column].map { list.place($0, unitColumn) }
    }

    /// What the units leave open.
    ///
    /// - Parameters:
    ///   - columns: the columns that formulas may use, by their positions in the table.
    ///   - target: the target's position, if it can have a unit.
    func remarks(of columns: [Int], target: Int?, in table: DelimitedTable) -> [String] {
        func list(_ items: [String]) -> String {
            let shown = items.prefix(12).joined(separator: ", ")
            return items.count > 12 ? "\(shown) and \(items.count - 12) more" : shown
        }
        func placed(_ column: Int) -> String {
            let name = table.columns[column]
            return "\(TextForm.quoted(name)) (\(place(name) ?? table.headerPlace(column)))"
        }
        var remarks = [String]()
        let missing = columns.filter {
            units[table.columns[$0]] == nil || isBlank(table.columns[$0])
        }
        if !missing.isEmpty {
            remarks.append(
                "no unit of \(list(missing.map(placed))) in \(file): taken as pure numbers (write "
                    + "- to say so)")
        }
        for index in columns + (target.map { [$0] } ?? []) {
            let column = table.columns[index]
            guard let unit = units[column] else { continue }
            let text = TextForm.quoted(unit.description)
            if !unit.unknownSymbols.isEmpty {
                remarks.append(
                    "the unit \(text) of column \(placed(index)) is unknown: it combines with "
                        + "itself alone (write it in square brackets to say so)")
            }
            let mistaken = ["C": ("coulomb", "Celsius"), "F": ("farad", "Fahrenheit")]
            if let (read, meant) = mistaken[unit.description] {
                remarks.append(
                    "the unit \(text) of column \(placed(index)) is read as the \(read); degrees "
                        + "\(meant) have to be converted to K")
            }
        }
        remarks += scales(columns.map { table.columns[$0] })
        if let target {
            let name = table.columns[target]
            if isBlank(name) {
                remarks.append(
                    "no unit of the target \(placed(target)) in \(file): taken as a pure number")
            } else if units[name] == nil {
                remarks.append(
                    "no unit of the target \(placed(target)) in \(file): the constants of formulas "
                        + "are printed without units")
            }
        }
        return remarks
    }

    /// Columns of one quantity in different units, which formulas keep apart.
    private func scales(_ columns: [String]) -> [String] {
        var groups = [[(column: String, unit: Unit)]]()
        for column in columns where !isBlank(column) {
            guard let unit = units[column] else { continue }
            if let index = groups.firstIndex(where: { unit.factor(from: $0[0].unit) != nil }) {
                // One column stands for all of its unit.
                if !groups[index].contains(where: { $0.unit == unit }) {
                    groups[index].append((column, unit))
                }
            } else {
                groups.append([(column, unit)])
            }
        }
        func name(_ unit: Unit) -> String { unit.isDimensionless ? "1" : unit.description }
        return groups.flatMap { group in
            group.dropFirst().compactMap { other in
                guard let factor = group[0].unit.factor(from: other.unit) else { return nil }
                return "the columns \(TextForm.quoted(group[0].column)) in "
                    + "\(name(group[0].unit)) and \(TextForm.quoted(other.column)) in "
                    + "\(name(other.unit)) hold one kind of quantity, but formulas never add or "
                    + "compare them: multiply \(TextForm.quoted(other.column)) by "
                    + "\(factor) to have it in \(name(group[0].unit))"
            }
        }
    }
}
