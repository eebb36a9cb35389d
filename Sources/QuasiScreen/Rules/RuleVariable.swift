import Descriptors
import Symbolic

/// How a descriptor looks in a printed formula: `ave:x_ea_conventional` as ⟨e/a⟩.
enum RuleVariable {
    /// Short names of the properties that rules speak of most; others are spelt out.
    private static let shortNames = [
        "x_ea_conventional": "e/a", "x_ea_raynor": "e/a (Raynor)",
        "x_miracle_radius_pm": "atomic radius", "x_pettifor_number": "Pettifor number",
        "x_cohesive_energy_eV": "cohesive energy", "x_melting_point_K": "melting point",
        "x_bulk_modulus_GPa": "bulk modulus", "x_miedema_phi_V": "Miedema electronegativity",
        "x_miedema_nws13_du": "Miedema electron density",
        "x_miedema_V23_cm2": "Miedema surface", "en_pauling": "electronegativity",
        "electron_negativity": "electronegativity", "num_d_valence": "d electrons",
        "num_p_valence": "p electrons", "num_s_valence": "s electrons",
        "num_valance": "valence electrons", "first_ion_en": "ionisation energy",
        "covalent_radius_cordero": "covalent radius", "gs_volume_per": "atomic volume",
    ]

    private static let shares: [ElementFamily: String] = [
        .sMetals: "s metals", .rareEarths: "rare earths", .rareEarthsAndCalcium: "RE, Ca, Sr, Ba",
        .transitionMetals: "transition metals", .coinageMetals: "Cu, Ag, Au",
        .zincGroup: "Zn, Cd, Hg", .aluminiumGroup: "Al, Ga, In, Tl, B",
        .groups12And13: "groups 12, 13", .groups2And12And13: "groups 2, 12, 13",
        .groups14To16: "groups 14 to 16", .simpleMetals: "simple metals",
    ]

    private static let fractions: [StoichiometryDescriptor: (plain: String, latex: String)] = [
        .elementCount: ("number of elements", "n_{\\text{elements}}"),
        .mixingEntropy: ("mixing entropy", "S_{\\text{mix}}/k"),
        .largest: ("largest fraction", "x_{1}"), .second: ("second fraction", "x_{2}"),
        .third: ("third fraction", "x_{3}"), .smallest: ("smallest fraction", "x_{\\min}"),
        .norm: ("norm of fractions", "\\lVert x\\rVert"),
    ]

    /// The property in words.
    static func words(_ property: String) -> String {
        shortNames[property] ?? property.split(separator: "_").joined(separator: " ")
    }

    /// Plain text for a page.
    static func display(_ name: String) -> String {
        guard let descriptor = AlloyDescriptor(name) else { return name }
        let words = descriptor.property.map(words) ?? ""
        switch descriptor {
        case .statistic(.mean, _): return "\u{27e8}\(words)\u{27e9}"
        case .statistic(.standardDeviation, _): return "\u{3c3}(\(words))"
        case .statistic(.variance, _): return "\u{3c3}\u{b2}(\(words))"
        case .statistic(let statistic, _): return "\(statistic.rawValue)(\(words))"
        case .spread: return "\u{3b4}(\(words))"
        case .contrast: return "large/small(\(words))"
        case .base: return "base(\(words))"
        case .solute: return "solutes(\(words))"
        case .share(let family): return "x(\(shares[family] ?? family.rawValue))"
        case .stoichiometry(let known): return fractions[known]?.plain ?? known.rawValue
        }
    }

    /// LaTeX for the mathematics mode.
    static func latex(_ name: String) -> String {
        guard let descriptor = AlloyDescriptor(name) else {
            return "\\text{\(name.split(separator: "_").joined(separator: "\\_"))}"
        }
        let words = "\\text{\(descriptor.property.map(words) ?? "")}"
        switch descriptor {
        case .statistic(.mean, _): return "\\langle\(words)\\rangle"
        case .statistic(.standardDeviation, _): return "\\sigma(\(words))"
        case .statistic(.variance, _): return "\\sigma^{2}(\(words))"
        case .statistic(let statistic, _):
            return "\\operatorname{\(statistic.rawValue)}(\(words))"
        case .spread: return "\\delta(\(words))"
        case .contrast: return "\\operatorname{large/small}(\(words))"
        case .base: return "\\operatorname{base}(\(words))"
        case .solute: return "\\operatorname{solutes}(\(words))"
        case .share(let family): return "x(\\text{\(shares[family] ?? family.rawValue)})"
        case .stoichiometry(let known): return fractions[known]?.latex ?? known.rawValue
        }
    }
}
