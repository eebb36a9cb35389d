import Basis
import Materials

/// How a compound table is read and which of its rows take part in training.
public struct DatasetRules: Sendable, Equatable {
    public enum Duplicates: String, CaseIterable, Sendable {
        /// The first row of equal composition and class takes part; the others do not.
        case merge
        /// Every row takes part.
        case keep
        /// A repeated composition is an error.
        case error
    }

    public enum Contradictions: String, CaseIterable, Sendable {
        /// The class with the fewest rows wins: curated labels are rarer than bulk ones.
        case rarest
        /// None of the contradicting rows takes part.
        case exclude
        /// Every row takes part, with its own label.
        case keep
        /// A contradiction is an error.
        case error
    }

    /// The column with the formula. The default is "formula".
    public var formulaColumn = "formula"
    /// The column with the class name. The default is "phase_class", or "class" in tables that
    /// have only that.
    public var classColumn = Self.usualClassColumn
    /// The default is ``Duplicates/merge``.
    public var duplicates = Duplicates.merge
    /// The default is ``Contradictions/rarest``.
    public var contradictions = Contradictions.rarest
    /// For a column: the values with which a row takes part.
    ///
    /// Tables without the column are not filtered; a column that no table has is an error, but for
    /// the default's. The default keeps stable compounds and leaves out ordinary crystals that are
    /// flagged as approximants in disguise.
    public var keep = Self.usualKeep

    static let usualKeep = [stabilityColumn: ["stable"], flagColumn: [""]]
    /// Columns that are shown beside a compound wherever it is named.
    static let stabilityColumn = "stability"
    static let flagColumn = "ac_flag"
    private static let usualClassColumn = "phase_class"
    private static let otherClassColumn = "class"

    public init() {}

    /// The name of the class column in a table.
    func classColumn(of table: DelimitedTable) -> String {
        classColumn == Self.usualClassColumn && !table.hasColumn(classColumn)
            && table.hasColumn(Self.otherClassColumn) ? Self.otherClassColumn : classColumn
    }

    /// The rules as canonical text, for stage keys.
    var parameters: [String: String] {
        var result = [
            "formula_column": formulaColumn, "class_column": classColumn,
            "duplicates": duplicates.rawValue, "contradictions": contradictions.rawValue,
        ]
        for (column, values) in keep {
            result["keep.\(column)"] = values.map { "\"\($0)\"" }.joined(separator: ", ")
        }
        return result
    }

    /// Marks the rows that take no part: contradictions among all rows first, so that a label that
    /// is filtered out still speaks; then the filters, then duplicates among what is left.
    ///
    /// Compositions count as equal where every fraction agrees to 1e-9.
    func apply(
        to table: inout CompoundTable, filtered: [(row: Int, column: String, value: String)]
    ) throws -> [Finding] {
        var findings = [Finding]()
        try markContradictions(in: &table, &findings)
        for (row, column, value) in filtered where table.compounds[row].exclusion == nil {
            let reason = "\(column) is \(value.isEmpty ? "empty" : "\"\(value)\"")"
            table.compounds[row].exclusion = reason
            findings.append(
                finding(.excluded, table.compounds[row], reason, "kept out of training"))
        }
        try markDuplicates(in: &table, &findings)
        findings.append(contentsOf: nearPairs(in: table))
        return findings
    }

    private func markContradictions(
        in table: inout CompoundTable, _ findings: inout [Finding]
    ) throws {
        guard contradictions != .keep else { return }
        let counts = table.training.classCounts
        for rows in groups(of: table) {
            let classes = Set(rows.map { table.compounds[$0].classIndex }).sorted()
            guard classes.count > 1 else { continue }
            let names = classes.map { table.classNames[$0] }
            if contradictions == .error {
                let row = table.compounds[rows[1]]
                throw QuasiScreenError.contradiction(
                    formula: row.formula, place: row.place, classes: names)
            }
            let winner =
                contradictions == .rarest
                ? classes.min { (counts[$0], $0) < (counts[$1], $1) } : nil
            for row in rows where table.compounds[row].classIndex != winner {
                let others = rows.filter { $0 != row }.map { other in
                    let compound = table.compounds[other]
                    return "\(table.classNames[compound.classIndex]) at \(compound.place)"
                }
                let own = table.classNames[table.compounds[row].classIndex]
                let detail = "labelled \(own) here, \(others.joined(separator: ", "))"
                table.compounds[row].exclusion = "contradictory label"
                findings.append(
                    finding(.contradiction, table.compounds[row], detail, "kept out of training"))
            }
        }
    }

    private func markDuplicates(
        in table: inout CompoundTable, _ findings: inout [Finding]
    ) throws {
        guard duplicates != .keep else { return }
        for rows in groups(of: table) {
            for (position, row) in rows.enumerated() {
                let compound = table.compounds[row]
                guard
                    let first = rows[..<position].first(where: {
                        table.compounds[$0].classIndex == compound.classIndex
                    })
                else { continue }
                if duplicates == .error {
                    throw QuasiScreenError.sameFormulaTwice(
                        compound.formula, place: compound.place)
                }
                let twin = table.compounds[first]
                table.compounds[row].exclusion = Compound.duplicate
                findings.append(
                    finding(
                        .duplicate, compound,
                        "same composition as \(twin.formula) at \(twin.place)",
                        "kept out of training"))
            }
        }
    }

    /// Training rows of equal composition, groups of two or more, in row order.
    private func groups(of table: CompoundTable) -> [[Int]] {
        var rowsOfKey = [String: [Int]]()
        for row in table.trainingRows {
            rowsOfKey[table.compounds[row].composition.equalityKey, default: []].append(row)
        }
        return rowsOfKey.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }

    /// Quasicrystals with an approximant closer than 1 at.%: kept, since both may be right.
    private func nearPairs(in table: CompoundTable) -> [Finding] {
        let names = table.classNames
        guard let quasicrystal = names.firstIndex(of: PhaseClass.quasicrystal.rawValue),
            let approximant = names.firstIndex(of: PhaseClass.approximant.rawValue)
        else { return [] }
        let rows = table.trainingRows
        let approximants = rows.filter { table.compounds[$0].classIndex == approximant }
        let index = CompositionIndex(approximants.map { table.compounds[$0].composition })
        return rows.filter { table.compounds[$0].classIndex == quasicrystal }.compactMap { row in
            let compound = table.compounds[row]
            guard let near = index.nearest(to: compound.composition).first, near.distance < 0.01
            else { return nil }
            let other = table.compounds[approximants[near.index]]
            let distance = AtPercent.rounded(near.distance)
            return finding(
                .nearPair, compound,
                "\(distance) at.% from the approximant \(other.formula) at \(other.place)", "kept")
        }
    }

    private func finding(
        _ kind: Finding.Kind, _ compound: Compound, _ detail: String, _ action: String
    ) -> Finding {
        Finding(
            kind: kind, place: compound.place, formula: compound.formula, detail: detail,
            action: action)
    }
}

extension Composition {
    /// Equal for compositions whose fractions agree to about 1e-9.
    var equalityKey: String {
        zip(elements, fractions).map { "\($0.symbol)\(Int64(($1 * 1e9).rounded()))" }
            .joined(separator: "-")
    }
}
