/// A sum of formulas with coefficients: `intercept + sum coefficient * expression`.
///
/// Under the logistic loss the sum is the logarithm of the odds.
public struct SurrogateModel: Sendable, Equatable {
    public struct Term: Sendable, Equatable, Codable {
        public var coefficient: Double
        public var expression: Expression

        public init(coefficient: Double, expression: Expression) {
            self.coefficient = coefficient
            self.expression = expression
        }
    }

    public var loss: SurrogateLoss
    public var intercept: Double
    /// Simpler formulas first.
    public var terms: [Term]
    /// Nodes of the whole formula: one for the intercept, and for each term its own and three for
    /// the coefficient, the product and the sum.
    public var complexity: Int
    /// The weighted mean of ``loss`` on all rows.
    public var trainingLoss: Double
    /// The weighted mean of ``loss`` on each fold, coefficients refitted on the others.
    ///
    /// The formulas were chosen on all rows, so this flatters the choice of formulas, not the
    /// coefficients; ``heldOut`` repeats the choice too.
    public var refittedLoss: Double
    /// Standard error of the refitted loss over the folds.
    public var refittedStandardError: Double
    /// One minus the refitted loss over that of the intercept alone, refitted in the same folds:
    /// R2, or the explained share of the deviance.
    public var rSquaredRefitted: Double
    /// The area under the ROC curve of the refitted predictions against the labels; `nil` without
    /// labels.
    public var refittedAuc: Double?
    /// Their average precision; `nil` without labels.
    public var refittedAveragePrecision: Double?
    /// The figures of the search repeated without each fold: of the best formula that it found of
    /// at most as many nodes. `nil` if not validated.
    public var heldOut: HeldOutFigures?
    /// How far the choice of the terms is proven, before constants were refined; `nil` for the
    /// intercept alone.
    public var proof: SelectionProof?

    public init(
        loss: SurrogateLoss = .squared, intercept: Double, terms: [Term], complexity: Int,
        trainingLoss: Double, refittedLoss: Double, refittedStandardError: Double,
        rSquaredRefitted: Double, refittedAuc: Double? = nil,
        refittedAveragePrecision: Double? = nil, heldOut: HeldOutFigures? = nil,
        proof: SelectionProof? = nil
    ) {
        self.loss = loss
        self.intercept = intercept
        self.terms = terms
        self.complexity = complexity
        self.trainingLoss = trainingLoss
        self.refittedLoss = refittedLoss
        self.refittedStandardError = refittedStandardError
        self.rSquaredRefitted = rSquaredRefitted
        self.refittedAuc = refittedAuc
        self.refittedAveragePrecision = refittedAveragePrecision
        self.heldOut = heldOut
        self.proof = proof
    }

    /// What choices go by: the held-out loss, without validation the refitted one.
    var judgedLoss: Double { heldOut?.loss ?? refittedLoss }

    /// The standard error of ``judgedLoss``.
    var judgedStandardError: Double { heldOut?.standardError ?? refittedStandardError }

    /// The prediction at one point; `nil` where a formula is undefined.
    public func value(at point: [Double]) -> Double? {
        sum(at: point).map(loss.prediction)
    }

    /// The sum itself: the prediction, or its log odds.
    func sum(at point: [Double]) -> Double? {
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
        return result.allSatisfy(\.isFinite) ? result.map(loss.prediction) : nil
    }

    /// The sum as one formula.
    public var expression: Expression {
        terms.reduce(.constant(intercept)) { sum, term in
            .binary(.add, sum, .binary(.multiply, .constant(term.coefficient), term.expression))
        }
    }
}

extension Expression {
    fileprivate func multiplied(by factor: Double) -> Expression {
        switch self {
        case .binary(.multiply, let a, let b):
            .binary(.multiply, a.multiplied(by: factor), b)
        case .binary(.divide, let a, let b):
            .binary(.divide, a.multiplied(by: factor), b)
        case .unary(.inverse, let x): .binary(.divide, .constant(factor), x)
        default: .binary(.multiply, .constant(factor), self)
        }
    }
}

extension SurrogateModel.Term {
    /// The formula times the coefficient's size; once is not written.
    var plainProduct: Expression {
        abs(coefficient) == 1
            ? expression : .binary(.multiply, .constant(abs(coefficient)), expression)
    }

    /// The same with the number as the first factor of a product or quotient, `2*x/y` instead of
    /// `2*(x/y)`; equal but for the rounding of a multiplication.
    var plainQuotient: Expression {
        abs(coefficient) == 1 ? expression : expression.multiplied(by: abs(coefficient))
    }
}
