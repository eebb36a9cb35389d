/// Fractions that stand for whole parts, whatever way they are written.
///
/// `Mg4CuAl6`, `Al6CuMg4`, `Al3Cu0.5Mg2` and `Al54.545455Cu9.090909Mg36.363636` are one alloy.
/// Dividing amounts by their sum leaves them apart in the last bits, or in the seventh digit, and
/// a model would judge the spelling. So fractions that lie at whole parts k/n are made k/n, rounded
/// once.
enum WholeParts {
    /// The largest whole that is looked for: amounts in 0.0001 at.% are exact.
    static let largest = 1_000_000
    /// No fraction moves by more; six digits are given with less error.
    static let slack = 6e-7
    /// A fraction lies at k/n within this over n^2. Fractions drawn at random lie so near to some
    /// k/n in a tenth of all binaries and next to never with three elements or more.
    static let closeness = 0.01

    private static func tolerance(_ whole: Double) -> Double {
        min(slack, closeness / (whole * whole))
    }

    /// Replaces all fractions by whole parts of one whole, or none.
    static func settle(_ fractions: inout [Double]) {
        guard fractions.count > 1, let whole = whole(of: fractions) else { return }
        let allowed = tolerance(whole)
        var sum = 0.0
        for fraction in fractions {
            let parts = (fraction * whole).rounded()
            guard parts >= 1, abs(fraction - parts / whole) <= allowed else { return }
            sum += parts
        }
        guard sum == whole else { return }
        for index in fractions.indices {
            fractions[index] = (fractions[index] * whole).rounded() / whole
        }
    }

    /// A common denominator of the fractions, grown from one to the next by continued fractions:
    /// whatever lies nearer to p/q than 1/2 q^-2 has p/q among its convergents.
    private static func whole(of fractions: [Double]) -> Double? {
        var whole = 1.0
        for fraction in fractions {
            let value = fraction * whole
            var (before, denominator) = (0.0, 1.0)
            var (numeratorBefore, numerator) = (1.0, value.rounded(.down))
            var rest = value - numerator
            while abs(value - numerator / denominator)
                > tolerance(whole * denominator) * whole
            {
                guard rest > 0 else { return nil }
                let inverse = 1 / rest
                let quotient = inverse.rounded(.down)
                rest = inverse - quotient
                (before, denominator) = (denominator, quotient * denominator + before)
                (numeratorBefore, numerator) = (
                    numerator, quotient * numerator + numeratorBefore
                )
                guard whole * denominator <= Double(largest) else { return nil }
            }
            whole *= denominator
        }
        return whole
    }
}
