import Basis
import Materials

/// `sweep`: which systems are screened, how finely, and what is kept.
public struct SweepSection: Sendable {
    public enum KeptMaps: String, CaseIterable, Sendable {
        /// The maps of systems that reach ``threshold`` or, without one, have a region of the
        /// target class.
        case hits
        case all
        case none
    }

    /// System patterns such as `Al-TM-TM`; see ``SystemPattern``.
    public var families: [String]
    /// Systems by name.
    public var systems: [String]
    /// Every ternary of these elements; `all` stands for the whole element table.
    public var elements: [String]
    /// Steps along an edge: 100 is 1 at.%. The default is 100.
    public var divisions: Int
    /// The wanted class. The default is "quasicrystal".
    public var target: String
    /// The default is ``KeptMaps/hits``.
    public var maps: KeptMaps
    /// The probability of the target that makes a system a hit, 0...1. The default is `nil`: the
    /// target is the predicted class somewhere.
    public var threshold: Double?
    /// The precision of stored maps. The default is ``MapPrecision/sixteen``.
    public var precision: MapPrecision
    /// Systems in which no point can reach this probability of the target are not evaluated. The
    /// default is `nil`: all are.
    public var skipBelow: Double?
    /// The candidates that are left out of the ranking. The default is none.
    public var exclusions: ExclusionSection
    /// Systems in one file of the sweep. The default is `nil`: see ``blockSize``.
    public var block: Int?

    public init() {
        families = []
        systems = []
        elements = []
        divisions = 100
        target = PhaseClass.quasicrystal.rawValue
        maps = .hits
        precision = .sixteen
        exclusions = ExclusionSection()
    }

    init(_ section: ConfigurationSection) throws {
        self.init()
        families = try section.texts("families") ?? families
        systems = try section.texts("systems") ?? systems
        elements = try section.texts("elements") ?? elements
        divisions = try section.integer("divisions", default: divisions, in: 1...1000)
        target = try section.text("target", default: target)
        maps = try section.choice("maps", default: maps)
        threshold = try section.optionalNumber("threshold", in: 0...1)
        precision = try section.choice("bits", default: precision)
        skipBelow = try section.optionalNumber("skip_below", in: 0...1)
        exclusions = try ExclusionSection(section.section("exclude"))
        if section.has("block") {
            block = try section.integer("block", default: 1, in: 1...10_000)
        }
        if families.isEmpty, systems.isEmpty, elements.isEmpty {
            throw ConfigurationError.missingKey(
                "families, systems or elements", section: section.name,
                place: section.place(of: "families"))
        }
        try section.finish()
    }

    var parameters: [String: String] {
        [
            "families": families.joined(separator: ", "),
            "systems": systems.joined(separator: ", "),
            "elements": elements.joined(separator: ", "), "divisions": "\(divisions)",
            "target": target, "maps": maps.rawValue, "block": "\(blockSize)",
            "threshold": threshold.map { "\($0)" } ?? "none", "bits": precision.rawValue,
            "skip_below": skipBelow.map { "\($0)" } ?? "none",
        ].merging(exclusions.parameters) { first, _ in first }
    }

    /// Systems in one file: ``block`` or, without it, 512, and fewer where their maps would take
    /// more than 16 MiB, since a few files are held in memory at a time.
    ///
    /// The 134,044 ternaries of the element table make 262 files.
    public var blockSize: Int {
        if let block { return block }
        guard maps != .none else { return 512 }
        let points = (divisions + 1) * (divisions + 2) / 2
        let bytes = points * PhaseClass.allCases.count * precision.bytes
        return max(1, min(512, (16 << 20) / bytes))
    }

    /// The ternary systems that the section names, each once, sorted by label.
    ///
    /// - Parameter table: its elements are those that `all` and `*` stand for.
    public func ternarySystems(of table: ElementTable) throws -> [ChemicalSystem] {
        var found = Set<ChemicalSystem>()
        for label in systems { found.insert(try Self.ternary(label)) }
        for pattern in families {
            found.formUnion(try SystemPattern(pattern, table: table).ternarySystems())
        }
        if !elements.isEmpty {
            let chosen =
                elements == ["all"]
                ? table.elements
                : try elements.map { try SystemPattern.members(of: $0, table: table) }
                    .flatMap { $0 }
            let unique = Set(chosen).sorted()
            guard unique.count >= 3 else {
                throw QuasiScreenError.noSystems(elements.joined(separator: ", "))
            }
            found.formUnion(ChemicalSystem.all(ofSize: 3, from: unique))
        }
        guard !found.isEmpty else { throw QuasiScreenError.noSystems("an empty list") }
        let available = Set(table.elements)
        let ordered = found.sorted()
        for system in ordered {
            if let element = system.elements.first(where: { !available.contains($0) }) {
                throw QuasiScreenError.noProperties(element: element.symbol, system: system.label)
            }
        }
        return ordered
    }

    /// A ternary system by its label.
    public static func ternary(_ label: String) throws -> ChemicalSystem {
        let system = try ChemicalSystem(label)
        guard system.elements.count == 3 else {
            throw QuasiScreenError.wrongSystemSize(label, expected: 3)
        }
        return system
    }
}

/// A family of ternary systems: three parts joined by hyphens, each an element or a group.
///
/// Groups: `TM` (transition metals, groups 3 to 12), `3d`, `4d`, `5d` (its rows), `RE` (Sc, Y and
/// the lanthanides), `*` (every element of the table). `Al-TM-TM` stands for Al with every pair of
/// two different transition metals.
public struct SystemPattern: Sendable {
    private let parts: [[Element]]
    private let text: String

    static let groupNames = ["TM", "3d", "4d", "5d", "RE", "*"]

    public init(_ text: String, table: ElementTable) throws {
        self.text = text
        let names = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard names.count == 3 else {
            throw QuasiScreenError.wrongSystemSize(text, expected: 3)
        }
        parts = try names.map { try Self.members(of: $0, table: table) }
    }

    /// The elements of the table that a name stands for.
    static func members(of name: String, table: ElementTable) throws -> [Element] {
        let chosen: [Element]
        switch name {
        case "*": return table.elements
        case "TM":
            chosen =
                Element.transitionMetals3d + Element.transitionMetals4d
                + Element.transitionMetals5d
        case "3d": chosen = Element.transitionMetals3d
        case "4d": chosen = Element.transitionMetals4d
        case "5d": chosen = Element.transitionMetals5d
        case "RE": chosen = Element.allCases.filter(\.isRareEarth)
        default:
            guard let element = Element(symbol: name) else {
                throw QuasiScreenError.unknownSystemGroup(
                    name, known: groupNames + table.elements.map(\.symbol))
            }
            return [element]
        }
        let available = Set(table.elements)
        return chosen.filter(available.contains)
    }

    /// The systems of the family, each once, sorted by label.
    public func ternarySystems() throws -> [ChemicalSystem] {
        var found = Set<ChemicalSystem>()
        for first in parts[0] {
            for second in parts[1] where second != first {
                for third in parts[2] where third != first && third != second {
                    found.insert(try ChemicalSystem([first, second, third]))
                }
            }
        }
        guard !found.isEmpty else { throw QuasiScreenError.noSystems(text) }
        return found.sorted()
    }
}
