import Foundation

/// Logistic regression by Newton's method (iteratively reweighted least squares).
///
/// The objective is the weighted mean loss plus `ridge / 2` times the sum of the squared slopes of
/// standardised columns, which keeps the slopes finite where a column separates the classes and
/// changes others in the eighth digit.
struct LogisticFit {
    static let ridge = 1e-8
    private static let maximumSteps = 60

    /// Intercept and slopes.
    var coefficients: [Double]
    /// The mean loss with the ridge, the target's own entropy taken off.
    var objective: Double

    static func probability(_ sum: Double) -> Double {
        let small = exp(-abs(sum))
        return sum < 0 ? small / (1 + small) : 1 / (1 + small)
    }

    /// -y ln p - (1-y) ln(1-p) with p from the sum.
    static func loss(target: Double, sum: Double) -> Double {
        max(sum, 0) - target * sum + log1p(exp(-abs(sum)))
    }

    /// -y ln y - (1-y) ln(1-y).
    static func entropy(_ target: Double) -> Double {
        var result = 0.0
        if target > 0 { result -= target * log(target) }
        if target < 1 { result -= (1 - target) * log(1 - target) }
        return result
    }

    /// The fit to targets in 0...1; `nil` where the columns are dependent.
    ///
    /// - Parameters:
    ///   - columns: standardised columns.
    ///   - weights: at least zero; their sum scales out.
    ///   - start: where the steps begin; the default is the intercept alone.
    static func fit(
        columns: [[Double]], target: [Double], weights: [Double], start: [Double]? = nil
    ) -> LogisticFit? {
        let rows = LogisticRows(columns: columns, target: target, weights: weights)
        guard let rows else { return nil }
        var coefficients = start ?? [rows.startingIntercept] + columns.map { _ in 0.0 }
        var state = rows.state(coefficients)
        for _ in 0..<maximumSteps {
            guard let step = LeastSquares.solve(state.hessian, state.gradient) else { return nil }
            let decrement = zip(step, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
            if decrement <= 1e-20 { break }
            var length = 1.0
            var accepted = false
            for _ in 0..<30 {
                let next = zip(coefficients, step).map { $0 + length * $1 }
                let candidate = rows.state(next)
                if candidate.objective < state.objective {
                    coefficients = next
                    state = candidate
                    accepted = true
                    break
                }
                length /= 2
            }
            // Nothing is lower than rounding shows.
            if !accepted { break }
        }
        guard coefficients.allSatisfy(\.isFinite), state.objective.isFinite else { return nil }
        return LogisticFit(
            coefficients: coefficients, objective: state.objective - rows.entropy)
    }
}

/// The weighted rows of a logistic regression, one after the other.
private struct LogisticRows {
    struct State {
        var objective: Double
        /// Downhill: minus the derivative.
        var gradient: [Double]
        var hessian: [Double]
    }

    /// One and the columns' values, row by row.
    private let design: [Double]
    private let target: [Double]
    private let weights: [Double]
    private let size: Int
    let entropy: Double
    let startingIntercept: Double

    init?(columns: [[Double]], target: [Double], weights: [Double]) {
        let used = weights.indices.filter { weights[$0] > 0 }
        let total = used.reduce(0) { $0 + weights[$1] }
        guard total > 0 else { return nil }
        size = columns.count + 1
        var design = [Double]()
        design.reserveCapacity(used.count * size)
        for row in used {
            design.append(1)
            for column in columns { design.append(column[row]) }
        }
        self.design = design
        self.target = used.map { target[$0] }
        self.weights = used.map { weights[$0] / total }
        entropy = zip(self.target, self.weights).reduce(0) {
            $0 + $1.1 * LogisticFit.entropy($1.0)
        }
        let mean = zip(self.target, self.weights).reduce(0) { $0 + $1.0 * $1.1 }
        let inside = max(1e-9, min(1 - 1e-9, mean))
        startingIntercept = log(inside / (1 - inside))
    }

    func state(_ coefficients: [Double]) -> State {
        var gradient = [Double](repeating: 0, count: size)
        var hessian = [Double](repeating: 0, count: size * size)
        var objective = 0.0
        design.withUnsafeBufferPointer { design in
            gradient.withUnsafeMutableBufferPointer { gradient in
                hessian.withUnsafeMutableBufferPointer { hessian in
                    coefficients.withUnsafeBufferPointer { coefficients in
                        for row in target.indices {
                            let start = row * size
                            var sum = 0.0
                            for index in 0..<size {
                                sum += coefficients[index] * design[start + index]
                            }
                            let small = exp(-abs(sum))
                            let p = sum < 0 ? small / (1 + small) : 1 / (1 + small)
                            let weight = weights[row]
                            objective += weight * (max(sum, 0) - target[row] * sum + log1p(small))
                            let rest = weight * (target[row] - p)
                            let curvature = weight * small / ((1 + small) * (1 + small))
                            for first in 0..<size {
                                let value = design[start + first]
                                gradient[first] += rest * value
                                let scaled = curvature * value
                                for second in first..<size {
                                    hessian[first * size + second] +=
                                        scaled * design[start + second]
                                }
                            }
                        }
                    }
                }
            }
        }
        for first in 1..<max(1, size) {
            objective += LogisticFit.ridge / 2 * coefficients[first] * coefficients[first]
            gradient[first] -= LogisticFit.ridge * coefficients[first]
            hessian[first * size + first] += LogisticFit.ridge
            for second in 0..<first {
                hessian[first * size + second] = hessian[second * size + first]
            }
        }
        return State(objective: objective, gradient: gradient, hessian: hessian)
    }
}
