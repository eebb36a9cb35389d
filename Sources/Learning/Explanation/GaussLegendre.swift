import Foundation

/// Points and weights that integrate over 0...1 exactly, up to rounding, every polynomial of degree
/// below twice their number.
///
/// Source: Davis and Rabinowitz, Methods of Numerical Integration, 2nd edition, 1984, section 2.7.
struct GaussLegendre {
    /// Ascending, all strictly between 0 and 1.
    let points: [Double]
    /// Positive, sum 1.
    let weights: [Double]

    init(count: Int) {
        var points = [Double](repeating: 0, count: count)
        var weights = points
        for index in 0..<(count + 1) / 2 {
            // Newton's iteration converges from this start to the root of the same number.
            var root = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                let value: Double
                (value, slope) = GaussLegendre.polynomial(count, root)
                let step = value / slope
                root -= step
                if abs(step) < 1e-16 { break }
            }
            slope = GaussLegendre.polynomial(count, root).slope
            // The rule on -1...1, moved to 0...1.
            points[index] = (1 - root) / 2
            points[count - 1 - index] = (1 + root) / 2
            weights[index] = 1 / ((1 - root * root) * slope * slope)
            weights[count - 1 - index] = weights[index]
        }
        self.points = points
        self.weights = weights
    }

    /// The Legendre polynomial of a degree from 1, and its derivative.
    private static func polynomial(_ degree: Int, _ x: Double) -> (value: Double, slope: Double) {
        var previous = 1.0
        var value = x
        for order in stride(from: 2, through: degree, by: 1) {
            let factor = Double(order)
            (previous, value) = (
                value, ((2 * factor - 1) * x * value - (factor - 1) * previous) / factor
            )
        }
        return (value, Double(degree) * (x * value - previous) / (x * x - 1))
    }
}
