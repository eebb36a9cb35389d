/// The factors at the end of a left that an associative joining links, so that each sum, product,
/// minimum or maximum of several factors is made in one order only.
struct Chain: Sendable {
    /// `.alone` for a factor, `.add` for a sum, `.subtract` for a sum with a minus sign in it,
    /// `.absoluteDifference` where nothing is linked.
    var kind: Joining
    var members: [Int]

    static let closed = Chain(kind: .absoluteDifference, members: [])

    var isAdditive: Bool { kind == .add || kind == .subtract }

    /// Whether a further factor by `joining` continues the chain.
    func continues(with joining: Joining) -> Bool {
        switch joining {
        case .add, .subtract: kind == .alone || isAdditive
        case .absoluteDifference: kind == .alone
        default: kind == .alone || kind == joining
        }
    }

    func joined(_ joining: Joining, _ factor: Int) -> Chain {
        guard joining != .absoluteDifference else { return .closed }
        let before = continues(with: joining) ? members : []
        let minus = continues(with: joining) && kind == .subtract
        return Chain(kind: minus ? .subtract : joining, members: before + [factor])
    }
}

/// The left side of candidates, with what the search must know of it.
struct Left: Sendable {
    /// The left itself: no outer joining.
    var candidate: Candidate
    var inverted: Bool
    var baseComplexity: Int
    /// The number of its unit in a ``UnitRegistry``.
    var unit: Int
    /// Whether sums and the like may use it.
    var isTerm: Bool
    /// Whether it may be a candidate on its own.
    var isCandidate: Bool
    var chain: Chain

    var complexity: Int { baseComplexity + (inverted ? 1 : 0) }
}

extension FeatureSpace {
    /// A factor as a left.
    func left(factor index: Int) -> Left {
        let factor = factors[index]
        return Left(
            candidate: Candidate(head: Piece(factor: index)), inverted: factor.inverted,
            baseComplexity: factor.baseComplexity, unit: factor.unitNumber,
            isTerm: factor.isTerm, isCandidate: factor.isCandidate,
            chain: Chain(kind: .alone, members: [index]))
    }

    /// A left joined with a factor, as a left; `nil` if it is too complex to be a candidate.
    func joined(
        _ left: Left, _ joining: Joining, _ right: Int, _ units: inout UnitRegistry
    ) -> Left? {
        let complexity = complexity(left, joining, right)
        guard complexity <= maximumComplexity else { return nil }
        var candidate = left.candidate
        if candidate.head.isFactor {
            candidate.head = Piece(joining, Int(candidate.head.first), right)
        } else {
            candidate.inner = joining
            candidate.innerRight = Int32(right)
        }
        let factor = factors[right]
        let bothInverted = joining == .product && left.inverted && factor.inverted
        return Left(
            candidate: candidate, inverted: bothInverted,
            baseComplexity: bothInverted ? complexity - 1 : complexity,
            unit: joining == .product ? units.product(left.unit, factor.unitNumber) : left.unit,
            isTerm: !bothInverted || operators.has(.inverse),
            isCandidate: !bothInverted || operators.has(.inverse),
            chain: left.chain.joined(joining, right))
    }

    /// One over a left that is no product; `nil` where no operator makes it.
    func inverse(_ left: Left, _ units: inout UnitRegistry) -> Left? {
        guard operators.has(.inverse) || operators.has(.divide), left.chain.kind != .product,
            left.complexity < maximumComplexity
        else { return nil }
        var result = left
        if result.candidate.inner == .alone {
            result.candidate.head.inverted = true
        } else {
            result.candidate.inverted = true
        }
        result.inverted = true
        result.unit = units.inverse(left.unit)
        result.isTerm = operators.has(.inverse)
        result.isCandidate = result.isTerm
        result.chain = .closed
        return result
    }

    /// A transformed combination of two factors as a left; `nil` where the unit or the limit of
    /// complexity forbids it, or where transformed factors make the same.
    func transformed(_ left: Left, _ joining: Joining, _ units: inout UnitRegistry) -> Left? {
        guard left.complexity < maximumComplexity, !left.inverted, let unary = joining.unary,
            isDistinct(joining, after: left.chain.kind),
            let unit = units.transformed(left.unit, unary)
        else { return nil }
        switch left.chain.kind {
        case .product:
            switch joining {
            case .logarithm, .exponential, .sine, .cosine: break
            default: return nil
            }
        case .minimum, .maximum: return nil
        default: break
        }
        var result = left
        result.candidate.head.transform = joining
        result.baseComplexity = left.complexity + 1
        result.unit = unit
        result.isTerm = true
        result.chain = .closed
        return result
    }

    /// The transforms that make candidates of a combination.
    func transforms(of left: Left, _ units: inout UnitRegistry) -> [Joining] {
        guard left.complexity < maximumComplexity, !left.inverted else { return [] }
        return operators.unary.compactMap { operation in
            guard let joining = Joining(operation), isDistinct(joining, after: left.chain.kind),
                units.transformed(left.unit, operation) != nil
            else { return nil }
            return joining
        }
    }

    /// Leaves out what another operation writes: |a - b|, (a - b)^2.
    private func isDistinct(_ transform: Joining, after kind: Joining) -> Bool {
        switch (transform, kind) {
        case (.absolute, .subtract): !operators.has(.absoluteDifference)
        case (.square, .absoluteDifference): !operators.has(.subtract)
        case (.absolute, .absoluteDifference): false
        default: true
        }
    }

    func complexity(_ left: Left, _ joining: Joining, _ right: Int) -> Int {
        let factor = factors[right]
        if joining == .product {
            let both = left.inverted && factor.inverted
            return left.baseComplexity + factor.baseComplexity + (both ? 2 : 1)
        }
        return left.complexity + factor.complexity + 1
    }
}
