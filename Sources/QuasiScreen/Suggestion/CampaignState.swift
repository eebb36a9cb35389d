import Artifacts
import Basis
import Foundation
import InverseDesign

/// All that a campaign has decided and learnt: what `campaign.json` holds.
struct CampaignState: Codable, Equatable {
    /// A composition to make.
    struct Suggested: Codable, Equatable {
        /// As the candidate list writes it.
        var formula: String
        /// Counted from one.
        var batch: Int
        var probability: Double
        var spread: Double
        var chance: Double
    }

    /// What became of a composition.
    struct Outcome: Codable, Equatable {
        var formula: String
        /// The name of a class.
        var outcome: String
        /// Whether the campaign had suggested it.
        var suggested: Bool
    }

    static let schema = "qscreen-campaign"
    static let schemaVersion = 1

    var schema = CampaignState.schema
    var schemaVersion = CampaignState.schemaVersion
    var software = QuasiScreenVersion.software
    var settings: CampaignSettings
    /// SHA-256 of the model file that the campaign started from.
    var model: String
    /// SHA-256 of the campaign's list of candidates.
    var candidates: String
    /// How far and how strongly an outcome acts on its neighbours, fitted to the known compounds.
    var evidence: LocalEvidence
    /// How many candidates were left out because the table of compounds holds them; absent in
    /// campaigns that did not count them.
    var knownCandidates: Int?
    /// In the order in which they were made.
    var suggestions: [Suggested] = []
    /// In the order in which they came in.
    var outcomes: [Outcome] = []

    /// The number of batches so far.
    var batches: Int { suggestions.last?.batch ?? 0 }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return SealedJSON.seal([UInt8](try encoder.encode(self)) + [0x0a])
    }

    init(
        settings: CampaignSettings, model: Digest, candidates: Digest, evidence: LocalEvidence
    ) {
        self.settings = settings
        self.model = model.hex
        self.candidates = candidates.hex
        self.evidence = evidence
    }

    init(_ bytes: [UInt8], path: String) throws {
        let document = try SealedJSON.open(bytes, path: path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(CampaignState.self, from: Data(document))
        } catch {
            throw ArtifactsError.damaged(path: path, .malformed("it is no campaign"))
        }
        guard schema == Self.schema, schemaVersion == Self.schemaVersion else {
            throw QuasiScreenError.foreignTable(
                file: path,
                detail: "\(TextForm.quoted(schema)) of version \(schemaVersion) where "
                    + "\(Self.schema) of version \(Self.schemaVersion) was expected")
        }
    }
}
