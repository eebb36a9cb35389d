import Basis

/// A necessary condition `lower <= f(x) <= upper`, with its figures.
public struct Rule: Sendable, Equatable, Codable {
    public var expression: Expression
    /// The lower edge, in the unit of the formula; `nil` where nothing bounds it from below.
    public var lower: Double?
    /// The upper edge; `nil` where nothing bounds it from above.
    public var upper: Double?
    /// The weighted standard deviation of the formula over the positive rows inside, in its unit,
    /// above 0: the yardstick for margins of different rules.
    public var spread: Double
    /// The figures of this rule alone, on the rows it was found on.
    public var figures: RuleFigures

    public init(
        expression: Expression, lower: Double?, upper: Double?, spread: Double,
        figures: RuleFigures
    ) {
        self.expression = expression
        self.lower = lower
        self.upper = upper
        self.spread = spread
        self.figures = figures
    }

    public var coverage: Double { figures.coverage }
    public var precision: Double { figures.precision }
    public var lift: Double { figures.lift }

    /// Whether the formula is defined at the point and lies between the edges, or at one of them but
    /// for rounding.
    public func isSatisfied(by point: [Double]) -> Bool { (margin(at: point) ?? -1) >= 0 }

    /// The distance to the nearest edge, in the unit of the formula: positive inside, negative by
    /// how much the point misses, 0 within a relative 1e-9 of an edge; `nil` where the formula is
    /// undefined.
    public func margin(at point: [Double]) -> Double? {
        expression.value(at: point).map(margin)
    }

    /// ``margin(at:)`` over ``spread``: a pure number that compares rules of different units.
    public func relativeMargin(at point: [Double]) -> Double? {
        margin(at: point).map { $0 / spread }
    }

    private func margin(of value: Double) -> Double {
        ComputedValues.margin(value, lower: lower, upper: upper, scale: spread)
    }
}
