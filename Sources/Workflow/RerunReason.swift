import Artifacts
import Basis

/// Why a stage has to run.
public enum RerunReason: Sendable, Equatable {
    case neverRun
    /// An earlier run of the stage did not end; so many of its parts can be kept.
    case interrupted(finishedParts: Int)
    case recordDamaged
    case schemaChanged(old: Int, new: Int)
    /// `nil` where the parameter was not there before, or is there no more.
    case parameterChanged(name: String, old: String?, new: String?)
    /// `nil` where the input was not there before, or is there no more.
    case inputChanged(name: String, old: Digest?, new: Digest?)
    /// The results of a stage that this one reads are others than before.
    case stageInputChanged(stage: String)
    /// The results of a stage that this one tells of are the same, but made from other inputs.
    case stageAccountChanged(stage: String)
    /// A stage that this one reads is to run first. If its results come out the same, this one
    /// need not run. Only a plan gives this reason.
    case upstreamRuns(stage: String)
    case outputMissing(name: String)
    case outputDamaged(name: String, ArtifactsError.Damage)
    case forced
}

extension RerunReason: CustomStringConvertible {
    /// One line, such as `model.trees: 200 -> 500`.
    public var description: String {
        switch self {
        case .neverRun:
            return "never run"
        case .interrupted(0):
            return "an earlier run did not finish"
        case .interrupted(let parts):
            return "an earlier run did not finish; "
                + (parts == 1 ? "1 part is kept" : "\(parts) parts are kept")
        case .recordDamaged:
            return "the record of its results is damaged"
        case .schemaChanged(let old, let new):
            return "schema version: \(old) -> \(new)"
        case .parameterChanged(let name, let old, let new):
            return "\(TextForm.printable(name)): \(RerunReason.value(old)) -> "
                + RerunReason.value(new)
        case .inputChanged(let name, let old, let new):
            return "input \(TextForm.printable(name)): \(old?.short ?? "none") -> "
                + (new?.short ?? "none")
        case .stageInputChanged(let stage):
            return "the results of \(stage) changed"
        case .stageAccountChanged(let stage):
            return "what \(stage) was made from changed"
        case .upstreamRuns(let stage):
            return "reads \(stage), which runs first"
        case .outputMissing(let name):
            return "\(TextForm.printable(name)) is missing"
        case .outputDamaged(let name, let damage):
            return "\(TextForm.printable(name)) is damaged: \(damage)"
        case .forced:
            return "forced"
        }
    }

    /// A value short enough for a line; a long one shows its beginning and end.
    private static func value(_ text: String?) -> String {
        guard let text else { return "none" }
        if text.isEmpty { return "\"\"" }
        let shown = TextForm.printable(text)
        return shown.count <= 80 ? shown : "\(shown.prefix(40))...\(shown.suffix(30))"
    }
}
