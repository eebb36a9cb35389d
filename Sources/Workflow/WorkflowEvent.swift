import Artifacts

/// What a running workflow tells its observer. Events never overlap.
public enum WorkflowEvent: Sendable, Equatable {
    /// Another run has the folder and this one was asked to wait.
    case waiting(LockHolder?)
    case stageUpToDate(id: String)
    case stageStarted(id: String, title: String, reasons: [RerunReason])
    /// `fraction` lies in [0, 1].
    case progress(id: String, fraction: Double, note: String)
    case stageFinished(id: String, seconds: Double)
    case stageFailed(id: String)
}

/// A stage in a plan.
public struct PlannedStage: Sendable, Equatable {
    public var id: String
    public var title: String
    /// Empty where the stage is up to date.
    public var reasons: [RerunReason]

    public var isUpToDate: Bool { reasons.isEmpty }

    public init(id: String, title: String, reasons: [RerunReason]) {
        self.id = id
        self.title = title
        self.reasons = reasons
    }
}

/// A file that a stage made.
public struct Artifact: Sendable, Equatable {
    /// Inside the folder of its stage, or of the run, as the context says.
    public var name: String
    /// Bytes.
    public var size: Int
    public var digest: Digest

    public init(name: String, size: Int, digest: Digest) {
        self.name = name
        self.size = size
        self.digest = digest
    }
}

/// What a run did.
public struct WorkflowSummary: Sendable, Equatable {
    /// The stages that ran, in that order.
    public var ran: [String]
    public var upToDate: [String]
    /// Stages that were not asked for and are out of date.
    public var outdated: [String]
    /// All results that are valid now, by their paths in the run folder, sorted.
    public var artifacts: [Artifact]
}
