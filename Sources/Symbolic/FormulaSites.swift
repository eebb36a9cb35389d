/// The nodes of a formula with their values and what is computed from them, so that a formula with
/// one node changed costs the way from that node to the root only.
struct FormulaSites {
    struct Site {
        var node: Expression
        var values: [Double]
        /// Operand numbers from the root.
        var path: [Int]
        /// The operations above, the nearest first.
        var ancestors: [Ancestor]

        var isRoot: Bool { path.isEmpty }
    }

    enum Ancestor {
        case unary(UnaryOperator)
        /// The site is the left operand.
        case left(BinaryOperator, [Double])
        case right(BinaryOperator, [Double])
    }

    private(set) var sites: [Site] = []

    /// No sites where some node has no finite value in some row.
    init(_ expression: Expression, columns: [[Double]]) {
        collect(expression, [], [], columns)
    }

    private mutating func collect(
        _ expression: Expression, _ path: [Int], _ ancestors: [Ancestor], _ columns: [[Double]]
    ) {
        guard let values = expression.evaluate(columns: columns) else { return }
        sites.append(Site(node: expression, values: values, path: path, ancestors: ancestors))
        switch expression {
        case .variable, .constant: return
        case .unary(let operation, let inner):
            collect(inner, path + [0], [.unary(operation)] + ancestors, columns)
        case .binary(let operation, let left, let right):
            guard let a = left.evaluate(columns: columns), let b = right.evaluate(columns: columns)
            else { return }
            collect(left, path + [0], [.left(operation, b)] + ancestors, columns)
            collect(right, path + [1], [.right(operation, a)] + ancestors, columns)
        }
    }

    /// Turns the values of a changed node into those of the whole formula, in place.
    static func lift(_ values: UnsafeMutableBufferPointer<Double>, _ ancestors: [Ancestor]) {
        for ancestor in ancestors {
            switch ancestor {
            case .unary(let operation): apply(operation, values)
            case .left(let operation, let other):
                other.withUnsafeBufferPointer { other in
                    for row in values.indices { values[row] = operation(values[row], other[row]) }
                }
            case .right(let operation, let other):
                other.withUnsafeBufferPointer { other in
                    for row in values.indices { values[row] = operation(other[row], values[row]) }
                }
            }
        }
    }

    static func apply(
        _ operation: UnaryOperator, _ values: UnsafeMutableBufferPointer<Double>
    ) {
        for row in values.indices { values[row] = operation(values[row]) }
    }
}

extension Expression {
    /// The formula with the node that a path of operand numbers leads to replaced.
    func replacing(_ path: ArraySlice<Int>, with node: Expression) -> Expression {
        guard let step = path.first else { return node }
        let rest = path.dropFirst()
        switch self {
        case .variable, .constant: return self
        case .unary(let operation, let inner):
            return .unary(operation, inner.replacing(rest, with: node))
        case .binary(let operation, let left, let right):
            return step == 0
                ? .binary(operation, left.replacing(rest, with: node), right)
                : .binary(operation, left, right.replacing(rest, with: node))
        }
    }

    /// Whether an exponential, logarithm, sine or cosine stands within another.
    var nestsFunctions: Bool { functionDepth > 1 }

    /// Whether the formula is a sum or a difference, which is two terms of a model.
    var isSum: Bool {
        switch self {
        case .binary(.add, _, _), .binary(.subtract, _, _): true
        default: false
        }
    }

    private var functionDepth: Int {
        switch self {
        case .variable, .constant: 0
        case .unary(let operation, let inner):
            switch operation {
            case .exponential, .logarithm, .sine, .cosine: 1 + inner.functionDepth
            default: inner.functionDepth
            }
        case .binary(_, let left, let right): max(left.functionDepth, right.functionDepth)
        }
    }

    /// Whether a constant occurs.
    var hasConstant: Bool {
        switch self {
        case .variable: false
        case .constant: true
        case .unary(_, let inner): inner.hasConstant
        case .binary(_, let left, let right): left.hasConstant || right.hasConstant
        }
    }
}
