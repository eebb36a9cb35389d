/// A coefficient times a product of soft conditions: what counts where all of them hold.
public struct ConjunctionTerm: Sendable, Equatable, Codable {
    public var coefficient: Double
    /// The conditions, each on another variable; the one found first stands first.
    public var bands: [SoftBand]

    public init(coefficient: Double, bands: [SoftBand]) {
        self.coefficient = coefficient
        self.bands = bands
    }

    /// The product of the bands, 0...1, without the coefficient.
    public var expression: Expression {
        guard let first = bands.first else { return .constant(1) }
        return bands.dropFirst().reduce(first.expression) {
            .binary(.multiply, $0, $1.expression)
        }
    }

    /// The product of the bands in each row.
    func values(_ columns: [[Double]], rows: Int) -> [Double] {
        var result = [Double](repeating: 1, count: rows)
        for band in bands {
            columns[band.variable].withUnsafeBufferPointer { column in
                for row in 0..<rows { result[row] *= band.value(column[row]) }
            }
        }
        return result
    }
}

/// How a model does on rows that its search has not seen.
public struct ConjunctionFigures: Sendable, Equatable, Codable {
    /// Weighted mean squared error, in the square of the target's unit.
    public var loss: Double
    /// Standard error of the loss over the folds.
    public var standardError: Double
    /// One minus the loss over the weighted variance of the target; at most 1, negative where the
    /// mean does better.
    public var rSquared: Double
    /// Weighted area under the receiver operating characteristic, 0...1; `nil` without labels.
    public var areaUnderCurve: Double?
    /// Weighted average precision, 0...1; `nil` without labels.
    public var averagePrecision: Double?
}

/// A sum of soft conjunctions: `intercept + sum coefficient * band * band * ...`.
public struct ConjunctionModel: Sendable, Equatable, Codable {
    public var intercept: Double
    /// By descending size of the coefficient.
    public var terms: [ConjunctionTerm]
    /// Weighted mean squared error on the rows of the search.
    public var trainingLoss: Double
    /// One minus the training loss over the weighted variance of the target.
    public var rSquaredTraining: Double
    /// Figures of models of this many terms, found anew without each fold; `nil` if not validated.
    public var heldOut: ConjunctionFigures?

    public init(
        intercept: Double, terms: [ConjunctionTerm], trainingLoss: Double,
        rSquaredTraining: Double, heldOut: ConjunctionFigures? = nil
    ) {
        self.intercept = intercept
        self.terms = terms
        self.trainingLoss = trainingLoss
        self.rSquaredTraining = rSquaredTraining
        self.heldOut = heldOut
    }

    /// The prediction at one point; `nil` where a variable that it uses is not finite.
    public func value(at point: [Double]) -> Double? {
        var result = intercept
        for term in terms {
            var product = 1.0
            for band in term.bands {
                let x = point[band.variable]
                guard x.isFinite else { return nil }
                product *= band.value(x)
            }
            result += term.coefficient * product
        }
        return result
    }

    /// The predictions of all rows; `nil` where a column that it uses holds a value that is not
    /// finite.
    public func evaluate(columns: [[Double]]) -> [Double]? {
        let used = terms.flatMap(\.bands).map(\.variable)
        guard used.allSatisfy({ columns[$0].allSatisfy(\.isFinite) }) else { return nil }
        return predictions(columns, rows: columns.first?.count ?? 1)
    }

    func predictions(_ columns: [[Double]], rows: Int) -> [Double] {
        var result = [Double](repeating: intercept, count: rows)
        for term in terms {
            let values = term.values(columns, rows: rows)
            for row in 0..<rows { result[row] += term.coefficient * values[row] }
        }
        return result
    }

    /// The model as one formula.
    public var expression: Expression {
        terms.reduce(.constant(intercept)) { sum, term in
            .binary(.add, sum, .binary(.multiply, .constant(term.coefficient), term.expression))
        }
    }
}
