/// The formulas of a sum behind a link.
struct LinkFormula {
    /// An intercept below this share of the largest part is none.
    private static let smallestIntercept = 1e-6

    let factor: Expression?
    let link: Link
    let fit: LinkScoring.Fit
    let parts: LinkParts
    let maximumTerms: Int

    /// The model as one formula and, where no link is in the way, as several terms.
    var models: [[Expression]] {
        guard link == .identity else { return [[whole]] }
        var terms = fit.members.map { times(parts.parts[$0].expression) }
        if fit.intercept != nil, let factor { terms.append(factor) }
        guard terms.count > 1, terms.count <= maximumTerms else { return [[whole]] }
        // Without a factor the one formula says nothing else.
        return factor == nil ? [terms.sorted()] : [[whole], terms.sorted()]
    }

    private func times(_ part: Expression) -> Expression {
        (factor.map { .binary(.multiply, $0, part) } ?? part).canonical
    }

    private var whole: Expression {
        link.formula(factor: factor, sum: sum).canonical
    }

    /// The sum, its leading constant 1: the scale is the coefficient's.
    private var sum: Expression {
        var pieces: [(coefficient: Double, part: Expression?)] =
            zip(fit.coefficients, fit.members).map { ($0, parts.parts[$1].expression) }
        let sizes = zip(fit.coefficients, fit.members).map { abs($0 / parts.scales[$1]) }
        if link == .logarithm { return joined(pieces) }
        var leading = 0
        for index in sizes.indices where sizes[index] > sizes[leading] { leading = index }
        var scale = pieces[leading].coefficient
        // Without factor and link the intercept is that of the model.
        if let intercept = fit.intercept, link != .identity || factor != nil,
            abs(intercept) > LinkFormula.smallestIntercept * sizes[leading]
        {
            pieces.append((intercept, nil))
            if abs(intercept) > 0.1 * sizes[leading] { scale = intercept }
        }
        // The sign of what stands below a root is no scale.
        if link.needsPositive { scale = abs(scale) }
        return joined(pieces.map { ($0.coefficient / scale, $0.part) })
    }

    private func joined(_ pieces: [(coefficient: Double, part: Expression?)]) -> Expression {
        let sorted = pieces.enumerated().sorted { a, b in
            let first = a.element.coefficient > 0
            let second = b.element.coefficient > 0
            return first != second ? first : a.offset < b.offset
        }.map(\.element)
        var result: Expression?
        for piece in sorted {
            let size = abs(piece.coefficient)
            let isBelow = piece.coefficient < 0
            let own: Expression =
                piece.part.map {
                    size == 1 ? $0 : .binary(.multiply, .constant(size), $0)
                } ?? .constant(size)
            if let sum = result {
                result = .binary(isBelow ? .subtract : .add, sum, own)
            } else if isBelow {
                result =
                    piece.part.map { .binary(.multiply, .constant(-size), $0) } ?? .constant(-size)
            } else {
                result = own
            }
        }
        return result ?? .constant(1)
    }
}

/// Replaces constants within the formulas of a model by ones and other short numbers where the loss
/// allows it.
struct ShortConstants {
    /// How far from the constant, as a share, a short number may be that is tried.
    private static let reach = 0.05

    let growth: FormulaGrowth

    func shortened(_ state: FormulaGrowth.State) -> FormulaGrowth.State {
        var best = state
        var isOpen = true
        while isOpen {
            isOpen = false
            for model in tries(best.terms) {
                guard let other = growth.state(growth.constants.adjusted(model) ?? model),
                    growth.criterion(other) < growth.criterion(best)
                else { continue }
                best = other
                isOpen = true
                break
            }
        }
        return best
    }

    /// The models with one constant replaced by 1 or -1.
    private func tries(_ terms: [Expression]) -> [[Expression]] {
        terms.indices.flatMap { index in
            terms[index].constantPaths.compactMap { path -> [Expression]? in
                guard let value = terms[index].constant(at: path[...]),
                    abs(abs(value) - 1) <= ShortConstants.reach, abs(value) != 1
                else { return nil }
                var model = terms
                model[index] =
                    model[index].replacing(
                        path[...], with: .constant(value < 0 ? -1 : 1)
                    ).canonical
                return model
            }
        }
    }
}

extension Expression {
    /// The paths of operand numbers to all constants.
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
