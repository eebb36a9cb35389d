extension Composition {
    /// Fractions of one composition, written in two ways, differ by no more than this share.
    ///
    /// Six significant digits give an amount within 5e-6 of it. A fraction is an amount over the sum
    /// of all, which doubles the error, and either way of writing may be so rounded: 2e-5. Real
    /// compositions are told apart in no more than four digits.
    public static let spelling = 2e-5

    /// Whether this is the same composition, written in up to six significant digits or scaled:
    /// `Al10.0714Pd3Re1.21429` is `Al70.5Pd21Re8.5`. ``distance(to:)`` is 0 for these only.
    public func isSpelling(of other: Composition) -> Bool {
        guard elements == other.elements else { return false }
        for index in fractions.indices
        where !fractionsAreOne(fractions[index], other.fractions[index]) { return false }
        return true
    }

    /// Positions of the elements with the largest fraction, by atomic number: several where they are
    /// equal but for the way of writing.
    public var mostFrequent: [Int] {
        let largest = fractions.max() ?? 0
        return fractions.indices.filter { fractionsAreOne(fractions[$0], largest) }
    }
}

@inline(__always)
func fractionsAreOne(_ first: Double, _ second: Double) -> Bool {
    abs(first - second) <= Composition.spelling * max(first, second)
}

/// Values by composition, where ways of writing one composition are one, see
/// ``Composition/isSpelling(of:)``.
///
/// Fractions are compared with their tolerance and never rounded to a grid, on which two that are
/// equal may lie on either side of a border. A composition that is near to several entries belongs
/// to the first.
public struct CompositionMap<Value> {
    private var compositions: [Composition] = []
    /// In the order in which their compositions came.
    public private(set) var values: [Value] = []
    private var cells: [Cell: [Int]] = [:]

    /// Where entries are looked for: their elements, and steps of the first two fractions.
    private struct Cell: Hashable {
        let elements: [Element]
        let first: Int
        let second: Int
    }

    /// Wide beside the tolerance, so that a query mostly looks into one cell.
    private static var steps: Double { 1000 }

    public init() {}

    public var count: Int { values.count }

    public subscript(composition: Composition) -> Value? {
        get { position(of: composition).map { values[$0] } }
        set {
            if let position = position(of: composition), let newValue {
                values[position] = newValue
            } else if let newValue {
                append(composition, newValue)
            }
        }
    }

    public func contains(_ composition: Composition) -> Bool { position(of: composition) != nil }

    /// The value of a composition; where there is none yet, this one becomes it.
    public mutating func value(of composition: Composition, orNew value: Value) -> Value {
        if let position = position(of: composition) { return values[position] }
        append(composition, value)
        return value
    }

    private func position(of composition: Composition) -> Int? {
        var found: Int?
        for first in Self.steps(around: composition.fractions[0]) {
            let second = composition.fractions.count > 1 ? composition.fractions[1] : 0
            for second in Self.steps(around: second) {
                let cell = Cell(elements: composition.elements, first: first, second: second)
                for position in cells[cell] ?? []
                where position < found ?? .max
                    && compositions[position].isSpelling(of: composition)
                {
                    found = position
                }
            }
        }
        return found
    }

    private mutating func append(_ composition: Composition, _ value: Value) {
        let fractions = composition.fractions
        let cell = Cell(
            elements: composition.elements, first: Self.step(of: fractions[0]),
            second: fractions.count > 1 ? Self.step(of: fractions[1]) : 0)
        cells[cell, default: []].append(values.count)
        compositions.append(composition)
        values.append(value)
    }

    private static func step(of fraction: Double) -> Int { Int((fraction * steps).rounded()) }

    private static func steps(around fraction: Double) -> ClosedRange<Int> {
        let room = 2 * Composition.spelling * fraction
        return step(of: fraction - room)...step(of: fraction + room)
    }
}

extension CompositionMap: Sendable where Value: Sendable {}
