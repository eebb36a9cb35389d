import Workflow

/// Screens systems with a model file: the sweep stage on its own.
public enum Sweeping {
    /// Runs or continues the sweep and says what it found.
    public static func run(
        _ section: SweepSection, model path: String, folder: String, threads: Int,
        wait: Bool = false,
        observer: @escaping @Sendable (WorkflowEvent) -> Void
    ) throws -> String {
        let sweep = try SweepStage(section)
        _ = try TrainedModel(path: path).classIndex(named: section.target)
        let stage = sweep.make(input: .file(name: "model.h5", path: path)) { context in
            try ModelStore.decode(context.input("model.h5"), name: path)
        }
        let summary = try Workflow(stages: [stage]).run(
            folder: folder, threads: threads, wait: wait, observer: observer)
        let name = "\(SweepStage.id)/candidates.csv"
        let account = try RunResults(folder: folder).decode(
            SweepAccount.self, from: SweepAccount.name, of: SweepStage.id)
        let result =
            "\(sweep.extent.planes), \(summary.ran.isEmpty ? "up to date" : "screened"); "
            + "ranked candidates in \(folder)/\(name)"
        return ([result] + account.remarks).joined(separator: "\n")
    }
}
