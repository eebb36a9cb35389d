/// The models that no other beats in both complexity and held-out loss.
public struct ParetoFront: Sendable, Equatable {
    public let variables: [Variable]
    /// By ascending complexity, so by descending held-out loss; the first is the intercept alone.
    public let entries: [SurrogateModel]
    /// Position of the model with the lowest held-out loss.
    public let bestIndex: Int
    /// Position of the simplest model within one standard error of the best one's held-out loss.
    public let simplestIndex: Int
    /// Names of the columns that have one value throughout and were not used.
    public let constantColumns: [String]

    public var best: SurrogateModel { entries[bestIndex] }
    public var simplest: SurrogateModel { entries[simplestIndex] }

    /// The front of some models.
    ///
    /// A model with more nodes must lower the held-out loss by more than `tolerance`, which keeps
    /// rounding from adding terms to an exact law.
    init(
        variables: [Variable], models: [SurrogateModel], tolerance: Double,
        constantColumns: [String]
    ) {
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
        bestIndex = entries.count - 1
        let limit = entries[bestIndex].heldOutLoss + entries[bestIndex].heldOutStandardError
        simplestIndex = entries.firstIndex { $0.heldOutLoss <= limit } ?? bestIndex
    }
}
