import Artifacts
import Foundation

/// The results of a run whose manifest is published; for readers that do not run it.
public struct FinishedRun: Sendable {
    private let folder: RunFolder
    /// Results by stage, each sorted by name.
    private let results: [String: [Artifact]]

    /// Reads the manifest of a run folder.
    ///
    /// - Throws: ``WorkflowError/notFinished(folder:)`` without a manifest that can be read.
    public init(folder path: String, fileSystem: any FileSystem = PosixFileSystem()) throws {
        folder = RunFolder(path: path, fileSystem: fileSystem)
        guard try fileSystem.look(at: folder.manifest)?.kind == .regular,
            let text = try? JSONDecoder().decode(
                ManifestText.self, from: Data(readInput(folder.manifest, fileSystem: fileSystem)))
        else { throw WorkflowError.notFinished(folder: path) }
        var results = [String: [Artifact]]()
        for entry in text.artifacts {
            guard let slash = entry.name.firstIndex(of: "/"), ArtifactName.isValid(entry.name),
                let digest = Digest(hex: entry.sha256)
            else { throw WorkflowError.notFinished(folder: path) }
            let stage = String(entry.name[..<slash])
            let name = String(entry.name[entry.name.index(after: slash)...])
            results[stage, default: []].append(
                Artifact(name: name, size: entry.size, digest: digest))
        }
        self.results = results
    }

    /// The names of a stage's results, sorted by their bytes; none for an unknown stage.
    public func names(of stage: String) -> [String] { results[stage, default: []].map(\.name) }

    /// What a stage was made from, by its record; `nil` where there is no whole record of the
    /// very results that the manifest lists.
    public func account(of stage: String) throws -> StageAccount? {
        guard let record = try folder.readRecord(of: stage).record,
            record.outputs == results[stage]
        else { return nil }
        return StageAccount(record)
    }

    /// A result of a stage; its digest is checked before it is returned.
    public func read(_ name: String, from stage: String) throws -> [UInt8] {
        guard let artifact = results[stage]?.first(where: { $0.name == name }) else {
            throw WorkflowError.noSuchResult(stage: stage, name: name, known: names(of: stage))
        }
        return try folder.read(artifact, of: stage)
    }
}

private struct ManifestText: Decodable {
    struct Entry: Decodable {
        var name: String
        var size: Int
        var sha256: String
    }

    var artifacts: [Entry]
}
