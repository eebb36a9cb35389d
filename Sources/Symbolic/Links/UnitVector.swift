/// A unit as whole numbers: exponents of dimensions and scales in steps of 1/24, so that products of
/// many units are sums.
struct UnitVector: Hashable, Sendable {
    static let steps = 24
    var exponents: [Int]

    var isDimensionless: Bool { exponents.allSatisfy { $0 == 0 } }

    /// The unit times another to the power `doubled / 2`.
    func times(_ other: UnitVector, doubled: Int = 2) -> UnitVector {
        UnitVector(exponents: zip(exponents, other.exponents).map { $0 + $1 * doubled / 2 })
    }

    func raised(doubled: Int) -> UnitVector {
        UnitVector(exponents: exponents.map { $0 * doubled / 2 })
    }
}

/// The dimensions and scales that the units of some variables consist of.
struct UnitBasis: Sendable {
    private let names: [String]

    init(_ units: [Unit]) {
        names = Set(units.flatMap(UnitBasis.powers).map(\.name)).sorted()
    }

    private static func powers(_ unit: Unit) -> [Monomial.Power] {
        unit.dimension.powers
            + unit.scale.powers.map { .init(name: "scale " + $0.name, exponent: $0.exponent) }
    }

    var one: UnitVector { UnitVector(exponents: [Int](repeating: 0, count: names.count)) }

    /// `nil` for a dimension that is not there or an exponent that is no multiple of 1/24.
    func vector(_ unit: Unit) -> UnitVector? {
        var result = one
        for power in UnitBasis.powers(unit) {
            let steps = power.exponent.numerator * UnitVector.steps
            guard let place = names.firstIndex(of: power.name),
                steps % power.exponent.denominator == 0
            else { return nil }
            result.exponents[place] += steps / power.exponent.denominator
        }
        return result
    }
}
