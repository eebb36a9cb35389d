extension Composition: CustomStringConvertible {
    public var description: String { formula }

    /// A formula that reads back as this composition, bit for bit.
    ///
    /// Whole numbers where up to 1000 atoms give the fractions exactly (`Cd6Yb`), otherwise the
    /// fractions themselves in their shortest exact form (`Al0.6301Cu0.2499Fe0.12`).
    public var formula: String {
        if let counts = wholeNumbers {
            return zip(elements, counts)
                .map { $1 == 1 ? $0.symbol : "\($0.symbol)\($1)" }.joined()
        }
        return zip(elements, fractions).map { "\($0.symbol)\($1)" }.joined()
    }

    private var wholeNumbers: [Int]? {
        for total in elements.count...1000 where isWhole(of: total) {
            return fractions.map { Int(($0 * Double(total)).rounded()) }
        }
        return nil
    }

    /// Whether every fraction is the nearest double to a whole number over `total`.
    private func isWhole(of total: Int) -> Bool {
        let atoms = Double(total)
        var sum = 0.0
        for fraction in fractions {
            let count = (fraction * atoms).rounded()
            if count == 0 || count / atoms != fraction { return false }
            sum += count
        }
        return sum == atoms
    }

    /// A formula in at.% for display, such as `Al63Cu25Fe12`, each amount rounded on its own to
    /// at most `decimals` places (0...12), trailing zeros left out.
    ///
    /// An amount that would round to zero keeps one significant digit.
    public func formula(decimals: Int) -> String {
        zip(elements, fractions)
            .map { $0.symbol + Self.percentage($1, decimals: min(max(decimals, 0), 12)) }.joined()
    }

    private static func percentage(_ fraction: Double, decimals: Int) -> String {
        var places = decimals
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        var units = (fraction * 100 * scale).rounded()
        while units == 0, places < 15 {
            places += 1
            scale *= 10
            units = (fraction * 100 * scale).rounded()
        }
        if units == 0 { return "\(fraction * 100)" }
        let digits = String(Int64(units))
        guard places > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var decimalPart = padded.suffix(places)
        while decimalPart.last == "0" { decimalPart.removeLast() }
        let whole = padded.dropLast(places)
        return decimalPart.isEmpty ? String(whole) : "\(whole).\(decimalPart)"
    }
}
