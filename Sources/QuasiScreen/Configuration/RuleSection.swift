import Descriptors
import Symbolic

/// `rules`: the symbolic surrogate and the rule formulas.
public struct RuleSection: Sendable {
    /// The class that the rules describe. The default is "quasicrystal".
    public var target: String
    /// Element properties that formulas may use. The default leaves out properties that are
    /// imputed for many metals and those that are not physical (supply indices).
    public var properties: [String]
    /// The default is mean and standard deviation.
    public var statistics: [Statistic]
    /// The number of rules. The default is 5.
    public var count: Int
    /// The share of the target class that each rule must keep. The default is 0.9.
    public var minimumCoverage: Double
    /// Terms of the largest surrogate. The default is 3.
    public var maximumTerms: Int
    /// Compounds with an element of this list are ordinary outright and left out of the search.
    /// The default lists the elements that no intermetallic is made of.
    public var excludedElements: [String]

    public static let defaultProperties = [
        "atomic_number", "atomic_radius_rahm", "covalent_radius_cordero", "density",
        "electron_negativity", "first_ion_en", "gs_volume_per", "melting_point",
        "mendeleev_number", "num_valance", "num_d_valence", "period",
    ]

    public static let defaultExcludedElements = [
        "H", "He", "C", "N", "O", "F", "Ne", "P", "S", "Cl", "Ar", "Se", "Br", "Kr", "I", "Xe",
        "At", "Rn",
    ]

    /// Roots, squares and inverses have a meaning for the quantities of the field; cubes and
    /// exponentials of means have none that a reader could check.
    static let unaryOperators: [UnaryOperator] = [.squareRoot, .square, .inverse]

    public init() {
        target = PhaseClass.quasicrystal.rawValue
        properties = Self.defaultProperties
        statistics = [.mean, .standardDeviation]
        count = 5
        minimumCoverage = 0.9
        maximumTerms = 3
        excludedElements = Self.defaultExcludedElements
    }

    init(_ section: ConfigurationSection) throws {
        self.init()
        target = try section.text("target", default: target)
        properties = try section.texts("properties") ?? properties
        statistics = try section.choices("statistics", default: statistics)
        count = try section.integer("count", default: count, in: 1...20)
        minimumCoverage = try section.number(
            "minimum_coverage", default: minimumCoverage, in: 0.01...1)
        maximumTerms = try section.integer("maximum_terms", default: maximumTerms, in: 1...4)
        excludedElements = try section.texts("excluded_elements") ?? excludedElements
        try section.finish()
    }

    var parameters: [String: String] {
        [
            "target": target, "properties": properties.joined(separator: ", "),
            "statistics": statistics.map(\.rawValue).joined(separator: ", "), "count": "\(count)",
            "minimum_coverage": "\(minimumCoverage)", "maximum_terms": "\(maximumTerms)",
            "excluded_elements": excludedElements.joined(separator: ", "),
        ]
    }
}
