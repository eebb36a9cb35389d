import Basis

/// Why a part of a report cannot be made.
public enum ReportingError: Diagnosable, Equatable {
    /// The address of a link is of a kind that a report does not follow.
    case unsafeLink(String)
    /// A row of a table has more or fewer cells than there are columns.
    case wrongCellCount(table: String, row: Int, found: Int, expected: Int)
    /// A viewer's values do not fit each other.
    case unusableMap(viewer: String, system: String?, String)

    public var diagnosis: Diagnosis {
        switch self {
        case .unsafeLink(let address):
            return Diagnosis(
                .badData, "\"\(address)\" is not an address that a report may link to",
                remedy: "give a relative path, an https address, a DOI or #section")
        case .wrongCellCount(let table, let row, let found, let expected):
            return Diagnosis(
                .internal, "\(found) cells where the table has \(expected) columns",
                place: "report table \"\(table)\", row \(row + 1)")
        case .unusableMap(let viewer, let system, let problem):
            let name = system.map { ", system \"\($0)\"" } ?? ""
            return Diagnosis(.internal, problem, place: "report viewer \"\(viewer)\"\(name)")
        }
    }
}
