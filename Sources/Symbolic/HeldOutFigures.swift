/// What a formula is worth on rows that neither chose it nor fitted it: the whole search was
/// repeated without each fold and what it chose was judged there.
public struct HeldOutFigures: Sendable, Equatable, Codable {
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
        loss: Double, standardError: Double, rSquared: Double, auc: Double? = nil,
        averagePrecision: Double? = nil, undefinedRows: Int = 0
    ) {
        self.loss = loss
        self.standardError = standardError
        self.rSquared = rSquared
        self.auc = auc
        self.averagePrecision = averagePrecision
        self.undefinedRows = undefinedRows
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
}
