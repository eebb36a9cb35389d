/// A product of powers: the one form of a product or quotient, however it was nested.
///
/// Factors that are products, quotients or inverses are taken apart; equal bases are collected with
/// their exponents in steps of one half. Written again, the numerator and the denominator are each
/// sorted products, so `(x y) / z`, `x (y / z)` and `y / (z / x)` are one formula.
struct PowerProduct {
    /// A base and twice its exponent, not zero.
    private struct Power {
        var base: Expression
        var doubled: Int
    }

    private let source: Expression
    private var constant = 1.0
    private var dividesByZero = false
    private var powers: [Power] = []

    /// - Parameter expression: a product, quotient or inverse of canonical formulas.
    init(_ expression: Expression) {
        source = expression
        collect(expression, sign: 1)
        powers.removeAll { $0.doubled == 0 }
    }

    private mutating func collect(_ expression: Expression, sign: Int) {
        switch expression {
        case .binary(.multiply, let a, let b):
            collect(a, sign: sign)
            collect(b, sign: sign)
        case .binary(.divide, let a, let b):
            collect(a, sign: sign)
            collect(b, sign: -sign)
        case .unary(.inverse, let a):
            collect(a, sign: -sign)
        case .constant(let value):
            if value == 0, sign < 0 { dividesByZero = true }
            constant = sign > 0 ? constant * value : constant / value
        default:
            let power = PowerProduct.power(of: expression)
            if let index = powers.firstIndex(where: { $0.base == power.base }) {
                powers[index].doubled += sign * power.doubled
            } else {
                powers.append(Power(base: power.base, doubled: sign * power.doubled))
            }
        }
    }

    /// The base below squares, cubes and roots. A root of an odd power stays as it is, since
    /// exponents are halves.
    private static func power(of expression: Expression) -> Power {
        guard case .unary(let operation, let inner) = expression else {
            return Power(base: expression, doubled: 2)
        }
        switch operation {
        case .square, .cube:
            let below = power(of: inner)
            return Power(base: below.base, doubled: below.doubled * (operation == .square ? 2 : 3))
        case .squareRoot:
            let below = power(of: inner)
            // The root of an even power of a number below zero is not that power halved.
            guard below.doubled == 2 || below.doubled == 6 else { break }
            return Power(base: below.base, doubled: below.doubled / 2)
        default: break
        }
        return Power(base: expression, doubled: 2)
    }

    /// Formulas whose product is a base to the power of `doubled / 2`, above zero, with few nodes.
    private static func pieces(_ base: Expression, _ doubled: Int) -> [Expression] {
        switch doubled {
        case 1: return [.unary(.squareRoot, base)]
        case 2: return [base]
        case 3: return [.unary(.cube, .unary(.squareRoot, base))]
        case 4: return [.unary(.square, base)]
        case 6: return [.unary(.cube, base)]
        case 8: return [.unary(.square, .unary(.square, base))]
        case 12: return [.unary(.square, .unary(.cube, base))]
        case 18: return [.unary(.cube, .unary(.cube, base))]
        default:
            let largest = [18, 12, 8, 6, 4, 3, 2, 1].first { $0 < doubled } ?? 1
            return pieces(base, largest) + pieces(base, doubled - largest)
        }
    }

    private static func product(_ factors: [Expression]) -> Expression? {
        let sorted = factors.sorted()
        guard let first = sorted.first else { return nil }
        return sorted.dropFirst().reduce(first) { .binary(.multiply, $0, $1) }
    }

    /// The formula as it came, the arguments of a product in order.
    private var unchanged: Expression {
        guard case .binary(.multiply, let a, let b) = source, b < a else { return source }
        return .binary(.multiply, b, a)
    }

    /// The form; the formula as it came where collecting would add nodes or overflow.
    var expression: Expression {
        // Defined nowhere, and one formula like all others.
        if dividesByZero { return .unary(.inverse, .constant(0)) }
        guard constant.isFinite else { return unchanged }
        if constant == 0 { return .constant(0) }
        var above = powers.filter { $0.doubled > 0 }.flatMap {
            PowerProduct.pieces($0.base, $0.doubled)
        }
        let below = powers.filter { $0.doubled < 0 }
            .flatMap { PowerProduct.pieces($0.base, -$0.doubled) }
        if constant != 1 || above.isEmpty && below.isEmpty { above.append(.constant(constant)) }
        let form: Expression
        switch (PowerProduct.product(above), PowerProduct.product(below)) {
        case (let top?, let bottom?): form = .binary(.divide, top, bottom)
        case (let top?, nil): form = top
        case (nil, let bottom?): form = .unary(.inverse, bottom)
        case (nil, nil): form = .constant(constant)
        }
        return form.complexity <= source.complexity ? form : unchanged
    }
}
