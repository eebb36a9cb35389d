import Artifacts
import Foundation

/// What a finished stage was made from and what it made; holds no time and no machine facts.
struct StageRecord: Sendable, Equatable {
    static let format = 1

    var stage: String
    var schemaVersion: Int
    var parameters: [String: String]
    /// Digests of external files by input name.
    var files: [String: Digest]
    /// Digests over all results of the stages that were read.
    var stages: [String: Digest]
    /// Keys of the stages whose accounts were read.
    var accounts: [String: Digest]
    /// Sorted by name.
    var outputs: [Artifact]

    var key: StageKey {
        StageKey(
            stage: stage, schemaVersion: schemaVersion, parameters: StageParameters(parameters),
            files: files, stages: stages, accounts: accounts)
    }

    /// One digest over the names and bytes of all results.
    var outputsDigest: Digest { Digest(of: outputs.map { ($0.name, $0.digest.hex) }) }

    func output(_ name: String) -> Artifact? {
        outputs.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

extension StageRecord {
    /// The text of the record file. It carries a digest of the rest, so that a flipped bit shows.
    var bytes: [UInt8] {
        var members = self.members
        members["checksum"] = .text(Digest(of: JSONText.object(members).bytes).hex)
        return JSONText.object(members).bytes
    }

    private var members: [String: JSONText] {
        var members: [String: JSONText] = [
            "format": .number(StageRecord.format),
            "stage": .text(stage),
            "schemaVersion": .number(schemaVersion),
            "key": .text(key.digest.hex),
            "parameters": .object(parameters.mapValues { .text($0) }),
            "files": .object(files.mapValues { .text($0.hex) }),
            "stages": .object(stages.mapValues { .text($0.hex) }),
            "outputs": .list(outputs.map(\.json)),
        ]
        if !accounts.isEmpty {
            members["accounts"] = .object(accounts.mapValues { .text($0.hex) })
        }
        return members
    }

    /// Reads a record; `nil` unless every byte is as it was written, for this stage.
    init?(bytes: [UInt8], stage: String) {
        guard let text = try? JSONDecoder().decode(RecordText.self, from: Data(bytes)),
            text.format == StageRecord.format, text.stage == stage
        else { return nil }
        self.stage = text.stage
        schemaVersion = text.schemaVersion
        parameters = text.parameters
        files = text.files.compactMapValues { Digest(hex: $0) }
        stages = text.stages.compactMapValues { Digest(hex: $0) }
        accounts = (text.accounts ?? [:]).compactMapValues { Digest(hex: $0) }
        outputs = text.outputs.compactMap { output in
            guard ArtifactName.isValid(output.name), let digest = Digest(hex: output.sha256) else {
                return nil
            }
            return Artifact(name: output.name, size: output.size, digest: digest)
        }
        // Whatever was dropped, changed or added above makes these differ.
        guard self.bytes == bytes else { return nil }
    }
}

extension Artifact {
    var json: JSONText {
        .object(["name": .text(name), "size": .number(size), "sha256": .text(digest.hex)])
    }
}

private struct RecordText: Decodable {
    struct Output: Decodable {
        var name: String
        var size: Int
        var sha256: String
    }

    var format: Int
    var stage: String
    var schemaVersion: Int
    var parameters: [String: String]
    var files: [String: String]
    var stages: [String: String]
    var accounts: [String: String]?
    var outputs: [Output]
}
