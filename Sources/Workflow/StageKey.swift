import Artifacts

/// The parameters of a stage as text, sorted by the bytes of their names.
public struct StageParameters: Sendable, Equatable {
    public let entries: [(name: String, value: String)]

    public init(_ values: [String: String]) {
        entries = values.map { (name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    public static func == (first: StageParameters, second: StageParameters) -> Bool {
        first.entries.elementsEqual(second.entries) { $0 == $1 }
    }
}

/// What the results of a stage depend on, as one SHA-256.
///
/// Computed from the stage's id, its schema version, its parameters and the digests of its inputs;
/// times, paths and the machine do not take part.
public struct StageKey: Sendable, Hashable, CustomStringConvertible {
    public let digest: Digest

    /// - Parameters:
    ///   - files: the digests of external files by the name of the input.
    ///   - stages: the digests over all results of the stages that this one reads.
    ///   - accounts: the keys of the stages of which this one tells what they were made from.
    public init(
        stage: String, schemaVersion: Int, parameters: StageParameters,
        files: [String: Digest], stages: [String: Digest], accounts: [String: Digest] = [:]
    ) {
        var fields: [(name: String, value: String)] = [
            ("stage", stage), ("schemaVersion", "\(schemaVersion)"),
        ]
        fields += parameters.entries.map { ("parameter " + $0.name, $0.value) }
        // The digest sorts its fields, so the order of a dictionary does not matter.
        fields += files.map { ("file " + $0.key, $0.value.hex) }
        fields += stages.map { ("results of " + $0.key, $0.value.hex) }
        fields += accounts.map { ("key of " + $0.key, $0.value.hex) }
        digest = Digest(of: fields)
    }

    init(digest: Digest) { self.digest = digest }

    public var description: String { digest.hex }
}
