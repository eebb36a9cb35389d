import Basis
import Materials

/// `sweep`: which systems and sections are screened, how finely, and what is kept.
public struct SweepSection: Sendable {
    public enum KeptMaps: String, CaseIterable, Sendable {
        /// The maps of systems that reach ``threshold`` or, without one, have a region of the
        /// target class.
        case hits
        case all
        case none
    }

    /// Groups of elements that the patterns below may name, beside the built-in ones of
    /// ``ElementGroups``. The default is none.
    public var groups: [ElementGroup]
    /// System patterns such as `Al-TM-TM`; see ``SystemPattern``.
    public var families: [String]
    /// Systems by name.
    public var systems: [String]
    /// Every ternary of these elements; `all` stands for the whole element table.
    public var elements: [String]
    /// Sections through quaternaries at constant contents of one element. The default is none.
    public var sections: [SectionFamily]
    /// Patterns of quaternaries such as `Al-TM-TM-Si`, each swept whole as a stack of sections.
    /// At n divisions a stack has (n + 1)(n + 2)(n + 3)/6 - 1 compositions: 1,770 at 20, 176,850 at
    /// 100, so a coarse grid comes first. The default is none.
    public var quaternaries: [String]
    /// Steps along an edge, of the whole composition in a section: 100 is 1 at.%. The default is
    /// 100.
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
    /// Systems and sections in one file of the sweep. The default is `nil`: see ``blockSize``.
    public var block: Int?

    public init() {
        groups = []
        sections = []
        quaternaries = []
        families = []
        systems = []
        elements = []
        divisions = 100
        target = PhaseClass.quasicrystal.rawValue
        maps = .hits
        precision = .sixteen
        exclusions = ExclusionSection()
    }

    var parameters: [String: String] {
        var parameters = [
            "families": families.joined(separator: ", "),
            "systems": systems.joined(separator: ", "),
            "elements": elements.joined(separator: ", "), "divisions": "\(divisions)",
            "target": target, "maps": maps.rawValue, "block": "\(blockSize)",
            "threshold": threshold.map { "\($0)" } ?? "none", "bits": precision.rawValue,
            "skip_below": skipBelow.map { "\($0)" } ?? "none",
        ].merging(exclusions.parameters) { first, _ in first }
        // Left out where they say nothing, so that finished sweeps of ternaries stay up to date.
        if !groups.isEmpty {
            parameters["groups"] = groups.map {
                "\($0.name) = \($0.members.joined(separator: " "))"
            }.joined(separator: ", ")
        }
        if !sections.isEmpty {
            parameters["sections"] = sections.map(\.canonical).joined(separator: ", ")
        }
        if !quaternaries.isEmpty {
            parameters["quaternaries"] = quaternaries.joined(separator: ", ")
        }
        return parameters
    }

    /// Those of the ``parameters`` that say which compositions are swept.
    var extent: [String: String] {
        let keys: Set = [
            "families", "systems", "elements", "divisions", "groups", "sections", "quaternaries",
        ]
        return prefixed("sweep", parameters.filter { keys.contains($0.key) })
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
}
