extension ParetoFront {
    /// The front with constants of as few digits as the fit needs, within formulas and before them;
    /// see ``ConstantRounding``.
    func rounded(on problem: SurrogateProblem) -> ParetoFront {
        ParetoFront(
            variables: variables, entries: entries.map { ModelRounding($0, problem).rounded },
            constantColumns: constantColumns)
    }
}

/// Gives the constants of one model the fewest digits.
private struct ModelRounding {
    private let problem: SurrogateProblem
    private let model: SurrogateModel
    private let total: Double

    init(_ model: SurrogateModel, _ problem: SurrogateProblem) {
        self.model = model
        self.problem = problem
        total = problem.weights.reduce(0, +)
    }

    private func mean(_ value: (Int) -> Double) -> Double {
        problem.weights.indices.reduce(0) { $0 + problem.weights[$1] * value($1) } / total
    }

    private func sums(_ model: SurrogateModel, _ columns: [[Double]]) -> [Double] {
        var sums = [Double](repeating: model.intercept, count: problem.target.count)
        for (term, column) in zip(model.terms, columns) {
            for row in sums.indices { sums[row] += term.coefficient * column[row] }
        }
        return sums
    }

    var rounded: SurrogateModel {
        var columns = model.terms.compactMap { $0.expression.evaluate(columns: problem.columns) }
        guard columns.count == model.terms.count else { return model }
        let exact = sums(model, columns).map(model.loss.prediction)
        let residual = mean { row in
            (problem.target[row] - exact[row]) * (problem.target[row] - exact[row])
        }.squareRoot()
        var result = model
        for index in result.terms.indices {
            shorten(&result, &columns, term: index, exact, residual)
        }
        let constants = rounding(columns, residual).rounded(
            intercept: result.intercept, coefficients: result.terms.map(\.coefficient))
        result.intercept = constants.intercept
        for index in result.terms.indices {
            result.terms[index].coefficient = constants.coefficients[index]
        }
        let printed = sums(result, columns)
        result.trainingLoss = mean { row in
            model.loss.loss(target: problem.target[row], sum: printed[row])
        }
        return result
    }

    private func rounding(_ columns: [[Double]], _ residual: Double) -> ConstantRounding {
        ConstantRounding(
            terms: columns, target: problem.target, weights: problem.weights, loss: model.loss,
            residual: residual)
    }

    /// Rounds the constants within one formula, as far as no prediction leaves the exact ones by more
    /// than the tolerance.
    private func shorten(
        _ model: inout SurrogateModel, _ columns: inout [[Double]], term: Int, _ exact: [Double],
        _ residual: Double
    ) {
        let tolerance = rounding(columns, residual).tolerance
        for path in model.terms[term].expression.constantPaths {
            let expression = model.terms[term].expression
            guard let value = expression.constant(at: path[...]) else { continue }
            let hasUnit = (try? expression.unit(problem.variables)) != nil
            for digits in 1..<16 {
                let short = SignificantDigits.round(value, digits, .toNearestOrEven)
                if short == value { break }
                let made = expression.replacing(path[...], with: .constant(short))
                if hasUnit, (try? made.unit(problem.variables)) == nil { continue }
                guard let column = made.evaluate(columns: problem.columns) else { continue }
                var (trial, values) = (model, columns)
                trial.terms[term].expression = made
                values[term] = column
                let found = sums(trial, values).map(model.loss.prediction)
                let agrees = exact.indices.allSatisfy {
                    problem.weights[$0] == 0 || abs(found[$0] - exact[$0]) <= tolerance
                }
                if agrees {
                    (model, columns) = (trial, values)
                    break
                }
            }
        }
    }
}

extension Expression {
    /// The operand numbers that lead to each constant.
    var constantPaths: [[Int]] {
        switch self {
        case .variable: []
        case .constant: [[]]
        case .unary(_, let inner): inner.constantPaths.map { [0] + $0 }
        case .binary(_, let left, let right):
            left.constantPaths.map { [0] + $0 } + right.constantPaths.map { [1] + $0 }
        }
    }
}
