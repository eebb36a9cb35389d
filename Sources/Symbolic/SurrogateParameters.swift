/// Limits of the search for surrogates.
public struct SurrogateParameters: Sendable, Codable, Equatable {
    /// The largest number of terms beside the intercept. The default is 4; 1...6.
    public var maximumTerms = 4
    /// What the coefficients minimise. The default is the squared loss.
    public var loss = SurrogateLoss.squared
    /// How deep features are built: 0 the variables, 1 their transforms and pairs of these,
    /// 2 and 3 combinations of these with a further factor or transform. The default is 1; 0...3.
    public var rungs = 1
    /// Whether the search chooses its depth itself, within ``candidates``; `rungs` is then unused.
    /// Under the logistic loss and with `winsorise` it stays at rung 1. The default is false.
    public var isAutomatic = false
    /// Formulas that a search may look at. The default is 200 million; an edit of a formula counts
    /// as 25, as it takes as long. A search ends with the batch of formulas that reaches it.
    public var candidates = 200_000_000
    /// Models of a size whose formulas are grown side by side by a search that chooses its depth.
    /// The default is 6; 1...200.
    public var grown = 6
    /// The largest number of nodes of a grown term's formula, see ``isAutomatic``. The default is 30.
    public var maximumGrownComplexity = 30
    /// Constants for each variable, at quantiles of its values, that formulas may use. The default
    /// is 0; 0...32.
    public var anchors = 0
    /// The share q of rows beyond which a term is held constant: formulas f become
    /// min(max(f, lo), hi) with their quantiles q and 1 - q as edges. The default 0 leaves terms as
    /// they are; below 0.5.
    public var winsorise = 0.0
    /// Whether constants within the chosen formulas are moved to where they lower the training
    /// loss. The default is true.
    public var refinesConstants = true
    /// Features that each iteration adds to the subspace. The default is 50.
    public var screened = 50
    /// Best models of the last iteration whose residuals are screened together. The default is 3.
    public var residuals = 3
    /// A feature that correlates more with a better one is left out. The default is 0.99.
    public var duplicateCorrelation = 0.99
    /// Whether such a feature is kept where it explains more of a residual than the better one, as
    /// the law may be the twin that the first iterations ranked lower. The default is false.
    public var keepsWinningDuplicates = false
    /// The largest number of nodes of one term's formula. The default is 9.
    public var maximumTermComplexity = 9
    /// The largest number of nodes of a model, see ``SurrogateModel/complexity``.
    /// The default is 80.
    public var maximumComplexity = 80
    /// Subsets of a size that may be judged under the squared loss: all are up to this number;
    /// beyond it a beam search with exchanges is followed by an attempt at a proof. The default is
    /// 1 billion: all sizes up to 4 for 390 features.
    public var exhaustiveLimit = 1_000_000_000
    /// Subsets of a size that may all be judged under the logistic loss. The default is 5,000: all
    /// pairs of 100 features.
    public var logisticLimit = 5_000
    /// Subsets that the beam search extends. The default is 100.
    public var beamWidth = 100
    /// The default leaves out sine and cosine.
    public var unaryOperators = UnaryOperator.allCases.filter { $0 != .sine && $0 != .cosine }
    /// The default leaves out min and max.
    public var binaryOperators: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .absoluteDifference,
    ]

    public init() {}

    /// Parameters of a search that chooses its depth itself and knows sine and cosine.
    ///
    /// - Parameter effort: what the default number of candidates is multiplied with; above 0.
    public static func automatic(effort: Double = 1) -> SurrogateParameters {
        var result = SurrogateParameters()
        result.isAutomatic = true
        result.keepsWinningDuplicates = true
        result.unaryOperators = UnaryOperator.allCases
        result.setEffort(effort)
        return result
    }

    /// Scales the candidates and the models that are grown side by side.
    public mutating func setEffort(_ effort: Double) {
        let standard = SurrogateParameters()
        candidates = Int(min(1e15, Double(standard.candidates) * effort))
        grown = Int(min(200, max(2, (Double(standard.grown) * effort.squareRoot()).rounded())))
    }

    var operators: OperatorSet { OperatorSet(unary: unaryOperators, binary: binaryOperators) }

    func check() throws {
        let need = SymbolicError.need
        try need((1...6).contains(maximumTerms), "maximumTerms", "\(maximumTerms)", "1 to 6")
        try need((0...3).contains(rungs), "rungs", "\(rungs)", "0, 1, 2 or 3")
        try need(candidates > 0, "candidates", "\(candidates)", "1 or more")
        try need((1...200).contains(grown), "grown", "\(grown)", "1 to 200")
        try need(
            (1...60).contains(maximumGrownComplexity), "maximumGrownComplexity",
            "\(maximumGrownComplexity)", "1 to 60")
        try need((0...32).contains(anchors), "anchors", "\(anchors)", "0 to 32")
        try need(
            winsorise >= 0 && winsorise < 0.5, "winsorise", "\(winsorise)",
            "a share of at least 0 and below 0.5")
        try need(logisticLimit >= 0, "logisticLimit", "\(logisticLimit)", "0 or more")
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
