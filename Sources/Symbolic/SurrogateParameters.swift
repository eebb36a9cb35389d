/// Limits of the search for surrogates.
public struct SurrogateParameters: Sendable, Codable, Equatable {
    /// The largest number of terms beside the intercept. The default is 4; 1...6.
    public var maximumTerms = 4
    /// How deep features are built: 0 the variables, 1 their transforms and pairs of these,
    /// 2 combinations of pairs with a further transform. The default is 1; 0...2.
    public var rungs = 1
    /// Features that each iteration adds to the subspace. The default is 50.
    public var screened = 50
    /// Best models of the last iteration whose residuals are screened together. The default is 3.
    public var residuals = 3
    /// A feature that correlates more with a better one is left out. The default is 0.99.
    public var duplicateCorrelation = 0.99
    /// The largest number of nodes of one term's formula. The default is 9.
    public var maximumTermComplexity = 9
    /// The largest number of nodes of a model, see ``SurrogateModel/complexity``.
    /// The default is 40.
    public var maximumComplexity = 40
    /// Subsets of a size are all tried up to this number; beyond it a beam search with exchanges
    /// takes over. The default is 25 million: all sizes up to 3 for 500 features.
    public var exhaustiveLimit = 25_000_000
    /// Subsets that the beam search extends. The default is 100.
    public var beamWidth = 100
    public var unaryOperators = UnaryOperator.allCases
    /// The default leaves out min and max.
    public var binaryOperators: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .absoluteDifference,
    ]

    public init() {}

    var operators: OperatorSet { OperatorSet(unary: unaryOperators, binary: binaryOperators) }

    func check() throws {
        func need(_ holds: Bool, _ name: String, _ value: String, _ allowed: String) throws {
            if !holds {
                throw SymbolicError.badParameter(name: name, value: value, allowed: allowed)
            }
        }
        try need((1...6).contains(maximumTerms), "maximumTerms", "\(maximumTerms)", "1 to 6")
        try need((0...2).contains(rungs), "rungs", "\(rungs)", "0, 1 or 2")
        try need((1...1_000).contains(screened), "screened", "\(screened)", "1 to 1000")
        try need((1...16).contains(residuals), "residuals", "\(residuals)", "1 to 16")
        try need(
            duplicateCorrelation > 0 && duplicateCorrelation <= 1, "duplicateCorrelation",
            "\(duplicateCorrelation)", "a number above 0 and up to 1")
        try need(
            (1...40).contains(maximumTermComplexity), "maximumTermComplexity",
            "\(maximumTermComplexity)", "1 to 40")
        try need(
            (1...400).contains(maximumComplexity), "maximumComplexity", "\(maximumComplexity)",
            "1 to 400")
        try need(exhaustiveLimit >= 0, "exhaustiveLimit", "\(exhaustiveLimit)", "0 or more")
        try need((1...10_000).contains(beamWidth), "beamWidth", "\(beamWidth)", "1 to 10000")
    }
}
