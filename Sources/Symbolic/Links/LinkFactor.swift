/// A product P that a model behind a link is multiplied with, see ``Link``.
struct LinkFactor: Sendable {
    /// `nil` is the number 1.
    var expression: Expression?
    /// One value for each row that is looked at; `nil` for the number 1.
    var values: [Double]?
    var unit: UnitVector

    var complexity: Int { expression.map { $0.complexity + 1 } ?? 0 }

    /// The product with a formula or, below the line, the quotient; `nil` where it has no value.
    func times(_ other: LinkFactor, isBelow: Bool, largest: Int) -> LinkFactor? {
        guard let formula = other.expression, let column = other.values else { return self }
        let joined: Expression =
            isBelow
            ? .binary(.divide, expression ?? .constant(1), formula)
            : expression.map { .binary(.multiply, $0, formula) } ?? formula
        let form = joined.canonical
        guard form.complexity <= largest, !form.variables.isEmpty else { return nil }
        var product = values ?? [Double](repeating: 1, count: column.count)
        for row in product.indices {
            product[row] = isBelow ? product[row] / column[row] : product[row] * column[row]
            guard product[row].isFinite, product[row] != 0 else { return nil }
        }
        return LinkFactor(
            expression: form, values: product,
            unit: unit.times(other.unit, doubled: isBelow ? -2 : 2))
    }
}
