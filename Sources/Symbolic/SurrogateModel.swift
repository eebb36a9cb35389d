/// A sum of formulas with coefficients: `intercept + sum coefficient * expression`.
public struct SurrogateModel: Sendable, Equatable, Codable {
    public struct Term: Sendable, Equatable, Codable {
        public var coefficient: Double
        public var expression: Expression

        public init(coefficient: Double, expression: Expression) {
            self.coefficient = coefficient
            self.expression = expression
        }
    }

    public var intercept: Double
    /// Simpler formulas first.
    public var terms: [Term]
    /// Nodes of the whole formula: one for the intercept, and for each term its own and three for
    /// the coefficient, the product and the sum.
    public var complexity: Int
    /// Weighted mean squared error on all rows.
    public var trainingLoss: Double
    /// Weighted mean squared error on held-out folds, coefficients refitted on the others.
    ///
    /// The formulas were chosen on all rows, so this flatters the choice of formulas, not the
    /// coefficients.
    public var heldOutLoss: Double
    /// Standard error of the held-out loss over the folds.
    public var heldOutStandardError: Double
    /// One minus the held-out loss over that of the intercept alone, refitted in the same folds.
    public var rSquaredHeldOut: Double

    public init(
        intercept: Double, terms: [Term], complexity: Int, trainingLoss: Double,
        heldOutLoss: Double, heldOutStandardError: Double, rSquaredHeldOut: Double
    ) {
        self.intercept = intercept
        self.terms = terms
        self.complexity = complexity
        self.trainingLoss = trainingLoss
        self.heldOutLoss = heldOutLoss
        self.heldOutStandardError = heldOutStandardError
        self.rSquaredHeldOut = rSquaredHeldOut
    }

    /// The prediction at one point; `nil` where a formula is undefined.
    public func value(at point: [Double]) -> Double? {
        var result = intercept
        for term in terms {
            guard let value = term.expression.value(at: point) else { return nil }
            result += term.coefficient * value
        }
        return result.isFinite ? result : nil
    }

    /// The predictions of all rows; `nil` if a formula is undefined in any of them.
    public func evaluate(columns: [[Double]]) -> [Double]? {
        var result = [Double](repeating: intercept, count: columns.first?.count ?? 1)
        for term in terms {
            guard let values = term.expression.evaluate(columns: columns) else { return nil }
            for row in result.indices { result[row] += term.coefficient * values[row] }
        }
        return result.allSatisfy(\.isFinite) ? result : nil
    }

    /// The model as one formula.
    public var expression: Expression {
        terms.reduce(.constant(intercept)) { sum, term in
            .binary(.add, sum, .binary(.multiply, .constant(term.coefficient), term.expression))
        }
    }
}
