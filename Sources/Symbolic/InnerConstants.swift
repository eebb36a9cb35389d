import Foundation

/// Moves all constants within the formulas of a model together to where the squared loss is lower.
///
/// Coefficients are least squares at every step (variable projection: Golub and Pereyra, SIAM J.
/// Numer. Anal. 10, 413 (1973), doi:10.1137/0710036); the steps are those of Levenberg and Marquardt
/// with differences for derivatives.
struct InnerConstants: Sendable {
    static let iterations = 20
    private static let difference = 1e-6
    /// The variance of a formula with constants, as a share of its mean square, below which it is a
    /// sum in disguise: exp(a x + b y) with tiny a and b is 1 + a x + b y.
    private static let leastVariation = 1e-2

    let columns: [[Double]]
    /// Weighted mean zero and variance one.
    let target: [Double]
    let weights: [Double]
    /// Whether the numbers 1 and -1 are moved too. A sum within a product has one constant that only
    /// scales it, and the coefficient does that.
    var movesOnes = true

    /// The share of the variance that a model leaves; `nil` where its formulas depend on each other.
    func loss(_ terms: [Expression]) -> Double? {
        rest(terms).map(square)
    }

    private func square(_ values: [Double]) -> Double {
        var sum = 0.0
        for row in values.indices { sum += weights[row] * values[row] * values[row] }
        return sum
    }

    /// What least squares over the formulas leave of the target.
    private func rest(_ terms: [Expression]) -> [Double]? {
        var basis = [[Double]]()
        var left = target
        for term in terms {
            guard var own = term.evaluate(columns: columns) else { return nil }
            var mean = 0.0
            for row in own.indices { mean += weights[row] * own[row] }
            for row in own.indices { own[row] -= mean }
            let start = square(own)
            let least = term.hasConstant ? InnerConstants.leastVariation : 1e-14
            guard start > least * mean * mean, start > 0, start.isFinite else { return nil }
            for _ in 0..<2 {
                for other in basis {
                    var share = 0.0
                    for row in own.indices { share += weights[row] * own[row] * other[row] }
                    for row in own.indices { own[row] -= share * other[row] }
                }
            }
            let size = square(own)
            guard size > 1e-10 * start, size > 0 else { return nil }
            let scale = 1 / size.squareRoot()
            var share = 0.0
            for row in own.indices {
                own[row] *= scale
                share += weights[row] * own[row] * left[row]
            }
            for row in own.indices { left[row] -= share * own[row] }
            basis.append(own)
        }
        return left
    }

    private struct Slot {
        var term: Int
        var path: [Int]
    }

    private func slots(_ expression: Expression, _ term: Int, _ path: [Int]) -> [Slot] {
        switch expression {
        case .variable: []
        case .constant(let value):
            movesOnes || abs(value) != 1 ? [Slot(term: term, path: path)] : []
        case .unary(_, let inner): slots(inner, term, path + [0])
        case .binary(_, let left, let right):
            slots(left, term, path + [0]) + slots(right, term, path + [1])
        }
    }

    private func with(_ values: [Double], _ slots: [Slot], _ terms: [Expression]) -> [Expression] {
        var result = terms
        for (value, slot) in zip(values, slots) {
            result[slot.term] = result[slot.term].replacing(
                slot.path[...], with: .constant(value))
        }
        return result
    }

    /// The formulas with their constants moved; `nil` where that gains nothing.
    func adjusted(
        _ terms: [Expression], iterations: Int = InnerConstants.iterations
    ) -> [Expression]? {
        let slots = terms.indices.flatMap { self.slots(terms[$0], $0, []) }
        guard !slots.isEmpty, slots.count <= 8, var rest = rest(terms) else { return nil }
        var values = slots.map { terms[$0.term].constant(at: $0.path[...]) ?? 0 }
        let start = square(rest)
        var loss = start
        var damping = 1e-2
        for _ in 0..<iterations where loss > FormulaGrowth.exactShare {
            guard let step = jacobian(values, slots, terms, rest) else { break }
            var moved = false
            while damping < 1e8 {
                guard let change = step.solve(damping) else {
                    damping *= 10
                    continue
                }
                let next = zip(values, change).map { $0 - $1 }
                if next.allSatisfy(\.isFinite), let made = self.rest(with(next, slots, terms)) {
                    let reached = square(made)
                    if reached < loss {
                        moved = reached < loss * (1 - 1e-7)
                        values = next
                        rest = made
                        loss = reached
                        damping = max(1e-9, damping / 10)
                        break
                    }
                }
                damping *= 5
            }
            if !moved { break }
        }
        guard loss < start * (1 - 1e-9) else { return nil }
        return with(values, slots, terms).map(\.canonical)
    }

    private struct Step {
        var matrix: [Double]
        var right: [Double]

        func solve(_ damping: Double) -> [Double]? {
            let size = right.count
            var damped = matrix
            for index in 0..<size {
                damped[index * size + index] *= 1 + damping
                if damped[index * size + index] <= 0 { damped[index * size + index] = 1 }
            }
            return LeastSquares.solve(damped, right)
        }
    }

    private func jacobian(
        _ values: [Double], _ slots: [Slot], _ terms: [Expression], _ rest: [Double]
    ) -> Step? {
        var derivatives = [[Double]]()
        for index in values.indices {
            let step = InnerConstants.difference * max(1e-3, abs(values[index]))
            var moved = values
            moved[index] += step
            guard let other = self.rest(with(moved, slots, terms)) else { return nil }
            derivatives.append(zip(other, rest).map { ($0 - $1) / step })
        }
        let size = values.count
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size)
        for first in 0..<size {
            for second in 0..<size {
                var sum = 0.0
                for row in weights.indices {
                    sum += weights[row] * derivatives[first][row] * derivatives[second][row]
                }
                matrix[first * size + second] = sum
            }
            for row in weights.indices {
                right[first] += weights[row] * derivatives[first][row] * rest[row]
            }
        }
        return Step(matrix: matrix, right: right)
    }
}
