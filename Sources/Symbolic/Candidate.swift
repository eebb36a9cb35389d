/// How a left and a factor are joined, or a left transformed.
enum Joining: UInt8, Sendable {
    case alone, product, add, subtract, absoluteDifference, minimum, maximum
    case squareRoot, square, cube, logarithm, exponential, absolute

    var binary: BinaryOperator? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .absoluteDifference: .absoluteDifference
        case .minimum: .minimum
        case .maximum: .maximum
        default: nil
        }
    }

    var unary: UnaryOperator? {
        switch self {
        case .squareRoot: .squareRoot
        case .square: .square
        case .cube: .cube
        case .logarithm: .logarithm
        case .exponential: .exponential
        case .absolute: .absolute
        default: nil
        }
    }

    init?(_ operation: BinaryOperator) {
        switch operation {
        case .add: self = .add
        case .subtract: self = .subtract
        case .absoluteDifference: self = .absoluteDifference
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .multiply, .divide: return nil
        }
    }

    init?(_ operation: UnaryOperator) {
        switch operation {
        case .squareRoot: self = .squareRoot
        case .square: self = .square
        case .cube: self = .cube
        case .logarithm: self = .logarithm
        case .exponential: self = .exponential
        case .absolute: self = .absolute
        case .inverse: return nil
        }
    }
}

/// The left side of a candidate: factor `first`, or `first` joined with `second`, maybe inverted.
struct LeftKey: Sendable, Hashable {
    var joining: Joining
    var first: Int32
    var second: Int32
    /// One over the combination; a factor says so itself.
    var inverted: Bool
}

/// A candidate formula as positions in the feature space: small, ordered, built into an
/// ``Expression`` only if it survives.
struct Candidate: Sendable, Hashable, Comparable {
    var left: LeftKey
    var joining: Joining
    /// The factor on the right, or -1.
    var right: Int32

    static func < (a: Candidate, b: Candidate) -> Bool { a.order < b.order }

    private var order: (UInt64, UInt64) {
        let high =
            UInt64(left.joining.rawValue) << 56 | UInt64(UInt32(bitPattern: left.first)) << 8
            | (left.inverted ? 1 : 0)
        let low =
            UInt64(UInt32(bitPattern: left.second)) << 32
            | UInt64(joining.rawValue) << 28 | UInt64(UInt32(bitPattern: right &+ 1) & 0xfff_ffff)
        return (high, low)
    }
}

/// A left with what the search must know of it.
struct Left: Sendable {
    var key: LeftKey
    var inverted: Bool
    var baseComplexity: Int
    var unitNumber: Int
    var isTerm: Bool
    /// The unit at rung 2, where transforms of the left are candidates.
    var unit: Unit?
    /// The factors that it may be joined with.
    var rights: Range<Int>

    var complexity: Int { baseComplexity + (inverted ? 1 : 0) }
}

extension FeatureSpace {
    /// The lefts whose joinings with factors make the candidates of rung 1.
    var factorLefts: [Left] {
        factors.indices.map { index in
            let factor = factors[index]
            return Left(
                key: LeftKey(joining: .alone, first: Int32(index), second: -1, inverted: false),
                inverted: factor.inverted, baseComplexity: factor.baseComplexity,
                unitNumber: factor.unitNumber, isTerm: factor.isTerm, unit: nil,
                rights: rungs > 0 ? index + 1..<factors.count : 0..<0)
        }
    }

    /// The lefts of rung 2: every candidate of rung 1 that leaves room for one more operation.
    var combinedLefts: [Left] {
        guard rungs > 1 else { return [] }
        var result = [Left]()
        for left in factorLefts {
            for right in left.rights {
                for joining in joinings(left, right) {
                    let complexity = complexity(left, joining, right)
                    guard complexity < maximumComplexity else { continue }
                    let candidate = Candidate(left: left.key, joining: joining, right: Int32(right))
                    let a = factors[Int(left.key.first)]
                    let unit = joining == .product ? a.unit.product(factors[right].unit) : a.unit
                    appendLefts(candidate, unit, complexity, to: &result)
                }
            }
        }
        return result
    }

    private func appendLefts(
        _ candidate: Candidate, _ unit: Unit, _ complexity: Int, to result: inout [Left]
    ) {
        let key = LeftKey(
            joining: candidate.joining, first: candidate.left.first, second: candidate.right,
            inverted: false)
        result.append(
            Left(
                key: key, inverted: false, baseComplexity: complexity,
                unitNumber: unitNumber(unit), isTerm: true, unit: unit,
                rights: factors.indices))
        guard operators.has(.inverse) || operators.has(.divide), candidate.joining != .product
        else { return }
        var inverse = key
        inverse.inverted = true
        let inverseUnit = unit.inverse
        result.append(
            Left(
                key: inverse, inverted: true, baseComplexity: complexity,
                unitNumber: unitNumber(inverseUnit), isTerm: operators.has(.inverse),
                unit: inverseUnit, rights: factors.indices))
    }

    /// The ways in which a left may be joined with the factor `right`.
    func joinings(_ left: Left, _ right: Int) -> [Joining] {
        var result = [Joining]()
        if productAllowed(left, right) { result.append(.product) }
        if sumAllowed(left, right) {
            for operation in operators.binary {
                if let joining = Joining(operation) { result.append(joining) }
            }
        }
        return result
    }

    @inline(__always)
    func productAllowed(_ left: Left, _ right: Int) -> Bool {
        let factor = factors[right]
        if left.key.joining == .alone {
            let other = factors[Int(left.key.first)]
            if other.variable == factor.variable {
                if other.isPower && factor.isPower || other.base == factor.base { return false }
            }
        }
        if left.inverted == factor.inverted {
            return operators.has(.multiply) && (!factor.inverted || operators.has(.inverse))
        }
        return operators.has(.divide)
    }

    @inline(__always)
    func sumAllowed(_ left: Left, _ right: Int) -> Bool {
        left.isTerm && left.unitNumber == factors[right].unitNumber && factors[right].isTerm
    }

    @inline(__always)
    func complexity(_ left: Left, _ joining: Joining, _ right: Int) -> Int {
        if right < 0 { return left.complexity + (joining == .alone ? 0 : 1) }
        let factor = factors[right]
        if joining == .product {
            let both = left.inverted && factor.inverted
            return left.baseComplexity + factor.baseComplexity + (both ? 2 : 1)
        }
        return left.complexity + factor.complexity + 1
    }

    /// The formula of a candidate, in canonical form.
    func expression(_ candidate: Candidate) -> Expression {
        let left = base(candidate.left)
        if let unary = candidate.joining.unary {
            return Expression.unary(unary, left.inverted ? .unary(.inverse, left.base) : left.base)
                .canonical
        }
        guard candidate.right >= 0 else {
            return (left.inverted ? Expression.unary(.inverse, left.base) : left.base).canonical
        }
        return join(left, candidate.joining, Int(candidate.right)).canonical
    }

    private func base(_ key: LeftKey) -> (base: Expression, inverted: Bool) {
        let factor = factors[Int(key.first)]
        guard key.joining != .alone else { return (factor.base, factor.inverted) }
        let inner = join((factor.base, factor.inverted), key.joining, Int(key.second))
        return (inner, key.inverted)
    }

    private func join(
        _ left: (base: Expression, inverted: Bool), _ joining: Joining, _ right: Int
    ) -> Expression {
        let factor = factors[right]
        if let operation = joining.binary {
            let first = left.inverted ? Expression.unary(.inverse, left.base) : left.base
            return .binary(operation, first, factor.expression)
        }
        switch (left.inverted, factor.inverted) {
        case (false, false): return .binary(.multiply, left.base, factor.base)
        case (false, true): return .binary(.divide, left.base, factor.base)
        case (true, false): return .binary(.divide, factor.base, left.base)
        case (true, true): return .unary(.inverse, .binary(.multiply, left.base, factor.base))
        }
    }
}
