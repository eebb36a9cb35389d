/// How the values of one property are pooled over the elements of a composition.
///
/// With fractions w and values x, both in the order of atomic number. The raw value is the prefix
/// of descriptor names, as in `ave:atomic_radius`.
public enum Statistic: String, CaseIterable, Sendable, Codable {
    /// sum w x, clamped to [minimum, maximum]
    case mean = "ave"
    /// sum w (x - mean)^2, exactly 0 where all values are equal
    case variance = "var"
    case maximum = "max"
    case minimum = "min"
    /// max - min
    case range = "range"
    /// The root of the variance.
    case standardDeviation = "std"
    /// The mean absolute deviation, sum w |x - mean|.
    case deviation = "dev"
    /// exp(sum w log x); only for properties that are above zero for every element.
    case geometricMean = "gmean"
    /// 1 / (sum w / x); only for properties that are above zero for every element.
    case harmonicMean = "hmean"

    /// Whether values of zero or below have no such statistic.
    public var needsPositiveValues: Bool { self == .geometricMean || self == .harmonicMean }

    /// The unit of the statistic of a property with this unit: squared for the variance.
    public func unit(of unit: String) -> String {
        guard self == .variance, unit != "1" else { return unit }
        let isSimple = unit.allSatisfy { $0.isLetter || $0 == "Å" }
        return isSimple ? "\(unit)^2" : "(\(unit))^2"
    }
}
