import Descriptors

/// How a descriptor looks in a printed formula: `ave:melting_point` as ⟨melting point⟩.
enum RuleVariable {
    static let elementCount = "element_count"
    static let largestFraction = "largest_fraction"

    /// Plain text for a page.
    static func display(_ name: String) -> String {
        switch name {
        case elementCount: return "number of elements"
        case largestFraction: return "largest fraction"
        default:
            guard let (statistic, property) = parts(of: name) else { return name }
            let words = property.split(separator: "_").joined(separator: " ")
            switch statistic {
            case .mean: return "\u{27e8}\(words)\u{27e9}"
            case .standardDeviation: return "\u{3c3}(\(words))"
            case .variance: return "\u{3c3}\u{b2}(\(words))"
            default: return "\(statistic.rawValue)(\(words))"
            }
        }
    }

    /// LaTeX for the mathematics mode.
    static func latex(_ name: String) -> String {
        switch name {
        case elementCount: return "n_{\\text{elements}}"
        case largestFraction: return "x_{\\max}"
        default:
            guard let (statistic, property) = parts(of: name) else {
                return "\\text{\(name.split(separator: "_").joined(separator: "\\_"))}"
            }
            let words = "\\text{\(property.split(separator: "_").joined(separator: " "))}"
            switch statistic {
            case .mean: return "\\langle\(words)\\rangle"
            case .standardDeviation: return "\\sigma(\(words))"
            case .variance: return "\\sigma^{2}(\(words))"
            default: return "\\operatorname{\(statistic.rawValue)}(\(words))"
            }
        }
    }

    private static func parts(of name: String) -> (statistic: Statistic, property: Substring)? {
        guard let colon = name.firstIndex(of: ":"),
            let statistic = Statistic(rawValue: String(name[..<colon]))
        else { return nil }
        return (statistic, name[name.index(after: colon)...])
    }
}
