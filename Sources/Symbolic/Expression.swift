/// An operation on one number.
public enum UnaryOperator: String, Hashable, Sendable, Codable, CaseIterable {
    case squareRoot, square, cube, inverse, logarithm, exponential, absolute, sine, cosine
}

/// An operation on two numbers.
public enum BinaryOperator: String, Hashable, Sendable, Codable, CaseIterable {
    case add, subtract, multiply, divide, absoluteDifference, minimum, maximum

    /// Whether the arguments may be swapped.
    public var isCommutative: Bool { self != .subtract && self != .divide }
}

/// A formula over numbered variables.
///
/// Variables are indices into the list of ``Variable`` that goes with the formula.
public indirect enum Expression: Hashable, Sendable {
    case variable(Int)
    case constant(Double)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)

    /// The number of nodes: each variable, constant and operation counts one.
    ///
    /// `sqrt(x) / |y - z|` has six: x, sqrt, y, z, the difference, the quotient.
    public var complexity: Int {
        switch self {
        case .variable, .constant: 1
        case .unary(_, let inner): 1 + inner.complexity
        case .binary(_, let left, let right): 1 + left.complexity + right.complexity
        }
    }

    /// The indices of the variables that occur, ascending, each once.
    public var variables: [Int] {
        var found = [Int]()
        collectVariables(&found)
        return Set(found).sorted()
    }

    private func collectVariables(_ found: inout [Int]) {
        switch self {
        case .variable(let index): found.append(index)
        case .constant: return
        case .unary(_, let inner): inner.collectVariables(&found)
        case .binary(_, let left, let right):
            left.collectVariables(&found)
            right.collectVariables(&found)
        }
    }
}

extension Expression: Comparable {
    /// A total order: fewer nodes first, then variables before constants before operations, then
    /// by operation and arguments from left to right.
    public static func < (left: Expression, right: Expression) -> Bool {
        left.compared(with: right) < 0
    }

    private func compared(with other: Expression) -> Int {
        let difference = complexity - other.complexity
        if difference != 0 { return difference }
        switch (self, other) {
        case (.variable(let a), .variable(let b)):
            return a < b ? -1 : (a > b ? 1 : 0)
        case (.constant(let a), .constant(let b)):
            if a == b { return 0 }
            return a < b ? -1 : 1
        case (.unary(let first, let a), .unary(let second, let b)):
            if first != second { return first.rank - second.rank }
            return a.compared(with: b)
        case (.binary(let first, let a, let b), .binary(let second, let c, let d)):
            if first != second { return first.rank - second.rank }
            let left = a.compared(with: c)
            return left != 0 ? left : b.compared(with: d)
        default: return kindRank - other.kindRank
        }
    }

    private var kindRank: Int {
        switch self {
        case .variable: 0
        case .constant: 1
        case .unary: 2
        case .binary: 3
        }
    }
}

extension UnaryOperator {
    var rank: Int { UnaryOperator.allCases.firstIndex(of: self) ?? 0 }
}

extension BinaryOperator {
    var rank: Int { BinaryOperator.allCases.firstIndex(of: self) ?? 0 }
}
