import Artifacts
import Basis

extension Workflow {
    /// What a run would do, and why; takes no lock and writes nothing.
    ///
    /// All results of the run folder are read and their digests checked.
    ///
    /// - Throws: ``ArtifactsError`` where an external input cannot be read.
    public func plan(
        folder: String, threads: Int = Parallel.availableThreads
    ) throws -> [PlannedStage] {
        let runFolder = RunFolder(path: folder, fileSystem: fileSystem)
        let inputs = try inputDigests(of: stages, isComplete: true)
        var upToDate = [String: StageRecord]()
        return try stages.map { stage in
            var assessment = try assess(
                stage, in: runFolder, inputs: inputs, upstream: upToDate, isForced: false,
                threads: threads)
            if assessment.reasons.isEmpty {
                upToDate[stage.id] = assessment.record
            } else if assessment.record == nil {
                assessment.reasons += stage.upstream.filter { upToDate[$0] == nil }
                    .map { .upstreamRuns(stage: $0) }
            }
            return PlannedStage(id: stage.id, title: stage.title, reasons: assessment.reasons)
        }
    }
}
