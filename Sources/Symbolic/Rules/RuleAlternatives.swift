/// Conjunctions of which a row must meet one: "one of k families".
public struct RuleAlternatives: Sendable, Equatable {
    /// The branches in the order in which they were found, all over the same variables.
    public let branches: [RuleSet]
    /// The figures of all branches together: inside is what one branch leaves inside.
    public let figures: RuleFigures

    public init(branches: [RuleSet], figures: RuleFigures) {
        self.branches = branches
        self.figures = figures
    }

    /// Whether the point meets every rule of one branch.
    public func isSatisfied(by values: [Double]) -> Bool {
        branches.contains { $0.satisfied(by: values).allSatisfy { $0 } }
    }
}
