import Artifacts

/// What a finished stage was made from and what it made, for those who tell of a run.
public struct StageAccount: Sendable, Equatable {
    public let stage: String
    /// The SHA-256 that stands for the parameters and inputs.
    public let key: StageKey
    public let schemaVersion: Int
    public let parameters: [String: String]
    /// The digests of files from outside the run folder by the names that the stage has for them.
    public let files: [String: Digest]
    /// Sorted by name; names are inside the stage's folder.
    public let results: [Artifact]

    public init(
        stage: String, key: StageKey, schemaVersion: Int, parameters: [String: String],
        files: [String: Digest], results: [Artifact]
    ) {
        self.stage = stage
        self.key = key
        self.schemaVersion = schemaVersion
        self.parameters = parameters
        self.files = files
        self.results = results
    }

    init(_ record: StageRecord) {
        self.init(
            stage: record.stage, key: record.key, schemaVersion: record.schemaVersion,
            parameters: record.parameters, files: record.files, results: record.outputs)
    }
}
