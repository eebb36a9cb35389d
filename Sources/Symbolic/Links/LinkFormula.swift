/// The formulas of a sum behind a link.
struct LinkFormula {
    /// An intercept below this share of the largest part is none.
    private static let smallestIntercept = 1e-6
    /// Below this share a formula without it is offered too.
    private static let doubtfulIntercept = 0.03
    /// From this share on it is the constant that becomes 1.
    private static let largeIntercept = 0.1

    let factor: Expression?
    let link: Link
    let fit: LinkScoring.Fit
    let parts: LinkParts
    let maximumTerms: Int

    /// The model as one formula, also without an intercept that may be none, and, where no link is
    /// in the way, as several terms.
    var models: [[Expression]] {
        let whole = wholes.map { [$0] }
        guard link == .identity else { return whole }
        var terms = fit.members.map { times(parts.parts[$0].expression) }
        if fit.intercept != nil, let factor { terms.append(factor) }
        guard terms.count > 1, terms.count <= maximumTerms else { return whole }
        // Without a factor the one formula says nothing else.
        return factor == nil ? [terms.sorted()] : whole + [terms.sorted()]
    }

    private func times(_ part: Expression) -> Expression {
        (factor.map { .binary(.multiply, $0, part) } ?? part).canonical
    }

    private var pieces: [(coefficient: Double, part: Expression?)] {
        zip(fit.coefficients, fit.members).map { ($0, parts.parts[$1].expression) }
    }

    /// The formulas; the leading constant of their sum is 1, as the scale is the coefficient's.
    private var wholes: [Expression] {
        if link == .logarithm { return [formula(pieces)] }
        let sizes = zip(fit.coefficients, fit.members).map { abs($0 / parts.scales[$1]) }
        var leading = 0
        for index in sizes.indices where sizes[index] > sizes[leading] { leading = index }
        let plain = scaled(pieces, by: pieces[leading].coefficient)
        // Without factor and link the intercept is that of the model.
        guard let intercept = fit.intercept, link != .identity || factor != nil,
            abs(intercept) > LinkFormula.smallestIntercept * sizes[leading]
        else { return [plain] }
        let isLarge = abs(intercept) > LinkFormula.largeIntercept * sizes[leading]
        let shifted = scaled(
            pieces + [(intercept, nil)], by: isLarge ? intercept : pieces[leading].coefficient)
        let isDoubtful = abs(intercept) < LinkFormula.doubtfulIntercept * sizes[leading]
        return isDoubtful ? [plain, shifted] : [shifted]
    }

    private func scaled(
        _ pieces: [(coefficient: Double, part: Expression?)], by scale: Double
    ) -> Expression {
        // The sign of what stands below a root is no scale.
        let own = link.needsPositive ? abs(scale) : scale
        return formula(pieces.map { ($0.coefficient / own, $0.part) })
    }

    private func formula(_ pieces: [(coefficient: Double, part: Expression?)]) -> Expression {
        link.formula(factor: factor, sum: joined(pieces)).canonical
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
