import Artifacts
import Basis

/// Where things are in the folder of a run, and what state they are in.
struct RunFolder: Sendable {
    static let manifestName = "manifest.json"
    static let sumsName = "SHA256SUMS"

    /// The record of a stage as it is found.
    enum Found: Equatable {
        case absent
        case damaged
        case valid(StageRecord)

        var record: StageRecord? {
            if case .valid(let record) = self { record } else { nil }
        }
    }

    /// What is wrong with a result.
    enum Defect: Sendable, Equatable {
        case missing
        case damaged(ArtifactsError.Damage)
    }

    let path: String
    let fileSystem: any FileSystem

    var manifest: String { FolderPath.join(path, RunFolder.manifestName) }
    var sums: String { FolderPath.join(path, RunFolder.sumsName) }
    var records: String { FolderPath.join(path, ".qscreen") }

    func record(of stage: String) -> String { FolderPath.join(records, "\(stage).json") }
    func journal(of stage: String) -> String { FolderPath.join(records, "\(stage).partial") }
    func results(of stage: String) -> String { FolderPath.join(path, stage) }

    func result(_ name: String, of stage: String) -> String {
        FolderPath.join(results(of: stage), name)
    }

    func readRecord(of stage: String) throws(ArtifactsError) -> Found {
        guard let bytes = try contentsIfRegular(record(of: stage)) else {
            return try fileSystem.look(at: record(of: stage)) == nil ? .absent : .damaged
        }
        return StageRecord(bytes: bytes, stage: stage).map { .valid($0) } ?? .damaged
    }

    /// The journal of a stage that did not end; `nil` where there is none that can be read.
    func readJournal(of stage: String) throws(ArtifactsError) -> StageJournal? {
        try contentsIfRegular(journal(of: stage)).flatMap { StageJournal(bytes: $0) }
    }

    /// Compares a result with its record; `nil` where it is whole.
    func defect(of artifact: Artifact, stage: String) throws(ArtifactsError) -> Defect? {
        let path = result(artifact.name, of: stage)
        guard let status = try fileSystem.look(at: path) else { return .missing }
        guard status.kind == .regular else {
            return .damaged(.malformed("it is \(status.kind.rawValue)"))
        }
        // The size costs nothing; most accidents change it.
        guard status.size == artifact.size else {
            return .damaged(.size(expected: artifact.size, found: status.size))
        }
        let digest: Digest
        do throws(ArtifactsError) {
            digest = try fileSystem.digest(of: path).digest
        } catch .missingInput {
            return .missing
        }
        guard digest == artifact.digest else {
            return .damaged(.digest(expected: artifact.digest, found: digest))
        }
        return nil
    }

    /// The defects of all results of a stage, in their order.
    func defects(
        in record: StageRecord, threads: Int
    ) throws -> [(artifact: Artifact, defect: Defect?)] {
        let defects = try Parallel.map(count: record.outputs.count, threads: threads) { index in
            try defect(of: record.outputs[index], stage: record.stage)
        }
        return zip(record.outputs, defects).map { ($0, $1) }
    }

    /// The bytes of a result, once its digest has been found right.
    func read(_ artifact: Artifact, of stage: String) throws(ArtifactsError) -> [UInt8] {
        let path = result(artifact.name, of: stage)
        let bytes = try fileSystem.contents(of: path)
        guard bytes.count == artifact.size else {
            throw .damaged(path: path, .size(expected: artifact.size, found: bytes.count))
        }
        let digest = Digest(of: bytes)
        guard digest == artifact.digest else {
            throw .damaged(path: path, .digest(expected: artifact.digest, found: digest))
        }
        return bytes
    }

    private func contentsIfRegular(_ path: String) throws(ArtifactsError) -> [UInt8]? {
        do throws(ArtifactsError) {
            return try fileSystem.contents(of: path)
        } catch .missingInput, .notARegularFile {
            return nil
        }
    }
}
