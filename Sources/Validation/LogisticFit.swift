import Learning

/// The logistic curve of two parameters that fits scores to smoothed targets best.
///
/// Minimises F = -sum (t_i ln q_i + (1 - t_i) ln(1 - q_i)) with q = sigmoid(slope * s + intercept)
/// and t = (n+ + 1) / (n+ + 2) for positives, 1 / (n- + 2) for negatives. F is convex; Newton's
/// step is halved until F falls enough. Ends with a gradient below 1e-9 for each row.
///
/// Source: Lin, Lin and Weng, Mach. Learn. 68, 267 (2007), doi:10.1007/s10994-007-5018-6.
struct LogisticFit {
    private(set) var slope = 0.0
    private(set) var intercept = 0.0

    private let scores: [Double]
    private let targets: [Double]

    init(scores: [Double], positives: [Bool]) {
        let count = Double(scores.count)
        let hits = positives.reduce(0.0) { $0 + ($1 ? 1 : 0) }
        let high = (hits + 1) / (hits + 2)
        let low = 1 / (count - hits + 2)
        self.scores = scores
        targets = positives.map { $0 ? high : low }
        intercept = Elementary.log((hits + 1) / (count - hits + 1))
        minimise(tolerance: 1e-9 * count)
    }

    private mutating func minimise(tolerance: Double) {
        var value = loss(slope, intercept)
        for _ in 0..<100 {
            let (gradient, hessian) = derivatives()
            guard max(abs(gradient.0), abs(gradient.1)) > tolerance else { return }
            let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1
            guard determinant > 0 else { return }
            let step = (
                -(hessian.2 * gradient.0 - hessian.1 * gradient.1) / determinant,
                -(hessian.0 * gradient.1 - hessian.1 * gradient.0) / determinant
            )
            let fall = gradient.0 * step.0 + gradient.1 * step.1
            var size = 1.0
            while true {
                let trial = loss(slope + size * step.0, intercept + size * step.1)
                if trial < value + 1e-4 * size * fall {
                    slope += size * step.0
                    intercept += size * step.1
                    value = trial
                    break
                }
                size /= 2
                // Rounding alone is left to gain.
                if size < 1e-10 { return }
            }
        }
    }

    private func loss(_ slope: Double, _ intercept: Double) -> Double {
        var softened = scores.map { -abs(slope * $0 + intercept) }
        softened.withUnsafeMutableBufferPointer { values in
            Elementary.exp(inPlace: values)
            for index in values.indices { values[index] += 1 }
            Elementary.log(inPlace: values)
        }
        var sum = 0.0
        for index in scores.indices {
            let exponent = slope * scores[index] + intercept
            // ln(1 + exp(x)) - t x, written so that exp never overflows.
            sum += max(exponent, 0) + softened[index] - targets[index] * exponent
        }
        return sum
    }

    /// Of F by (slope, intercept); the second derivatives as (ss, si, ii).
    private func derivatives() -> ((Double, Double), (Double, Double, Double)) {
        // A ridge far below any figure of interest keeps the matrix invertible for equal scores.
        var hessian = (1e-12, 0.0, 1e-12)
        var gradient = (0.0, 0.0)
        var shares = scores
        shares.withUnsafeMutableBufferPointer { shares in
            guard let start = shares.baseAddress else { return }
            Elementary.logistic(
                of: scores, slope: slope, intercept: intercept, count: scores.count, into: start)
        }
        for index in scores.indices {
            let share = shares[index]
            let weight = share * (1 - share)
            let excess = share - targets[index]
            gradient.0 += excess * scores[index]
            gradient.1 += excess
            hessian.0 += weight * scores[index] * scores[index]
            hessian.1 += weight * scores[index]
            hessian.2 += weight
        }
        return (gradient, hessian)
    }

    static func sigmoid(_ exponent: Double) -> Double { 1 / (1 + Elementary.exp(-exponent)) }
}
