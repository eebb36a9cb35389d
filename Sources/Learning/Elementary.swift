import CElementary

/// Exponentials and logarithms that have the same bits on every processor.
///
/// Those of the system's library differ between processors in the last place, and with them would
/// the probabilities of a model. Errors stay below one unit in the last place.
public enum Elementary {
    /// exp(x); 0 below about -745.13, infinity above about 709.78.
    public static func exp(_ x: Double) -> Double {
        var value = x
        qs_exp(&value, 1)
        return value
    }

    /// The natural logarithm of x; -infinity for 0, NaN below.
    public static func log(_ x: Double) -> Double {
        var value = x
        qs_log(&value, 1)
        return value
    }

    /// Replaces each value by its exponential: the bits of ``exp(_:)``, faster for many.
    public static func exp(inPlace values: UnsafeMutableBufferPointer<Double>) {
        if let start = values.baseAddress { qs_exp(start, values.count) }
    }

    /// Replaces each value by its logarithm: the bits of ``log(_:)``, faster for many.
    public static func log(inPlace values: UnsafeMutableBufferPointer<Double>) {
        if let start = values.baseAddress { qs_log(start, values.count) }
    }

    /// log(p / (1 - p)) of `count` shares, each first clipped to [floor, 1 - floor].
    ///
    /// - Parameters:
    ///   - shares: finite.
    ///   - floor: in (0, 0.5).
    ///   - scores: receives `count` values; no part of `shares`.
    public static func logits(
        of shares: UnsafePointer<Double>, floor: Double, count: Int,
        into scores: UnsafeMutablePointer<Double>
    ) {
        qs_logit(shares, floor, count, scores)
    }

    /// 1 / (1 + exp(-(slope * score + intercept))) of `count` scores.
    ///
    /// - Parameter shares: receives `count` values; no part of `scores`.
    public static func logistic(
        of scores: UnsafePointer<Double>, slope: Double, intercept: Double, count: Int,
        into shares: UnsafeMutablePointer<Double>
    ) {
        qs_logistic(scores, slope, intercept, count, shares)
    }

    /// Writes columns of curves, divided by their sum, over columns of shares. Points where all
    /// curves are 0 keep their shares.
    ///
    /// - Parameters:
    ///   - curves: `columns` columns of `count` values, each 0 or above; column c begins at
    ///     `c * curveStride`.
    ///   - shares: of the same shape; column c begins at `c * stride`.
    public static func replace(
        shares: UnsafeMutablePointer<Double>, stride: Int,
        byCurves curves: UnsafePointer<Double>, curveStride: Int, columns: Int, count: Int
    ) {
        qs_replace_shares(curves, curveStride, columns, count, stride, shares)
    }
}
