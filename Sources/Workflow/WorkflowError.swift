import Artifacts
import Basis

/// Why a workflow cannot be built or a stage failed.
public enum WorkflowError: Diagnosable, Equatable {
    case invalidStageName(String)
    case duplicateStage(String)
    case duplicateInput(stage: String, input: String)
    case unknownInput(stage: String, input: String, known: [String])
    /// The stages of a circle, the first one again at the end.
    case cycle([String])
    case unknownStage(String, known: [String])
    /// A stage is forced that the run does not reach.
    case forcedInVain(stage: String, until: String)
    /// A stage reads what it did not declare.
    case undeclaredInput(stage: String, input: String)
    case notFinished(folder: String)
    /// The manifest of a run lists no such result.
    case resultMissing(folder: String, name: String)
    case noSuchResult(stage: String, name: String, known: [String])
    case writtenTwice(stage: String, name: String)
    /// A stage writes after it has returned.
    case alreadyFinished(stage: String)
    case inputChangedDuringRun(path: String)
    case stageFailed(stage: String, Diagnosis)

    public var diagnosis: Diagnosis {
        switch self {
        case .invalidStageName(let name):
            return Diagnosis(
                .internal, "\(TextForm.quoted(name)) cannot be the name of a stage",
                remedy: "use letters, digits, \"-\" and \"_\"")
        case .duplicateStage(let id):
            return Diagnosis(.internal, "two stages are called \"\(id)\"")
        case .duplicateInput(let stage, let input):
            return Diagnosis(
                .internal, "input \(TextForm.quoted(input)) is declared twice",
                place: "stage \(stage)")
        case .unknownInput(let stage, let input, let known):
            return Diagnosis(
                .internal, "reads stage \(TextForm.quoted(input)), which does not exist",
                place: "stage \(stage)", remedy: Suggestion.question(for: input, among: known))
        case .cycle(let stages):
            return Diagnosis(
                .internal, "stages wait for each other: \(stages.joined(separator: " -> "))")
        case .unknownStage(let name, let known):
            return Diagnosis(
                .usage, "no stage \(TextForm.quoted(name))",
                remedy: Suggestion.question(for: name, among: known)
                    ?? "the stages are \(known.joined(separator: ", "))")
        case .forcedInVain(let stage, let until):
            return Diagnosis(
                .usage, "stage \(stage) cannot be forced: a run until \(until) does not need it",
                remedy: "name a later stage, or force another one")
        case .undeclaredInput(let stage, let input):
            return Diagnosis(
                .internal, "reads \(TextForm.quoted(input)), which is not one of its inputs",
                place: "stage \(stage)")
        case .notFinished(let folder):
            return Diagnosis(
                .noInput, "no finished run", place: folder,
                remedy: "give a folder in which a run has ended; run the pipeline again")
        case .resultMissing(let folder, let name):
            return Diagnosis(
                .noInput, "the run has no \(TextForm.quoted(name))", place: folder,
                remedy: "run the pipeline to its end")
        case .noSuchResult(let stage, let name, let known):
            return Diagnosis(
                .internal, "has no result \(TextForm.quoted(name))", place: "stage \(stage)",
                remedy: Suggestion.question(for: name, among: known))
        case .writtenTwice(let stage, let name):
            return Diagnosis(
                .internal, "writes \(TextForm.quoted(name)) twice", place: "stage \(stage)")
        case .alreadyFinished(let stage):
            return Diagnosis(.internal, "writes after its end", place: "stage \(stage)")
        case .inputChangedDuringRun(let path):
            return Diagnosis(
                .badData, "changed during the run", place: path, remedy: "start the run again")
        case .stageFailed(let stage, let cause):
            return Diagnosis(
                cause.kind, "stage \(stage): \(cause.what)", place: cause.place,
                remedy: cause.remedy)
        }
    }

    /// The error of a stage, with the stage's name.
    init(_ error: any Error, stage: String) {
        switch error {
        case let error as any Diagnosable:
            self = .stageFailed(stage: stage, error.diagnosis)
        case is CancellationError:
            self = .stageFailed(
                stage: stage,
                Diagnosis(.interrupted, "interrupted", remedy: "start again to continue"))
        default:
            self = .stageFailed(stage: stage, Diagnosis(.internal, "\(error)"))
        }
    }
}
