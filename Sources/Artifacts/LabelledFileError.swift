import Basis
import HDF5

/// What is wrong with a labelled file, or with what is asked of it.
public enum LabelledFileError: Diagnosable, Equatable {
    /// The bytes are damaged or are not HDF5.
    case unreadable(file: String, HDF5Error)
    /// HDF5, but not a file of this project; the text says what is missing or unexpected.
    case notLabelled(file: String, String)
    /// The file holds something else.
    case wrongSchema(file: String, found: String, expected: String)
    /// The file comes from a newer program.
    case newerSchema(file: String, schema: String, version: Int, supported: Int, software: String)
    /// The dimensions, variables and attributes contradict each other.
    case inconsistent(schema: String, name: String, String)
    /// The contents cannot be written.
    case unwritable(schema: String, HDF5Error)
    case unknownVariable(schema: String, name: String, available: [String])
    case unknownDimension(schema: String, name: String, available: [String])
    /// The variable has another type than the one asked for.
    case wrongType(schema: String, name: String, stored: String, requested: String)

    public var diagnosis: Diagnosis {
        switch self {
        case .unreadable(let file, let error):
            Diagnosis(
                .badData, "the file is damaged or is not HDF5 (\(error))", place: file,
                remedy: "make it again, or restore a copy")
        case .notLabelled(let file, let detail):
            Diagnosis(
                .badData, "the file does not have the layout of an artifact: \(detail)",
                place: file, remedy: "give a file that this program has written")
        case .wrongSchema(let file, let found, let expected):
            Diagnosis(
                .badData, "the file holds \"\(found)\", not \"\(expected)\"", place: file,
                remedy: "give a file of the schema \"\(expected)\"")
        case .newerSchema(let file, let schema, let version, let supported, let software):
            Diagnosis(
                .badData,
                "version \(version) of the schema \"\(schema)\" (written by \(software)) is newer "
                    + "than version \(supported), the last that this program reads",
                place: file, remedy: "update the program, or make the file again with this one")
        case .inconsistent(let schema, let name, let detail):
            Diagnosis(.internal, "\"\(name)\" \(detail)", place: schema)
        case .unwritable(let schema, let error):
            Diagnosis(.internal, "the contents cannot be encoded (\(error))", place: schema)
        case .unknownVariable(let schema, let name, let available):
            Self.unknown("variable", schema, name, available)
        case .unknownDimension(let schema, let name, let available):
            Self.unknown("dimension", schema, name, available)
        case .wrongType(let schema, let name, let stored, let requested):
            Diagnosis(
                .badData, "the variable \"\(name)\" holds \(stored), not \(requested)",
                place: schema)
        }
    }

    private static func unknown(
        _ kind: String, _ schema: String, _ name: String, _ available: [String]
    ) -> Diagnosis {
        let list =
            available.isEmpty ? "there is none" : "there is " + available.joined(separator: ", ")
        return Diagnosis(
            .badData, "there is no \(kind) \"\(name)\"", place: schema,
            remedy: Suggestion.question(for: name, among: available) ?? list)
    }
}
