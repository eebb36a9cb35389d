import Basis
import Materials

/// A group of elements that a user names, for system patterns.
public struct ElementGroup: Sendable, Equatable {
    public var name: String
    /// Elements and built-in groups.
    public var members: [String]

    public init(name: String, members: [String]) {
        self.name = name
        self.members = members
    }
}

/// What names stand for in system patterns: element symbols, built-in groups, groups that the
/// user names.
///
/// Built in are only groups with one accepted definition; whatever else a screening needs, it
/// names. `TM` are the transition metals, groups 3 to 12 of the `3d`, `4d` and `5d` rows (Sc to
/// Zn, Y to Cd, La and Hf to Hg); `RE` Sc, Y and the lanthanides `Ln`, La to Lu; `A` the alkali
/// metals, Li to Fr; `AE` the alkaline earths, Be to Ra; `PGM` the platinum-group metals Ru, Rh,
/// Pd, Os, Ir and Pt; `G1` to `G18` the groups of the periodic table; `*` every element of the
/// table. Elements that the table lacks are left out.
public struct ElementGroups: Sendable {
    private var named = [ElementGroup]()
    private let available: [Element]
    private let isAvailable: Set<Element>

    /// - Parameter table: its elements are those that groups have.
    /// - Throws: ``QuasiScreenError`` for a name that stands for something else or cannot stand
    ///   in a pattern, a group without members, a member that is neither an element nor built in.
    public init(_ named: [ElementGroup] = [], table: ElementTable) throws {
        available = table.elements
        isAvailable = Set(table.elements)
        for (index, group) in named.enumerated() {
            try Self.check(group)
            if named[..<index].contains(where: { $0.name == group.name }) {
                throw QuasiScreenError.groupName(group.name, problem: "is defined twice")
            }
            for member in group.members { _ = try members(of: member) }
        }
        self.named = named
    }

    private static func check(_ group: ElementGroup) throws {
        if Element(symbol: group.name) != nil {
            throw QuasiScreenError.groupName(group.name, problem: "is an element")
        }
        if ["all", "*"].contains(group.name) || builtIn(group.name) != nil {
            throw QuasiScreenError.groupName(group.name, problem: "is built in")
        }
        let isWord = group.name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isWord, group.name.contains(where: \.isLetter) else {
            throw QuasiScreenError.groupName(
                group.name, problem: "cannot stand in a pattern such as Al-TM-TM")
        }
        if group.members.isEmpty {
            throw QuasiScreenError.groupName(group.name, problem: "has no members")
        }
    }

    /// The names of all groups, those of the user first.
    public var names: [String] { named.map(\.name) + Self.builtInNames }

    static let builtInNames =
        ["TM", "3d", "4d", "5d", "RE", "Ln", "A", "AE", "PGM", "*"] + (1...18).map { "G\($0)" }

    /// The elements that a name stands for, each once.
    ///
    /// - Throws: ``QuasiScreenError/unknownSystemGroup(_:known:)``.
    public func members(of name: String) throws -> [Element] {
        if name == "*" { return available }
        if let group = named.first(where: { $0.name == name }) {
            var found = [Element]()
            for element in try group.members.flatMap(members) where !found.contains(element) {
                found.append(element)
            }
            return found
        }
        if let chosen = Self.builtIn(name) { return chosen.filter(isAvailable.contains) }
        guard let element = Element(symbol: name) else {
            throw QuasiScreenError.unknownSystemGroup(name, known: names)
        }
        return [element]
    }

    private static func builtIn(_ name: String) -> [Element]? {
        switch name {
        case "TM":
            return Element.transitionMetals3d + Element.transitionMetals4d
                + Element.transitionMetals5d
        case "3d": return Element.transitionMetals3d
        case "4d": return Element.transitionMetals4d
        case "5d": return Element.transitionMetals5d
        case "RE": return Element.allCases.filter(\.isRareEarth)
        case "Ln": return Element.lanthanides
        case "A": return Element.allCases.filter { $0.group == 1 && $0.period > 1 }
        case "AE": return Element.allCases.filter { $0.group == 2 }
        case "PGM":
            return Element.allCases.filter {
                (5...6).contains($0.period) && (8...10).contains($0.group ?? 0)
            }
        default:
            guard name.hasPrefix("G"), let number = Int(name.dropFirst()),
                (1...18).contains(number), name == "G\(number)"
            else { return nil }
            return Element.allCases.filter { $0.group == number }
        }
    }
}
