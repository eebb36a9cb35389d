/// What a formula is worth on rows that neither chose it nor fitted it: the whole search was
/// repeated without each fold and what it chose was judged there.
public struct HeldOutFigures: Sendable, Equatable {
    /// What the loss is, and with it whether ``rSquared`` is R2 or the explained deviance.
    public var kind: SurrogateLoss
    /// The weighted mean loss of the predictions.
    public var loss: Double
    /// Its standard error over the folds.
    public var standardError: Double
    /// One minus the loss over that of the means of the other folds: R2, or the explained share of
    /// the deviance; below zero where the mean is better.
    public var rSquared: Double
    /// The area under the ROC curve against the labels; `nil` without labels.
    public var auc: Double?
    /// The average precision; `nil` without labels.
    public var averagePrecision: Double?
    /// Rows where the formulas are undefined; the mean of the other folds stands in there.
    public var undefinedRows: Int

    public init(
        kind: SurrogateLoss = .squared, loss: Double, standardError: Double, rSquared: Double,
        auc: Double? = nil, averagePrecision: Double? = nil, undefinedRows: Int = 0
    ) {
        self.kind = kind
        self.loss = loss
        self.standardError = standardError
        self.rSquared = rSquared
        self.auc = auc
        self.averagePrecision = averagePrecision
        self.undefinedRows = undefinedRows
    }
}

extension HeldOutFigures {
    /// The standard error of ``rSquared``, as far as it comes from the loss.
    var rSquaredError: Double {
        loss > 0 ? standardError * (1 - rSquared) / loss : 0
    }
}

/// The share that is explained has the name that it has everywhere: `r_squared` or
/// `explained_deviance`.
extension HeldOutFigures: Codable {
    private enum CodingKeys: String, CodingKey {
        case loss, standardError, rSquared, explainedDeviance, auc, averagePrecision, undefinedRows
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = container.contains(.explainedDeviance) ? .logistic : .squared
        loss = try container.decode(Double.self, forKey: .loss)
        standardError = try container.decode(Double.self, forKey: .standardError)
        rSquared = try container.decode(
            Double.self, forKey: kind == .logistic ? .explainedDeviance : .rSquared)
        auc = try container.decodeIfPresent(Double.self, forKey: .auc)
        averagePrecision = try container.decodeIfPresent(Double.self, forKey: .averagePrecision)
        undefinedRows = try container.decode(Int.self, forKey: .undefinedRows)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(loss, forKey: .loss)
        try container.encode(standardError, forKey: .standardError)
        try container.encode(
            rSquared, forKey: kind == .logistic ? .explainedDeviance : .rSquared)
        try container.encodeIfPresent(auc, forKey: .auc)
        try container.encodeIfPresent(averagePrecision, forKey: .averagePrecision)
        try container.encode(undefinedRows, forKey: .undefinedRows)
    }
}

/// The figures of the choices of a front when the choice, too, is made without the fold judged.
///
/// A choice picks the best of several losses, which flatters the loss it picks; these figures are
/// free of that.
public struct HeldOutChoices: Sendable, Equatable, Codable {
    public var best: HeldOutFigures
    public var accuracy: HeldOutFigures
    public var simplest: HeldOutFigures

    /// By the names that ``ParetoFront/choices(_:)`` gives.
    public var named: [(name: String, figures: HeldOutFigures)] {
        [("best", best), ("accuracy", accuracy), ("simplest", simplest)]
    }
}
