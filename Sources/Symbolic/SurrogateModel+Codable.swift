/// The share that is explained has the name that it has everywhere: `refitted_r_squared` or
/// `refitted_explained_deviance`.
extension SurrogateModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case loss, intercept, terms, complexity, trainingLoss, refittedLoss, refittedStandardError
        case refittedRSquared, refittedExplainedDeviance, refittedAuc, refittedAveragePrecision
        case heldOut, proof

        static func explained(_ loss: SurrogateLoss) -> CodingKeys {
            loss == .logistic ? .refittedExplainedDeviance : .refittedRSquared
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Double {
            try container.decode(Double.self, forKey: key)
        }
        let loss = try container.decode(SurrogateLoss.self, forKey: .loss)
        self.init(
            loss: loss, intercept: try number(.intercept),
            terms: try container.decode([Term].self, forKey: .terms),
            complexity: try container.decode(Int.self, forKey: .complexity),
            trainingLoss: try number(.trainingLoss), refittedLoss: try number(.refittedLoss),
            refittedStandardError: try number(.refittedStandardError),
            rSquaredRefitted: try number(.explained(loss)),
            refittedAuc: try container.decodeIfPresent(Double.self, forKey: .refittedAuc),
            refittedAveragePrecision: try container.decodeIfPresent(
                Double.self, forKey: .refittedAveragePrecision),
            heldOut: try container.decodeIfPresent(HeldOutFigures.self, forKey: .heldOut),
            proof: try container.decodeIfPresent(SelectionProof.self, forKey: .proof))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(loss, forKey: .loss)
        try container.encode(intercept, forKey: .intercept)
        try container.encode(terms, forKey: .terms)
        try container.encode(complexity, forKey: .complexity)
        try container.encode(trainingLoss, forKey: .trainingLoss)
        try container.encode(refittedLoss, forKey: .refittedLoss)
        try container.encode(refittedStandardError, forKey: .refittedStandardError)
        try container.encode(rSquaredRefitted, forKey: .explained(loss))
        try container.encodeIfPresent(refittedAuc, forKey: .refittedAuc)
        try container.encodeIfPresent(refittedAveragePrecision, forKey: .refittedAveragePrecision)
        try container.encodeIfPresent(heldOut, forKey: .heldOut)
        try container.encodeIfPresent(proof, forKey: .proof)
    }
}
