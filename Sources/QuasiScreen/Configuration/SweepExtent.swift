import Ternary

/// How much a sweep evaluates, said before it starts.
public struct SweepExtent: Sendable, Equatable {
    /// Ternary systems.
    public let systems: Int
    /// Sections of quaternaries.
    public let sections: Int
    /// Grid points of all of them.
    public let compositions: Int

    public init(_ planes: [TernarySection], divisions: Int) {
        var sections = 0
        var compositions = 0
        for plane in planes {
            let steps = divisions - plane.fixedParts
            compositions += (steps + 1) * (steps + 2) / 2
            if plane.fixed != nil { sections += 1 }
        }
        self.sections = sections
        systems = planes.count - sections
        self.compositions = compositions
    }

    /// `20 systems`, `3 systems and 60 sections`.
    public var planes: String {
        let parts = [(systems, "system"), (sections, "section")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        return parts.isEmpty ? "0 systems" : parts.joined(separator: " and ")
    }

    /// `20 systems, 103,020 compositions`.
    public var text: String { "\(planes), \(grouped(compositions)) compositions" }
}
