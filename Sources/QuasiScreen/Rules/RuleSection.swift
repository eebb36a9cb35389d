import Descriptors
import Materials
import Symbolic

/// `rules`: the rule formulas and the sparse surrogate.
public struct RuleSection: Sendable {
    /// The class that the rules describe, or several whose union they describe. The default is
    /// quasicrystal.
    public var targets: [String]
    /// Compounds with an element of this list are ordinary outright and left out of the search.
    /// The default lists the elements that no intermetallic is made of.
    public var excludedElements: [String]
    /// What rules may speak of, preferred ones first; see ``RuleDescriptors``.
    public var descriptors: [String]
    /// The number of rules, 1 to 5. The default is 5.
    public var count: Int
    /// How many operations join descriptors in a rule, 0 to 2. The default is 0: single
    /// descriptors hold better out of sample.
    public var rungs: Int
    /// The share of the wanted class that each rule must keep. The default is 0.9.
    public var minimumCoverage: Double
    /// The share of the wanted class that all rules together must keep. The default is 0.7.
    public var conjunctionCoverage: Double
    /// How many times coverage weighs as much as precision, in F-beta. The default is 1.4.
    public var coverageWeight: Double
    /// Repetitions over resampled chemical systems. The default is 20; 0 leaves them out.
    public var bootstraps: Int
    /// Searches on labels that mean nothing, for each kind of null. The default is 99; 0 leaves
    /// them out.
    public var nulls: Int
    /// What the surrogate may speak of.
    public var surrogateDescriptors: [String]
    /// Terms of the largest surrogate. The default is 4.
    public var maximumTerms: Int
    /// Conditions in one term of the surrogate. The default is 4.
    public var maximumConditions: Int
    /// Probabilities are taken to lie between this and one minus this, since a logit has no end.
    /// The default is 0.0025.
    public var floor: Double
    /// Compositions to draw from the swept systems; 0 leaves the swept part out. The default is
    /// 40,000.
    public var sampled: Int
    public var seed: UInt64

    public static let defaultExcludedElements = [
        "H", "He", "C", "N", "O", "F", "Ne", "P", "S", "Cl", "Ar", "Se", "Br", "Kr", "I", "Xe",
        "At", "Rn",
    ]

    /// Quantities that the field reasons in: electron counts, sizes, electronegativities, what an
    /// alloy is made of.
    public static let defaultDescriptors = [
        "ave:x_ea_conventional", "ave:x_ea_raynor", "stoich:element_count",
        "stoich:largest_fraction", "stoich:second_fraction", "stoich:third_fraction",
        "share:groups_12_13", "share:rare_earths_and_calcium", "share:transition_metals",
        "share:coinage_metals", "share:zinc_group", "share:aluminium_group", "share:s_metals",
        "share:groups_2_12_13", "share:groups_14_16", "share:simple_metals",
        "ave:x_miracle_radius_pm", "spread:x_miracle_radius_pm", "spread:x_miedema_V23_cm2",
        "ave:electron_negativity", "std:electron_negativity", "ave:x_miedema_phi_V",
        "std:x_miedema_phi_V", "ave:x_miedema_nws13_du", "std:x_ea_conventional",
        "base:x_ea_conventional", "solute:x_ea_conventional", "base:x_pettifor_number",
        "ave:x_pettifor_number", "ave:num_d_valence",
    ]

    /// The same and more of the kind: the surrogate follows the model, which knows more.
    public static let defaultSurrogateDescriptors: [String] = {
        let properties = [
            "x_ea_conventional", "x_ea_raynor", "x_miracle_radius_pm", "covalent_radius_cordero",
            "gs_volume_per", "x_pettifor_number", "electron_negativity", "first_ion_en",
            "x_melting_point_K", "x_cohesive_energy_eV", "num_valance", "num_d_valence",
            "num_p_valence", "period", "density", "dipole_polarizability",
            "thermal_conductivity", "x_miedema_phi_V", "x_miedema_nws13_du",
            "x_miedema_V23_cm2",
        ]
        let statistics = ["ave", "dev", "max", "min", "base", "solute"]
        let shares = ElementFamily.allCases.map { "share:\($0.rawValue)" }
        let all =
            defaultDescriptors + shares
            + statistics.flatMap { statistic in properties.map { "\(statistic):\($0)" } }
            + ["spread:x_miedema_V23_cm2", "stoich:mixing_entropy", "stoich:smallest_fraction"]
        return all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
    }()

    public init() {
        targets = [PhaseClass.quasicrystal.rawValue]
        excludedElements = Self.defaultExcludedElements
        descriptors = Self.defaultDescriptors
        count = 5
        rungs = 0
        minimumCoverage = 0.9
        conjunctionCoverage = 0.7
        coverageWeight = 1.4
        bootstraps = 20
        nulls = 99
        surrogateDescriptors = Self.defaultSurrogateDescriptors
        maximumTerms = 4
        maximumConditions = 4
        floor = 0.0025
        sampled = 40_000
        seed = 0
    }

    init(_ section: ConfigurationSection) throws {
        self.init()
        targets = try section.texts("target") ?? targets
        excludedElements =
            try section.texts("excluded_elements") { _ = try Self.element($0) } ?? excludedElements
        descriptors =
            try section.texts("descriptors") { _ = try RuleDescriptors.parse([$0]) } ?? descriptors
        count = try section.integer("count", default: count, in: 1...5)
        rungs = try section.integer("rungs", default: rungs, in: 0...2)
        minimumCoverage = try section.number(
            "minimum_coverage", default: minimumCoverage, in: 0.01...1)
        conjunctionCoverage = try section.number(
            "conjunction_coverage", default: conjunctionCoverage, in: 0.01...1)
        coverageWeight = try section.number(
            "coverage_weight", default: coverageWeight, in: 0.1...10)
        bootstraps = try section.integer("bootstraps", default: bootstraps, in: 0...1_000)
        nulls = try section.integer("nulls", default: nulls, in: 0...10_000)
        surrogateDescriptors =
            try section.texts("surrogate_descriptors") { _ = try RuleDescriptors.parse([$0]) }
            ?? surrogateDescriptors
        maximumTerms = try section.integer("maximum_terms", default: maximumTerms, in: 1...4)
        maximumConditions = try section.integer(
            "maximum_conditions", default: maximumConditions, in: 1...6)
        floor = try section.number("floor", default: floor, in: 1e-6...0.1)
        sampled = try section.integer("sampled", default: sampled, in: 0...10_000_000)
        seed = UInt64(try section.integer("seed", default: 0, in: 0...Int.max))
        try section.finish()
    }

    var parameters: [String: String] {
        [
            "target": targets.joined(separator: ", "),
            "excluded_elements": excludedElements.joined(separator: ", "),
            "descriptors": descriptors.joined(separator: ", "), "count": "\(count)",
            "rungs": "\(rungs)", "minimum_coverage": "\(minimumCoverage)",
            "conjunction_coverage": "\(conjunctionCoverage)",
            "coverage_weight": "\(coverageWeight)", "bootstraps": "\(bootstraps)",
            "nulls": "\(nulls)",
            "surrogate_descriptors": surrogateDescriptors.joined(separator: ", "),
            "maximum_terms": "\(maximumTerms)", "maximum_conditions": "\(maximumConditions)",
            "floor": "\(floor)", "sampled": "\(sampled)", "seed": "\(seed)",
        ]
    }

    var excludedSet: Set<Element> {
        get throws {
            Set(try excludedElements.map(Self.element))
        }
    }

    private static func element(_ symbol: String) throws -> Element {
        guard let element = Element(symbol: symbol) else {
            throw QuasiScreenError.unknownSystemGroup(
                symbol, known: ElementTable.standard.elements.map(\.symbol))
        }
        return element
    }
}
