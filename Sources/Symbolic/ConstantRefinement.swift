/// Moves the constants within the formulas of a model to where the training loss is lower.
///
/// One constant after the other, twice: a grid of quantiles of what it is compared with, then a
/// golden-section search between the neighbours of the best. Constants stay within the range of the
/// data and end with the fewest digits that raise the loss by no more than a share of 1e-4.
struct ConstantRefinement: Sendable {
    private static let sweeps = 2
    private static let gridSize = 17
    private static let sections = 16
    private static let roundingShare = 1e-4

    /// A constant that an operation compares with the values of another formula.
    private struct Slot {
        var term: Int
        var path: [Int]
        var value: Double
        var partner: Expression
    }

    private struct State {
        var expressions: [Expression]
        var columns: [[Double]]
        var loss: Double
    }

    let fitting: ModelFitting
    let columns: [[Double]]
    let variables: [Variable]
    /// Whether all constants are also moved together at the end.
    var movesTogether = false

    /// The features of the improved formulas; `nil` where there is no constant or nothing to gain.
    func refine(_ expressions: [Expression]) -> [Subspace.Feature]? {
        let slots = expressions.indices.flatMap { self.slots(in: expressions[$0], term: $0) }
        guard !slots.isEmpty || expressions.contains(where: \.hasConstant) else { return nil }
        let features = expressions.compactMap { fitting.subspace.feature($0, columns: columns) }
        guard features.count == expressions.count else { return nil }
        let start = features.map(\.standardised)
        guard let loss = fitting.objective(start) else { return nil }
        var state = State(expressions: expressions, columns: start, loss: loss)
        for _ in 0..<ConstantRefinement.sweeps {
            for slot in slots { improve(&state, slot) }
        }
        if movesTogether { move(&state) }
        let allowed =
            state.loss * (1 + ConstantRefinement.roundingShare)
            + 1e-14 * fitting.subspace.targetVariance
        let all = state.expressions.indices.flatMap {
            constants(in: state.expressions[$0], term: $0)
        }
        for slot in all { shorten(&state, slot, allowed: allowed) }
        guard state.expressions != expressions else { return nil }
        let refined = state.expressions.compactMap {
            fitting.subspace.feature($0, columns: columns)
        }
        return refined.count == expressions.count ? refined : nil
    }

    /// All constants together, which coordinates one by one cannot follow along a valley.
    private func move(_ state: inout State) {
        guard fitting.loss == .squared else { return }
        let subspace = fitting.subspace
        let inner = InnerConstants(
            columns: columns, target: subspace.standardisedTarget, weights: subspace.weights)
        guard let moved = inner.adjusted(state.expressions) else { return }
        let features = moved.compactMap { subspace.feature($0, columns: columns) }
        guard features.count == moved.count,
            let loss = fitting.objective(features.map(\.standardised)), loss < state.loss
        else { return }
        state = State(expressions: moved, columns: features.map(\.standardised), loss: loss)
    }

    private func constants(
        in expression: Expression, term: Int, path: [Int] = []
    ) -> [Slot] {
        switch expression {
        case .variable: []
        case .constant(let value): [Slot(term: term, path: path, value: value, partner: expression)]
        case .unary(_, let inner): constants(in: inner, term: term, path: path + [0])
        case .binary(_, let left, let right):
            constants(in: left, term: term, path: path + [0])
                + constants(in: right, term: term, path: path + [1])
        }
    }

    private func slots(in expression: Expression, term: Int, path: [Int] = []) -> [Slot] {
        switch expression {
        case .variable, .constant: return []
        case .unary(_, let inner): return slots(in: inner, term: term, path: path + [0])
        case .binary(let operation, let left, let right):
            let compares = operation != .multiply && operation != .divide
            switch (left, right) {
            case (.constant(let value), _) where compares && !right.variables.isEmpty:
                return [Slot(term: term, path: path + [0], value: value, partner: right)]
                    + slots(in: right, term: term, path: path + [1])
            case (_, .constant(let value)) where compares && !left.variables.isEmpty:
                return [Slot(term: term, path: path + [1], value: value, partner: left)]
                    + slots(in: left, term: term, path: path + [0])
            default:
                return slots(in: left, term: term, path: path + [0])
                    + slots(in: right, term: term, path: path + [1])
            }
        }
    }

    /// The state with the constant of a slot set, `nil` where that makes no model.
    private func with(_ value: Double, at slot: Slot, _ state: State) -> State? {
        let expression = state.expressions[slot.term].replacing(slot.path[...], by: value)
        guard let feature = fitting.subspace.feature(expression, columns: columns) else {
            return nil
        }
        var changed = state
        changed.expressions[slot.term] = expression
        changed.columns[slot.term] = feature.standardised
        guard let loss = fitting.objective(changed.columns) else { return nil }
        changed.loss = loss
        return changed
    }

    private func improve(_ state: inout State, _ slot: Slot) {
        guard let values = slot.partner.evaluate(columns: columns) else { return }
        let sorted = values.sorted()
        let size = ConstantRefinement.gridSize
        let grid = (0..<size).map {
            Winsorising.quantile(sorted, Double($0) / Double(size - 1))
        }
        var best = state
        var place = -1
        for (index, value) in grid.enumerated() {
            if let next = with(value, at: slot, state), next.loss < best.loss {
                best = next
                place = index
            }
        }
        let current = state.expressions[slot.term].constant(at: slot.path[...]) ?? slot.value
        var low = grid.last { $0 < current } ?? grid[0]
        var high = grid.first { $0 > current } ?? grid[size - 1]
        if place >= 0 {
            low = grid[max(0, place - 1)]
            high = grid[min(size - 1, place + 1)]
        }
        let ratio = (5.0.squareRoot() - 1) / 2
        var inner = (high - ratio * (high - low), low + ratio * (high - low))
        var found = (with(inner.0, at: slot, state), with(inner.1, at: slot, state))
        for _ in 0..<ConstantRefinement.sections {
            for candidate in [found.0, found.1] {
                if let candidate, candidate.loss < best.loss { best = candidate }
            }
            if found.0?.loss ?? .infinity <= found.1?.loss ?? .infinity {
                high = inner.1
                inner = (high - ratio * (high - low), inner.0)
                found = (with(inner.0, at: slot, state), found.0)
            } else {
                low = inner.0
                inner = (inner.1, low + ratio * (high - low))
                found = (found.1, with(inner.1, at: slot, state))
            }
        }
        if best.loss < state.loss * (1 - 1e-9) { state = best }
    }

    private func shorten(_ state: inout State, _ slot: Slot, allowed: Double) {
        guard let value = state.expressions[slot.term].constant(at: slot.path[...]) else { return }
        for digits in 1..<16 {
            let short = SignificantDigits.round(value, digits, .toNearestOrEven)
            if short == value { return }
            // A fitted constant has a unit, the number one has none.
            let made = state.expressions[slot.term].replacing(slot.path[...], by: short)
            if abs(short) == 1, (try? made.unit(variables)) == nil { continue }
            if let next = with(short, at: slot, state), next.loss <= allowed {
                state = next
                return
            }
        }
    }
}

extension Expression {
    /// The formula with the node that a path of operand numbers leads to made a constant.
    fileprivate func replacing(_ path: ArraySlice<Int>, by value: Double) -> Expression {
        guard let step = path.first else { return .constant(value) }
        let rest = path.dropFirst()
        switch self {
        case .variable, .constant: return self
        case .unary(let operation, let inner):
            return .unary(operation, inner.replacing(rest, by: value))
        case .binary(let operation, let left, let right):
            return step == 0
                ? .binary(operation, left.replacing(rest, by: value), right)
                : .binary(operation, left, right.replacing(rest, by: value))
        }
    }

    func constant(at path: ArraySlice<Int>) -> Double? {
        switch self {
        case .variable: return nil
        case .constant(let value): return value
        case .unary(_, let inner): return inner.constant(at: path.dropFirst())
        case .binary(_, let left, let right):
            return (path.first == 0 ? left : right).constant(at: path.dropFirst())
        }
    }
}
