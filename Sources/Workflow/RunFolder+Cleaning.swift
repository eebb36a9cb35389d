import Artifacts

extension RunFolder {
    /// Removes what dead runs left behind; the caller holds the lock of the folder.
    ///
    /// Only files that a workflow has made are touched: temporary files, which have names of
    /// their own, and files that the journal of a stage claims and its record does not.
    func sweep(stages: [String]) throws(ArtifactsError) {
        for name in try fileSystem.names(in: path) {
            let target = AtomicFile.target(ofTemporary: name)
            if target == RunFolder.manifestName || target == RunFolder.sumsName {
                try fileSystem.removeIfPresent(FolderPath.join(path, name))
            }
        }
        try removeTemporaryFiles(in: records, depth: 0)
        for stage in stages {
            try removeTemporaryFiles(in: results(of: stage), depth: 16)
            guard try fileSystem.look(at: journal(of: stage)) != nil,
                case .valid(let record) = try readRecord(of: stage)
            else { continue }
            // The stage ended, or it had not yet begun to change anything.
            if let journal = try readJournal(of: stage) {
                try removeSuperseded(journal.owned, by: record)
            }
            try removeJournal(of: stage)
        }
    }

    /// Removes files of earlier runs of a stage that its record does not name.
    func removeSuperseded(_ owned: Set<String>, by record: StageRecord) throws(ArtifactsError) {
        let kept = Set(record.outputs.map(\.name))
        let superseded = owned.subtracting(kept)
        try remove(superseded, of: record.stage)
        // A run from nothing makes no folder for a stage without results.
        guard kept.isEmpty, !superseded.isEmpty else { return }
        try fileSystem.removeIfEmpty(results(of: record.stage))
        try fileSystem.syncFolder(path)
    }

    /// Removes results of a stage and the folders that become empty; they do not come back, not
    /// even after a loss of power, once this returns.
    func remove(_ names: Set<String>, of stage: String) throws(ArtifactsError) {
        var touched = Set<String>()
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let path = result(name, of: stage)
            // A folder in the place of a result is not the workflow's.
            guard try fileSystem.look(at: path)?.kind != .folder else { continue }
            try fileSystem.removeIfPresent(path)
            touched.insert(results(of: stage))
            var folder = FolderPath.parent(of: name)
            while folder != "." {
                try fileSystem.removeIfEmpty(result(folder, of: stage))
                touched.insert(result(folder, of: stage))
                folder = FolderPath.parent(of: folder)
            }
        }
        for folder in touched.sorted() where try fileSystem.look(at: folder)?.kind == .folder {
            try fileSystem.syncFolder(folder)
        }
    }

    /// Removes the journal of a stage, if there is one.
    func removeJournal(of stage: String) throws(ArtifactsError) {
        try fileSystem.makeWay(at: journal(of: stage))
        try fileSystem.removeIfPresent(journal(of: stage))
    }

    /// Takes back the record of a stage: nothing claims its results any more.
    func retractRecord(of stage: String) throws(ArtifactsError) {
        try fileSystem.makeWay(at: record(of: stage))
        try fileSystem.removeIfPresent(record(of: stage))
        try fileSystem.syncFolder(records)
    }

    /// Takes back the manifest before the first result changes.
    func retractManifest() throws(ArtifactsError) {
        for file in [manifest, sums] {
            try fileSystem.makeWay(at: file)
            try fileSystem.removeIfPresent(file)
        }
        try fileSystem.syncFolder(path)
    }

    private func removeTemporaryFiles(in folder: String, depth: Int) throws(ArtifactsError) {
        for name in try fileSystem.names(in: folder) {
            let path = FolderPath.join(folder, name)
            if AtomicFile.target(ofTemporary: name) != nil {
                try fileSystem.removeIfPresent(path)
            } else if depth > 0, try fileSystem.look(at: path)?.kind == .folder {
                try removeTemporaryFiles(in: path, depth: depth - 1)
            }
        }
    }
}
