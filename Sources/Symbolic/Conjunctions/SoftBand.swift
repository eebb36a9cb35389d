import Basis

/// A soft condition on one variable: a trapezoid between 0 and 1.
///
/// With a rising side from a to b and a falling side from c to d the value is
/// `max(0, min(1, (x - a)/(b - a), (d - x)/(d - c)))`, a pure number; a side that is missing is
/// open. The edges carry the unit of the variable.
public struct SoftBand: Sendable, Hashable {
    /// A straight side: the value is 0 at `zero` and beyond, 1 at `one` and beyond.
    public struct Side: Sendable, Hashable {
        public let zero: Double
        public let one: Double
        /// `one - zero` without the noise of the last digits, so that printed formulas stay short;
        /// kept because rounding is slow.
        let width: Double

        public init(zero: Double, one: Double) {
            self.zero = zero
            self.one = one
            width = SignificantDigits.round(one - zero, 12, .toNearestOrEven)
        }

        @inline(__always)
        func value(_ x: Double) -> Double { (x - zero) / width }
    }

    /// Index of the variable.
    public let variable: Int
    /// The rising side, `zero < one`; `nil` if small values are as good as larger ones.
    public let up: Side?
    /// The falling side, `one < zero`; `nil` if large values are as good as smaller ones.
    public let down: Side?

    /// - Throws: ``SymbolicError/badParameter(name:value:allowed:)`` where both sides are open, an
    ///   edge is not finite or the edges are not in the order `a < b <= c < d`.
    public init(variable: Int, up: Side?, down: Side?) throws {
        let edges = [up?.zero, up?.one, down?.one, down?.zero].compactMap { $0 }
        let rises = up.map { $0.zero < $0.one } ?? true
        let falls = down.map { $0.one < $0.zero } ?? true
        let meets = up.flatMap { up in down.map { up.one <= $0.one } } ?? true
        guard variable >= 0, !edges.isEmpty, edges.allSatisfy(\.isFinite), rises, falls, meets
        else {
            throw SymbolicError.badParameter(
                name: "band", value: "\(edges)", allowed: "edges a < b <= c < d, one side at least")
        }
        self.variable = variable
        self.up = up
        self.down = down
    }

    /// The value at `x`, 0...1; NaN gives NaN.
    @inline(__always)
    public func value(_ x: Double) -> Double {
        if x.isNaN { return x }
        var result = 1.0
        if let up { result = min(result, up.value(x)) }
        if let down { result = min(result, down.value(x)) }
        return max(result, 0)
    }

    /// The same as a formula.
    public var expression: Expression {
        let x = Expression.variable(variable)
        var sides = [Expression]()
        if let up {
            sides.append(
                .binary(
                    .divide, .binary(.subtract, x, .constant(up.zero)), .constant(up.width)))
        }
        if let down {
            sides.append(
                .binary(
                    .divide, .binary(.subtract, .constant(down.zero), x), .constant(-down.width)))
        }
        let lower = sides.reduce(Expression.constant(1)) { .binary(.minimum, $1, $0) }
        return .binary(.maximum, lower, .constant(0))
    }

    /// The edges rounded to `digits` significant digits; `nil` where that closes a side.
    func rounded(_ digits: Int) -> SoftBand? {
        func rounded(_ side: Side) -> Side {
            Side(
                zero: SignificantDigits.round(side.zero, digits, .toNearestOrEven),
                one: SignificantDigits.round(side.one, digits, .toNearestOrEven))
        }
        return try? SoftBand(variable: variable, up: up.map(rounded), down: down.map(rounded))
    }
}

extension SoftBand: Codable {
    private enum CodingKeys: String, CodingKey { case variable, up, down }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            variable: try container.decode(Int.self, forKey: .variable),
            up: try container.decodeIfPresent(Side.self, forKey: .up),
            down: try container.decodeIfPresent(Side.self, forKey: .down))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(variable, forKey: .variable)
        try container.encodeIfPresent(up, forKey: .up)
        try container.encodeIfPresent(down, forKey: .down)
    }
}

extension SoftBand.Side: Codable {
    private enum CodingKeys: String, CodingKey { case zero, one }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            zero: try container.decode(Double.self, forKey: .zero),
            one: try container.decode(Double.self, forKey: .one))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(zero, forKey: .zero)
        try container.encode(one, forKey: .one)
    }
}
