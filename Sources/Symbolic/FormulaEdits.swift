import Foundation

/// A changed term of a model with what the model then leaves.
struct EditedTerm: Comparable {
    var criterion: Double
    var loss: Double
    var expression: Expression

    static func < (a: EditedTerm, b: EditedTerm) -> Bool {
        a.criterion != b.criterion ? a.criterion < b.criterion : a.expression < b.expression
    }
}

/// All single edits of one term of a model, judged beside the other terms.
///
/// A node may be joined with a factor or a constant, transformed, replaced by a factor or by one
/// of its operands; the whole term may be multiplied with a piece or replaced by a screened formula.
/// Units are checked as everywhere.
struct FormulaEdits {
    /// Edits of a term that are kept.
    private static let kept = 24
    private static let multipliers = [-1, 0.25, 0.5, 0.75, 1.5, 2, 3, 4, 6, 9]
    private static let clearances = [0.1, 0.3, 1, 3]

    let growth: FormulaGrowth
    let term: Expression
    private let projection: TermProjection
    private var found: [EditedTerm] = []
    private var buffer: [Double]
    /// Edits that were scored.
    private(set) var judged = 0

    init(_ growth: FormulaGrowth, term: Expression, others: [[Double]]) {
        self.growth = growth
        self.term = term
        projection = TermProjection(
            target: growth.target, weights: growth.weights, others: others)
        buffer = [Double](repeating: 0, count: growth.target.count)
    }

    /// The best edits, each formula once, the best first.
    mutating func run(replacements: [GrowthParts.Part]) -> [EditedTerm] {
        for part in replacements {
            offer(part.values, part.complexity, []) { _ in part.expression }
        }
        for site in FormulaSites(term, columns: growth.columns).sites {
            edit(site)
        }
        return found.sorted()
    }

    private mutating func edit(_ site: FormulaSites.Site) {
        let size = term.complexity
        let own = site.node.complexity
        let room = growth.maximumComplexity - size
        if site.isRoot {
            for part in growth.parts.factors + growth.parts.pieces
            where part.complexity < room {
                join(site, [.multiply, .divide], part, size)
            }
            join(site, [.absoluteDifference], growth.parts.inner, size)
        } else {
            for part in growth.parts.inner where part.complexity < room {
                join(site, [.multiply, .divide, .add, .subtract, .absoluteDifference], part, size)
                if case .constant = site.node { continue }
                joinSwapped(site, part, size)
            }
        }
        if own <= 3, !site.isRoot {
            for part in growth.parts.factors {
                offer(part.values, size - own + part.complexity, site.ancestors) {
                    $0.replacing(site.path[...], with: part.expression)
                }
            }
        }
        delete(site, size)
        guard room > 0 else { return }
        for operation in growth.operators.unary {
            let node = Expression.unary(operation, site.node)
            apply(operation, to: site.values)
            offerBuffer(size + 1, site.ancestors) { $0.replacing(site.path[...], with: node) }
        }
        if growth.hasConstants, room > 1 { addConstants(site, size) }
    }

    private mutating func delete(_ site: FormulaSites.Site, _ size: Int) {
        let operands: [Expression] =
            switch site.node {
            case .variable, .constant: []
            case .unary(_, let inner): [inner]
            case .binary(_, let left, let right): [left, right]
            }
        for operand in operands where !operand.variables.isEmpty || !site.isRoot {
            guard let values = operand.evaluate(columns: growth.columns) else { continue }
            offer(values, size - site.node.complexity + operand.complexity, site.ancestors) {
                $0.replacing(site.path[...], with: operand)
            }
        }
    }

    private mutating func addConstants(_ site: FormulaSites.Site, _ size: Int) {
        if case .constant = site.node { return }
        guard let low = site.values.min(), let high = site.values.max(), high > low else { return }
        let range = high - low
        let operators = growth.operators
        func part(_ value: Double) -> GrowthParts.Part {
            let short = ShortNumber.near(value, within: 0.02 * max(abs(value), 0.1 * range))
            return GrowthParts.Part(
                expression: .constant(short),
                values: [Double](repeating: short, count: site.values.count), complexity: 1)
        }
        if !site.isRoot {
            for value in FormulaEdits.multipliers { join(site, [.multiply], part(value), size) }
            for share in FormulaEdits.clearances {
                join(site, [.add], part(share * range - low), size)
                joinSwapped(site, part(high + share * range), size)
            }
            for value in [1.0] {
                join(site, [.add, .subtract], part(value), size)
                joinSwapped(site, part(value), size)
            }
        }
        if operators.has(.absoluteDifference) || operators.has(.square) || !site.isRoot {
            for share in [0.2, 0.4, 0.6, 0.8] {
                let value = part(low + share * range)
                if site.isRoot {
                    join(site, [.absoluteDifference], value, size)
                } else {
                    join(site, [.subtract, .absoluteDifference], value, size)
                }
            }
        }
    }

    private mutating func join(
        _ site: FormulaSites.Site, _ operations: [BinaryOperator], _ parts: [GrowthParts.Part],
        _ size: Int
    ) {
        for part in parts where part.complexity + 1 + size <= growth.maximumComplexity {
            join(site, operations, part, size)
        }
    }

    private mutating func join(
        _ site: FormulaSites.Site, _ operations: [BinaryOperator], _ part: GrowthParts.Part,
        _ size: Int
    ) {
        for operation in operations where growth.operators.has(operation) {
            for row in buffer.indices {
                buffer[row] = operation(site.values[row], part.values[row])
            }
            offerBuffer(size + 1 + part.complexity, site.ancestors) {
                $0.replacing(site.path[...], with: .binary(operation, site.node, part.expression))
            }
        }
    }

    /// The part less the node, which is another formula below a root or a logarithm.
    private mutating func joinSwapped(
        _ site: FormulaSites.Site, _ part: GrowthParts.Part, _ size: Int
    ) {
        guard growth.operators.has(.subtract) else { return }
        for row in buffer.indices { buffer[row] = part.values[row] - site.values[row] }
        offerBuffer(size + 1 + part.complexity, site.ancestors) {
            $0.replacing(site.path[...], with: .binary(.subtract, part.expression, site.node))
        }
    }

    private mutating func apply(_ operation: UnaryOperator, to values: [Double]) {
        for row in buffer.indices { buffer[row] = operation(values[row]) }
    }

    private mutating func offer(
        _ values: [Double], _ complexity: Int, _ ancestors: [FormulaSites.Ancestor],
        _ make: (Expression) -> Expression
    ) {
        for row in buffer.indices { buffer[row] = values[row] }
        offerBuffer(complexity, ancestors, make)
    }

    private mutating func offerBuffer(
        _ complexity: Int, _ ancestors: [FormulaSites.Ancestor], _ make: (Expression) -> Expression
    ) {
        guard complexity <= growth.maximumComplexity else { return }
        judged += 1
        let loss = buffer.withUnsafeMutableBufferPointer { values -> Double? in
            FormulaSites.lift(values, ancestors)
            return projection.loss(values)
        }
        guard let loss else { return }
        let criterion = growth.criterion(loss, complexity - term.complexity)
        if found.count == FormulaEdits.kept, criterion >= found[found.count - 1].criterion {
            return
        }
        let expression = make(term).canonical
        guard expression.complexity <= growth.maximumComplexity, !expression.variables.isEmpty,
            !expression.nestsFunctions, !expression.isSum,
            (try? expression.unit(growth.variables)) != nil
        else { return }
        let entry = EditedTerm(
            criterion: growth.criterion(loss, expression.complexity - term.complexity),
            loss: loss, expression: expression)
        if found.contains(where: { $0.expression == expression }) { return }
        found.insert(entry, at: found.firstIndex { entry < $0 } ?? found.count)
        if found.count > FormulaEdits.kept { found.removeLast() }
    }
}
