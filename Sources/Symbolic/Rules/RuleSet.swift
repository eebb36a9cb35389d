/// Rules that hold together: a row meets the set if it meets every rule.
public struct RuleSet: Sendable, Equatable {
    public let variables: [Variable]
    /// In the order in which they were chosen.
    public let rules: [Rule]
    /// The figures of all rules together.
    public let conjunction: RuleFigures
    /// Names of the columns that have one value throughout and were not used.
    public let constantColumns: [String]

    public init(
        variables: [Variable], rules: [Rule], conjunction: RuleFigures,
        constantColumns: [String] = []
    ) {
        self.variables = variables
        self.rules = rules
        self.conjunction = conjunction
        self.constantColumns = constantColumns
    }

    /// Which rules a point meets; `values` holds one number for each variable.
    ///
    /// A rule whose formula is undefined at the point is not met.
    public func satisfied(by values: [Double]) -> [Bool] {
        rules.map { $0.isSatisfied(by: values) }
    }

    /// By how much the point meets or misses each rule, see ``Rule/margin(at:)``.
    public func margins(at values: [Double]) -> [Double?] {
        rules.map { $0.margin(at: values) }
    }

    /// The margins over each rule's spread, so that rules compare, see ``Rule/relativeMargin(at:)``.
    public func relativeMargins(at values: [Double]) -> [Double?] {
        rules.map { $0.relativeMargin(at: values) }
    }
}
