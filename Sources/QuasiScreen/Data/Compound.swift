import Basis
import Materials

/// One row of a compound table.
public struct Compound: Sendable, Equatable {
    /// The formula as the table has it.
    public let formula: String
    public let composition: Composition
    /// The position of the class in ``CompoundTable/classNames``.
    public internal(set) var classIndex: Int
    /// Where the row stands: `file:line:column` of the formula.
    public let place: String
    /// What the table's column `stability` says, such as "metastable"; empty where it says nothing.
    public var stability = ""
    /// What the table's column `ac_flag` says, such as "strict"; empty where it says nothing.
    public var flag = ""
    /// Why the row takes no part in training; `nil` where it does.
    public var exclusion: String?

    /// A class with what is to be known about the row, such as "quasicrystal, metastable, not
    /// trained".
    static func standing(
        className: String, stability: String, flag: String, isTrained: Bool
    ) -> String {
        let notes = [
            className, stability == "stable" ? "" : stability, flag.isEmpty ? "" : "flag \(flag)",
            isTrained ? "" : "not trained",
        ]
        return notes.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func standing(in classNames: [String]) -> String {
        Self.standing(
            className: classNames[classIndex], stability: stability, flag: flag,
            isTrained: exclusion == nil)
    }

    /// The exclusion of a row that says what another one says.
    static let duplicate = "duplicate"
}

/// Compounds with their classes, in the order of the files; rows kept out of training included.
public struct CompoundTable: Sendable, Equatable {
    /// Class names in canonical order: quasicrystal, approximant, ordinary where the data use just
    /// these, else alphabetical.
    public let classNames: [String]
    public var compounds: [Compound]

    /// Positions of the rows that take part in training, in order.
    public var trainingRows: [Int] { compounds.indices.filter { compounds[$0].exclusion == nil } }

    /// The table without the rows that take no part in training.
    public var training: CompoundTable {
        CompoundTable(classNames: classNames, compounds: trainingRows.map { compounds[$0] })
    }

    /// The rows that take no part in training, in order, without those that repeat one that does.
    var untrained: [Compound] {
        compounds.filter { $0.exclusion.map { $0 != Compound.duplicate } ?? false }
    }

    public var compositions: [Composition] { compounds.map(\.composition) }
    public var labels: [Int] { compounds.map(\.classIndex) }

    /// The number of compounds in each class.
    public var classCounts: [Int] {
        var counts = [Int](repeating: 0, count: classNames.count)
        for compound in compounds { counts[compound.classIndex] += 1 }
        return counts
    }

    /// The position of a class, or an error with a suggestion.
    public func classIndex(named name: String) throws -> Int {
        try QuasiScreenError.classIndex(of: name, among: classNames)
    }
}

/// The three classes that the field works with, by the names that the shipped data use.
public enum PhaseClass: String, CaseIterable, Sendable {
    case quasicrystal, approximant, ordinary

    /// The canonical order of a set of class names.
    static func ordered(_ names: Set<String>) -> [String] {
        let standard = allCases.map(\.rawValue)
        if names.isSubset(of: Set(standard)) { return standard.filter(names.contains) }
        return names.sorted()
    }
}

/// Something about the data that a reader of the results should know.
public struct Finding: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable {
        /// The same normalised composition and class stood in the table before.
        case duplicate
        /// The same normalised composition has another class elsewhere.
        case contradiction
        /// The row's value in a column is not among those kept, or somebody decided against it.
        case excluded
        /// Somebody decided that the row belongs to another class.
        case relabelled
        /// Somebody decided that the label stands.
        case confirmed
        /// A quasicrystal and an approximant closer than 1 at.%.
        case nearPair = "near pair"
    }

    public let kind: Kind
    public let place: String
    public let formula: String
    public let detail: String
    public let action: String

    /// Findings as comma-separated text.
    static func csv(_ findings: [Finding]) -> [UInt8] {
        var writer = DelimitedWriter(columns: ["kind", "place", "formula", "detail", "action"])
        for finding in findings {
            writer.append([
                finding.kind.rawValue, finding.place, finding.formula, finding.detail,
                finding.action,
            ])
        }
        return writer.bytes
    }
}
