/// The models that no other beats in both complexity and refitted loss.
///
/// Three choices are named: *best* has the highest score among the models whose loss is within 1.5
/// times the lowest, *accuracy* the lowest loss, and *simplest* is the simplest within one standard
/// error of the lowest. The loss is the held-out one of ``SurrogateModel/heldOut``; only a front
/// that was not validated goes by the refitted loss, which flatters. A choice takes the lowest of
/// several losses, so its own figure is in ``heldOutChoices``. Score and choice of the best follow
/// PySR (Cranmer, doi:10.48550/arXiv.2305.01582).
public struct ParetoFront: Sendable, Equatable {
    /// How far above the lowest loss the best model may be.
    public static let bestLossFactor = 1.5
    /// Losses below this share of the intercept's count as this share: rounding, not a law.
    static let smallestShare = 1e-12

    public let variables: [Variable]
    /// By ascending complexity, so by descending refitted loss; the first is the intercept alone.
    public let entries: [SurrogateModel]
    /// For each model, minus the step of the logarithm of the loss over the step of the complexity
    /// from the best of the simpler models; zero for the first.
    public let scores: [Double]
    /// Position of the model with the highest score among those of low loss.
    public let bestIndex: Int
    /// Position of the model with the lowest loss.
    public let accuracyIndex: Int
    /// Position of the simplest model within one standard error of the lowest loss.
    public let simplestIndex: Int
    /// Names of the columns that have one value throughout and were not used.
    public let constantColumns: [String]
    /// What the formulas stand for, where it was said.
    public var target: SurrogateTarget?
    /// How many formulas were looked at; `nil` where it was not counted.
    public internal(set) var account: SearchAccount?
    /// The figures of the choices, made without the fold judged; `nil` without validation.
    public internal(set) var heldOutChoices: HeldOutChoices?

    /// What else a reader should know, such as columns without a unit.
    public var remarks: [String] = []

    /// Whether the models carry held-out figures.
    public var isValidated: Bool { entries.allSatisfy { $0.heldOut != nil } }

    public var best: SurrogateModel { entries[bestIndex] }
    public var accuracy: SurrogateModel { entries[accuracyIndex] }
    public var simplest: SurrogateModel { entries[simplestIndex] }

    /// The names of the choices that fall on an entry.
    public func choices(_ index: Int) -> [String] {
        [("best", bestIndex), ("accuracy", accuracyIndex), ("simplest", simplestIndex)]
            .filter { $0.1 == index }.map(\.0)
    }

    /// The front of some models, the simplest of which is the intercept alone.
    ///
    /// A model with more nodes must lower the refitted loss by more than rounding, which keeps terms
    /// from being added to an exact law.
    init(variables: [Variable], models: [SurrogateModel], constantColumns: [String]) {
        var front = [SurrogateModel]()
        let sorted = models.enumerated().sorted { a, b in
            if a.element.complexity != b.element.complexity {
                return a.element.complexity < b.element.complexity
            }
            if a.element.refittedLoss != b.element.refittedLoss {
                return a.element.refittedLoss < b.element.refittedLoss
            }
            return a.offset < b.offset
        }
        let tolerance =
            ParetoFront.smallestShare * (sorted.first?.element.refittedLoss ?? 0)
        for (_, model) in sorted {
            guard let last = front.last else {
                front.append(model)
                continue
            }
            if model.complexity > last.complexity,
                model.refittedLoss < last.refittedLoss - tolerance
            {
                front.append(model)
            }
        }
        self.init(variables: variables, entries: front, constantColumns: constantColumns)
    }

    /// A front from its entries, which are sorted and do not dominate each other.
    init(variables: [Variable], entries: [SurrogateModel], constantColumns: [String]) {
        self.variables = variables
        self.entries = entries
        self.constantColumns = constantColumns
        let choices = FrontChoices(
            complexities: entries.map(\.complexity), losses: entries.map(\.judgedLoss),
            errors: entries.map(\.judgedStandardError))
        scores = choices.scores
        accuracyIndex = choices.accuracy
        bestIndex = choices.best
        simplestIndex = choices.simplest
    }
}
