/// Greek letters by sign, by name and in LaTeX.
enum GreekLetters {
    /// The name of a letter, `delta` for δ and `Delta` for Δ; `nil` for other signs.
    static func name(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\u{b5}": "mu"
        case "\u{3d5}": "phi"
        case "\u{3f5}": "epsilon"
        case "\u{3d1}": "theta"
        case "\u{3c2}": "sigma"
        case "\u{2126}": "Omega"
        case "\u{394}", "\u{2206}": "Delta"
        default:
            if let place = lower.unicodeScalars.firstIndex(of: scalar) {
                names[lower.unicodeScalars.distance(from: lower.startIndex, to: place)]
            } else if let place = upper.unicodeScalars.firstIndex(of: scalar) {
                names[upper.unicodeScalars.distance(from: upper.startIndex, to: place)]
                    .capitalizedFirst
            } else {
                nil
            }
        }
    }

    /// The command of a letter named in full, `\delta` for `delta`; `nil` for other words.
    ///
    /// Capitals that look like Latin letters have no command of their own and are set upright.
    static func command(_ word: String) -> String? {
        let small = word.lowercased()
        guard names.contains(small) else { return nil }
        if word == small { return small == "omicron" ? "o" : "\\\(small)" }
        guard word == small.capitalizedFirst else { return nil }
        if let latin = latinCapitals[word] { return "\\mathrm{\(latin)}" }
        return "\\\(word)"
    }

    private static let lower = "αβγδεζηθικλμνξοπρστυφχψω"
    private static let upper = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
    private static let names = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi",
        "chi", "psi", "omega",
    ]
    private static let latinCapitals = [
        "Alpha": "A", "Beta": "B", "Epsilon": "E", "Zeta": "Z", "Eta": "H", "Iota": "I",
        "Kappa": "K", "Mu": "M", "Nu": "N", "Omicron": "O", "Rho": "P", "Tau": "T", "Chi": "X",
    ]
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
