/// Limits of the search for sums of soft conjunctions.
public struct ConjunctionParameters: Sendable, Codable, Equatable {
    /// The largest number of terms beside the intercept. The default is 4; 1...6.
    public var maximumTerms = 4
    /// The largest number of bands that a term multiplies. The default is 4; 1...8.
    public var maximumBands = 4
    /// Products that are extended together. The default is 3; 1...64.
    public var beamWidth = 3
    /// Bins of a variable: half of the edges at quantiles of all rows, half at quantiles of the
    /// rows with the highest targets, where the edges matter. The default is 24; 4...250.
    public var bins = 24
    /// Share of the weight that counts as the highest targets. The default is 0.03.
    public var hotShare = 0.03
    /// Ridge of the coefficients as a share of the total weight: it keeps bands that few rows
    /// meet from large coefficients. A band that less weight than this meets is not considered.
    /// The default is 0.0005.
    public var ridge = 0.0005
    /// A further band must raise the gain of its term by this share. The default is 0.02.
    public var minimumGain = 0.02
    /// How often each term is rebuilt given the others. The default is 2; 0...10.
    public var sweeps = 2
    /// Edges get as few digits as raise the loss by no more than this share. The default is 0.001.
    public var roundingTolerance = 0.001

    public init() {}

    func check() throws {
        let need = SymbolicError.need
        try need((1...6).contains(maximumTerms), "maximumTerms", "\(maximumTerms)", "1 to 6")
        try need((1...8).contains(maximumBands), "maximumBands", "\(maximumBands)", "1 to 8")
        try need((1...64).contains(beamWidth), "beamWidth", "\(beamWidth)", "1 to 64")
        try need((4...250).contains(bins), "bins", "\(bins)", "4 to 250")
        try need(
            hotShare > 0 && hotShare <= 1, "hotShare", "\(hotShare)", "a number above 0 up to 1")
        try need(
            ridge >= 1e-9 && ridge <= 0.1, "ridge", "\(ridge)", "a number from 1e-9 to 0.1")
        try need(
            minimumGain >= 0 && minimumGain <= 1, "minimumGain", "\(minimumGain)",
            "a number from 0 to 1")
        try need((0...10).contains(sweeps), "sweeps", "\(sweeps)", "0 to 10")
        try need(
            roundingTolerance >= 0 && roundingTolerance <= 0.1, "roundingTolerance",
            "\(roundingTolerance)", "a number from 0 to 0.1")
    }
}
