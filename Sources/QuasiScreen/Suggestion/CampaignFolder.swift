import Artifacts
import Basis
import Materials

/// A campaign on disk.
///
/// `campaign.json` is the campaign: it is written last when one starts and first when one goes on,
/// so that a command that is killed leaves the old state or the new. `model.h5` and
/// `candidates.csv` are what it started from. The tables beside them follow from it; they are for
/// people, and written again where they are missing.
struct CampaignFolder {
    static let stateName = "campaign.json"
    private static let modelName = "model.h5"
    private static let candidatesName = "candidates.csv"

    let path: String

    /// Whether a campaign has been started here.
    var holdsCampaign: Bool {
        get throws { try PosixFileSystem().look(at: file(Self.stateName)) != nil }
    }

    private func file(_ name: String) -> String { FolderPath.join(path, name) }

    func state() throws -> CampaignState {
        guard try holdsCampaign else { throw CampaignError.noCampaign(folder: path) }
        return try CampaignState(
            readInput(file(Self.stateName)), path: file(Self.stateName))
    }

    /// Reads a campaign with what it started from.
    func campaign() throws -> Campaign {
        let state = try state()
        let model = try input(Self.modelName, digest: state.model, what: "the model")
        let list = try input(Self.candidatesName, digest: state.candidates, what: "the list")
        let trained = try ModelStore.decode(model, name: file(Self.modelName))
        return try Campaign(
            state, model: trained,
            candidates: CandidateInput(
                FormulaInput.read(list, path: file(Self.candidatesName)),
                knownTo: trained.everyKnown))
    }

    private func input(_ name: String, digest: String, what: String) throws -> [UInt8] {
        let bytes = try readInput(file(name))
        guard Digest(of: bytes).hex == digest else {
            throw CampaignError.foreignFile(path: file(name), what: what)
        }
        return bytes
    }

    /// Puts down what a campaign starts from; ``write(_:)`` then makes it one.
    func begin(model: [UInt8], candidates: [UInt8]) throws {
        try AtomicFile.write(model, to: file(Self.modelName))
        try AtomicFile.write(candidates, to: file(Self.candidatesName))
    }

    /// Makes this the state of the campaign.
    func write(_ state: CampaignState) throws {
        try AtomicFile.write(state.encoded(), to: file(Self.stateName))
    }

    /// Writes the tables that follow from a campaign, those of batches only where they are missing:
    /// people fill in their outcomes.
    func writeTables(of campaign: Campaign) throws {
        let files = PosixFileSystem()
        let neighbourhood = KnownNeighbourhood(of: campaign.model)
        for batch in stride(from: 1, through: campaign.state.batches, by: 1) {
            let path = file(Self.batchName(batch))
            if try files.look(at: path) == nil {
                try AtomicFile.write(table(of: batch, in: campaign, neighbourhood), to: path)
            }
        }
        let outcomes = file("outcomes.csv")
        let bytes = try outcomeTable(of: campaign)
        if try files.look(at: outcomes) == nil || readInput(outcomes) != bytes {
            try AtomicFile.write(bytes, to: outcomes)
        }
    }

    static func batchName(_ batch: Int) -> String {
        let digits = String(batch)
        return "batch-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".csv"
    }

    private func table(
        of batch: Int, in campaign: Campaign, _ neighbourhood: KnownNeighbourhood
    ) throws -> [UInt8] {
        var writer = DelimitedWriter(columns: [
            "formula", "system", "probability", "spread", "chance", "nearest_known",
            "nearest_class", "nearest_stability", "nearest_flag", "nearest_trained",
            "distance_at_percent", "chemical_distance", "outcome",
        ])
        for suggestion in campaign.state.suggestions where suggestion.batch == batch {
            let composition = try Composition(suggestion.formula)
            writer.add(suggestion.formula)
            writer.add(composition.system.description)
            writer.add(suggestion.probability)
            writer.add(suggestion.spread)
            writer.add(suggestion.chance)
            if let near = neighbourhood.chemically(composition).first {
                writer.add(near.formula)
                writer.add(near.className)
                writer.add(near.stability)
                writer.add(near.flag)
                writer.add(near.trained ? "true" : "false")
                writer.add(AtPercent.rounded(near.distance))
                writer.add(near.chemicalDistance)
            } else {
                for _ in 0..<7 { writer.addNothing() }
            }
            writer.addNothing()
            writer.endRow()
        }
        return writer.bytes
    }

    private func outcomeTable(of campaign: Campaign) throws -> [UInt8] {
        var writer = DelimitedWriter(columns: ["formula", "outcome", "hit", "suggested"])
        for outcome in campaign.state.outcomes {
            let isHit = campaign.state.settings.targets.contains(outcome.outcome)
            writer.append([
                outcome.formula, outcome.outcome, "\(isHit)", "\(outcome.suggested)",
            ])
        }
        return writer.bytes
    }
}
