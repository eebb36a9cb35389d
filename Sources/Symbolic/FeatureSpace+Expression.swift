extension FeatureSpace {
    /// A formula before its last inversion, so that quotients are written as such.
    private typealias Part = (base: Expression, inverted: Bool)

    /// The formula of a candidate, in canonical form.
    func expression(_ candidate: Candidate) -> Expression {
        var part = part(candidate.head)
        if candidate.inner != .alone {
            part = join(part, candidate.inner, factorPart(candidate.innerRight))
            if candidate.inverted { part.inverted = true }
        }
        if let unary = candidate.joining.unary {
            return Expression.unary(unary, whole(part)).canonical
        }
        if candidate.joining != .alone {
            part = join(part, candidate.joining, self.part(candidate.right))
        }
        return whole(part).canonical
    }

    private func factorPart(_ index: Int32) -> Part {
        let factor = factors[Int(index)]
        return (factor.base, factor.inverted)
    }

    private func part(_ piece: Piece) -> Part {
        guard !piece.isFactor else { return factorPart(piece.first) }
        var result = join(factorPart(piece.first), piece.joining, factorPart(piece.second))
        if let unary = piece.transform.unary { result = (.unary(unary, whole(result)), false) }
        if piece.inverted { result.inverted = true }
        return result
    }

    private func whole(_ part: Part) -> Expression {
        part.inverted ? .unary(.inverse, part.base) : part.base
    }

    private func join(_ left: Part, _ joining: Joining, _ right: Part) -> Part {
        if let operation = joining.binary {
            return (.binary(operation, whole(left), whole(right)), false)
        }
        switch (left.inverted, right.inverted) {
        case (false, false): return (.binary(.multiply, left.base, right.base), false)
        case (false, true): return (.binary(.divide, left.base, right.base), false)
        case (true, false): return (.binary(.divide, right.base, left.base), false)
        case (true, true): return (.binary(.multiply, left.base, right.base), true)
        }
    }
}
