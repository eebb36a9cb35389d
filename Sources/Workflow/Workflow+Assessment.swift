import Artifacts

/// What is known about a stage before it is decided whether it runs.
struct Assessment {
    var reasons: [RerunReason]
    /// `nil` where the results of another stage are not known yet.
    var key: StageKey?
    var record: StageRecord?
    var journal: StageJournal?
    /// Results that are as the record says.
    var intact: [Artifact]
}

extension Workflow {
    /// The digests of external files by path.
    ///
    /// - Parameter isComplete: whether a file that cannot be read is an error.
    func inputDigests(
        of stages: [Stage], isComplete: Bool
    ) throws(ArtifactsError) -> [String: Digest] {
        var digests = [String: Digest]()
        for (_, path) in stages.flatMap(\.files) where digests[path] == nil {
            do throws(ArtifactsError) {
                digests[path] = try fileSystem.digest(of: path).digest
            } catch {
                if isComplete { throw error }
            }
        }
        return digests
    }

    /// Compares a stage with its record.
    ///
    /// - Parameter upstream: the records of the stages that are up to date.
    func assess(
        _ stage: Stage, in folder: RunFolder, inputs: [String: Digest],
        upstream: [String: StageRecord], isForced: Bool, threads: Int
    ) throws -> Assessment {
        let found = try folder.readRecord(of: stage.id)
        var result = Assessment(
            reasons: [], key: key(of: stage, inputs: inputs, upstream: upstream),
            record: found.record, journal: try folder.readJournal(of: stage.id), intact: [])
        switch found {
        case .absent:
            if let journal = result.journal {
                let parts = journal.key == result.key ? journal.parts.count : 0
                result.reasons.append(.interrupted(finishedParts: parts))
            } else {
                result.reasons.append(.neverRun)
            }
        case .damaged:
            result.reasons.append(.recordDamaged)
        case .valid(let record):
            result.reasons += changes(of: stage, since: record, inputs: inputs, upstream: upstream)
            for (artifact, defect) in try folder.defects(in: record, threads: threads) {
                switch defect {
                case nil:
                    result.intact.append(artifact)
                case .missing:
                    result.reasons.append(.outputMissing(name: "\(stage.id)/\(artifact.name)"))
                case .damaged(let damage):
                    result.reasons.append(
                        .outputDamaged(name: "\(stage.id)/\(artifact.name)", damage))
                }
            }
        }
        if isForced { result.reasons.append(.forced) }
        return result
    }

    private func key(
        of stage: Stage, inputs: [String: Digest], upstream: [String: StageRecord]
    ) -> StageKey? {
        var stages = [String: Digest]()
        for id in stage.upstream {
            guard let record = upstream[id] else { return nil }
            stages[id] = record.outputsDigest
        }
        var files = [String: Digest]()
        for (name, path) in stage.files {
            guard let digest = inputs[path] else { return nil }
            files[name] = digest
        }
        return StageKey(
            stage: stage.id, schemaVersion: stage.schemaVersion,
            parameters: StageParameters(stage.parameters), files: files, stages: stages,
            accounts: stage.accountKeys(in: upstream))
    }

    /// Every difference that makes the key another one.
    private func changes(
        of stage: Stage, since record: StageRecord, inputs: [String: Digest],
        upstream: [String: StageRecord]
    ) -> [RerunReason] {
        var reasons = [RerunReason]()
        if record.schemaVersion != stage.schemaVersion {
            reasons.append(.schemaChanged(old: record.schemaVersion, new: stage.schemaVersion))
        }
        for name in sortedUnion(record.parameters.keys, stage.parameters.keys) {
            let old = record.parameters[name]
            let new = stage.parameters[name]
            // Texts that only look the same have other bytes, and so another key.
            if old.map({ Array($0.utf8) }) != new.map({ Array($0.utf8) }) {
                reasons.append(.parameterChanged(name: name, old: old, new: new))
            }
        }
        let files = stage.files.reduce(into: [String: Digest]()) { $0[$1.name] = inputs[$1.path] }
        for name in sortedUnion(record.files.keys, stage.files.map(\.name))
        where files[name] != record.files[name] || files[name] == nil {
            reasons.append(
                .inputChanged(name: name, old: record.files[name], new: files[name]))
        }
        let accounts = stage.accountKeys(in: upstream)
        for id in sortedUnion(record.stages.keys, stage.upstream) {
            if stage.upstream.contains(id), upstream[id] == nil {
                reasons.append(.upstreamRuns(stage: id))
            } else if upstream[id]?.outputsDigest != record.stages[id]
                || !stage.upstream.contains(id)
            {
                reasons.append(.stageInputChanged(stage: id))
            } else if accounts[id] != record.accounts[id] {
                reasons.append(.stageAccountChanged(stage: id))
            }
        }
        return reasons
    }

    private func sortedUnion(
        _ first: some Sequence<String>, _ second: some Sequence<String>
    ) -> [String] {
        Set(first).union(second).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
