import Basis
import Materials
import Ternary

extension SweepSection {
    /// Every ternary system and section that is swept, each once, in ascending order.
    ///
    /// - Parameter table: its elements are those that `all` and `*` stand for.
    /// - Throws: ``QuasiScreenError`` for a name that is no element or group, a family without
    ///   systems, an element without properties, a content between two grid steps.
    public func planes(of table: ElementTable) throws -> [TernarySection] {
        let groups = try ElementGroups(self.groups, table: table)
        var ternaries = try systems(groups, table)
        var planes = [TernarySection]()
        for family in sections {
            planes += try family.sections(divisions: divisions, groups: groups)
        }
        var whole = Set<ChemicalSystem>()
        for pattern in quaternaries {
            whole.formUnion(try SystemPattern(pattern, size: 4, groups: groups).systems())
        }
        for system in whole.sorted() {
            let stack = try TernarySection.stack(of: system, divisions: divisions)
            // A ternary is the face of many quaternaries, and may be asked for by itself.
            ternaries.insert(stack[0].system)
            planes += stack.dropFirst()
        }
        planes += try ternaries.map { try TernarySection($0) }
        guard !planes.isEmpty else { throw QuasiScreenError.noSystems("an empty list") }
        planes.sort()
        // In place: all quaternaries of the table at 5 at.% are sixty million sections.
        var kept = 1
        for plane in planes.dropFirst() where plane != planes[kept - 1] {
            planes[kept] = plane
            kept += 1
        }
        planes.removeLast(planes.count - kept)
        let available = Set(table.elements)
        for plane in planes {
            if let element = plane.elements.first(where: { !available.contains($0) }) {
                throw QuasiScreenError.noProperties(element: element.symbol, system: plane.label)
            }
        }
        return planes
    }

    /// The ternary systems among ``planes(of:)``.
    public func ternarySystems(of table: ElementTable) throws -> [ChemicalSystem] {
        try planes(of: table).filter { $0.fixed == nil }.map(\.system)
    }

    /// Those of `systems`, `families` and `elements`.
    private func systems(
        _ groups: ElementGroups, _ table: ElementTable
    ) throws -> Set<ChemicalSystem> {
        var found = Set<ChemicalSystem>()
        for label in systems { found.insert(try Self.ternary(label)) }
        for pattern in families {
            found.formUnion(try SystemPattern(pattern, size: 3, groups: groups).systems())
        }
        guard !elements.isEmpty else { return found }
        let chosen = try elements.flatMap {
            $0 == "all" ? table.elements : try groups.members(of: $0)
        }
        let unique = Set(chosen).sorted()
        guard unique.count >= 3 else {
            throw QuasiScreenError.noSystems(elements.joined(separator: ", "))
        }
        found.formUnion(ChemicalSystem.all(ofSize: 3, from: unique))
        return found
    }

    /// A ternary system by its label.
    public static func ternary(_ label: String) throws -> ChemicalSystem {
        let system = try ChemicalSystem(label)
        guard system.elements.count == 3 else {
            throw QuasiScreenError.wrongSystemSize(label, expected: 3)
        }
        return system
    }

    /// A ternary system such as `Al-Cu-Fe` or a section such as `(Al-Cu-Fe)90Mg10`, on a grid where
    /// a composition has `divisions` steps.
    ///
    /// - Throws: `FormulaError` for what is no element, ``QuasiScreenError`` for a system of
    ///   another size, a content between two steps.
    public static func plane(_ label: String, divisions: Int) throws -> TernarySection {
        guard label.contains("(") else { return try TernarySection(ternary(label)) }
        let family = try SectionFamily(label)
        let system = try ternary(family.system)
        guard let name = family.elements.first, let element = Element(symbol: name) else {
            throw QuasiScreenError.sectionNotation(label)
        }
        return try TernarySection(
            system, fixed: element, parts: family.contents[0].parts(of: divisions), of: divisions)
    }
}
