import Basis
import Symbolic

extension SymbolicTable {
    /// The target's values; under the logistic loss probabilities, or labels as 0 and 1.
    static func target(
        _ table: DelimitedTable, _ index: Int, loss: SurrogateLoss, _ faults: inout FaultCollector
    ) -> (values: [Double], labels: SurrogateTarget.Labels?) {
        let texts = (0..<table.rowCount).map { table.text($0, index) }
        let values = texts.map { Double($0) }
        // Values that differ in spelling alone, 1 and 1.0, are one label.
        let keys = zip(texts, values).map { text, value in
            value.map { "\($0)" } ?? text.split(separator: " ").joined(separator: " ")
        }
        guard loss == .logistic else {
            if let fault = labelsForNumbers(table, index, keys) {
                faults.add(fault)
                return ([], nil)
            }
            return (numbers(table, index, &faults), nil)
        }
        if values.allSatisfy({ ($0 ?? -1) >= 0 && ($0 ?? 2) <= 1 }) {
            return (numbers(table, index, &faults), nil)
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
            let isNumeric = firsts.allSatisfy { values[$0.row]?.isFinite == true }
            let wanted = "give 0 and 1, probabilities or two labels"
            faults.add(
                Diagnosis(
                    .badData,
                    firsts.count > 2
                        ? "the target is neither a probability nor one of two labels; found: \(found)"
                        : "the target holds one label alone: \(found)", place: place,
                    remedy: isNumeric && firsts.count > 2
                        ? wanted + ", or use --loss squared for numbers"
                        : firsts.count > 2
                            ? wanted + "; of several classes, one beside all others" : wanted))
            return ([], nil)
        }
        let pair = SurrogateTarget.Labels(
            ordering: texts[firsts[0].row], texts[firsts[1].row])
        let oneKey = pair.one == texts[firsts[0].row] ? firsts[0].key : firsts[1].key
        return (keys.map { $0 == oneKey ? 1 : 0 }, pair)
    }

    /// The fault of labels where numbers are wanted; `nil` for anything else, damaged numbers too.
    private static func labelsForNumbers(
        _ table: DelimitedTable, _ index: Int, _ keys: [String]
    ) -> Diagnosis? {
        let distinct = Set(keys.filter { !$0.isEmpty }).sorted()
        guard !distinct.isEmpty, distinct.allSatisfy({ Double($0) == nil }) else { return nil }
        let found = distinct.prefix(3).map(TextForm.quoted).joined(separator: ", ")
        return Diagnosis(
            .badData,
            "the target holds labels, not numbers: \(found)" + (distinct.count > 3 ? " ..." : ""),
            place: "\(table.place(0, index))",
            remedy: distinct.count == 2
                ? "use --loss logistic, which takes two labels"
                : "--loss logistic takes two labels; of several classes, one beside all others")
    }

    /// Names of columns that look alike, `µ` (U+00B5) and `μ` (U+03BC).
    static func alike(_ used: [Int], _ table: DelimitedTable) -> [String] {
        let symbols = SymbolTable(names: used.map { table.columns[$0] })
        return symbols.lookAlikes.map { positions in
            let listed = positions.map { position in
                "\(TextForm.quoted(table.columns[used[position]])) "
                    + "(\(table.headerPlace(used[position])), in formulas "
                    + "\(symbols.identifiers[position]))"
            }
            return "these columns would be written alike and are kept apart: "
                + listed.joined(separator: ", ")
        }
    }

    /// What double precision cannot do with the values of a column.
    static func ranges(_ index: Int, _ column: [Double], _ table: DelimitedTable) -> [String] {
        let name = "\(TextForm.quoted(table.columns[index])) (\(table.headerPlace(index)))"
        let largest = column.reduce(0) { max($0, abs($1)) }
        let remedy = "write it in another unit, so that its values are nearer to 1"
        if SurrogateProblem.isConstant(column) { return [] }
        if !SurrogateProblem.hasVariance(column) {
            return [
                "the variance of column \(name) cannot be computed, so formulas may use it in "
                    + "ratios and functions only, not by itself: \(remedy)"
            ]
        }
        var remarks = [String]()
        for (power, word) in [(2.0, "square"), (3, "cube")]
        where !SurrogateProblem.hasVariance(column.map { power == 2 ? $0 * $0 : $0 * $0 * $0 }) {
            remarks.append(
                "the \(word) of column \(name) is beyond the range of numbers, so formulas do "
                    + "without it: \(remedy)")
            break
        }
        let exact = 9_007_199_254_740_992.0
        if largest > exact,
            (0..<table.rowCount).contains(where: { row in
                guard abs(column[row]) > exact, column[row].magnitude < 1e18 else { return false }
                return Int(table.text(row, index)).map { Int(column[row]) != $0 } ?? false
            })
        {
            remarks.append(
                "column \(name) holds whole numbers beyond 2^53, which lose their last digits: "
                    + "subtract a common offset, or leave it out if it is a code")
        }
        return remarks
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
