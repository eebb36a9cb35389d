import Basis

/// The rules for names of results inside a folder.
public enum ArtifactName {
    /// The longest component in bytes; room is left for the marks of a temporary file.
    static let longestComponent = 200

    /// Whether the name stays inside its folder and reads the same everywhere.
    ///
    /// Components are separated by "/" and none is empty, starts with "." or is longer than 200
    /// bytes; control characters, invisible formatting characters and "\" do not occur.
    public static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty, !name.unicodeScalars.contains(where: TextForm.isInvisible),
            !name.utf8.contains(UInt8(ascii: "\\"))
        else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .allSatisfy { component in
                !component.isEmpty && component.first != UInt8(ascii: ".")
                    && component.count <= longestComponent
            }
    }

    /// - Throws: ``ArtifactsError/invalidName(_:)``.
    public static func check(_ name: String) throws(ArtifactsError) {
        if !isValid(name) { throw .invalidName(name) }
    }
}
