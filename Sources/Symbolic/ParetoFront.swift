import Foundation

/// The models that no other beats in both complexity and held-out loss.
///
/// Three choices are named: *best* has the highest score among the models whose held-out loss is
/// within 1.5 times the lowest, *accuracy* the lowest held-out loss, and *simplest* is the simplest
/// within one standard error of the lowest. Score and choice of the best follow PySR (Cranmer,
/// doi:10.48550/arXiv.2305.01582).
public struct ParetoFront: Sendable, Equatable {
    /// How far above the lowest loss the best model may be.
    public static let bestLossFactor = 1.5
    /// Losses below this share of the intercept's count as this share: rounding, not a law.
    static let smallestShare = 1e-12

    public let variables: [Variable]
    /// By ascending complexity, so by descending held-out loss; the first is the intercept alone.
    public let entries: [SurrogateModel]
    /// For each model, minus the step of the logarithm of the held-out loss over the step of the
    /// complexity from the model before; zero for the first.
    public let scores: [Double]
    /// Position of the model with the highest score among those of low loss.
    public let bestIndex: Int
    /// Position of the model with the lowest held-out loss.
    public let accuracyIndex: Int
    /// Position of the simplest model within one standard error of the lowest held-out loss.
    public let simplestIndex: Int
    /// Names of the columns that have one value throughout and were not used.
    public let constantColumns: [String]

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
    /// A model with more nodes must lower the held-out loss by more than rounding, which keeps terms
    /// from being added to an exact law.
    init(variables: [Variable], models: [SurrogateModel], constantColumns: [String]) {
        var front = [SurrogateModel]()
        let sorted = models.enumerated().sorted { a, b in
            if a.element.complexity != b.element.complexity {
                return a.element.complexity < b.element.complexity
            }
            if a.element.heldOutLoss != b.element.heldOutLoss {
                return a.element.heldOutLoss < b.element.heldOutLoss
            }
            return a.offset < b.offset
        }
        let tolerance =
            ParetoFront.smallestShare * (sorted.first?.element.heldOutLoss ?? 0)
        for (_, model) in sorted {
            guard let last = front.last else {
                front.append(model)
                continue
            }
            if model.complexity > last.complexity, model.heldOutLoss < last.heldOutLoss - tolerance
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
        let floor = max(
            ParetoFront.smallestShare * entries[0].heldOutLoss, .leastNormalMagnitude)
        let losses = entries.map { max($0.heldOutLoss, floor) }
        let scores = entries.indices.map { index in
            index == 0
                ? 0
                : log(losses[index - 1] / losses[index])
                    / Double(entries[index].complexity - entries[index - 1].complexity)
        }
        let accuracy = entries.count - 1
        let low = losses.indices.filter {
            losses[$0] <= ParetoFront.bestLossFactor * losses[accuracy]
        }
        self.scores = scores
        accuracyIndex = accuracy
        bestIndex = low.max { scores[$0] < scores[$1] } ?? accuracy
        let limit = entries[accuracy].heldOutLoss + entries[accuracy].heldOutStandardError
        simplestIndex = entries.firstIndex { $0.heldOutLoss <= limit } ?? accuracy
    }
}
