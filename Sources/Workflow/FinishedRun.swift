import Artifacts
import Foundation

/// The results of a run whose manifest is published; for readers that do not run it.
public struct FinishedRun: Sendable {
    private let folder: RunFolder
    /// Results by stage, each sorted by name, by the manifest.
    private let results: [String: [Artifact]]

    /// Reads the manifest of a run folder.
    ///
    /// - Throws: ``WorkflowError/notFinished(folder:)`` without a manifest,
    ///   ``ArtifactsError/damaged(path:_:)`` for one that is not as the list of sums has it.
    public init(folder path: String, fileSystem: any FileSystem = PosixFileSystem()) throws {
        folder = RunFolder(path: path, fileSystem: fileSystem)
        guard try fileSystem.look(at: folder.manifest)?.kind == .regular else {
            throw WorkflowError.notFinished(folder: path)
        }
        let bytes = try readInput(folder.manifest, fileSystem: fileSystem)
        let sums = try readInput(folder.sums, fileSystem: fileSystem)
        guard sums.reversed().starts(with: Manifest.sum(of: bytes).reversed()),
            let text = try? JSONDecoder().decode(ManifestText.self, from: Data(bytes))
        else {
            throw ArtifactsError.damaged(
                path: folder.manifest, .malformed("it is not as \(folder.sums) has it"))
        }
        var results = [String: [Artifact]]()
        for entry in text.artifacts {
            guard let slash = entry.name.firstIndex(of: "/"), ArtifactName.isValid(entry.name),
                let digest = Digest(hex: entry.sha256)
            else {
                throw ArtifactsError.damaged(
                    path: folder.manifest, .malformed("it names what cannot be a result"))
            }
            let stage = String(entry.name[..<slash])
            let name = String(entry.name[entry.name.index(after: slash)...])
            results[stage, default: []].append(
                Artifact(name: name, size: entry.size, digest: digest))
        }
        self.results = results
    }

    /// The names of a stage's results, sorted by their bytes; none for an unknown stage.
    public func names(of stage: String) -> [String] { results[stage, default: []].map(\.name) }

    /// What a stage was made from, by its record.
    ///
    /// - Throws: ``ArtifactsError/damaged(path:_:)`` for a record that is missing or damaged, or
    ///   is of other results than the manifest lists.
    public func account(of stage: String) throws -> StageAccount {
        guard let record = try folder.readRecord(of: stage).record else {
            throw ArtifactsError.damaged(
                path: folder.record(of: stage), .malformed("the record of a stage is not whole"))
        }
        guard record.outputs == results[stage, default: []] else {
            throw ArtifactsError.damaged(
                path: folder.record(of: stage), .malformed("the manifest lists other results"))
        }
        return StageAccount(record)
    }

    /// A result of a stage; its digest is checked before it is returned.
    ///
    /// - Throws: ``WorkflowError/resultMissing(folder:name:)``,
    ///   ``ArtifactsError/damaged(path:_:)``.
    public func read(_ name: String, from stage: String) throws -> [UInt8] {
        guard let artifact = results[stage]?.first(where: { $0.name == name }) else {
            throw WorkflowError.resultMissing(folder: folder.path, name: "\(stage)/\(name)")
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
