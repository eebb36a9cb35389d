/// Gives the constants of a sum the fewest digits that leave its predictions as they are.
///
/// What is printed is then the model itself: text, tables, programs and JSON hold the same numbers,
/// and evaluating any of them gives the model's predictions. How many digits that takes depends on
/// the terms: where large ones cancel, as in x^2 - 4020 x + 4040100 about 2010, it takes many.
struct ConstantRounding {
    /// By how much a prediction may move, as a share of the standard deviation of the residuals.
    private static let share = 1e-3
    /// The same as a share of the target's spread, where the residuals are nothing but rounding.
    private static let smallestShare = 1e-12
    /// The same for probabilities, whose residuals vanish where classes separate.
    private static let smallestProbabilityShare = 1e-6
    /// Digits that hold any double.
    private static let allDigits = 17

    /// The values of the terms, one column each.
    let terms: [[Double]]
    let weights: [Double]
    let loss: SurrogateLoss
    /// The largest change of a prediction in any row that counts.
    let tolerance: Double

    /// - Parameter residualLoss: the mean loss of the exact constants.
    init(
        terms: [[Double]], target: [Double], weights: [Double], loss: SurrogateLoss,
        residual: Double
    ) {
        self.terms = terms
        self.weights = weights
        self.loss = loss
        let total = weights.reduce(0, +)
        let mean = zip(target, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        let spread =
            (zip(target, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
            / total).squareRoot()
        let floor =
            loss == .logistic
            ? ConstantRounding.smallestProbabilityShare : ConstantRounding.smallestShare
        tolerance = max(ConstantRounding.share * residual, floor * spread)
    }

    /// The constants with few digits: none is moved so that a prediction moves by more than the
    /// tolerance.
    func rounded(
        intercept: Double, coefficients: [Double]
    ) -> (intercept: Double, coefficients: [Double]) {
        let exact = predictions(intercept, coefficients)
        let total = weights.reduce(0, +)
        let means = terms.map { term in
            zip(term, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
        /// The constants at these numbers of digits; the intercept makes up for the rest.
        func attempt(_ digits: [Int]) -> (intercept: Double, coefficients: [Double])? {
            let short = zip(coefficients, digits).map {
                SignificantDigits.round($0, $1, .toNearestOrEven)
            }
            var middle = intercept
            for index in short.indices {
                middle += (coefficients[index] - short[index]) * means[index]
            }
            for places in 0...ConstantRounding.allDigits {
                let value =
                    places == 0 ? 0 : SignificantDigits.round(middle, places, .toNearestOrEven)
                if agrees(value, short, exact) { return (value, short) }
            }
            return nil
        }
        for digits in 1...ConstantRounding.allDigits {
            var places = coefficients.map { _ in digits }
            guard var best = attempt(places) else { continue }
            // Some terms matter less than others.
            for index in places.indices {
                while places[index] > 1 {
                    places[index] -= 1
                    guard let shorter = attempt(places) else {
                        places[index] += 1
                        break
                    }
                    best = shorter
                }
            }
            return best
        }
        return (intercept, coefficients)
    }

    private func predictions(_ intercept: Double, _ coefficients: [Double]) -> [Double] {
        var sums = [Double](repeating: intercept, count: weights.count)
        for (coefficient, term) in zip(coefficients, terms) {
            for row in sums.indices { sums[row] += coefficient * term[row] }
        }
        return sums.map(loss.prediction)
    }

    private func agrees(
        _ intercept: Double, _ coefficients: [Double], _ exact: [Double]
    ) -> Bool {
        let values = predictions(intercept, coefficients)
        for row in exact.indices where weights[row] > 0 {
            if !(abs(values[row] - exact[row]) <= tolerance) { return false }
        }
        return true
    }
}
