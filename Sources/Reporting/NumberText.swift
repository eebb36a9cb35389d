import Foundation

/// Numbers as text: the same in every locale, and never a rounded value that looks like zero.
public enum NumberText {
    /// The value with a fixed number of decimals, `3.10`.
    ///
    /// Rounding is that of the exact binary value, ties to even. A value other than zero that
    /// would show as zero, or one from 1e15 on, is given with an exponent, `2.4e-07`. There is no
    /// negative zero. `NaN`, `inf` and `-inf` stand for the rest.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return nonFinite(value) }
        let decimals = max(0, min(17, decimals))
        let text = String(format: "%.\(decimals)f", value)
        let showsZero = text.utf8.allSatisfy { $0 == 0x30 || $0 == 0x2e || $0 == 0x2d }
        if value == 0 { return text.hasPrefix("-") ? String(text.dropFirst()) : text }
        return showsZero || abs(value) >= 1e15 ? String(format: "%.1e", value) : text
    }

    /// The shortest text that reads back as the same value; whole numbers have no decimal point.
    public static func exact(_ value: Double) -> String {
        guard value.isFinite else { return nonFinite(value) }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }

    private static func nonFinite(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value < 0 ? "-inf" : "inf"
    }
}
