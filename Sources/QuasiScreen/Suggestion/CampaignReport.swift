import Basis
import Materials

/// Where a campaign stands, for people and programs.
public struct CampaignReport: Sendable, Encodable {
    /// A composition to make.
    public struct Open: Sendable, Encodable {
        public let formula: String
        public let batch: Int
        /// The mean probability of a hit over the committee.
        public let probability: Double
        /// The standard deviation over the committee.
        public let spread: Double
        /// The probability corrected by what is known nearby.
        public let chance: Double
        /// The chemically nearest compound of the table, kept out of training or not.
        public let nearestKnown: Prediction.KnownNeighbour?

        enum CodingKeys: String, CodingKey {
            case formula, batch, probability, spread, chance
            case nearestKnown = "nearest_known"
        }
    }

    public let folder: String
    public let target: [String]
    public let strategy: String
    public let budget: Int
    /// How many suggestions were made in all.
    public let suggested: Int
    /// How many of them have an outcome.
    public let made: Int
    /// How many of those belong to the wanted classes.
    public let hits: Int
    /// How many outcomes this call took in.
    public let newOutcomes: Int
    /// How many suggestions this call added.
    public let newSuggestions: Int
    /// Outcomes of compositions that the campaign had not suggested.
    public let unsuggested: [String]
    /// Suggestions that wait for an outcome.
    public let open: [Open]
    /// Candidates that were left out because the table of compounds holds them.
    public let knownCandidates: Int
    /// Whether the list of candidates was read by this call.
    private let hasReadList: Bool
    public let candidates: Int

    enum CodingKeys: String, CodingKey {
        case folder, target, strategy, budget, suggested, made, hits, unsuggested, open, candidates
        case newOutcomes = "new_outcomes"
        case newSuggestions = "new_suggestions"
        case knownCandidates = "known_candidates"
    }

    init(
        _ campaign: Campaign, folder: String, fresh: Int = 0, drawn: Int = 0,
        left: CandidateInput? = nil
    ) throws {
        let state = campaign.state
        self.folder = folder
        target = state.settings.targets
        strategy = state.settings.strategy.rawValue
        budget = state.settings.budget
        suggested = state.suggestions.count
        let asked = state.outcomes.filter(\.suggested)
        made = asked.count
        hits = asked.count { state.settings.targets.contains($0.outcome) }
        newOutcomes = fresh
        newSuggestions = drawn
        unsuggested = state.outcomes.filter { !$0.suggested }.map(\.formula)
        let neighbourhood = KnownNeighbourhood(of: campaign.model)
        open = try campaign.open().map {
            Open(
                formula: $0.formula, batch: $0.batch, probability: $0.probability,
                spread: $0.spread, chance: $0.chance,
                nearestKnown: neighbourhood.chemically(try Composition($0.formula)).first)
        }
        hasReadList = left != nil
        knownCandidates = left?.known ?? state.knownCandidates ?? 0
        candidates = campaign.candidates.compositions.count
    }

    /// A table of what is to be made, and lines on where the campaign stands.
    public var text: String {
        var table = TextTable([
            "to make", "batch", "chance", "probability", "spread", "nearest known", "distance",
            "chemical",
        ])
        for item in open {
            table.add([
                item.formula, "\(item.batch)", Decimal3.text(item.chance),
                Decimal3.text(item.probability), Decimal3.text(item.spread),
                item.nearestKnown.map { "\($0.formula) (\($0.standing))" } ?? "-",
                item.nearestKnown.map { Decimal3.text($0.distance) } ?? "-",
                item.nearestKnown.map { Decimal3.text($0.chemicalDistance) } ?? "-",
            ])
        }
        var lines = open.isEmpty ? "" : table.text + "\n"
        lines += "\(hits) \(hits == 1 ? "hit" : "hits") (\(target.joined(separator: ", "))) in "
        lines += "\(made) made, \(open.count) to make, budget \(budget - suggested) of \(budget)\n"
        return lines
    }

    /// What the user should know beside the result.
    public var remarks: [String] {
        var lines = [String]()
        if hasReadList, knownCandidates > 0 {
            lines.append("\(knownCandidates) candidates left out: compounds of the table")
        }
        if !unsuggested.isEmpty, newOutcomes > 0 {
            lines.append(
                "outcomes of compositions that were not suggested, learnt from all the same: "
                    + unsuggested.joined(separator: ", "))
        }
        if suggested >= budget {
            lines.append("the budget is used up; --budget raises it")
        } else if open.isEmpty {
            lines.append("no candidate is left that the limits admit")
        }
        return lines
    }
}
