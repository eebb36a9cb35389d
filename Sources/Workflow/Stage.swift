import Artifacts

/// What a stage reads.
public enum StageInput: Sendable, Equatable {
    /// A file from outside the run folder; its name is the stage's own word for it.
    case file(name: String, path: String)
    /// The results of another stage.
    case stage(String)
    /// The results of another stage and what they were made from; where only the latter changes,
    /// a stage that tells of it has to run too.
    case account(of: String)
}

/// One step of a workflow: a function from parameters and inputs to files.
///
/// Same parameters and same inputs must give the same bytes at any thread count; then a stage
/// runs again only when something it depends on has changed.
public struct Stage: Sendable {
    /// The name of the stage and of its folder: letters, digits, "-" and "_".
    public var id: String
    /// A few words for people.
    public var title: String
    /// Raised whenever the code of the stage gives other bytes for the same inputs.
    public var schemaVersion: Int
    /// Every setting that the results depend on, by the name that a user knows it by
    /// ("model.trees"), with its value in one canonical spelling.
    public var parameters: [String: String]
    public var inputs: [StageInput]
    public var run: @Sendable (StageContext) throws -> Void

    public init(
        id: String, title: String, schemaVersion: Int = 1, parameters: [String: String] = [:],
        inputs: [StageInput] = [], run: @escaping @Sendable (StageContext) throws -> Void
    ) {
        self.id = id
        self.title = title
        self.schemaVersion = schemaVersion
        self.parameters = parameters
        self.inputs = inputs
        self.run = run
    }

    /// The stages that this one reads, in the order they are declared.
    var upstream: [String] {
        inputs.compactMap { input in
            switch input {
            case .stage(let id), .account(of: let id): id
            case .file: nil
            }
        }
    }

    /// The stages of which this one tells what they were made from.
    var accounts: [String] {
        inputs.compactMap { input in
            if case .account(of: let id) = input { id } else { nil }
        }
    }

    /// The keys of ``accounts``, as far as their records are at hand.
    func accountKeys(in records: [String: StageRecord]) -> [String: Digest] {
        accounts.reduce(into: [:]) { $0[$1] = records[$1]?.key.digest }
    }

    /// The external files, in the order they are declared.
    var files: [(name: String, path: String)] {
        inputs.compactMap { input in
            if case .file(let name, let path) = input { (name, path) } else { nil }
        }
    }
}
