import Foundation
import Reporting

/// Sentences around numbers: plurals, shares and lists that read right at zero, one and many.
enum Wording {
    /// The sign stays with its number at the end of a line.
    private static let unit = "\u{a0}%"

    /// `1 system`, `1,024 systems`, `no systems`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        let many = many ?? one + "s"
        return number == 0 ? "no \(many)" : "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String], _ last: String = "and") -> String {
        guard items.count > 1, let end = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(last) \(end)"
    }

    /// A share in whole percent; what is not quite nothing or all is not rounded to it.
    static func percent(_ share: Double) -> String {
        guard share > 0, share < 1 else { return share >= 1 ? "100\(unit)" : "0\(unit)" }
        if share < 0.001 { return "under 0.1\(unit)" }
        if share > 0.999 { return "over 99.9\(unit)" }
        let decimals = share < 0.0995 || share > 0.995 ? 1 : 0
        return NumberText.fixed(100 * share, decimals: decimals) + unit
    }

    /// `98 of 129 (76 %)`; without a percentage where that would say nothing.
    static func part(_ part: Int, of whole: Int) -> String {
        let counts = "\(grouped(part)) of \(grouped(whole))"
        guard whole > 0, part > 0, part < whole else { return counts }
        return counts + " (\(percent(Double(part) / Double(whole))))"
    }

    /// A figure in three decimals; `not defined` for none.
    static func figure(_ value: Double?) -> String {
        guard let value else { return "not defined" }
        return value > 0 && value < 0.001
            ? "under 0.001" : NumberText.fixed(value, decimals: 3)
    }

    /// `45 to 80 %`.
    static func percentRange(_ lower: Double, _ upper: Double) -> String {
        "\(NumberText.fixed(100 * lower, decimals: 0)) to "
            + NumberText.fixed(100 * upper, decimals: 0) + unit
    }

    /// With a capital at the start.
    static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}

/// What compounds of a class are called.
struct ClassWords: Equatable {
    let one: String
    let many: String

    init(_ name: String) {
        switch PhaseClass(rawValue: name) {
        case .quasicrystal, .approximant: (one, many) = (name, name + "s")
        case .ordinary: (one, many) = ("ordinary crystal", "ordinary crystals")
        case nil: (one, many) = ("compound of class \(name)", "compounds of class \(name)")
        }
    }

    func counted(_ number: Int) -> String { Wording.count(number, one, many) }

    /// `a quasicrystal`, `an approximant`.
    var withArticle: String {
        ("aeiou".contains(one.prefix(1).lowercased()) ? "an " : "a ") + one
    }
}

extension [Inline] {
    /// Text with a word in bold before it.
    static func lead(_ word: String, _ text: String) -> [Inline] {
        [.strong(word + " "), .text(text)]
    }
}

extension Inline {
    static func section(_ text: String, _ id: String) -> Inline {
        .link(text, to: .section(id))
    }
}
