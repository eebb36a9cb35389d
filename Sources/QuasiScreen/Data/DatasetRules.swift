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
    /// The column with decisions about labels: `keep` (the label stands), `exclude` (the row is not
    /// learnt from) or the name of another class. The default is "decision".
    ///
    /// Tables without the column hold no decisions, but another name than the default's must be in
    /// one of them; "none" reads no decisions. A decision goes before every other rule.
    public var decisionColumn = Self.usualDecisionColumn
    /// The default is ``Duplicates/merge``.
    public var duplicates = Duplicates.merge
    /// The default is ``Contradictions/rarest``.
    public var contradictions = Contradictions.rarest
    /// For a column: the values with which a row takes part.
    ///
    /// Tables without the column are not filtered; a column that no table has is an error, but for
    /// the default's. The default keeps stable compounds and leaves out ordinary crystals that are
    /// flagged as approximants in disguise; those that are approximants in a broad sense only are
    /// ordinary competitors, unless the same composition is listed as an approximant.
    public var keep = Self.usualKeep

    static let usualKeep = [stabilityColumn: ["stable"], flagColumn: ["", "broad"]]
    /// Columns that are shown beside a compound wherever it is named.
    static let stabilityColumn = "stability"
    static let flagColumn = "ac_flag"
    private static let usualDecisionColumn = "decision"
    private static let noDecisions = "none"
    private static let usualClassColumn = "phase_class"
    private static let otherClassColumn = "class"

    public init() {}

    /// The name of the class column in a table.
    func classColumn(of table: DelimitedTable) -> String {
        classColumn == Self.usualClassColumn && !table.hasColumn(classColumn)
            && table.hasColumn(Self.otherClassColumn) ? Self.otherClassColumn : classColumn
    }

    /// The position of the decision column in a table; `nil` where it has none, or where its name
    /// is that of the formulas or classes.
    func decisionColumn(of table: DelimitedTable) throws -> Int? {
        guard decisionColumn != Self.noDecisions, table.hasColumn(decisionColumn),
            decisionColumn != formulaColumn, decisionColumn != classColumn(of: table)
        else { return nil }
        return try table.index(of: decisionColumn)
    }

    /// Columns that somebody has asked for by name and that some table must have, in order.
    var requiredColumns: [String] {
        // The usual filters pass over tables without their columns; one that a user wrote must not.
        (keep == Self.usualKeep ? [] : keep.keys.sorted())
            + ([Self.usualDecisionColumn, Self.noDecisions].contains(decisionColumn)
                ? [] : [decisionColumn])
    }

    /// The rules as canonical text, for stage keys.
    var parameters: [String: String] {
        var result = [
            "formula_column": formulaColumn, "class_column": classColumn,
            "decision_column": decisionColumn, "duplicates": duplicates.rawValue,
            "contradictions": contradictions.rawValue,
        ]
        for (column, values) in keep {
            result["keep.\(column)"] = values.map { "\"\($0)\"" }.joined(separator: ", ")
        }
        return result
    }
}
