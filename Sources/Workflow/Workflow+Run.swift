import Artifacts
import Basis
import Synchronization

extension Workflow {
    /// Runs the stages that are out of date.
    ///
    /// Whatever stops a run, the next one continues: finished stages stay, and so do finished
    /// parts of the stage that was stopped. One run at a time has the folder.
    ///
    /// - Parameters:
    ///   - folder: the run folder; made if missing.
    ///   - until: the stage to stop after; only that stage and those it needs are run. The default
    ///     is all stages.
    ///   - force: stages that run even if they are up to date. The default is none.
    ///   - threads: how many threads a stage may use. The default is all.
    ///   - wait: whether to wait for another run on the folder. The default is to throw at once.
    ///   - observer: told of every event, one at a time, from any thread.
    /// - Throws: ``WorkflowError/stageFailed(stage:_:)`` for the error of a stage,
    ///   ``ArtifactsError`` for others, ``ArtifactsError/locked(folder:holder:)`` among them.
    public func run(
        folder: String, until: String? = nil, force: [String] = [],
        threads: Int = Parallel.availableThreads, wait: Bool = false,
        observer: @escaping @Sendable (WorkflowEvent) -> Void = { _ in }
    ) throws -> WorkflowSummary {
        let needed = try needed(until: until)
        for id in force where !needed.contains(try stage(id).id) {
            throw WorkflowError.forcedInVain(stage: id, until: until ?? "")
        }
        let asked = stages.filter { needed.contains($0.id) }
        // An input that is missing shows before anything is written.
        for (_, path) in asked.flatMap(\.files) where try fileSystem.look(at: path) == nil {
            throw ArtifactsError.missingInput(path: path)
        }
        let turn = Mutex(())
        let session = Session(
            workflow: self, folder: RunFolder(path: folder, fileSystem: fileSystem),
            threads: threads
        ) { event in
            turn.withLock { _ in observer(event) }
        }
        try fileSystem.createFolders(session.folder.records)
        let lock = try FolderLock(folder: folder, wait: wait, fileSystem: fileSystem) { holder in
            observer(.waiting(holder))
        }
        defer { lock.release() }
        return try session.run(asked, force: Set(force))
    }

    /// One run, from the lock to the manifest.
    private final class Session {
        let workflow: Workflow
        let folder: RunFolder
        let threads: Int
        let observer: @Sendable (WorkflowEvent) -> Void
        private var records = [String: StageRecord]()
        private var hasRetracted = false

        init(
            workflow: Workflow, folder: RunFolder, threads: Int,
            observer: @escaping @Sendable (WorkflowEvent) -> Void
        ) {
            self.workflow = workflow
            self.folder = folder
            self.threads = threads
            self.observer = observer
        }

        func run(_ asked: [Stage], force: Set<String>) throws -> WorkflowSummary {
            let inputs = try workflow.inputDigests(of: asked, isComplete: true)
            try folder.sweep(stages: workflow.stages.map(\.id))
            var summary = WorkflowSummary(ran: [], upToDate: [], outdated: [], artifacts: [])
            for stage in asked {
                let assessment = try assess(stage, inputs, isForced: force.contains(stage.id))
                if assessment.reasons.isEmpty {
                    records[stage.id] = assessment.record
                    summary.upToDate.append(stage.id)
                    observer(.stageUpToDate(id: stage.id))
                } else {
                    records[stage.id] = try runStage(stage, assessment, inputs)
                    summary.ran.append(stage.id)
                }
            }
            summary.outdated = try assessRest(inputs)
            let manifest = Manifest(
                records: workflow.stages.compactMap { records[$0.id] },
                outdated: summary.outdated)
            try manifest.publish(in: folder)
            summary.artifacts = manifest.artifacts
            return summary
        }

        private func assess(
            _ stage: Stage, _ inputs: [String: Digest], isForced: Bool
        ) throws -> Assessment {
            try workflow.assess(
                stage, in: folder, inputs: inputs, upstream: records, isForced: isForced,
                threads: threads)
        }

        /// Looks at the stages that were not asked for; returns those that are out of date.
        private func assessRest(_ known: [String: Digest]) throws -> [String] {
            let rest = workflow.stages.filter { records[$0.id] == nil }
            let inputs = try workflow.inputDigests(of: rest, isComplete: false)
                .merging(known) { _, known in known }
            return try rest.compactMap { stage in
                let assessment = try assess(stage, inputs, isForced: false)
                guard assessment.reasons.isEmpty else { return stage.id }
                records[stage.id] = assessment.record
                return nil
            }
        }

        private func runStage(
            _ stage: Stage, _ assessment: Assessment, _ inputs: [String: Digest]
        ) throws -> StageRecord {
            observer(
                .stageStarted(id: stage.id, title: stage.title, reasons: assessment.reasons))
            let clock = ContinuousClock()
            let start = clock.now
            do {
                let record = try execute(stage, assessment, inputs)
                let seconds = (clock.now - start) / .seconds(1)
                observer(.stageFinished(id: stage.id, seconds: seconds))
                return record
            } catch {
                observer(.stageFailed(id: stage.id))
                throw WorkflowError(error, stage: stage.id)
            }
        }

        private func execute(
            _ stage: Stage, _ assessment: Assessment, _ inputs: [String: Digest]
        ) throws -> StageRecord {
            let files = folder.fileSystem
            var record = StageRecord(
                stage: stage.id, schemaVersion: stage.schemaVersion, parameters: stage.parameters,
                files: stage.files.reduce(into: [:]) { $0[$1.name] = inputs[$1.path] },
                stages: stage.upstream.reduce(into: [:]) { $0[$1] = records[$1]?.outputsDigest },
                accounts: stage.accountKeys(in: records),
                outputs: [])
            if !hasRetracted { try folder.retractManifest() }
            hasRetracted = true

            let journal = newJournal(key: record.key, assessment)
            let journalPath = folder.journal(of: stage.id)
            try files.makeWay(at: journalPath)
            try AtomicFile.write(journal.bytes, to: journalPath, fileSystem: files)
            // From here until the new record is published nothing claims the results.
            try folder.retractRecord(of: stage.id)
            let context = StageContext(
                stage: stage, folder: folder, journal: journal,
                log: try AppendOnlyFile(journalPath, fileSystem: files),
                upstream: records.filter { stage.upstream.contains($0.key) },
                inputDigests: inputs, threads: threads, observer: observer)
            do {
                try stage.run(context)
            } catch {
                // The error of the stage is the one to tell.
                _ = try? context.finish()
                throw error
            }
            record.outputs = try context.finish()
            try AtomicFile.write(
                record.bytes, to: folder.record(of: stage.id), fileSystem: files)
            try folder.removeSuperseded(journal.owned.union(context.begunNames), by: record)
            try folder.removeJournal(of: stage.id)
            return record
        }

        /// The journal that a stage starts with: what can be kept, and what is the stage's own.
        private func newJournal(key: StageKey, _ assessment: Assessment) -> StageJournal {
            var parts = [String: Artifact]()
            if !assessment.reasons.contains(.forced) {
                if let journal = assessment.journal, journal.key == key { parts = journal.parts }
                if let record = assessment.record, record.key == key {
                    for artifact in assessment.intact { parts[artifact.name] = artifact }
                }
            }
            var owned = assessment.journal?.owned ?? []
            owned.formUnion(assessment.record?.outputs.map(\.name) ?? [])
            return StageJournal(key: key, parts: parts, owned: owned)
        }
    }
}
