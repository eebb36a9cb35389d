import Foundation

/// A function g for which g(y / P) is a sum of terms, P being a product of factors: what a link is to
/// a generalised linear model (Nelder and Wedderburn, J. R. Stat. Soc. A 135, 370 (1972),
/// doi:10.2307/2344614).
///
/// `m0 / sqrt(1 - v^2/c^2)` is no short formula, but 1/(y/m0)^2 is a sum of two.
enum Link: CaseIterable, Sendable {
    case identity, inverse, square, inverseSquare, squareRoot, inverseSquareRoot, logarithm

    /// The smallest size of y / P that counts, as a share of the root mean square: below it noise
    /// decides, and the slope of some links has no bound.
    static let smallestShare = 0.02

    var needsPositive: Bool { self != .identity && self != .inverse }

    /// g(m).
    func callAsFunction(_ m: Double) -> Double {
        switch self {
        case .identity: m
        case .inverse: 1 / m
        case .square: m * m
        case .inverseSquare: 1 / (m * m)
        case .squareRoot: m.squareRoot()
        case .inverseSquareRoot: 1 / m.squareRoot()
        case .logarithm: log(m)
        }
    }

    /// |g'(m)|.
    func slope(_ m: Double) -> Double {
        switch self {
        case .identity: 1
        case .inverse: 1 / (m * m)
        case .square: 2 * m
        case .inverseSquare: 2 / (m * m * m)
        case .squareRoot: 0.5 / m.squareRoot()
        case .inverseSquareRoot: 0.5 / (m * m.squareRoot())
        case .logarithm: 1 / m
        }
    }

    /// The m whose g(m) is a sum; NaN where there is none.
    func mean(_ sum: Double) -> Double {
        switch self {
        case .identity: sum
        case .inverse: 1 / sum
        case .square: sum >= 0 ? sum.squareRoot() : .nan
        case .inverseSquare: sum > 0 ? 1 / sum.squareRoot() : .nan
        case .squareRoot: sum * sum
        case .inverseSquareRoot: 1 / (sum * sum)
        case .logarithm: exp(sum)
        }
    }

    /// The power of m's unit that the sum has, doubled; a logarithm needs a pure number.
    var doubledPower: Int {
        switch self {
        case .identity: 2
        case .inverse: -2
        case .square: 4
        case .inverseSquare: -4
        case .squareRoot: 1
        case .inverseSquareRoot: -1
        case .logarithm: 0
        }
    }

    /// Nodes that the link adds to factor and sum.
    var nodes: Int {
        switch self {
        case .identity, .inverse: 1
        default: 2
        }
    }

    func isWithin(_ operators: OperatorSet) -> Bool {
        switch self {
        case .identity: operators.has(.multiply)
        case .inverse: operators.has(.divide)
        case .square: operators.has(.multiply) && operators.has(.squareRoot)
        case .inverseSquare: operators.has(.divide) && operators.has(.squareRoot)
        case .squareRoot: operators.has(.multiply) && operators.has(.square)
        case .inverseSquareRoot: operators.has(.divide) && operators.has(.square)
        case .logarithm: operators.has(.multiply) && operators.has(.exponential)
        }
    }

    /// The formula of factor x mean(sum).
    func formula(factor: Expression?, sum: Expression) -> Expression {
        let own: Expression =
            switch self {
            case .identity, .inverse: sum
            case .square, .inverseSquare: .unary(.squareRoot, sum)
            case .squareRoot, .inverseSquareRoot: .unary(.square, sum)
            case .logarithm: .unary(.exponential, sum)
            }
        switch self {
        case .identity, .square, .squareRoot, .logarithm:
            return factor.map { .binary(.multiply, $0, own) } ?? own
        case .inverse, .inverseSquare, .inverseSquareRoot:
            return .binary(.divide, factor ?? .constant(1), own)
        }
    }
}
