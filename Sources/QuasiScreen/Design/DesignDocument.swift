/// What a search found, for programs: `design.json`, which `--json` prints.
struct DesignDocument: Encodable {
    static let name = "design.json"

    /// An alloy of the list.
    struct Candidate: Encodable {
        var rank: Int
        /// Probability of the wanted classes together.
        var probability: Double
        var priceUSDPerKilogram: Double?
        /// The known compound that it was made from by replacing an element; absent where the
        /// search found it.
        var replacedIn: String?
        var prediction: Prediction

        enum CodingKeys: String, CodingKey {
            case rank, probability, prediction
            case priceUSDPerKilogram = "price_usd_per_kg"
            case replacedIn = "replaced_in"
        }
    }

    var account: DesignAccount
    var warnings: [String]
    var candidates: [Candidate]

    init(account: DesignAccount, candidates: DesignCandidates) {
        self.account = account
        warnings = account.warnings
        self.candidates = candidates.predictions.indices.map { row in
            Candidate(
                rank: row + 1, probability: candidates.probability(row),
                priceUSDPerKilogram: candidates.price(row), replacedIn: candidates.origins[row],
                prediction: candidates.predictions[row])
        }
    }

    /// The part that is read again.
    struct Head: Decodable {
        var account: DesignAccount
    }
}
