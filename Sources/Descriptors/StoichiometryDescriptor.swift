import Foundation

/// A descriptor of the fractions alone, whatever the elements are.
///
/// The raw value stands in descriptor names, as in `stoich:mixing_entropy`. All are pure numbers.
public enum StoichiometryDescriptor: String, CaseIterable, Sendable, Codable {
    /// The number of elements.
    case elementCount = "element_count"
    /// -sum w ln w, 0 for a pure element.
    case mixingEntropy = "mixing_entropy"
    /// The largest fraction, the second and the third; 0 where there are fewer elements.
    case largest = "largest_fraction"
    case second = "second_fraction"
    case third = "third_fraction"
    /// The smallest fraction of an element that is present.
    case smallest = "smallest_fraction"
    /// The root of the sum of squared fractions.
    case norm = "fraction_norm"

    /// The value for fractions in the order of atomic number, all above 0; sums run in that order.
    public func value(_ fractions: UnsafeBufferPointer<Double>) -> Double {
        switch self {
        case .elementCount: return Double(fractions.count)
        case .mixingEntropy: return fractions.reduce(0) { $0 - $1 * log($1) }
        case .largest: return StoichiometryDescriptor.place(0, fractions)
        case .second: return StoichiometryDescriptor.place(1, fractions)
        case .third: return StoichiometryDescriptor.place(2, fractions)
        case .smallest: return fractions.min() ?? 0
        case .norm: return fractions.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
    }

    private static func place(_ place: Int, _ fractions: UnsafeBufferPointer<Double>) -> Double {
        var (first, second, third) = (0.0, 0.0, 0.0)
        for fraction in fractions {
            if fraction > first {
                (first, second, third) = (fraction, first, second)
            } else if fraction > second {
                (second, third) = (fraction, second)
            } else if fraction > third {
                third = fraction
            }
        }
        return place == 0 ? first : place == 1 ? second : third
    }
}
