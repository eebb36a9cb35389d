import Artifacts

/// The list of all valid results of a run, with their digests.
///
/// It exists only while everything that it names is in place: it is taken back before the first
/// result changes and published after the last.
struct Manifest {
    var records: [StageRecord]
    /// Stages that are out of date, so that the reader knows what is not in the list.
    var outdated: [String]

    /// All results by their paths in the run folder, sorted.
    var artifacts: [Artifact] {
        records.flatMap { record in
            record.outputs.map { output in
                Artifact(
                    name: "\(record.stage)/\(output.name)", size: output.size,
                    digest: output.digest)
            }
        }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The text of `manifest.json`.
    var bytes: [UInt8] {
        JSONText.object([
            "format": .number(1),
            "stages": .list(
                records.map { record in
                    .object([
                        "id": .text(record.stage),
                        "key": .text(record.key.digest.hex),
                        "schemaVersion": .number(record.schemaVersion),
                    ])
                }),
            "outdated": .list(outdated.map { .text($0) }),
            "artifacts": .list(artifacts.map(\.json)),
        ]).bytes
    }

    /// The text of `SHA256SUMS`, in the form that `sha256sum --check` reads.
    var sums: [UInt8] {
        let text = artifacts.map { "\($0.digest.hex)  \($0.name)\n" }.joined()
        return Array(text.utf8) + Manifest.sum(of: bytes)
    }

    /// The line of the manifest itself, the last one of `SHA256SUMS`.
    static func sum(of manifest: [UInt8]) -> [UInt8] {
        Array("\(Digest(of: manifest).hex)  \(RunFolder.manifestName)\n".utf8)
    }

    /// Writes both files, the manifest last; files that are right already are left alone.
    func publish(in folder: RunFolder) throws(ArtifactsError) {
        let manifest = bytes
        let sums = sums
        if try isWritten(manifest, folder.manifest, folder),
            try isWritten(sums, folder.sums, folder)
        {
            return
        }
        try folder.retractManifest()
        try AtomicFile.write(sums, to: folder.sums, fileSystem: folder.fileSystem)
        try AtomicFile.write(manifest, to: folder.manifest, fileSystem: folder.fileSystem)
    }

    private func isWritten(
        _ bytes: [UInt8], _ path: String, _ folder: RunFolder
    ) throws(ArtifactsError) -> Bool {
        guard let found = try folder.fileSystem.look(at: path), found.kind == .regular,
            found.size == bytes.count
        else { return false }
        return try folder.fileSystem.contents(of: path) == bytes
    }
}
